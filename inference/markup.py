"""HTML around a text: tags, entities, what pages hide, rows of tables, paragraphs that were wrapped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from policyclause.inference.numbering import read_number
from policyclause.inference.text import Edit, TrackedText
from policyclause.inference.words import MOST_REPEATED, reaches_down

# A value in quotation marks, which may hold a > (title="首页>>公开"); one that reaches to another tag was never closed.
_VALUE = "|".join(rf"{mark}[^{mark}<]*(?:<(?![a-zA-Z/!?])[^{mark}<]*)*{mark}" for mark in "\"'")
# A match fails or succeeds in one way only, and ends before the next tag, so that time grows linearly.
_ATTRIBUTES = rf"[^<>=]*(?:=(?:\s*(?:{_VALUE})(?=[\s/>])|(?!\s*(?:{_VALUE})(?=[\s/>])))[^<>=]*)*"
# After the name of a tag stands nothing or, in ASCII, its attributes: R<D且E>F and x <y 且 z> w are text.
_TAG = re.compile(rf"</?[a-zA-Z][a-zA-Z0-9:-]*(?:\s+(?=[!-~]){_ATTRIBUTES}|\s*/?)>|<[!?][a-zA-Z\[][^<>]*>")
# The marks around characters that XML does not read as tags; what feeds and crawlers put between them is a page.
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_BREAK = re.compile(
    r"</?(?:p|br|div|li|tr|td|th|dd|dt|h[1-6]|table|ul|ol|title|head|option|section|article)\b", re.IGNORECASE
)
_HIDDEN = re.compile(rf"<!--|<(script|style)(?:\s{_ATTRIBUTES})?(?<!/)>", re.IGNORECASE)
_HIDDEN_END = {
    "": re.compile("-->"),
    "script": re.compile(r"</script\s*>", re.IGNORECASE),
    "style": re.compile(r"</style\s*>", re.IGNORECASE),
}
# Escaped once or more often: &amp;nbsp;. Blanks and quotation marks are known without their semicolon.
_ENTITY = re.compile(
    r"&(?:amp;)*(?P<name>(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#\d{1,7}|#x[0-9a-fA-F]{1,6});|(?:nbsp|e[mn]sp|[lr][ds]quo)(?![a-zA-Z]))"
)
_ROW_EDGE = re.compile(rf"<(?P<close>/?)(?P<name>tr|table)\b{_ATTRIBUTES}>", re.IGNORECASE)
_PIPE_LINE = re.compile(r"^[ \t]*\|[^\n]*", re.MULTILINE)
_BREAK_IN_CELL = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CELL_EDGE = re.compile(rf"</?t[dh]\b{_ATTRIBUTES}>", re.IGNORECASE)
_IN_CELL = re.compile(
    rf"(?P<cell></?t[dh]\b{_ATTRIBUTES}>)|(?P<block></?(?:p|br|div|li)\b{_ATTRIBUTES}>)|\s*[\r\n]\s*", re.IGNORECASE
)
_LONGEST_CELL = 1200  # with its tags; a longer one is a part of a page, laid out by a table
_SPAN = re.compile(r"\b(row|col)span\s*=\s*[\"']?(\d{1,3})", re.IGNORECASE)
# The tag of a heading, with what stands before its words.
_HEADING = re.compile(
    rf"<h(?P<depth>[1-6])\b{_ATTRIBUTES}>(?:\s|<(?:a|b|em|font|i|span|strong)\b{_ATTRIBUTES}>)*(?=[^\s<])",
    re.IGNORECASE,
)
# What a browser shows as running text, whatever its lines; one styled to keep them is left alone.
_PARAGRAPH = re.compile(r"<(?:p|li|h[1-6])\b(?![^<>]*white-space:\s*pre)", re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br\b", re.IGNORECASE)
# A line end between words; one beside a tag parts the fields of a page, what is indented is a paragraph.
_LINE_END = re.compile(r"(?<=[^\s>])[ \t]*(?:\r\n?|\n)[ \t]*(?=\S)(?!&(?:amp;)*(?:nbsp|e[mn]sp|#160|#12288)\b)")
STOPS = "。；;：:！!？?"  # a line that ends in one was not wrapped there
_MANY_OWN = 1 / 3  # of the line ends in paragraphs, at stops or above numbers; in wrapped ones fewer are, by chance
_ESCAPED = re.compile(r"</(?:p|div|li|t[dr])\s*>|<br\s*/?>", re.IGNORECASE)


class _Reaching(NamedTuple):
    """A cell that reaches into rows below: how many, over how many columns, with which words."""

    rows: int
    columns: int
    words: str


def strip_markup(text: TrackedText) -> TrackedText:
    """The text that a browser shows, a line for each block and each row of a table, ``|`` between cells, ``##`` before headings."""
    shown = _strip_tags(text)
    if _ESCAPED.search(shown.value) and not _ESCAPED.search(text.value):  # a page that was escaped as a whole
        return _strip_tags(shown)
    return shown


