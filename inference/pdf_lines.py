"""Lines of the pages of a PDF file, which has only characters and their places: indents, rows of tables."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

# All in widths of a character.
_CELL_GAP = 0.8  # from one cell to the next; stretched lines have narrower ones
_LEAST_OVERLAP = 0.3  # of the heights of cells beside one another
_LINE_GAP = 0.8  # between lines of a cell
_TALLEST_CELL = 5.0  # that begins above the cell before it; the next column of a page begins higher
_LEAST_INDENT, _MOST_INDENT = 0.7, 4.5
_LEAST_LINES, _LEAST_SHARE = 3, 0.05  # of a document, that begin at a margin
_SET_APART = 4  # blanks before what is centred or stands at the right
_HYPHENS = {0x02: "-", 0xFFFE: "-"}  # what PDFium gives for a hyphen at the end of a line
_SAMPLE = 50  # characters of a page that tell how it is turned


class _Box(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float

    def joined(self, other: _Box) -> _Box:
        """What holds both."""
        bottom, top = min(self.bottom, other.bottom), max(self.top, other.top)
        return _Box(min(self.left, other.left), bottom, max(self.right, other.right), top)

    def overlap(self, other: _Box) -> float:
        """How much of their heights is the same."""
        return min(self.top, other.top) - max(self.bottom, other.bottom)


# From the box of a character to that when its text is turned upright, by the quarters that it was turned.
_TURNS: dict[int, Callable[[float, float, float, float], _Box]] = {
    0: _Box,
    1: lambda left, bottom, right, top: _Box(-top, left, -bottom, right),
    2: lambda left, bottom, right, top: _Box(-right, -top, -left, -bottom),
    3: lambda left, bottom, right, top: _Box(bottom, -right, top, -left),
}


@dataclass
class _Run:
    """Characters beside one another; in a cell, all its lines."""

    text: str
    box: _Box
    size: float

    def add(self, run: _Run) -> None:
        self.text += run.text
        self.box = self.box.joined(run.box)


_Row = list[_Run]  # of a table, its cells; any other line is one of a single cell


def page_rows(textpage: Any) -> list[_Row]:
    """Lines of a page of pypdfium2, in the order in which they were drawn."""
    rows: list[_Row] = []
    for run in _runs(textpage):
        if rows and _stands_beside(run, rows[-1]):
            _take_lines_above(rows, run)
            rows[-1].append(run)
        elif rows and _goes_on_below(run, rows[-1]):
            rows[-1][-1].add(run)
        else:
            rows.append([run])
    return rows


def show_pages(pages: list[list[_Row]]) -> str:
    """Text of the rows of pages: indents as wide blanks, tabs between cells, a form feed between pages."""
    lefts = Counter(round(row[0].box.left) for row in chain.from_iterable(pages) if len(row) == 1)
    least = max(_LEAST_LINES, _LEAST_SHARE * lefts.total())
    margins = [left for left in sorted(lefts) if lefts[left - 1] + lefts[left] + lefts[left + 1] >= least]

    def shown(row: _Row) -> str:
        if len(row) > 1:
            # 实 施 方 案 is set wide.
            return ("\t" if any(len(cell.text) > 1 for cell in row) else " ").join(cell.text for cell in row)
        return "\u3000" * _indent(row[0], margins) + row[0].text

    return "\f".join("\n".join(map(shown, rows)) for rows in pages)


def _indent(run: _Run, margins: list[int]) -> int:
    """Blanks before a line: from the margin of its column, or where few lines begin."""
    steps = [(run.box.left - margin) / run.size for margin in margins]
    near = [step for step in steps if _LEAST_INDENT <= step <= _MOST_INDENT]
    if near:
        return round(max(near))
    return 0 if not steps or any(abs(step) < _LEAST_INDENT for step in steps) else _SET_APART


def _runs(textpage: Any) -> Iterator[_Run]:
    """Characters that stand beside one another, cells apart; single blanks between them are kept."""
    words: list[str] = []
    first = last = _Box(0, 0, 0, 0)
    for char, box in _characters(textpage):
        if box is None:
            words.append(" ")
            continue
        if not _goes_on_beside(box, last, first):
            yield from _run(words, first, last)
            words, first = [], box
        words.append(char)
        last = box
    yield from _run(words, first, last)


def _run(words: list[str], first: _Box, last: _Box) -> Iterator[_Run]:
    if text := "".join(words).strip():
        yield _Run(re.sub(" +", " ", text), first._replace(right=last.right), max(first.top - first.bottom, 1))


def _characters(textpage: Any) -> Iterator[tuple[str, _Box | None]]:
    """Characters with their boxes as they are read, however the page is turned; blanks and ends of lines without."""
    from pypdfium2 import raw

    count, rect = textpage.count_chars(), raw.FS_RECTF()
    pointer = ctypes.byref(rect)
    sample = range(0, count, count // _SAMPLE + 1)
    turns = Counter(round(raw.FPDFText_GetCharAngle(textpage, i) / (math.pi / 2)) % 4 for i in sample)
    turned = _TURNS[turns.most_common(1)[0][0]] if turns else _Box
    for i in range(count):
        char = _HYPHENS.get(code := raw.FPDFText_GetUnicode(textpage, i)) or chr(code)
        if not code or char.isspace() or not raw.FPDFText_GetLooseCharBox(textpage, i, pointer):
            yield " ", None
        else:
            yield char, turned(rect.left, rect.bottom, rect.right, rect.top)


def _goes_on_beside(box: _Box, last: _Box, first: _Box) -> bool:
    size = first.top - first.bottom
    low, high = max(box.bottom, first.bottom), min(box.top, first.top)
    return high - low > min(size, box.top - box.bottom) / 2 and -size < box.left - last.right < _CELL_GAP * size


def _stands_beside(run: _Run, row: _Row) -> bool:
    """Whether a run is the next cell of a row: on the right of the last, on its height or a little above."""
    last = row[-1]
    if run.box.left < last.box.right:
        return False
    beside = any(run.box.overlap(cell.box) > _LEAST_OVERLAP * run.size for cell in row)
    return beside or 0 < run.box.top - last.box.top < _TALLEST_CELL * run.size


def _take_lines_above(rows: list[_Row], run: _Run) -> None:
    """Join to the first cell of the last row the lines above it that the next cell shows to be of it."""
    while len(rows) > 1 and len(rows[-1]) == len(rows[-2]) == 1:
        above, cell = rows[-2][0], rows[-1][0]
        middle = (cell.box.top + cell.box.bottom) / 2
        near = 0 <= above.box.bottom - cell.box.top + _LEAST_OVERLAP * run.size < _LINE_GAP * run.size
        in_column = above.box.left < cell.box.right and cell.box.left < above.box.right <= run.box.left
        if not (near and in_column and middle < (run.box.top + run.box.bottom) / 2 - _LEAST_OVERLAP * run.size):
            break
        above.add(cell)
        rows.pop()


def _goes_on_below(run: _Run, row: _Row) -> bool:
    """Whether a run is the next line of the last cell of a row."""
    if len(row) < 2:
        return False
    last, before = row[-1], row[-2]
    gap = last.box.bottom - run.box.top
    in_column = before.box.right <= run.box.left < last.box.right and last.box.left < run.box.right
    return in_column and -_LEAST_OVERLAP * run.size < gap < _LINE_GAP * run.size
