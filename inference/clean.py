"""Dirty text to clean text, offsets kept: every step is an edit of a ``TrackedText``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policyclause.inference.characters import to_simplified
from policyclause.inference.markup import strip_markup
from policyclause.inference.repair import repair
from policyclause.inference.text import Edit, TrackedText

_HAN = r"\u4e00-\u9fff"
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹăĕĭŏŭḿ"

_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, no text can hold it
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPACES = str.maketrans(dict.fromkeys("\t\u00a0\u2002\u2003\u2009\u3000", " "))
# 關(guān)于: a reading, with a tone mark nearly always, left by a converter to traditional
# characters. Without one it must be a syllable and stand inside a word.
_PINYIN = re.compile(
    rf"(?<=[{_HAN}])\((?=[a-z]*[{_TONED}])[a-zü{_TONED}]{{1,6}}\)"
    rf"|(?<=[{_HAN}])\((?:de|le|zi|men|ne|ma|ba|zhe|me|li|shi|tou|bu|yi|er)\)(?=[{_HAN}])"
)
# A stray space inside words. The one after 第一章 is layout, those after 责任单位： part names: they stay.
_SPACE_IN_WORD = re.compile(
    rf"(?P<keep>^ *第[{_HAN}\d]{{1,6}}[编章节条] |(?:单位|部门)[:：][^。；\n]{{2,120}})|(?<=[{_HAN}，。；：、）]) (?=[{_HAN}，。；：、（])",
    re.MULTILINE,
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_FULL_WIDTH |= {ord("．"): ".", ord("％"): "%", ord("＋"): "+", ord("＝"): "="}
# Forms for vertical and narrow print, and what optical readers take for 、.
_FULL_WIDTH |= {
    ord(form): mark for form, mark in zip("︰﹕﹔﹐﹑﹒﹖﹗﹙﹚､｡丶", "：：；，、.？！（）、。、", strict=True)
}
# 给予补贴.对企业, 返还50%.对企业: a full stop in ASCII, after words or an amount; not that of 一.支持 and 卡尔.马克思.
_ASCII_STOP = re.compile(
    rf"(?:(?<=[{_HAN}]{{4}})|(?<=[{_HAN}][”）)》])|(?<=\d[%元倍])|(?<=\d[万亿][元倍])) ?\.(?= *$| ?[{_HAN}“《（])",
    re.MULTILINE,
)
# Bold of Markdown, **10%** or __二、__; not the stars over a name (张**、李**) or a blank to fill in.
_BOLD = re.compile(r"(?<![*_\\])(?P<mark>\*{2,3}|__)(?=[^\s、，。；：）)])[^*_\n]{0,200}?[^*_\s](?P=mark)(?![*_])")
_ESCAPE = re.compile(r"(?<=\d)\\(?=[.)])|\\(?=[*_])")
# 全 市 工 业: text set wide, nearly every character but figures and the like by itself.
_SPACED_LINE = re.compile(r"^ *(?:[^\s|]{1,8} {1,2}){9,}[^\s|]{1,8} *$", re.MULTILINE)
_LEAST_APART = 0.8  # of what stands between its blanks, this part is single characters
_BLANK = re.compile(" +")
_LOST_INDENT = re.compile(r"^[?？]{2}(?=[^\s?？])", re.MULTILINE)
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")


def clean(text: str) -> TrackedText:
    """Simplified, readable text with the layout (lines, indents) of the original.

    In order: markup; line ends and invisible characters; text shifted by one byte; readings in
    brackets; traditional characters; full-width digits and letters; bold of Markdown; full stops in ASCII;
    spaces inside words.
    Punctuation keeps its width: the tokenizer does not tell the widths apart.
    """
    tracked = TrackedText.of(text).sub(_SURROGATE, "\ufffd")
    tracked = strip_markup(tracked).sub(_LINE_ENDS, "\n").sub(_INVISIBLE, "").map(_show_cells)
    tracked = tracked.map(lambda t: t.translate(_SPACES))
    tracked = repair(tracked.sub(_LOST_INDENT, "  "))
    tracked = tracked.sub(_PINYIN, "").sub(_PRIVATE_USE, "□")
    tracked = tracked.map(to_simplified).map(lambda t: t.translate(_FULL_WIDTH))
    tracked = tracked.edit(_bold(tracked.value)).sub(_ESCAPE, "").sub(_ASCII_STOP, "。")
    tracked = tracked.edit(_blanks_of_spaced_lines(tracked.value))
    return tracked.sub(_SPACE_IN_WORD, lambda m: m["keep"] or "")


def _bold(value: str) -> Iterator[Edit]:
    """Takes out the marks around bold words, each by itself, so that the words keep their places."""
    for words in _BOLD.finditer(value):
        width = len(words["mark"])
        yield words.start(), words.start() + width, ""
        yield words.end() - width, words.end(), ""


def _blanks_of_spaced_lines(value: str) -> Iterator[Edit]:
    """Closes up text that is set wide, blank by blank, so that each character keeps its place."""
    for line in _SPACED_LINE.finditer(value):
        parts = line[0].split()
        if sum(len(part) == 1 for part in parts) >= _LEAST_APART * len(parts):
            for blank in _BLANK.finditer(value, *line.span()):
                yield *blank.span(), ""


def _show_cells(text: str) -> str:
    """``|`` for the tabs of a line with three cells or more, a row of a table; other tabs are blanks."""
    if "\t" not in text:
        return text
    lines = text.split("\n")
    for i, line in enumerate(lines):
        cells = [cell for cell in line.split("\t") if cell.strip()]
        if len(cells) >= 3 and not cells[0].rstrip().endswith("。"):
            lines[i] = line.replace("\t", "|")
    return "\n".join(lines)
