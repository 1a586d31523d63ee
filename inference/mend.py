"""Breaks inside sentences that the width of the page does not explain: tags, pages, short lines."""

from __future__ import annotations

import re
from itertools import pairwise

from policyclause.inference.furniture import is_page
from policyclause.inference.numbering import read_number
from policyclause.inference.phrases import NAMES_PART, is_field
from policyclause.inference.provisions import DUTY
from policyclause.inference.tails import find_tail
from policyclause.inference.text import Edit, TrackedText
from policyclause.inference.titles import is_title
from policyclause.inference.words import COMMA, heading_depth, is_row

_UNIT = (
    r"(?:[万亿千百]*[元亩吨人个户家辆座年月日天倍项次米件套张批]|[万亿千百](?![\u4e00-\u9fff]*[、.．])"
    r"|%|周岁|平方|公[里斤顷]|小时|工作日)"
)
# What no head or heading says; one may say which things are meant: 投资1亿元以上的项目.
IN_NO_HEADING = re.compile(r"给予|不[少低]于|不[超高]过|\d ?(?:%|[万亿千百]*[元亩倍])(?!级|以[上下内]|及以)")
# A figure that had a tag of its own, so a line: 最高 / 5 / 万元.
_FIGURE = re.compile(
    rf"(?<=[^\s。；;：:！!|]) *\n\s*(?P<figure>\d{{1,6}}(?:\.\d+)?(?:%|{_UNIT})?) *\n\s*(?=(?P<unit>{_UNIT}|[）)])?(?P<han>[\u4e00-\u9fff])?)"
)
_SHORTEST_START = 6  # of a sentence that a figure with its unit goes on
_NEVER_LAST = (
    *"，,、（《〔“",
    *("第", "违反", "依照"),  # a reference that had a tag of its own
    *("是指", "根据", "按照", "依据", "以及", "包括", "不超过", "不低于", "不少于", "最高", "达到"),
)
_NEVER_FIRST = re.compile(
    r"[）〕》”]|[，、；：。？！,;:](?![，、；：。？！…,;:])|[条款项]的?规定|[条款项][、，和至或]|的规定|规定的[，情行]"
)
_LONGEST_REST = 40
_SHORTEST_FULL = 15  # characters of a line that the edge of a page breaks
_LONGEST_NAME = 20  # of an article, with its number
_UNFINISHED = re.compile(r"[\u4e00-\u9fffA-Za-z\d，,、]$")
_ENDS_GRANT = ("元", "补助", "补贴", "奖励", "贴息")  # a stop was forgotten
_STOP = re.compile(r"[。；]")
_ENDS_SENTENCE = tuple("。；：！？.;:!?…")
_BEGINS_PARAGRAPH = re.compile(r"[对鼓支按凡每各本该由自以上其同我/（]|企业|注[:：]")
_SAYS_OF_WHOM = re.compile(r"[对为](?![标照外内口民接])|凡|符合|根据|[按依]照|依据|违反|经(?![济营贸])")
_NAMES_BASIS = re.compile(r"[\u4e00-\u9fff]{2,6}(?:依据|根据)")  # a heading
# What sentences say and no name does, and words that neither a name nor a sentence ends in; 形势是很好的 is whole.
_IN_SENTENCE = re.compile(rf"{DUTY}|可以|是指|会同|定于|(?:^|[，,])[^，,是]*的$")
_ENDS_IN_NO_NAME = re.compile(r"(?:以|将|(?<![合兼归])并|(?<![共调祥饱温缓谦总])和|(?<![参给赠])与|(?<![自理缘事])由)$")
# A figure and the words that it is of, where a line ends between; one in words may also end a name: 培育能手百千万.
_BROKEN_FIGURE = re.compile(
    r"\d[万亿]?\n(?:[万亿千百]*[元亩吨人个户家辆座][^、.．]|[万亿]元|%|个百分点)"
    r"|[一二两三四五六七八九十百千万]{2}[万亿]?\n(?:[万亿千百]*元[^、.．]|个百分点)"
)
# A last member of a character or two: 用地指标，优 / 先供给; those of a name are alike in length.
_BREAKS_OFF = re.compile(r"[，,][\u4e00-\u9fff]{1,2}$")
_BRACKETS = (("《", "》"), ("（", "）"), ("(", ")"), ("“", "”"), ("〔", "〕"))
_NEXT_POINT = re.compile(r"[一二三四五六七八九十]是|首先|其次|[—-]{2}")
_POINT = re.compile(rf"{_NEXT_POINT.pattern}|[-*•·▪●○]")
_CELLS = re.compile(r"[| ]")


def is_of_line_above(line: str) -> bool:
    """Whose task the line above is, or a field of what it names."""
    return find_tail(line) == 0 or is_field(line)


def is_unfinished(line: str) -> bool:
    """A line of sentences without a stop at its end, not a heading with a comma."""
    return _ends_midway(line) and (_is_no_heading(line) or (bool(COMMA.search(line)) and read_number(line) is None))


def _ends_midway(line: str) -> bool:
    return len(line) >= _SHORTEST_FULL and bool(_UNFINISHED.search(line)) and "|" not in line and not is_page(line)


def _is_no_heading(line: str) -> bool:
    """A line that is no heading: it holds a sentence or a sum, says of whom or why before a comma, or breaks off behind one.

    Without a number, it is none if it says what a sentence does. Names of articles are short and have neither commas nor such beginnings.
    """
    if "。" in line or IN_NO_HEADING.search(line) or _BREAKS_OFF.search(line):
        return True
    number = read_number(line)
    of_whom = bool(_SAYS_OF_WHOM.match(line, number.end if number else 0))
    if number is not None and number.style == "条":
        return of_whom or bool(COMMA.search(line)) or len(line) >= _LONGEST_NAME
    says = (number is None and _IN_SENTENCE.search(line)) or _ENDS_IN_NO_NAME.search(line)
    return bool(says) or (of_whom and bool(COMMA.search(line)))


