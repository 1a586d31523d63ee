"""Dirty text to clean text, offsets kept: every step is an edit of a ``TrackedText``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, repeat

from policyclause.inference.characters import TONED, to_simplified
from policyclause.inference.drawn_tables import strip_borders
from policyclause.inference.escapes import strip_json, unescape
from policyclause.inference.fields import FACTS, field_names, field_pattern
from policyclause.inference.markdown import strip_markdown
from policyclause.inference.markup import strip_markup
from policyclause.inference.numbering import FIGURES, read_number
from policyclause.inference.repair import LOST, repair
from policyclause.inference.text import Edit, TrackedText
from policyclause.inference.words import MOST_REPEATED, reaches_down

_HAN = r"\u4e00-\u9fff"

_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, no text can hold it
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# Every blank of Unicode.
_SPACES = str.maketrans(
    dict.fromkeys("\t\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " ")
)
# 關(guān)于: a reading, with a tone mark nearly always, left by a converter to traditional
# characters, which may set it apart or on the next line. Without one it must be known and stand inside a word.
_PINYIN = re.compile(
    rf"(?<=[{_HAN}])[ \n]?(?P<mark>[(（]) ?(?=[a-z]*[{TONED}])(?:[zcs]h|[b-z])?[aeiouü{TONED}]{{1,3}}(?:ng?|r)? {{0,2}}[)）]"
    rf"|(?<=[{_HAN}])\((?:de|le|zi|men|ne|ma|ba|zhe|me|li|shi|tou|bu|yi|er)\)(?=[{_HAN}])"
)
_LETTER_IN_BRACKET = re.compile(r"[（(] ?[^\u3000-\uffef\d\s]")  # what readings have; looking for it is faster
_FEWEST_READINGS = 3  # that a converter left; a writer sets one behind a rare character, in full-width brackets
# A stray space inside words. The one after 第一章 is layout, those after 责任单位： part names: they stay.
_SPACE_IN_WORD = re.compile(
    rf"(?P<keep>^[ #]*第[{_HAN}\d]{{1,6}}[编章节条] |(?:单位|部门)[:：][^。；\n]{{2,120}})|(?<=[{_HAN}，。；：、）]) (?=[{_HAN}，。；：、（])",
    re.MULTILINE,
)
# （ 一 ）, 1 . 1: blanks that optical readers set inside the number of a line.
_SPACED_NUMBER = re.compile(
    rf"^[ #]*(?P<words>[（(](?=[^）)\n]{{0,5}} ) {{0,2}}[{FIGURES}]{{1,4}} {{0,2}}[）)]"
    rf"|[{FIGURES}]{{1,3}} (?:[.、](?: ?\d{{1,2}}(?: ?\. ?\d{{1,2}}){{0,2}}(?= [{_HAN}]))?)(?!\d))",
    re.MULTILINE,
)
# 退役军人、高  校毕业生，: blanks between two marks of a sentence, the first no number's. Elsewhere two blanks are layout.
_SPACED_WORDS = re.compile(
    rf"(?<=[{_HAN}]{{4}}[，,、])(?P<words>[{_HAN}]{{1,30}}(?: {{1,2}}[{_HAN}]{{1,30}}){{1,3}})(?=[，,、。；;（(])"
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_FULL_WIDTH |= {ord("．"): ".", ord("％"): "%", ord("＋"): "+", ord("＝"): "="}
_FULL_WIDTH |= {ord(form): mark for form, mark in zip("［］﹝﹞", "〔〕〔〕", strict=True)}
# Forms for vertical and narrow print, and what optical readers take for 、.
_FULL_WIDTH |= {
    ord(form): mark for form, mark in zip("︰﹕﹔﹐﹑﹒﹖﹗﹙﹚､｡丶", "：：；，、.？！（）、。、", strict=True)
}
# Signs that count as ①, ② do: ❶ ➀ ➊ ⓵.
_FULL_WIDTH |= {first + i: chr(ord("①") + i) for first in map(ord, "❶➀➊⓵") for i in range(10)}
# ⼟地⽀持: Kangxi radicals, and those of the supplement that are characters, which PDF converters give for these.
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_RADICALS |= {
    ord(radical): character
    for radical, character in zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
}
# What a shop for documents writes into the head and foot of each.
_WATERMARK = re.compile("精选优质文档[-—]{1,8}倾情为你奉上|专心[-—]{1,8}专注[-—]{1,8}专业")
# 1️⃣: a figure on a key of a telephone, as posts number what they list.
_KEY = re.compile("(?<!\\S)(?P<figures>(?:\\d\ufe0f?\u20e3\ufe0f?){1,2})(?P<stop>[.、．]?)")
# 给予补贴.对企业, 返还50%.对企业: a full stop in ASCII, after words or an amount; not that of 一.支持 and 卡尔.马克思.
_ASCII_STOP = re.compile(
    rf"(?= ?\.)(?:(?<=[{_HAN}]{{4}})|(?<=[{_HAN}][”）)》])|(?<=\d[%元倍])|(?<=\d[万亿][元倍])) ?\.(?= *$| ?[{_HAN}“《（])",
    re.MULTILINE,
)
# Bold of Markdown, **10%** or __二、__; not the stars over a name (张**、李**) or a blank to fill in.
_BOLD = re.compile(r"(?<![*_\\])(?P<mark>\*{2,3}|__)(?=[^\s、，。；：）)])[^*_\n]{0,200}?[^*_\s](?P=mark)(?![*_])")
# A sign that Markdown, LaTeX or a program would read, and an end of a line that Markdown shows.
_ESCAPE = re.compile(r"\\(?=[(){}\[\]\"'#+\-.!~>|$%&*_<^@`])|\\(?=[ \t]*$)", re.MULTILINE)
# 一、扶持对象 |: a line of a table, as a copy of a page has it, with words in its first cell only.
_ONE_CELL = re.compile(r"^ *[^ |\n](?:[^|\n]*[^ |\n])?(?P<borders> *\|[ |]*)$", re.MULTILINE)
# A row of the page's table of facts, whose words may be set wide: 文　　号⇥县政发〔2024〕3号.
_FIELDS = field_names(*FACTS, "record")
_LONGEST_NAME, _LONGEST_NAME_OF_COLUMN = 8, 24  # characters of the name of another fact, of a table's first column
_FIELD = re.compile(
    rf"^[ \u00a0\u3000]*(?P<name>{field_pattern(*FACTS, 'record')})[ \u00a0\u3000]*(?:[:：][ \u00a0\u3000]*)?\t[\t \u00a0\u3000]*(?=[^\s][^\t\n]*$)",
    re.MULTILINE,
)
# 全 市 工 业: text set wide, nearly every character but figures and the like by itself.
_SPACED_LINE = re.compile(r"^(?:#{1,6} )?(?P<words> *(?!#)(?:[^\s|]{1,8} {1,2}){9,}[^\s|]{1,8} *)$", re.MULTILINE)
_LEAST_APART = 0.8  # of what stands between its blanks, this part is single characters
_BLANK = re.compile(" +")
_LOST_INDENT = re.compile(r"^(?:[?？]{2,}|[?？](?= )) *(?=[^\s?？])", re.MULTILINE)
# What an answer to a letter puts before each line; before a figure that is no number of an item, it compares: >100亩.
_QUOTED = re.compile(r"^[ \t\u00a0\u3000]*(?:>(?!=|\d+(?!\d|[.、．)）]\D))[ \t]?)+", re.MULTILINE)
# Before the colon of a field, where the page sets name and value apart; begins with what is looked for fast.
_BREAK_BEFORE_COLON = re.compile(rf"\n(?:(?<=[{_HAN}]\n)|(?<=[{_HAN}] \n))\s*(?=[：:] *[{_HAN}\d〔（(《])")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")


def _translator(table: Mapping[int, str | int]) -> Callable[[str], str]:
    """``str.translate`` for a table of which a text has few characters: looking for them is faster than each lookup."""
    wanted = re.compile(f"[{re.escape(''.join(map(chr, table)))}]")
    return lambda text: wanted.sub(lambda found: found[0].translate(table), text)


_read_radicals, _narrow_blanks, _narrow_forms = map(_translator, (_RADICALS, _SPACES, _FULL_WIDTH))


def clean(text: str) -> TrackedText:
    """Simplified, readable text with the layout (lines, indents) of the original.

    In order: radicals that stand for characters; JSON and what programs escaped; HTML; line ends, invisible
    characters, figures on keys and marks of quoted letters; Markdown, formulas, drawn borders; tabs; breaks before
    colons; text shifted by one byte; readings in brackets and watermarks; traditional characters; full-width digits
    and letters; bold and escapes of Markdown; full stops in ASCII; spaces inside numbers and words.
    Punctuation keeps its width: the tokenizer does not tell the widths apart.
    """
    tracked = TrackedText.of(text).sub(_SURROGATE, "\ufffd").map(_read_radicals)
    tracked = unescape(strip_json(tracked))
    tracked = strip_markup(tracked).sub(_LINE_ENDS, "\n").sub(_INVISIBLE, "")
    tracked = tracked.sub(_KEY, _number_on_keys).sub(_QUOTED, "")
    tracked = strip_borders(strip_markdown(tracked)).sub(_FIELD, _field)
    tracked = tracked.edit(_cells(tracked.value)).map(_narrow_blanks)
    tracked = tracked.edit(_single_cells(tracked.value)).sub(_BREAK_BEFORE_COLON, "")
    tracked = repair(tracked.sub(_LOST_INDENT, "  "))
    tracked = tracked.edit(_readings(tracked.value)).sub(_WATERMARK, "").sub(_PRIVATE_USE, LOST)
    tracked = tracked.map(to_simplified).map(_narrow_forms)
    tracked = tracked.edit(_bold(tracked.value)).sub(_ESCAPE, "").sub(_ASCII_STOP, "。")
    tracked = tracked.edit(_blanks_of_spaced_lines(tracked.value))
    for spaced in (_SPACED_NUMBER, _SPACED_WORDS):
        tracked = tracked.edit(_blanks_of(spaced, tracked.value))
    return tracked.sub(_SPACE_IN_WORD, lambda m: m["keep"] or "")


def _number_on_keys(found: re.Match[str]) -> str:
    return re.sub(r"\D", "", found["figures"]) + (found["stop"] or ".")


def _readings(value: str) -> Iterator[Edit]:
    """Takes out readings, those in full-width brackets only where a converter left them."""
    readings = list(_PINYIN.finditer(value)) if _LETTER_IN_BRACKET.search(value) else []
    left = len(readings) >= _FEWEST_READINGS
    return ((*reading.span(), "") for reading in readings if left or reading["mark"] != "（")


def _bold(value: str) -> Iterator[Edit]:
    """Takes out the marks around bold words, each by itself, so that the words keep their places."""
    for words in _BOLD.finditer(value):
        width = len(words["mark"])
        yield words.start(), words.start() + width, ""
        yield words.end() - width, words.end(), ""


def _blanks_of_spaced_lines(value: str) -> Iterator[Edit]:
    """Closes up text that is set wide, blank by blank, so that each character keeps its place."""
    for line in _SPACED_LINE.finditer(value):
        parts = line["words"].split()
        if sum(len(part) == 1 for part in parts) >= _LEAST_APART * len(parts):
            for blank in _BLANK.finditer(value, *line.span("words")):
                yield *blank.span(), ""


def _blanks_of(spaced: re.Pattern[str], value: str) -> Iterator[Edit]:
    """Closes up the words that a pattern finds, blank by blank."""
    for found in spaced.finditer(value):
        for blank in _BLANK.finditer(value, *found.span("words")):
            yield *blank.span(), ""


def _field(row: re.Match[str]) -> str:
    """The name of a fact and a cell's edge; nothing before a title, which is then read as any other."""
    name = "".join(row["name"].split())
    return "" if name in field_names("title") else f"{name}|"


