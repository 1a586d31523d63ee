"""Markup that came along with a text: JSON around it, tags, entities, what pages hide, Markdown, borders of tables."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

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
# Escaped once or more often: &amp;nbsp;. Blanks and quotation marks are known without their semicolon.
_ENTITY = re.compile(
    r"&(?:amp;)*(?P<name>(?:[a-zA-Z]{2,8}|#\d{2,7}|#x[0-9a-fA-F]{2,6});|(?:nbsp|e[mn]sp|[lr][ds]quo)(?![a-zA-Z]))"
)
_ROW_EDGE = re.compile(r"<(?P<close>/?)(?P<name>tr|table)\b[^<>]*>", re.IGNORECASE)
_PIPE_LINE = re.compile(r"^[ \t]*\|[^\n]*", re.MULTILINE)
_BREAK_IN_CELL = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CELL_EDGE = re.compile(r"</?t[dh]\b[^<>]*>", re.IGNORECASE)
_IN_CELL = re.compile(r"(?P<cell></?t[dh]\b[^<>]*>)|(?P<block></?(?:p|br|div|li)\b[^<>]*>)|\s*[\r\n]\s*", re.IGNORECASE)
# What a browser shows as running text, whatever its lines; one styled to keep them is left alone.
_PARAGRAPH = re.compile(r"<(?:p|li|h[1-6])\b(?![^<>]*white-space:\s*pre)", re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br\b", re.IGNORECASE)
# A line end between words; one beside a tag parts the fields of a page, what is indented is a paragraph.
_LINE_END = re.compile(r"(?<=[^\s>])[ \t]*(?:\r\n?|\n)[ \t]*(?=\S)(?!&(?:amp;)*(?:nbsp|e[mn]sp|#160|#12288)\b)")
_STOPS = "。；;：:！!？?"
_MANY_OWN = 1 / 3  # of the line ends in paragraphs, at stops or above numbers; in wrapped ones fewer are, by chance
_ESCAPED = re.compile(r"</(?:p|div|li|t[dr])\s*>|<br\s*/?>", re.IGNORECASE)
_JSON_START = re.compile(r'\s*(?:\{\s*"|\[\s*[{"])')
_JSON_STRING = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"(?P<is_name>\s*:)?', re.DOTALL)
# A character each, so that offsets stay exact; one beyond the first 65,536 is written as two halves.
_WRITTEN_CHARACTER = r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}"
_JSON_ESCAPE = re.compile(rf"{_WRITTEN_CHARACTER}|\\.", re.DOTALL)
_LEFT_ESCAPE = re.compile(rf"{_WRITTEN_CHARACTER}|\\xa0")
_WRITTEN_LINE_END = re.compile(r"\\r\\n|\\[rn](?![a-z])")
_LEAST_WRITTEN = 2  # line ends in letters that a line has, if they are line ends
# A list of strings as Python writes it, and a row of CSV with a long last cell in quotation marks.
_WRITTEN_LIST = re.compile(r"\['(?:[^'\n]*', ?')+[^'\n]*'\]")
_EDGE_IN_LIST = re.compile(r"\['|', ?'|'\]")
_EDGE_OF_CELL = re.compile(',"?')
_CSV_ROW = re.compile(r'^(?:[^",\n。]{0,120},){1,12}"(?P<text>[^"\n]*(?:\\n|\[\')[^"\n]*)(?P<end>"?)', re.MULTILINE)
# Above the text: what Jina says of a page, and the front matter of Markdown.
_FRONT = re.compile(
    r"\s*(?:Title:[^\n]*\n(?:(?:URL Source|Published Time|Number of Pages|Warning):[^\n]*\n|[ \t]*\n)*Markdown Content:"
    r"|---[ \t]*\n(?:[A-Za-z_-]+:[^\n]*\n|[ \t]+[^\n]*\n|- [^\n]*\n)+---[ \t]*$)",
    re.MULTILINE,
)
_FRONT_TITLE = re.compile(r"^[Tt]itle:[ \t]*[\"']?(?P<title>[^\n\"']*)", re.MULTILINE)
# Where a link goes to: an address and the title it may have. Words in brackets, [2023](试行), are none.
_TARGET = (
    r"\((?P<to>(?:https?:|javascript:|mailto:|www\.|\.{0,2}/|#)(?:[^\s()]|\([^\s()]*\)){0,500}"
    r"|[^\s()]{1,200}\.[a-z]{3,5})"
    r"(?:[ \t]+\"[^\"\n]{0,200}\")?\)(?:\{[#.][^{}\n]{0,100}\})?"
)
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,200}\]" + _TARGET.replace("<to>", "<from>"))
_LINK = re.compile(r"\[(?P<words>(?:[^\[\]\n]|\[[^\[\]\n]{0,80}\]){0,300})\]" + _TARGET)
_BETWEEN_LINKS = re.compile(r"[\s|·•>/*+-]*(?:\d{4}-\d{1,2}-\d{1,2}\s*)?")
_LIST_SIGN = re.compile(r"\s*[*+-]\s")
_BACK = re.compile(r"[\s\\\[【]*(?:返回|回到|top\b|↑|¶|\d{1,3}[\s\\\]]*$)", re.IGNORECASE)  # and marks of footnotes
# Fences and attributes of pandoc.
_FENCE = re.compile(
    r"^:{3,}(?:[ \t]*\{[^{}\n]*\}|[ \t]*[\w-]+)?[ \t]*$|[ \t]*\{[#.][a-zA-Z][^{}\n]{0,100}\}[ \t]*$", re.MULTILINE
)
_STYLED = re.compile(r"\[(?P<words>[^\[\]\n]{1,200})\]\{\.[a-z][^{}\n]{0,80}\}")
# Numbers, units and signs set as formulas: $10\%$. A dollar before or after a figure may be money.
_FORMULA = re.compile(r"(?<![A-Za-z0-9$\\])\$(?P<inside>[^$\n]{1,80})(?<![,\-+/(])\$(?![\d$])")
_FORMULA_SIGN = re.compile(
    r"\\(?P<name>[a-zA-Z]+)[ \t]*|\\[%,;! ]|[{}^_~ \t]|(?P<kept>[\dA-Za-z.,+\-*/%<>=():≤≥×℃²³‰]+)"
)
_FORMULA_NAMES = dict.fromkeys(("mathrm", "text", "mathbf", "rm", "bf"), "")
_FORMULA_NAMES |= {"leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "times": "×", "sim": "~", "circ": "°", "pm": "±"}
# Tables drawn in characters.
_BAR = re.compile(r"[│┃║|]")
_EDGED = re.compile(r"[│┃║]|^\s*\|.*\|\s*$")
_GRID = re.compile(r"\s*\+(?:[-=:]+\+)+\s*")
_DRAWN = re.compile(r"[─━═]|\+[-=:]+\+")
_HORIZONTAL = frozenset("─━═")
_BOX_SIGNS = frozenset(map(chr, range(0x2500, 0x2580)))
_LEAST_ROOM = 4  # characters between the last words of a paragraph and its frame
_LONGEST_CELL = 1200  # with its tags; a longer one is a part of a page, laid out by a table


class _DrawnLine(NamedTuple):
    """A line of a drawn table: where its words stand, and in which columns the first and the last of them."""

    start: int
    end: int
    first: int
    last: int


def strip_markup(text: TrackedText) -> TrackedText:
    """The text that a browser shows, a line for each block and each row of a table, ``|`` between cells."""
    text = _unescape(_strip_json(text))
    shown = _strip_tags(text)
    if _ESCAPED.search(shown.value) and not _ESCAPED.search(text.value):  # a page that was escaped as a whole
        return _strip_tags(shown)
    return shown


def _strip_tags(text: TrackedText) -> TrackedText:
    if "<" in text.value:
        text = text.edit(_hidden(text.value))
        text = text.edit(_breaks_in_pipe_rows(text.value))
        text = text.edit(_rows(text.value))
        text = text.edit(_wraps(text.value)).sub(_TAG, lambda m: "\n" if _BREAK.match(m[0]) else "")
    if "&" in text.value:
        text = text.sub(_ENTITY, lambda m: _character_of(m["name"]))
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
            yield *escape.span(), _read_escape(escape[0])
        done = end
    yield done, len(value), ""


def _read_escape(escape: str) -> str:
    text = str(json.loads(f'"{escape}"'))
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character_of(entity: str) -> str:
    """The character that an entity names; a blank that does not break is a blank."""
    return html.unescape(f"&{entity.removesuffix(';')};").replace("\u00a0", " ")


def _unescape(text: TrackedText) -> TrackedText:
    r"""What programs left in letters: ``\u3000``, lists of strings, and ``\n`` in a text or a line that has many."""
    if "\\" not in text.value and "['" not in text.value:
        return text
    text = text.edit(_list_edges(text.value))
    text = text.edit(_written_line_ends(text.value))
    return text.sub(_LEFT_ESCAPE, lambda m: " " if m[0][1] == "x" else _read_escape(m[0]))


def _list_edges(value: str) -> Iterator[Edit]:
    r"""A line for each string of a written list that has sentences, and for each cell beside a text with ``\n``."""
    edges = {edge for row in _CSV_ROW.finditer(value) for edge in _edges_of_cells(row)}
    for written in _WRITTEN_LIST.finditer(value):
        if "。" in written[0]:
            edges |= {edge.span() for edge in _EDGE_IN_LIST.finditer(value, *written.span())}
    return ((*edge, "\n") for edge in sorted(edges))


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


def _breaks_in_pipe_rows(value: str) -> Iterator[Edit]:
    """Keeps a row of Markdown on its line, whatever breaks its cells have."""
    for row in _PIPE_LINE.finditer(value):
        if row[0].rstrip().endswith("|"):
            yield from ((*mark.span(), " ") for mark in _BREAK_IN_CELL.finditer(value, *row.span()))


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


def strip_signs(text: TrackedText) -> TrackedText:
    """Without the links of Markdown, the signs of formulas and the borders of tables; ``text`` has no tags any more."""
    if "](" in text.value or "{" in text.value or text.value.lstrip().startswith(("Title:", "---")):
        text = text.edit(_front_matter(text.value)).sub(_IMAGE, "")
        text = text.edit(_link_marks(text.value)).sub(_FENCE, "")
        text = text.edit(edit for styled in _STYLED.finditer(text.value) for edit in _around(styled, "words"))
    if "$" in text.value:
        text = text.edit(edit for formula in _FORMULA.finditer(text.value) for edit in _formula_signs(formula))
    return text.edit(_drawn_borders(text.value))


def _around(match: re.Match[str], group: str) -> Iterator[Edit]:
    """Takes out all of a match but a group."""
    yield match.start(), match.start(group), ""
    yield match.end(group), match.end(), ""


def _front_matter(value: str) -> Iterator[Edit]:
    """Leaves of what stands above the text the title."""
    front = _FRONT.match(value)
    if front:
        title = _FRONT_TITLE.search(value, 0, front.end())
        start, end = title.span("title") if title else (front.end(), front.end())
        yield 0, start, ""
        yield end, front.end(), ""


def _link_marks(value: str) -> Iterator[Edit]:
    """Leaves of links the words; lines of navigation go as a whole."""
    for line in re.finditer(r"[^\n]+", value):
        links = list(_LINK.finditer(value, *line.span()))
        if links and _is_navigation(line[0], links):
            yield *line.span(), ""
            continue
        for link in links:
            if link["to"].startswith("#") and _BACK.match(link["words"]):
                yield *link.span(), ""
            else:
                yield from _around(link, "words")


def _is_navigation(line: str, links: list[re.Match[str]]) -> bool:
    """Nothing but links: several, one behind a list sign, or one within the page; not numbered items and sentences."""
    if line.lstrip().startswith("|") or not _BETWEEN_LINKS.fullmatch(_LINK.sub("", line)):
        return False
    if all(link["to"].startswith("#") for link in links):
        return line.lstrip()[0] != "["
    words = [link["words"].strip("*_ ").replace("\\", "") for link in links]
    listed = len(links) > 1 or _LIST_SIGN.match(line)
    return bool(listed) and not any(
        read_number(text) or "附件" in text or text.endswith(("。", "；")) for text in words
    )


def _formula_signs(formula: re.Match[str]) -> Iterator[Edit]:
    """Takes the signs of a formula off that holds only numbers, units and comparisons; another stays."""
    start, end = formula.span("inside")
    signs = list(_FORMULA_SIGN.finditer(formula.string, start, end))
    known = all(sign["name"] is None or sign["name"] in _FORMULA_NAMES for sign in signs)
    if not known or sum(len(sign[0]) for sign in signs) != end - start:
        return
    yield start - 1, start, ""
    for sign in signs:
        if not sign["kept"]:
            yield *sign.span(), _FORMULA_NAMES.get(sign["name"] or "", "%" if sign[0] == "\\%" else "")
    yield end, end + 1, ""


def _drawn_borders(value: str) -> Iterator[Edit]:
    """``|`` for the borders of cells in tables drawn in characters, and a line for each row.

    A line whose first cell is empty goes on with the row above it, unless a border is between.
    """
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
        if above is None or not _goes_on(value, above, line, row if edge else None):
            yield done, line.start, f"{edge}\n{edge}" if above else edge
            row = line.first
        else:
            yield done, line.start, "" if line.first == above.last else "|"
        yield from ((*bar.span(), "|") for bar in _BAR.finditer(value, line.start, line.end))
        done = line.end
    if lines:
        yield done, table[-1].end(), edge


def _goes_on(value: str, above: _DrawnLine, line: _DrawnLine, row: int | None) -> bool:
    """Whether a line goes on with the one above it, in a row that begins in column ``row`` or in a plain frame."""
    if any(map(_is_border, value[above.end : line.start].split("\n")[1:-1])):
        return False
    if row is not None:
        return line.first > row
    fills = _BAR.search(value, above.end, above.end + _LEAST_ROOM)
    in_sentence = value[above.end - 1] not in _STOPS and read_number(value[line.start : line.start + 16]) is None
    return bool(fills) and in_sentence


def _drawn_line(line: re.Match[str]) -> _DrawnLine:
    bare = line[0].strip("│┃║| \t\u3000\r")
    start = line.start() + line[0].find(bare)
    if not bare or _is_border(line[0]):
        return _DrawnLine(line.start(), line.start(), 0, 0)
    first = len(_BAR.findall(line[0], 0, start - line.start()))
    return _DrawnLine(start, start + len(bare), first, first + len(_BAR.findall(bare)))