def is_finished_by(above: str, below: str) -> bool:
    """Whether a sentence that a line leaves unfinished ends in another."""
    if begins_anew(above, below) or "|" in below or is_page(below):
        return False
    return is_unfinished(above) and bool(_STOP.search(below))


def begins_anew(above: str, below: str) -> bool:
    """Whether a line begins like an item, or a paragraph where the line above does not end with a comma."""
    return read_number(below) is not None or (above[-1] not in "，,、" and bool(_BEGINS_PARAGRAPH.match(below)))


def join_figures(text: TrackedText) -> TrackedText:
    """Figures on a line of their own, which look like page numbers, back into their sentence."""
    return text.sub(_FIGURE, lambda m: m["figure"] if _is_in_sentence(m) else m[0])


def _is_in_sentence(match: re.Match[str]) -> bool:
    """A unit follows, or stands with the figure and both lines around are of words."""
    above = match.start() - match.string.rfind("\n", 0, match.start())
    with_unit = not match["figure"][-1].isdigit()
    return bool(match["unit"]) or (with_unit and bool(match["han"]) and above > _SHORTEST_START)


def join_halves(text: TrackedText) -> TrackedText:
    """Join a line that no sentence ends with (，, 是指, a figure without its unit), or begins with, to its neighbour."""
    lines = [m.span() for m in re.finditer(r"[^\n]+", text.value) if not m[0].isspace()]
    edits: list[Edit] = []
    joined, rest, last = False, "", ""  # rest: the begin of what was joined to the line below, last: its last sign
    for (begin, end), (start, stop) in reversed(list(pairwise(lines))):
        line, following = text.value[begin:end].rstrip(), text.value[start:stop].lstrip()
        edit = (begin + len(line), stop - len(following), "")
        following = following.rstrip()
        rest, last = (rest, last) if joined else ("", following[-1])
        following += rest
        joined = _goes_on(line, following, last)
        if joined:
            edits.append(edit)
        rest = following[:_LONGEST_REST]
    return text.edit(reversed(edits))


def _goes_on(line: str, following: str, last: str) -> bool:
    """Whether a line goes on in the next; one that is marked as a heading only behind a comma, and none in such a line."""
    if heading_depth(following):
        return False
    if heading_depth(line):
        return line[-1] in "，,、" and _is_half(line, following)
    return _is_torn(line, following, last) or _is_half(line, following)


def join_sentences(text: TrackedText) -> TrackedText:
    """Join the lines of a text that is a sentence or a clause, as far as none begins or ends there, up to a stop.

    Its lines are too few to tell from their width whether they were broken.
    """
    lines = [m.span() for m in re.finditer(r"[^\n]+", text.value) if not m[0].isspace()]
    edits: list[Edit] = []
    stops = bool(lines) and _ends_sentence(text.value[slice(*lines[-1])].rstrip())
    for (begin, end), (start, stop) in reversed(list(pairwise(lines))):
        line, following = text.value[begin:end].rstrip(), text.value[start:stop].strip()
        if _ends_sentence(line):
            stops = True
            continue
        stops = stops and not (_is_whole(line) or _is_whole(following) or begins_anew(line, following))
        if stops:
            edits.append((begin + len(line), start + text.value[start:stop].index(following), ""))
    return text.edit(reversed(edits))


def _ends_sentence(line: str) -> bool:
    return line.rstrip("”’』」）)】*")[-1:] in _ENDS_SENTENCE or find_tail(line) is not None


def _is_whole(line: str) -> bool:
    """Whether a line that has no stop is a point, a heading, a title, the name of a part, cells or of another script."""
    number = read_number(line)
    heads = number is not None and not (COMMA.search(line) or _is_no_heading(line))
    marked = heading_depth(line) > 0 or bool(_POINT.match(line))
    return heads or marked or is_title(line) or bool(NAMES_PART.fullmatch(f"{line}：")) or bool(_CELLS.search(line))


def _is_torn(line: str, following: str, last: str) -> bool:
    """A line that ends in mid-sentence where the next, which no paragraph begins like, has a stop for its last sign."""
    begins = _BEGINS_PARAGRAPH.match(following) and not _ENDS_IN_NO_NAME.search(line)
    if last not in "。；：" or line.endswith(_ENDS_GRANT) or begins:
        return False
    if not (_ends_midway(line) and _is_no_heading(line)) or is_title(line):
        return False
    return not (read_number(following) or "|" in following or is_page(following) or is_of_line_above(following))


def _is_half(line: str, following: str) -> bool:
    if _NEVER_FIRST.match(following):
        return not is_row(line) and not is_page(line)
    number = read_number(line)
    if number is not None and _NAMES_BASIS.fullmatch(line, number.end):
        return False
    in_figure = _BROKEN_FIGURE.search(f"{line[-3:]}\n{following[:8]}")
    if not in_figure and not line.endswith(_NEVER_LAST) and not _is_in_brackets(line, following):
        return False
    alone = number is not None and number.end >= len(line)
    if alone or read_number(following) is not None or _NEXT_POINT.match(following):
        return False
    return not (is_row(line) or is_row(following) or is_page(following))


def _is_in_brackets(line: str, following: str) -> bool:
    """Whether a bracket that opens in the line closes in the next."""
    for opening, closing in _BRACKETS:
        if opening in line and line.rfind(opening) > line.rfind(closing):
            end = following.find(closing)
            if end >= 0 and opening not in following[:end]:
                return True
    return False