def _strip_tags(text: TrackedText) -> TrackedText:
    if "<" in text.value:
        text = text.edit(_hidden(text.value))
        if "<![CDATA[" in text.value:
            text = text.sub(_CDATA, "\n")
        text = text.edit(_breaks_in_pipe_rows(text.value))
        text = text.edit(_rows(text.value))
        text = text.edit(_wraps(text.value)).sub(_HEADING, lambda m: f"\n{'#' * int(m['depth'])} ")
        text = text.sub(_TAG, lambda m: "\n" if _BREAK.match(m[0]) else "")
    if "&" in text.value:
        text = text.sub(_ENTITY, lambda m: _character_of(m["name"]))
    return text


def _hidden(value: str) -> Iterator[Edit]:
    """Takes out comments, scripts and styles, of any length; what never ends stays.

    No part of the text is searched twice for the same end, so time grows linearly.
    """
    endless: set[str] = set()
    done = 0
    for opening in _HIDDEN.finditer(value):
        name = (opening[1] or "").lower()
        if opening.start() < done or name in endless:
            continue
        ending = _HIDDEN_END[name].search(value, opening.end())
        if ending is None:
            endless.add(name)
            continue
        done = ending.end()
        yield opening.start(), done, "\n" if name else ""


def _breaks_in_pipe_rows(value: str) -> Iterator[Edit]:
    """Keeps a row of Markdown on its line, whatever breaks its cells have."""
    for row in _PIPE_LINE.finditer(value):
        if row[0].rstrip().endswith("|"):
            yield from ((*mark.span(), " ") for mark in _BREAK_IN_CELL.finditer(value, *row.span()))


def _rows(value: str) -> Iterator[Edit]:
    """Puts the cells of a row on one line, with those that reach into it from above.

    A row that holds a table is layout, and stays.
    """
    above: dict[int, _Reaching] = {}
    for edge, following in pairwise(_ROW_EDGE.finditer(value)):
        if edge["name"].lower() == "table":
            above = {}
        opens_table = following["name"].lower() == "table" and not following["close"]
        if edge["name"].lower() != "tr" or edge["close"] or opens_table:
            continue
        row = value[edge.end() : following.start()]
        cells = [cell for cell in _CELL_EDGE.split(row) if cell.strip()]
        filled, above = _reach(row, above)
        if len(cells) + len(filled) >= 2 and max(map(len, cells), default=0) <= _LONGEST_CELL:
            for inner in _IN_CELL.finditer(row):
                begin, end = (edge.end() + at for at in inner.span())
                edges = f"{filled.get(inner.start(), '')}|" if inner["cell"] else ""
                yield begin, end, edges or (" " if inner["block"] else "")
            yield following.start(), following.start(), filled.get(len(row), "")


def _reach(row: str, above: dict[int, _Reaching]) -> tuple[dict[int, str], dict[int, _Reaching]]:
    """What reaches into a row from above, by the place in it where that stands, and what reaches into the next one."""
    filled: dict[int, str] = {}
    below: dict[int, _Reaching] = {}
    if not above and not _SPAN.search(row):
        return filled, below
    column = 0
    edges = [(*edge.span(), edge[0]) for edge in _CELL_EDGE.finditer(row)] + [(len(row), len(row), "")]
    for i, (begin, end, opening) in enumerate(edges):
        if opening.startswith("</"):
            continue
        while column in above:
            cell = above[column]
            filled[begin] = f"{filled.get(begin, '')}|{cell.words}|"
            if cell.rows > 1:
                below[column] = cell._replace(rows=cell.rows - 1)
            column += cell.columns
        spans = {name.lower(): int(figure) for name, figure in _SPAN.findall(opening)}
        columns = max(1, spans.get("col", 1))
        if spans.get("row", 1) > 1 and len(below) < MOST_REPEATED:
            words = " ".join(_TAG.sub("", row[end : edges[i + 1][0]]).split())
            below[column] = _Reaching(spans["row"] - 1, columns, words if reaches_down(words) else "")
        column += columns
    return filled, below


def _wraps(value: str) -> Iterator[Edit]:
    """Joins the lines of paragraphs that were wrapped, as Word does it.

    Where many line ends stand at stops or above numbers, they are the writer's, and all stay.
    """
    ends = [end for run in _runs_in_paragraphs(value) for end in _LINE_END.finditer(value, *run)]
    numbered = [read_number(value[end.end() : end.end() + 16]) is not None for end in ends]
    own = sum(number or value[end.start() - 1] in STOPS for end, number in zip(ends, numbered, strict=True))
    if own >= _MANY_OWN * len(ends):
        return
    for end, number in zip(ends, numbered, strict=True):
        if not number:
            around = value[end.start() - 1] + value[end.end()]
            yield *end.span(), " " if around.isascii() else ""


def _runs_in_paragraphs(value: str) -> Iterator[tuple[int, int]]:
    """The stretches between two tags in paragraphs."""
    inside = False
    for tag, following in pairwise(_TAG.finditer(value)):
        if _BREAK.match(tag[0]):
            inside = bool(_PARAGRAPH.match(tag[0])) or (inside and bool(_LINE_BREAK.match(tag[0])))
        if inside:
            yield tag.end(), following.start()


def _character_of(entity: str) -> str:
    """The character that an entity names; a blank that does not break is a blank."""
    return html.unescape(f"&{entity.removesuffix(';')};").replace("\u00a0", " ")
