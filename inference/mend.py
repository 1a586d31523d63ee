"""Breaks inside sentences that the width of the page does not explain: tags, pages, short lines."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import pairwise

from policyclause.inference.furniture import is_page, is_party, is_row
from policyclause.inference.headings import is_field
from policyclause.inference.lines import Line
from policyclause.inference.numbering import PARTS, ordinal, read_number
from policyclause.inference.tails import find_tail
from policyclause.inference.text import TrackedText

_UNIT = (
    r"(?:[万亿千百]*[元亩吨人个户家辆座年月日天倍项次米件套张批]|[万亿千百](?![\u4e00-\u9fff]*[、.．])"
    r"|%|周岁|平方|公[里斤顷]|小时|工作日)"
)
_DASHES = r"\-—–－―─━−‐‑·•~～ "
_DASH = f"[{_DASHES}]"
_DASH_OR_ONE = f"[{_DASHES}一]"  # an optical reader takes a dash for 一, and 1 for l or I
_PAGE_NUMBER = re.compile(
    rf"{_DASH}*(?:\d{{1,3}}(?: ?/ ?\d{{1,3}}| of \d{{1,3}})?|\[\d{{1,3}}\]|P(?:AGE|\.)? ?\d{{1,3}}(?: of \d{{1,3}})?"
    rf"|第 ?(?:\d{{1,3}}|[一二三四五六七八九十]{{1,3}}) ?页(?: ?[,，/共（(][^\n]{{0,10}})?|共 ?\d{{1,3}} ?页[^\n]{{0,10}}){_DASH}*"
    rf"|{_DASH_OR_ONE}+(?:\d(?: ?\d){{0,2}}|[lI\d]{{1,2}}){_DASH_OR_ONE}+",
    re.IGNORECASE,
)
_ITEM_OR_PAGE = re.compile(r"[〔（(]\d{1,3}[〕）)]|\d{1,3}[.．]")  # a page only where it tears a sentence
_PRINTED = re.compile(r"https?://[\x21-\x7e]+ +\d{1,3} ?/ ?\d{1,3}")  # the foot that a browser prints
_SCANNED = re.compile(
    r"(?:由|CS)? ?扫描全能王 ?(?:扫描)?(?:创建)?|\d亿人都在用的扫描App|(?:Scanned (?:with|by) )?CamScanner"
)
PROVIDED = re.compile(r"给予|\d ?(?:%|[万亿千百]*[元亩倍])")  # what no head or heading says
_IN_NO_HEAD = re.compile(rf"[|，。；]|{PROVIDED.pattern}")
_NUMBER_AT_EDGE = re.compile(
    rf"{_DASH}*(?P<first>\d{{1,3}}){_DASH}* .*|.* {_DASH}*(?P<last>\d{{1,3}})(?: ?/ ?\d{{1,3}})?{_DASH}*"
)
_LONGEST_ADDRESS = 200  # of a page, with its number
_LONGEST_PAGE_NUMBER = 24
_SHORTEST_PAGE = 4  # lines from one page number to the next; nearer ones count the rows of a list
_LONGEST_HEAD = 40
_LINES_IN_HEAD = 3  # most of them
_RULE = re.compile(rf"{_DASH}{{4,}}|_{{4,}}|={{4,}}")
_NO_NAME = re.compile(rf"(?:https?://|www\.)[\x21-\x7e]+|\d|\s|{_DASH}")
_NOTE = re.compile(r"[①-⑳]")
_LINES_IN_NOTES = 5  # most of them
_MOST_LINES_ON_PAGE = 40
_SHORTEST_FULL = 15  # characters of a line that the edge of a page breaks
_EVEN = 4  # columns that lines of one width differ by
# A figure that had a tag of its own, so a line: 最高 / 5 / 万元.
_FIGURE = re.compile(
    rf"(?<=[^\s。；;：:！!|]) *\n\s*(?P<figure>\d{{1,6}}(?:\.\d+)?(?:%|{_UNIT})?) *\n\s*(?=(?P<unit>{_UNIT}|[）)])?(?P<han>[\u4e00-\u9fff])?)"
)
_SHORTEST_START = 6  # of a sentence that a figure with its unit goes on
_NEVER_LAST = (
    *"，、（《〔“",
    *("是指", "根据", "按照", "依据", "以及", "包括", "不超过", "不低于", "不少于", "最高", "达到"),
)
_NEVER_FIRST = re.compile(r"[）〕》”]|[，、；：。？！,;:](?![，、；：。？！…])")
_SHORTEST_TORN = 40
_WIDE_CHARACTER = re.compile(r"[\u2e80-\uffef“”‘’…—]")
_UNFINISHED = re.compile(r"[\u4e00-\u9fff，、]$")
_STOP = re.compile(r"[。；]")
_HAN_BUT_UNIT = re.compile(r"(?!元)[\u4e00-\u9fff]")  # after a sum, a stop was forgotten
_BEGINS_PARAGRAPH = re.compile(r"[对鼓支给按凡每各本该由自以上其同我/（“《]|企业")
_NAMES_BASIS = re.compile(r"[\u4e00-\u9fff]{2,6}(?:依据|根据)")  # a heading
_AFTER_FIGURE = re.compile(r"(?:[万亿千百]*[元亩吨人个户家辆座][^、.．]|[万亿]元|%|个百分点)")
_BRACKETS = (("《", "》"), ("（", "）"), ("(", ")"), ("“", "”"), ("〔", "〕"))
_NEXT_POINT = re.compile(r"[一二三四五六七八九十]是|首先|其次|[—-]{2}")


def columns(words: str) -> int:
    """How wide words are printed: a Han character takes two columns, a digit one."""
    return len(words) + len(_WIDE_CHARACTER.findall(words))


def strip_pages(text: TrackedText) -> TrackedText:
    """Take out page numbers, marks of scanners, running heads and feet, and footnotes inside sentences."""
    spans = [m.span() for m in re.finditer(r"(?:\A|\n)[^\n]+", text.value) if not m[0].isspace()]
    lines = [text.value[slice(*span)].strip() for span in spans]
    numbers = {i for i, line in enumerate(lines) if _is_page_number(line)} | set(_numbers_like_items(lines))
    numbers.update(_heads_with_numbers(lines))
    gone = numbers | _heads(lines, numbers) | set(_footnotes(lines, numbers))
    return text.edit((*spans[i], "") for i in sorted(gone))


def _is_page_number(line: str) -> bool:
    if len(line) > _LONGEST_PAGE_NUMBER:
        return len(line) <= _LONGEST_ADDRESS and bool(_PRINTED.fullmatch(line))
    return bool(_PAGE_NUMBER.fullmatch(line) or _SCANNED.fullmatch(line))


def _numbers_like_items(lines: list[str]) -> Iterator[int]:
    """Page numbers that look like those of items, inside sentences; 3. below 2. is an item."""
    last: dict[str, int] = {}
    for i, line in enumerate(lines):
        number = read_number(line)
        is_next = number is not None and last.get(number.style) == ordinal(number.text) - 1
        if not is_next and _ITEM_OR_PAGE.fullmatch(line) and _line_torn_at(lines, i):
            yield i
        elif number is not None:
            last[number.style] = ordinal(number.text)


def _heads(lines: list[str], numbers: set[int]) -> set[int]:
    """Running heads: lines beside page numbers, or inside sentences, the same but for digits.

    Only those go, and the same at the begin and end of the text, if half of all that are the same are among them; all
    that are the same if one stands inside a sentence. They may be of several lines, so what stands beside a head that
    was found is tried in turn, if the head also stands at the begin or below an unfinished line, as the last lines of
    short documents do not; and not where numbers are bare, which may count the rows of a table whose cells have lines
    of their own.
    """
    bare = [i for i in sorted(numbers) if lines[i].isdigit()]
    near = {i for pair in pairwise(bare) if pair[1] - pair[0] < _SHORTEST_PAGE for i in pair}
    names: dict[str, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        if i not in numbers and (name := _head_name(line)):
            names[name].append(i)
    repeated = [places for places in names.values() if len(places) > 1 and not is_of_line_above(lines[places[0]])]
    skipped = numbers.union(*repeated)
    torn = _torn_places(lines, repeated, skipped)
    sure = {0, *torn, *(i for i in skipped - numbers if _is_unfinished(_line_above(lines, i, skipped)))}
    found: set[int] = set()
    beside = numbers - near
    for _ in range(1 if bare else _LINES_IN_HEAD):
        for places in repeated:
            at_edge = {i for i in places if i in torn or {i - 1, i + 1} & beside}
            likely = at_edge | ({0, len(lines) - 1} & set(places))
            if at_edge and len(likely) > 1 and 2 * len(likely) >= len(places):
                found.update(places if torn.intersection(places) and not bare else likely)
                beside.update(found.intersection(places) if sure & likely else ())
    return found


def _torn_places(lines: list[str], repeated: list[list[int]], skipped: set[int]) -> set[int]:
    """Where a line stands inside a sentence, pages apart and below lines of one width that it does not reach."""
    torn: set[int] = set()
    for places in repeated:
        if not _may_tear(lines[places[0]]):
            continue
        found = {i: above for i in places if (above := _line_torn_at(lines, i, skipped))}
        apart = all(below - above >= _SHORTEST_PAGE for above, below in pairwise(found))
        widths = [columns(line) for line in found.values()]
        if apart and widths and max(widths) - min(widths) <= _EVEN and columns(lines[places[0]]) < min(widths):
            torn.update(found)
    return torn


def _may_tear(line: str) -> bool:
    """Not a heading, or whose task it is: those stand below unfinished lines too."""
    return not (line[0] in "（(" or "：" in line or is_party(line) or read_number(line))


def is_of_line_above(line: str) -> bool:
    """Whose task the line above is, or a field of what it names."""
    return find_tail(line) == 0 or is_field(Line(0, len(line), line, read_number(line)))


def _line_torn_at(lines: list[str], place: int, skipped: AbstractSet[int] = frozenset()) -> str:
    """The line above that goes on below a place, ``""`` if there is none."""
    above = _line_above(lines, place, skipped)
    below = next((lines[i] for i in range(place + 1, min(place + 5, len(lines))) if i not in skipped), "")
    return above if above and below and _goes_on(above, below) else ""


def _line_above(lines: list[str], place: int, skipped: AbstractSet[int]) -> str:
    return next((lines[i] for i in range(place - 1, max(place - 5, -1), -1) if i not in skipped), "")


def _is_unfinished(line: str) -> bool:
    """A line of sentences without a stop at its end, not a heading with a comma."""
    if len(line) < _SHORTEST_FULL or not _UNFINISHED.search(line) or "|" in line or is_page(line):
        return False
    number = read_number(line)
    return "。" in line or ("，" in line and (number is None or number.style == "条"))


def _goes_on(above: str, below: str) -> bool:
    """Whether a sentence that a line leaves unfinished ends in another."""
    if begins_anew(above, below) or "|" in below or is_page(below):
        return False
    return _is_unfinished(above) and bool(_STOP.search(below))


def begins_anew(above: str, below: str) -> bool:
    """Whether a line begins like an item, or a paragraph where the line above does not end with a comma."""
    return read_number(below) is not None or (above[-1] not in "，、" and bool(_BEGINS_PARAGRAPH.match(below)))


def _footnotes(lines: list[str], numbers: set[int]) -> Iterator[int]:
    """Notes above a page number in mid-sentence, whose mark stands in the lines above them."""
    for end in numbers:
        begin = end
        for i in range(end - 1, max(end - 1 - _LINES_IN_NOTES, -1), -1):
            begin = i if _NOTE.match(lines[i]) else begin
        page = lines[max(begin - _MOST_LINES_ON_PAGE, 0) : begin]
        is_note = begin < end and lines[end - 1][-1] in "。；"
        marked = is_note and any(line.find(lines[begin][0]) > 0 for line in page)
        if marked and end + 1 < len(lines) and _goes_on(page[-1], lines[end + 1]):
            yield from range(begin, end)


def _heads_with_numbers(lines: list[str]) -> Iterator[int]:
    """Running heads with the number of the page at one end: pages apart, and counted."""
    heads: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for i, line in enumerate(lines):
        line = re.sub(" +", " ", line)
        number = _NUMBER_AT_EDGE.fullmatch(line) if len(line) <= _LONGEST_HEAD + _LONGEST_PAGE_NUMBER else None
        if number and (name := _head_name(line)):
            heads[name].append((i, int(number["first"] or number["last"])))
    for found in heads.values():
        steps = [(below[0] - above[0], below[1] - above[1]) for above, below in pairwise(found)]
        if steps and all(apart >= _SHORTEST_PAGE and more > 0 for apart, more in steps):
            yield from (i for i, _ in found)


def _head_name(line: str) -> str:
    """The line without digits if it may be a running head, else ``""``; that of a rule is its first dash."""
    if _RULE.fullmatch(line):
        return line[0]
    line = re.sub(" +", " ", line)
    if len(line) > _LONGEST_HEAD + _LONGEST_PAGE_NUMBER or _IN_NO_HEAD.search(line) or _is_item(line):
        return ""
    name = _NO_NAME.sub("", line)
    return name if 4 <= len(name) <= _LONGEST_HEAD and name[-1] not in "。；;：:！，,、" else ""


def _is_item(line: str) -> bool:
    number = read_number(line)
    return number is not None and number.style not in PARTS


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
    edits = []
    for (begin, end), (start, stop) in pairwise(lines):
        line, following = text.value[begin:end].rstrip(), text.value[start:stop].lstrip()
        if _runs_on(line, following):
            edits.append((begin + len(line), stop - len(following), ""))
    return text.edit(edits)


def _runs_on(line: str, following: str) -> bool:
    return _is_torn(line, following) or _is_half(line, following)


def _is_torn(line: str, following: str) -> bool:
    """A long line that ends in mid-sentence where the next, which no paragraph begins like, ends with a stop."""
    runs_on = len(line) >= _SHORTEST_TORN and "。" in line and _HAN_BUT_UNIT.match(line[-1])
    if not runs_on or not following.endswith(("。", "；", "：")):
        return False
    begins = _BEGINS_PARAGRAPH.match(following) or read_number(following)
    return not (begins or "|" in line or "|" in following or is_page(line) or is_page(following))


def _is_half(line: str, following: str) -> bool:
    if _NEVER_FIRST.match(following):
        return not is_row(line) and not is_page(line)
    number = read_number(line)
    if number is not None and _NAMES_BASIS.fullmatch(line, number.end):
        return False
    in_figure = line[-1].isdigit() and bool(_AFTER_FIGURE.match(following))
    if not in_figure and not line.endswith(_NEVER_LAST) and not _is_in_brackets(line, following):
        return False
    alone = number is not None and number.end >= len(line)
    if alone or read_number(following) is not None or _NEXT_POINT.match(following):
        return False
    return not (is_row(line) or is_row(following) or is_page(following))


def _is_in_brackets(line: str, following: str) -> bool:
    """Whether a bracket that opens in the line closes in the next."""
    for opening, closing in _BRACKETS:
        end = following.find(closing)
        if line.rfind(opening) > line.rfind(closing) and end >= 0 and opening not in following[:end]:
            return True
    return False