def _cells(value: str) -> Iterator[Edit]:
    """``|`` for the tabs of a line with three words or more, a row of a table, and beside the facts of a page.

    Sentences with tabs between them are a row only below one that has as many cells, two words only above or below
    such a line; other tabs are blanks. Empty cells that a row begins with are filled from the row above, whose cells
    reach down.
    """
    lines = value.split("\n") if "\t" in value else []
    begin = 0
    above: list[str] = []  # cells of the row above
    for i, line in enumerate(lines):
        cells = line.split("\t")
        words = [cell for cell in cells if cell.strip()]
        below = len(cells) == len(above)
        goes_on = below and len(words) >= 2 and not cells[0].strip()
        if len(words) >= 3:
            is_row = goes_on or below or not cells[0].rstrip().endswith("。")
        else:
            is_row = goes_on or (_is_pair(cells) and (below or _begins_table(cells, lines[i + 1 : i + 2])))
        of_page = len(words) == 2 and len(words[0]) <= _LONGEST_NAME and _is_beside_fact(lines, i)
        filled = above[: next(n for n, cell in enumerate(cells) if cell.strip())] if goes_on else []
        filled = [cell if reaches_down(cell) else "" for cell in filled[:MOST_REPEATED]]
        if is_row or of_page:
            lines[i] = line.replace("\t", "|")
            for tab, cell in zip(re.finditer("\t", line), chain(filled, repeat("")), strict=False):
                yield begin + tab.start(), begin + tab.end(), f"{cell}|"
        above = filled + cells[len(filled) :] if is_row and not of_page else []
        begin += len(line) + 1


def _is_pair(cells: list[str]) -> bool:
    """Whether cells have a name and what belongs to it, rather than be an item, a field or two sentences."""
    first = cells[0].strip()
    named = bool(first) and not first.endswith(("。", "：", ":"))
    return named and any(map(str.strip, cells[1:])) and read_number(" ".join(cells).lstrip()) is None


def _begins_table(cells: list[str], below: list[str]) -> bool:
    """Whether a pair stands above another; its name is in words, as a letter may be the bullet of another font."""
    named = re.search(f"[{_HAN}]", cells[0]) and len(cells[0]) <= _LONGEST_NAME_OF_COLUMN
    following = [line.split("\t") for line in below]
    return bool(named) and any(len(each) == len(cells) and _is_pair(each) for each in following)


def _single_cells(value: str) -> Iterator[Edit]:
    """Takes out the borders behind lines with words in the first cell only, which are no rows."""
    for line in _ONE_CELL.finditer(value) if "|" in value else ():
        yield line.start("borders"), line.end(), ""


def _is_beside_fact(lines: list[str], i: int) -> bool:
    beside = lines[max(0, i - 1) : i + 2]
    return read_number(lines[i]) is None and any(line.partition("|")[0] in _FIELDS for line in beside)
