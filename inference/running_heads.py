"""What pages of paper leave in a text: page numbers, running heads and feet, footnotes, marks of scanners."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import pairwise

from policyclause.inference.characters import printed_width
from policyclause.inference.furniture import SCANNER, is_party
from policyclause.inference.mend import IN_NO_HEADING, is_finished_by, is_of_line_above, is_unfinished
from policyclause.inference.numbering import DIVISIONS, ordinal, read_number
from policyclause.inference.opening import opens_document
from policyclause.inference.phrases import is_preamble
from policyclause.inference.text import TrackedText
from policyclause.inference.titles import is_title

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
_SCANNED = re.compile(rf"{SCANNER}(?:App| ?(?:扫描)?(?:创建)?)")
_IN_NO_HEAD = re.compile(rf"[|，。；]|{IN_NO_HEADING.pattern}")
_NUMBER_AT_EDGE = re.compile(
    rf"{_DASH}*(?P<first>\d{{1,3}}){_DASH}* .*|.* {_DASH}*(?P<last>\d{{1,3}})(?: ?/ ?\d{{1,3}})?{_DASH}*"
)
_NUMBER_BEHIND_WORDS = re.compile(
    r"(?<=[\u4e00-\u9fff，。；：、])(?: ?[-—–] ?(?P<dashed>\d{1,3}) ?[-—–]| ?(?P<page>\d{1,3}) ?/ ?(?P<of>\d{1,3}))(?= *(?:\n|$))"
)
# Between words that ran on over the page when lines were joined; not a page that a sentence refers to.
_NUMBER_INSIDE = re.compile(
    r"(?<=[\u4e00-\u9fff，。；、])(?<![见从在至到于书册件表]) *"
    r"(?: [-—–] \d{1,3} [-—–]|[-—–] \d{1,3} [-—–] |第 ?\d{1,3} ?页[ /]*共 ?\d{1,3} ?页) *(?=[\u4e00-\u9fff])(?![的之内需中以为至])"
)
# What both have: looking for that is faster.
_PAGE_IN_LINE = re.compile(r"[-—–] ?\d{1,3} ?[-—–]|[/页][ /]*(?:\d|共)")
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
_FIRST_STYLES = DIVISIONS | {"条", "一、"}  # styles of numbers that a document begins with
_EVEN = 4  # columns that lines of one width differ by


def strip_pages(text: TrackedText) -> TrackedText:
    """Take out page numbers, marks of scanners, running heads and feet, and footnotes inside sentences."""
    if _PAGE_IN_LINE.search(text.value):
        text = text.edit((*span, "") for span in _numbers_behind_words(text.value)).sub(_NUMBER_INSIDE, "")
    spans = [m.span() for m in re.finditer(r"(?:\A|\n)[^\n]+", text.value) if not m[0].isspace()]
    lines = [text.value[slice(*span)].strip() for span in spans]
    numbers = {i for i, line in enumerate(lines) if _is_page_number(line)} | set(_numbers_like_items(lines))
    numbers.update(_heads_with_numbers(lines))
    gone = numbers | _heads(lines, numbers) | set(_footnotes(lines, numbers)) | set(_titles_again(lines))
    return text.edit((*spans[i], "") for i in sorted(gone))


def _numbers_behind_words(value: str) -> list[tuple[int, int]]:
    """Page numbers at the ends of lines of words, between dashes or with the number of pages: two or more that count."""
    marks = list(_NUMBER_BEHIND_WORDS.finditer(value))
    pages = [int(mark["dashed"] or mark["page"]) for mark in marks]
    of = {mark["of"] for mark in marks}
    counted = len(pages) > 1 and len(of) == 1 and all(above < below for above, below in pairwise(pages))
    return [mark.span() for mark in marks] if counted else []


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
    sure = {0, *torn, *(i for i in skipped - numbers if is_unfinished(_line_above(lines, i, skipped)))}
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
        widths = [printed_width(line) for line in found.values()]
        if apart and widths and max(widths) - min(widths) <= _EVEN and printed_width(lines[places[0]]) < min(widths):
            torn.update(found)
    return torn


def _may_tear(line: str) -> bool:
    """Not a heading, or whose task it is: those stand below unfinished lines too."""
    return not (line[0] in "（(" or "：" in line or is_party(line) or read_number(line))


def _titles_again(lines: list[str]) -> Iterator[int]:
    """A title that pages repeat, below the first number; one that a document opens with below it is its own."""
    seen: set[str] = set()
    numbered = False
    for i, line in enumerate(lines):
        if numbered and line in seen and is_title(line) and not any(map(_may_follow_title, lines[i + 1 : i + 2])):
            yield i
        seen.add(line)
        numbered = numbered or read_number(line) is not None


def _may_follow_title(line: str) -> bool:
    """Whether the copy of a title above this line may be the title itself: it opens a document or its first part."""
    number = read_number(line)
    if number is not None:
        return number.style in _FIRST_STYLES and ordinal(number.text) == 1
    return opens_document(line) or is_preamble(line)


def _line_torn_at(lines: list[str], place: int, skipped: AbstractSet[int] = frozenset()) -> str:
    """The line above that goes on below a place, ``""`` if there is none."""
    above = _line_above(lines, place, skipped)
    below = next((lines[i] for i in range(place + 1, min(place + 5, len(lines))) if i not in skipped), "")
    return above if above and below and is_finished_by(above, below) else ""


def _line_above(lines: list[str], place: int, skipped: AbstractSet[int]) -> str:
    return next((lines[i] for i in range(place - 1, max(place - 5, -1), -1) if i not in skipped), "")


def _footnotes(lines: list[str], numbers: set[int]) -> Iterator[int]:
    """Notes above a page number in mid-sentence, whose mark stands in the lines above them."""
    for end in numbers:
        begin = end
        for i in range(end - 1, max(end - 1 - _LINES_IN_NOTES, -1), -1):
            begin = i if _NOTE.match(lines[i]) else begin
        page = lines[max(begin - _MOST_LINES_ON_PAGE, 0) : begin]
        is_note = begin < end and lines[end - 1][-1] in "。；"
        marked = is_note and any(line.find(lines[begin][0]) > 0 for line in page)
        if marked and end + 1 < len(lines) and is_finished_by(page[-1], lines[end + 1]):
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
    line = re.sub(" +", " ", line) if "  " in line else line
    if len(line) > _LONGEST_HEAD + _LONGEST_PAGE_NUMBER or _IN_NO_HEAD.search(line) or _is_item(line):
        return ""
    name = _NO_NAME.sub("", line)
    return name if 4 <= len(name) <= _LONGEST_HEAD and name[-1] not in "。；;：:！，,、" else ""


def _is_item(line: str) -> bool:
    number = read_number(line)
    return number is not None and number.style not in DIVISIONS
