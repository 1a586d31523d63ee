"""Lines of a clean text as its writer set them: those that were broken at the width of a page joined."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from policyclause.inference.characters import printed_width
from policyclause.inference.furniture import is_addressee, is_formality, is_page
from policyclause.inference.mend import IN_NO_HEADING, begins_anew, is_of_line_above, join_figures, join_halves
from policyclause.inference.numbering import FIGURES, Number, ordinal, read_number
from policyclause.inference.opening import NUMBER_OF_DOCUMENT
from policyclause.inference.running_heads import strip_pages
from policyclause.inference.tails import find_tail
from policyclause.inference.text import TrackedText
from policyclause.inference.titles import is_title
from policyclause.inference.unfold import REFERENCE
from policyclause.inference.words import COMMA, heading_depth, is_row

_STOPS = "。；;：:！"
_FEW_LINES = 8  # fewer wide lines than this have no distribution to read a width from
_WIDE = 30  # columns; shorter lines are headings and ends of paragraphs
_WIDE_IN_COLUMNS = 16  # the same in the columns of a gazette
_NARROWEST, _WIDEST = 32, 130  # columns of a full line of a page: from a phone to a sheet on its side
# A full line is shorter than the page by what may not be broken or begin a line: a figure, a stop, a bracket.
_SHORT_BY = 8
_SHORT_BY_IN_FEW = 6  # of the widest of a few lines
_HANGS_OVER = 4  # columns of stops in the margin; hence full lines are of widths from 8 below to 4 above the usual
_USUAL, _NEARLY_ALL = 0.9, 0.98  # quantiles of the widths: headings and tables may be wider than the page
_LEAST_FULL = 0.4  # of the wide lines, in broken paragraphs of three lines and articles of one or two
_LEAST_FULL_IN_COLUMNS = 0.5  # whose paragraphs have more lines
# Among articles and items of a line few are full, but those end within a character of the edge, inside a sentence.
_AT_EDGE = 3  # columns
_LEAST_AT_EDGE = 3
_LEAST_BROKEN = 0.6
_SHORT_OF_EDGE = 5  # columns that a full line is then shorter by at most
_MANY = 0.8  # of the lines, when a few are broken by chance or by a slip
# Full lines that end inside a sentence to those at a stop, where nearly all items of a list end.
_BROKEN_TO_STOPPED = 1.5
_ROOM = 4  # columns: a line that leaves these did not end at the edge
# What a reference to an item stands behind: 根据本办法 / 第十二条, 附件 / 1、附件2.
_CITES = re.compile(
    r"(?:根据|[按参依]照|依据|符合|违反|附[件表]|本(?:办法|条例?|规定|细则|意见|措施|通知|章)|[、和及与或至]"
    rf"|第[{FIGURES}]{{1,5}}[章节条款])$"
)
_ORDINALS = {"编", "部分", "章", "节", "条", "一、", "（一）", "一）", "1.", "（1）", "1）", "①", "⒈"}
_HAN = re.compile(r"[\u4e00-\u9fff]")


def restore_lines(text: TrackedText) -> TrackedText:
    """The text, of ``unfold``, with its paragraphs and items on a line each, pages left out."""
    return join_halves(unwrap(strip_pages(join_figures(text))))


@dataclass(frozen=True)
class _PrintedLine:
    """A printed line without the blanks at its ends; width in columns: a Han character takes two, a digit one."""

    start: int
    end: int
    words: str
    indent: int
    width: int

    @property
    def stops(self) -> bool:
        return self.words[-1] in _STOPS

    @cached_property
    def number(self) -> Number | None:
        return read_number(self.words)


class _Typesetting(NamedTuple):
    """How a text is set."""

    full: int  # columns that a full line has at least
    few: bool
    margin: int | None  # the indent of lines that go on, None if paragraphs are not indented
    is_broken: bool  # most full lines end inside a sentence
    edge: int | None  # columns of nearly all lines that end inside a sentence, None if they differ


def unwrap(text: TrackedText) -> TrackedText:
    """Join lines that were broken at a fixed width, as text taken from PDF files is."""
    lines = [_measure(m) for m in re.finditer(r"[^\n]+", text.value) if not m[0].isspace()]
    widths = sorted(line.width for line in lines)
    wide = [width for width in widths if width >= _WIDE]
    few = len(wide) < _FEW_LINES
    full = _full_width(wide)
    is_sure = full is not None
    full = full or _full_at_edge(lines) or _full_in_columns(widths)
    if full is None:
        return text
    typeset = _typesetting(lines, full, few and is_sure)
    paragraphs = _paragraphs(lines, typeset)
    if typeset.few and not (_are_sentences(paragraphs, least=1) or _are_items(paragraphs)):
        return text
    if not is_sure and not (typeset.is_broken and _are_sentences(paragraphs, least=_MANY)):
        return text
    return text.edit((line.end, following.start, "") for each in paragraphs for line, following in pairwise(each))


def _measure(match: re.Match[str]) -> _PrintedLine:
    words = match[0].strip()
    indent = len(match[0]) - len(match[0].lstrip())
    start = match.start() + indent
    # An indent is two wide blanks, which are of unknown width after cleaning; more than that is no part of a column.
    width = min(2 * indent, 4) + printed_width(words)
    return _PrintedLine(start, start + len(words), words, indent, width)


def _full_width(wide: list[int]) -> int | None:
    """Columns that a full line has at least, if lines were broken at a width."""
    if not wide:
        return None
    few = len(wide) < _FEW_LINES
    full = wide[-1] - _SHORT_BY_IN_FEW if few else wide[int(len(wide) * _USUAL)] - _SHORT_BY
    enough = sum(full <= width <= full + _SHORT_BY + _HANGS_OVER for width in wide) >= _LEAST_FULL * len(wide)
    return full if _NARROWEST <= full <= _WIDEST and enough else None


def _full_at_edge(lines: list[_PrintedLine]) -> int | None:
    """The same where articles and items are short: lines that the edge broke are the widest, of one width.

    So are parallel headings, whose commas stand in one place too.
    """
    if any(line.width > _WIDEST and _is_running(line) for line in lines):
        return None
    pairs = pairwise([*lines, *lines[-1:]])
    wide = [(line, following) for line, following in pairs if line.width >= _WIDE and _is_running(line)]
    edge = max((line.width for line, _ in wide), default=0)
    at_edge = [a for a, b in wide if a.width >= edge - _AT_EDGE and not _may_be_heading(a, b)]
    if edge < _NARROWEST or len(wide) < _FEW_LINES or len(at_edge) < _LEAST_AT_EDGE:
        return None
    commas = {found.start() if (found := COMMA.search(line.words)) else None for line in at_edge}
    broken = sum(not line.stops for line in at_edge)
    return edge - _SHORT_OF_EDGE if len(commas) > 1 and broken >= _LEAST_BROKEN * len(at_edge) else None


def _is_running(line: _PrintedLine) -> bool:
    """Neither of the page nor a row of a table."""
    return not (is_page(line.words) or is_row(line.words))


def _may_be_heading(line: _PrintedLine, following: _PrintedLine) -> bool:
    """Whether a line may name what stands below it: an item, or above what a paragraph begins with; no article."""
    names = line.number.style != "条" if line.number else begins_anew(line.words, following.words)
    return names and not (line.stops or "。" in line.words or IN_NO_HEADING.search(line.words))


def _full_in_columns(widths: list[int]) -> int | None:
    """The same for the narrow columns of a gazette or a phone: nearly no line is longer, and most are full."""
    wide = [width for width in widths if width >= _WIDE_IN_COLUMNS]
    if len(wide) < _FEW_LINES:
        return None
    usual, widest = (wide[int(len(wide) * share)] for share in (_USUAL, _NEARLY_ALL))
    full = usual - _SHORT_BY_IN_FEW
    enough = sum(width >= full for width in wide) >= _LEAST_FULL_IN_COLUMNS * len(wide)
    return full if full >= _WIDE_IN_COLUMNS and widest <= usual + _HANGS_OVER and enough else None


def _typesetting(lines: list[_PrintedLine], full: int, few: bool) -> _Typesetting:
    inside = [below.indent for above, below in pairwise(lines) if above.width >= full and not above.stops]
    at_stops = sum(line.width >= full and line.stops for line in lines)
    is_broken = len(inside) >= _BROKEN_TO_STOPPED * at_stops
    return _Typesetting(full, few, _margin(lines, full, sorted(inside)), is_broken, _edge(lines, full))


def _margin(lines: list[_PrintedLine], full: int, inside: list[int]) -> int | None:
    """The usual indent inside sentences, None unless nearly all paragraphs begin beyond it."""
    firsts = (b for a, b in pairwise(lines) if a.stops and (a.width < full or b.number))
    starts = [line.indent for line in firsts if not is_formality(line.words)]
    if min(len(starts), len(inside)) < 2:
        return None
    margin = inside[len(inside) // 2]
    beyond, within = sum(indent > margin for indent in starts), sum(indent <= margin for indent in inside)
    return margin if beyond >= _MANY * len(starts) and within >= _MANY * len(inside) else None


def _edge(lines: list[_PrintedLine], full: int) -> int | None:
    """The width of the lines that the edge broke, headings left out; None where it is not one."""
    broken = (line for line in lines if line.width >= full and not line.stops)
    widths = sorted(line.width for line in broken if line.number is None)
    edge = widths[len(widths) // 2] if widths else 0
    return edge if sum(abs(width - edge) <= _AT_EDGE for width in widths) >= _MANY * len(widths) > 1 else None


def _paragraphs(lines: list[_PrintedLine], typeset: _Typesetting) -> list[list[_PrintedLine]]:
    """The lines of each paragraph, item or heading."""
    paragraphs: list[list[_PrintedLine]] = []
    last: dict[str, int] = {}  # the last number of each style
    for line in lines:
        if paragraphs and _runs_on(paragraphs[-1][-1], line, typeset, last):
            paragraphs[-1].append(line)
            continue
        paragraphs.append([line])
        if line.number:
            last[line.number.style] = ordinal(line.number.text)
    return paragraphs


def _runs_on(line: _PrintedLine, following: _PrintedLine, typeset: _Typesetting, last: dict[str, int]) -> bool:
    """Whether a full line goes on in the next."""
    is_indented = typeset.margin is not None and following.indent > typeset.margin
    if line.width < typeset.full or is_indented or _are_apart(line, following):
        return False
    if following.number:
        cited = _CITES.search(line.words, len(line.words) - 10) or REFERENCE.match(following.words)
        return not line.stops and (bool(cited) or not _may_be_item(following.number, typeset, last))
    if line.stops:
        return _runs_on_after_stop(line, following, typeset)
    return not (typeset.few and is_title(line.words)) and not _is_heading_with_room(line, following, typeset)


def _are_apart(line: _PrintedLine, following: _PrintedLine) -> bool:
    """Whether one of two lines is of contents, a heading by its mark, a table, a tail of departments or the number below a title."""
    is_of_contents = line.words[-1].isdigit() and is_page(line.words)
    is_marked = heading_depth(line.words) or heading_depth(following.words)
    is_of_table = is_row(line.words) or is_row(following.words)
    is_below_title = NUMBER_OF_DOCUMENT.fullmatch(following.words) and is_title(line.words)
    return bool(is_of_contents or is_marked or is_of_table or is_below_title or find_tail(following.words) == 0)


def _may_be_item(number: Number, typeset: _Typesetting, last: dict[str, int]) -> bool:
    """Whether a number that is not indented may open an item: not where items are, nor out of order.

    Nothing is out of order before the first number, which may stand below a title.
    """
    is_next = number.style not in _ORDINALS or ordinal(number.text) in (1, last.get(number.style, 0) + 1)
    return not last or (typeset.margin is None and is_next)


def _is_heading_with_room(line: _PrintedLine, following: _PrintedLine, typeset: _Typesetting) -> bool:
    """Whether a numbered line ends though the next character, which is no part of a figure, had room in it.

    The first line of an item whose indent was lost is as short; it has a sentence behind the name.
    """
    has_room = typeset.edge is not None and line.width <= typeset.edge - _ROOM
    return has_room and "。" not in line.words and line.number is not None and bool(_HAN.match(following.words))


def _runs_on_after_stop(line: _PrintedLine, following: _PrintedLine, typeset: _Typesetting) -> bool:
    """Whether the stop at the end of a full line stands inside a paragraph."""
    if is_page(following.words) or is_formality(following.words) or is_addressee(line.words):
        return False
    if typeset.margin is not None:
        return following.width >= typeset.full or following.stops
    in_ratio = line.words[-2:-1].isdigit() and line.words[-1] in ":：" and following.words[0].isdigit()
    return typeset.is_broken and (line.words[-1] in "；;" or in_ratio)


def _are_sentences(paragraphs: list[list[_PrintedLine]], least: float) -> bool:
    """Whether long lines are broken sentences, not headings or a list of names.

    They are broken twice or more, once in a clause with a comma, and a share of ``least`` ends in a stop in the end.
    """
    broken = [lines for lines in paragraphs if len(lines) > 1]
    above = [line for lines in broken for line in lines[:-1]]
    commas = any(COMMA.search(line.words) for line in above)
    return len(above) >= 2 and commas and sum(lines[-1].stops for lines in broken) >= least * len(broken)


def _are_items(paragraphs: list[list[_PrintedLine]]) -> bool:
    """Whether a few lines without stops are items, each with the words that the edge broke off below it.

    Their numbers count, and the lines that go on are of one width; a field below each is not broken off.
    """
    broken = [lines for lines in paragraphs if len(lines) > 1]
    counts = [ordinal(n.text) for lines in broken if (n := lines[0].number) and n.style in _ORDINALS]
    widths = [line.width for lines in broken for line in lines[:-1]]
    below = [b[0] for a, b in pairwise(paragraphs) if len(a) > 1]
    return (
        len(widths) >= _LEAST_AT_EDGE
        and len(counts) == len(broken)
        and all(above < count for above, count in pairwise(counts))
        and max(widths) - min(widths) <= _AT_EDGE
        and not any(is_of_line_above(line.words) for lines in broken for line in lines[1:])
        and all(line.number or is_formality(line.words) for line in below)
    )
