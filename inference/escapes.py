"""What programs put around a text and left in it: JSON, escapes, lists and rows of CSV."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from policyclause.inference.text import Edit, TrackedText

_JSON_START = re.compile(r'\s*(?:\{\s*"|\[\s*[{"])')
_JSON_STRING = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"(?P<is_name>\s*:)?', re.DOTALL)
# A character each, so that offsets stay exact; one beyond the first 65,536 is written as two halves.
_WRITTEN_CHARACTER = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}"
_JSON_ESCAPE = re.compile(rf"{_WRITTEN_CHARACTER}|\\.", re.DOTALL)
_LEFT_ESCAPE = re.compile(rf"{_WRITTEN_CHARACTER}|\\xa0")
_WRITTEN_LINE_END = re.compile(r"\\r\\n|\\[rn](?![a-z])")
_LEAST_WRITTEN = 2  # line ends in letters that a line has, if they are line ends
# A list of strings as Python writes it, on one line or, indented, on several.
_WRITTEN_LIST = re.compile(r"\['(?:[^'\n]*',\s{0,8}')+[^'\n]*'\]")
_EDGE_IN_LIST = re.compile(r"\['|',\s{0,8}'|'\]")
# A row of CSV, the last cell of which is in quotation marks: a text with written line ends, or a written list.
_CSV_ROW = re.compile(r'^(?:[^",\n。]{0,120},){1,12}"(?P<text>[^"\n]*(?:\\n|\[\')[^"\n]*)(?P<end>"?)', re.MULTILINE)
_EDGE_OF_CELL = re.compile(',"?')
# Rows of CSV with all cells in quotation marks, as spreadsheets write them; one alone may be anything.
_QUOTED_CELLS = r'"[^"\n]*"(?:,+"[^"\n]*")+,*'
_QUOTED_ROWS = re.compile(rf"^{_QUOTED_CELLS}(?:\r?\n{_QUOTED_CELLS})+(?=\r?$)", re.MULTILINE)
_EDGE_OF_QUOTED = re.compile(r'",+"|",*')


def strip_json(text: TrackedText) -> TrackedText:
    """The texts that JSON holds, a line each; other text stays as it is."""
    return text.edit(_json_syntax(text.value)) if _is_json(text.value) else text


def _is_json(value: str) -> bool:
    """An object or an array, or an object on each line."""
    value = value.removeprefix("\ufeff")  # a byte order mark, which no JSON may begin with
    if not _JSON_START.match(value):
        return False
    lines = (line for line in value.split("\n") if line.strip())
    return _parses(value) or all(line.lstrip().startswith("{") and _parses(line) for line in lines)


def _parses(value: str) -> bool:
    try:
        json.loads(value, strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def _json_syntax(value: str) -> Iterator[Edit]:
    done = 0
    for string in _JSON_STRING.finditer(value):
        if string["is_name"]:
            continue
        start, end = string.span("text")
        yield done, start, "\n"
        for escape in _JSON_ESCAPE.finditer(value, start, end):
            yield *escape.span(), _read_escape(escape[0])
        done = end
    yield done, len(value), ""


def unescape(text: TrackedText) -> TrackedText:
    r"""What programs left in letters: ``\u3000``, lists, rows of CSV, and ``\n`` in a text or a line that has many."""
    if '","' in text.value:
        text = text.edit(_edges_of_quoted_rows(text.value))
    if "\\" not in text.value and "['" not in text.value:
        return text
    text = text.edit(_list_edges(text.value))
    text = text.edit(_written_line_ends(text.value))
    return text.sub(_LEFT_ESCAPE, lambda m: " " if m[0][1] == "x" else _read_escape(m[0]))


def _edges_of_quoted_rows(value: str) -> Iterator[Edit]:
    for rows in _QUOTED_ROWS.finditer(value):
        for edge in _EDGE_OF_QUOTED.finditer(value, *rows.span()):
            yield *edge.span(), "|" if edge[0][-1] == '"' and len(edge[0]) > 1 else ""


def _list_edges(value: str) -> Iterator[Edit]:
    r"""A line for each string of a written list that has sentences, and for each cell beside a text with ``\n``."""
    edges = {edge for row in _CSV_ROW.finditer(value) for edge in _edges_of_cells(row)}
    for written in _WRITTEN_LIST.finditer(value):
        if "。" in written[0]:
            edges |= {edge.span() for edge in _EDGE_IN_LIST.finditer(value, *written.span())}
    done = 0
    for start, end in sorted(edges):
        if start >= done:  # a comma of a list may be an edge of a cell too
            yield start, end, "\n"
            done = end


def _edges_of_cells(row: re.Match[str]) -> Iterator[tuple[int, int]]:
    yield from (edge.span() for edge in _EDGE_OF_CELL.finditer(row.string, row.start(), row.start("text")))
    if row["end"]:
        yield row.span("end")


def _written_line_ends(value: str) -> Iterator[Edit]:
    whole = not re.search(r"[\r\n]", value.strip())
    for line in re.finditer(r"[^\n]+", value):
        ends = list(_WRITTEN_LINE_END.finditer(value, *line.span()))
        if whole or len(ends) >= _LEAST_WRITTEN:
            yield from ((*end.span(), "\n") for end in ends)


def _read_escape(escape: str) -> str:
    text = str(json.loads(f'"{escape}"'))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
