"""Breaks inside sentences that the width of the page does not explain: tags, pages, short lines."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from policyclause.inference.furniture import is_page, is_row
from policyclause.inference.numbering import read_number
from policyclause.inference.text import TrackedText

_UNIT = (
    r"(?:[万亿千百]*[元亩吨人个户家辆座年月日天倍项次米件套张批]|[万亿千百](?![\u4e00-\u9fff]*[、.．])"
    r"|%|周岁|平方|公[里斤顷]|小时|工作日)"
)
_DASH = r"[-—–－―─━−‐‑·•~～ ]"
_PAGE_NUMBER = re.compile(
    rf"{_DASH}*(?:\d{{1,3}}(?: ?/ ?\d{{1,3}})?|\[\d{{1,3}}\]|一 ?\d{{1,3}} ?一|P(?:AGE|\.)? ?\d{{1,3}}(?: of \d{{1,3}})?"
    rf"|第 ?(?:\d{{1,3}}|[一二三四五六七八九十]{{1,3}}) ?页(?: ?[,，/共][^\n]{{0,10}})?|共 ?\d{{1,3}} ?页[^\n]{{0,10}}){_DASH}*",
    re.IGNORECASE,
)
_PROVIDED = re.compile(r"给予|\d ?(?:%|[万亿千百]*[元亩倍])")  # what no running head says
_NUMBER_AT_EDGE = re.compile(rf"{_DASH}*(\d{{1,3}}){_DASH}*")
_LONGEST_PAGE_NUMBER = 24
_SHORTEST_PAGE = 4  # lines from one page number to the next; nearer ones count the rows of a list
_LONGEST_HEAD = 40
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
_HAN_BUT_UNIT = re.compile(r"(?!元)[\u4e00-\u9fff]")  # after a sum, a stop was forgotten
_BEGINS_PARAGRAPH = re.compile(r"[对鼓支给按凡每各本该由自以上其同我/（“《]|企业")
_NAMES_BASIS = re.compile(r"[\u4e00-\u9fff]{2,6}(?:依据|根据)")  # a heading
_AFTER_FIGURE = re.compile(r"(?:[万亿千百]*[元亩吨人个户家辆座][^、.．]|[万亿]元|%|个百分点)")
_BRACKETS = (("《", "》"), ("（", "）"), ("(", ")"), ("“", "”"))
_NEXT_POINT = re.compile(r"[一二三四五六七八九十]是|首先|其次|[—-]{2}")


def strip_pages(text: TrackedText) -> TrackedText:
    """Take out page numbers and running heads: lines with a page number or beside one, the same but for digits."""
    spans = [m.span() for m in re.finditer(r"(?:\A|\n)[^\n]+", text.value) if not m[0].isspace()]
    lines = [text.value[slice(*span)].strip() for span in spans]
    numbers = [i for i, line in enumerate(lines) if len(line) <= _LONGEST_PAGE_NUMBER and _PAGE_NUMBER.fullmatch(line)]
    gone = {*numbers, *_heads_beside(lines, numbers), *_heads_with_numbers(lines)}
    return text.edit((*spans[i], "") for i in sorted(gone))


def _heads_beside(lines: list[str], numbers: list[int]) -> Iterator[int]:
    bare = [i for i in numbers if lines[i].isdigit()]
    near = {i for pair in pairwise(bare) if pair[1] - pair[0] < _SHORTEST_PAGE for i in pair}
    heads: dict[str, set[int]] = defaultdict(set)
    for number in numbers:
        for i in (number - 1, number + 1):
            if number not in near and 0 <= i < len(lines) and (name := _head_name(lines[i])):
                heads[name].add(i)
    return (i for found in heads.values() if len(found) > 1 for i in found)


def _heads_with_numbers(lines: list[str]) -> Iterator[int]:
    """Running heads with the number of the page at one end: pages apart, and counted."""
    heads: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for i, line in enumerate(lines):
        words = line.split() if len(line) <= _LONGEST_HEAD + _LONGEST_PAGE_NUMBER else []
        edges = (_NUMBER_AT_EDGE.fullmatch(word) for word in (words[:1] + words[-1:]) * (len(words) > 1))
        number = next(filter(None, edges), None)
        if number and (name := _head_name(line)):
            heads[name].append((i, int(number[1])))
    for found in heads.values():
        steps = [(below[0] - above[0], below[1] - above[1]) for above, below in pairwise(found)]
        if steps and all(apart >= _SHORTEST_PAGE and more > 0 for apart, more in steps):
            yield from (i for i, _ in found)


def _head_name(line: str) -> str:
    """The line without digits if it may be a running head, else ``""``."""
    if len(line) > _LONGEST_HEAD + _LONGEST_PAGE_NUMBER or "|" in line or _PROVIDED.search(line):
        return ""
    name = re.sub(rf"\d|\s|{_DASH}", "", line)
    return name if 4 <= len(name) <= _LONGEST_HEAD and name[-1] not in "。；;：:！，,、" else ""


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
