"""Tables drawn in characters: boxes, frames and grids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from policyclause.inference.characters import printed_width
from policyclause.inference.markup import STOPS
from policyclause.inference.numbering import read_number
from policyclause.inference.text import Edit, TrackedText

_BAR = re.compile(r"[│┃║|]")
_EDGED = re.compile(r"[│┃║]|^\s*\|.*\|\s*$")
_GRID = re.compile(r"\s*\+(?:[-=:]+\+)+\s*")
_DRAWN = re.compile(r"[─━═]|\+[-=:]+\+")
_HORIZONTAL = frozenset("─━═")
_BOX_SIGNS = frozenset(map(chr, range(0x2500, 0x2580)))
_LEAST_ROOM = 4  # characters between the last words of a paragraph and its frame
_LEAST_FREE = 6  # half-width blanks in a cell, where its words would have gone on: two characters and its margins
_IS_WHOLE = re.compile(r"[\d.,]+|.*[元%％。；;]")  # a cell that is a figure, or ends in an amount or at a stop
_CONTINUES_CELL = "，、。；：）,;:)"  # what a cell begins with that goes on with the one above it


class _DrawnLine(NamedTuple):
    """A line of a drawn table: where its words stand, in which columns the first and the last of them, all its cells."""

    start: int
    end: int
    first: int
    last: int
    cells: list[str]


def strip_borders(text: TrackedText) -> TrackedText:
    """``|`` for the borders of cells, and a line for each row; ``text`` has no tags any more.

    A line whose first cell is empty goes on with the row above it, unless a border is between or that cell holds for
    several rows.
    """
    return text.edit(_drawn_borders(text.value))


def _drawn_borders(value: str) -> Iterator[Edit]:
    if not _DRAWN.search(value):
        return
    lines = [line for line in re.finditer(r"[^\n]+", value) if not line[0].isspace()]
    for drawn, group in groupby(lines, lambda line: _is_border(line[0]) or bool(_EDGED.search(line[0]))):
        table = list(group)
        if drawn and any(_is_border(line[0]) for line in table):
            yield from (edit for edit in _table_edits(value, table) if edit[0] < edit[1])


def _is_border(line: str) -> bool:
    signs = set(line) - set(" \t\u3000")
    return (signs <= _BOX_SIGNS and bool(signs & _HORIZONTAL)) or bool(_GRID.fullmatch(line))


def _table_edits(value: str, table: list[re.Match[str]]) -> Iterator[Edit]:
    lines = [line for line in map(_drawn_line, table) if line.start < line.end]
    edge = "|" if any(_BAR.search(value, line.start, line.end) for line in lines) else ""
    done, row = table[0].start(), 0  # the column in which the row begins
    for above, line in zip([None, *lines], lines, strict=False):
        if above is None or not _continues_row(value, above, line, row if edge else None):
            yield done, line.start, f"{edge}\n{edge}" if above else edge
            row = line.first
        else:
            yield done, line.start, "" if line.first == above.last else "|"
        yield from ((*bar.span(), "|") for bar in _BAR.finditer(value, line.start, line.end))
        done = line.end
    if lines:
        yield done, table[-1].end(), edge


def _continues_row(value: str, above: _DrawnLine, line: _DrawnLine, row: int | None) -> bool:
    """Whether a line goes on with the one above it, in a row that begins in column ``row`` or in a plain frame."""
    if any(map(_is_border, value[above.end : line.start].split("\n")[1:-1])):
        return False
    if row is not None:
        return line.first > row and not (line.first == row + 1 and _is_own_row(above, line))
    fills = _BAR.search(value, above.end, above.end + _LEAST_ROOM)
    in_sentence = value[above.end - 1] not in STOPS and read_number(value[line.start : line.start + 16]) is None
    return bool(fills) and in_sentence


def _is_own_row(above: _DrawnLine, line: _DrawnLine) -> bool:
    """Whether a line without a first cell is a row, as that cell holds for it too, rather than what did not fit above.

    Both fill all other cells, two or more, and one of those above had room for more or is whole.
    """
    if len(above.cells) != len(line.cells) or line.first == line.last:
        return False
    pairs = list(zip(above.cells, line.cells, strict=True))[line.first : max(above.last, line.last) + 1]
    cells = [(upper.strip(), lower.strip()) for upper, lower in pairs]
    if not all(upper and lower and lower[0] not in _CONTINUES_CELL for upper, lower in cells):
        return False
    return any(_free(upper) >= _LEAST_FREE or _IS_WHOLE.fullmatch(upper.strip()) for upper, _ in pairs)


def _free(cell: str) -> int:
    """How much room the words of a cell leave, in half-width blanks."""
    return printed_width(cell.replace(cell.strip(), "", 1))


def _drawn_line(line: re.Match[str]) -> _DrawnLine:
    bare = line[0].strip("│┃║| \t\u3000\r")
    start = line.start() + line[0].find(bare)
    if not bare or _is_border(line[0]):
        return _DrawnLine(line.start(), line.start(), 0, 0, [])
    first = len(_BAR.findall(line[0], 0, start - line.start()))
    return _DrawnLine(start, start + len(bare), first, first + len(_BAR.findall(bare)), _BAR.split(line[0]))
