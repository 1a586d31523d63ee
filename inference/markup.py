"""Markup that came along with a text: JSON around it, tags, entities, and what pages hide."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from itertools import pairwise

from policyclause.inference.numbering import read_number
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
# What a browser shows as running text, whatever its lines; one styled to keep them is left alone.
_PARAGRAPH = re.compile(r"<(?:p|li|h[1-6])\b(?![^<>]*white-space:\s*pre)", re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br\b", re.IGNORECASE)
# A line end between words; one beside a tag parts the fields of a page, what is indented is a paragraph.
_LINE_END = re.compile(r"(?<=[^\s>])[ \t]*(?:\r\n?|\n)[ \t]*(?=\S)(?!&(?:nbsp|e[mn]sp|#160|#12288);)")
_STOPS = "。；;：:！!？?"
_MANY_OWN = 1 / 3  # of the line ends in paragraphs, at stops or above numbers; in wrapped ones fewer are, by chance
_ESCAPED = re.compile(r"</(?:p|div|li|t[dr])\s*>|<br\s*/?>", re.IGNORECASE)
_JSON_START = re.compile(r'\s*(?:\{\s*"|\[\s*[{"])')
_JSON_STRING = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"(?P<is_name>\s*:)?', re.DOTALL)
_JSON_ESCAPE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\.", re.DOTALL)
_WRITTEN_LINE_END = re.compile(r"\\r\\n|\\[rn](?![a-z])")
_LONGEST_CELL = 1200  # with its tags; a longer one is a part of a page, laid out by a table


def strip_markup(text: TrackedText) -> TrackedText:
    """The text that a browser shows, a line for each block and each row of a table, ``|`` between cells."""
    text = _unescape_line_ends(_strip_json(text))
    shown = _strip_tags(text)
    if _ESCAPED.search(shown.value) and not _ESCAPED.search(text.value):  # a page that was escaped as a whole
        return _strip_tags(shown)
    return shown


def _strip_tags(text: TrackedText) -> TrackedText:
    if "<" in text.value:
        text = text.edit(_hidden(text.value))
        text = text.edit(_rows(text.value))
        text = text.edit(_wraps(text.value)).sub(_TAG, lambda m: "\n" if _BREAK.match(m[0]) else "")
    if "&" in text.value:
        text = text.sub(_ENTITY, lambda m: html.unescape(m[0]).replace("\u00a0", " "))
    return text


def _strip_json(text: TrackedText) -> TrackedText:
    """The texts that JSON holds, a line each; other text stays as it is."""
    return text.edit(_json_syntax(text.value)) if _is_json(text.value) else text


def _is_json(value: str) -> bool:
    """An object or an array, or an object on each line."""
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
            text = json.loads(f'"{escape[0]}"')
            yield *escape.span(), text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        done = end
    yield done, len(value), ""


def _unescape_line_ends(text: TrackedText) -> TrackedText:
    r"""Line ends for ``\n`` in letters, where a text has no others."""
    if "\\" not in text.value or re.search(r"[\r\n]", text.value.strip()):
        return text
    return text.sub(_WRITTEN_LINE_END, "\n")


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


def _wraps(value: str) -> Iterator[Edit]:
    """Joins the lines of paragraphs that were wrapped, as Word does it.

    Where many line ends stand at stops or above numbers, they are the writer's, and all stay.
    """
    ends = [end for run in _runs_in_paragraphs(value) for end in _LINE_END.finditer(value, *run)]
    numbered = [read_number(value[end.end() : end.end() + 16]) is not None for end in ends]
    own = sum(number or value[end.start() - 1] in _STOPS for end, number in zip(ends, numbered, strict=True))
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
