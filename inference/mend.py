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
_PAGE_NUMBER = re.compile(r"\n[-—– ]*(?:\d{1,3}|第 ?\d{1,3} ?页[^\n]{0,10})[-—– ]*(?=\n)")
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
_NEVER_FIRST = re.compile(r"[）〕》”]|[，、；：。？！,;](?![，、；：。？！…])")
_AFTER_FIGURE = re.compile(r"(?:[万亿千百]*[元亩吨人个户家辆座][^、.．]|[万亿]元|%|个百分点)")
_BRACKETS = (("《", "》"), ("（", "）"), ("(", ")"), ("“", "”"))
_NEXT_POINT = re.compile(r"[一二三四五六七八九十]是|首先|其次|[—-]{2}")


def strip_pages(text: TrackedText) -> TrackedText:
    """Take out page numbers and running heads: lines beside two page numbers or more, the same but for digits."""
    numbers = [match.span() for match in _PAGE_NUMBER.finditer(text.value)]
    heads: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for start, end in numbers:
        for line in _lines_beside(text.value, start, end):
            name = re.sub(r"[\d\s]", "", text.value[slice(*line)])
            if 4 <= len(name) <= _LONGEST_HEAD and name[-1] not in "。；;：:！，,、":
                heads[name].add(line)
    running = (line for lines in heads.values() if len(lines) > 1 for line in lines)
    return text.edit((start, end, "") for start, end in sorted({*numbers, *running}))


def _lines_beside(value: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines above and below a page number, each with the line end before it."""
    above = value.rfind("\n", 0, start)
    if above >= 0:
        yield above, start
    below = value.find("\n", end + 1)
    yield end, below if below >= 0 else len(value)


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
    if _NEVER_FIRST.match(following):
        return not is_row(line) and not is_page(line)
    in_figure = line[-1].isdigit() and bool(_AFTER_FIGURE.match(following))
    if not in_figure and not line.endswith(_NEVER_LAST) and not _is_in_brackets(line, following):
        return False
    number = read_number(line)
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
