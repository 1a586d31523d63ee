"""HTML that came along with a text: tags, entities, and what pages hide."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import pairwise

from policyclause.inference.text import Edit, TrackedText

# After the name of a tag stands nothing or, in ASCII, its attributes: R<D且E>F and x <y 且 z> w are text.
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9:-]*(?:\s+(?=[!-~])[^<>]*|\s*/?)>|<[!?][a-zA-Z\[][^<>]*>")
_BREAK = re.compile(
    r"</?(?:p|br|div|li|tr|td|th|dd|dt|h[1-6]|table|ul|ol|title|head|option|section|article)\b", re.IGNORECASE
)
_HIDDEN = re.compile(r"<!--|<(script|style)(?:\s[^<>]*)?(?<!/)>", re.IGNORECASE)
_HIDDEN_END = {
    "": re.compile("-->"),
    "script": re.compile(r"</script\s*>", re.IGNORECASE),
    "style": re.compile(r"</style\s*>", re.IGNORECASE),
}
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,5}|#x[0-9a-fA-F]{2,4});")
_ROW_EDGE = re.compile(r"<(?P<close>/?)(?P<name>tr|table)\b[^<>]*>", re.IGNORECASE)
_CELL_EDGE = re.compile(r"</?t[dh]\b[^<>]*>", re.IGNORECASE)
_IN_CELL = re.compile(r"(?P<cell></?t[dh]\b[^<>]*>)|(?P<block></?(?:p|br|div|li)\b[^<>]*>)|\s*[\r\n]\s*", re.IGNORECASE)
_LONGEST_CELL = 1200  # with its tags; a longer one is a part of a page, laid out by a table


def strip_markup(text: TrackedText) -> TrackedText:
    """The text that a browser shows, a line for each block and each row of a table, ``|`` between cells."""
    if "<" in text.value:
        text = text.edit(_hidden(text.value))
        text = text.edit(_rows(text.value)).sub(_TAG, lambda m: "\n" if _BREAK.match(m[0]) else "")
    if "&" in text.value:
        text = text.sub(_ENTITY, lambda m: html.unescape(m[0]).replace("\u00a0", " "))
    return text


def _rows(value: str) -> Iterator[Edit]:
    """Puts the cells of a row on one line. A row that holds a table is layout, and stays."""
    for edge, following in pairwise(_ROW_EDGE.finditer(value)):
        opens_table = following["name"].lower() == "table" and not following["close"]
        if edge["name"].lower() != "tr" or edge["close"] or opens_table:
            continue
        row = value[edge.end() : following.start()]
        cells = [cell for cell in _CELL_EDGE.split(row) if cell.strip()]
        if len(cells) >= 2 and max(map(len, cells)) <= _LONGEST_CELL:
            for inner in _IN_CELL.finditer(row):
                begin, end = (edge.end() + at for at in inner.span())
                yield begin, end, "|" if inner["cell"] else " " if inner["block"] else ""


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
