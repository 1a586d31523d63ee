"""Dirty text to clean text, offsets kept: every step is an edit of a ``TrackedText``."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from policyclause.inference.characters import to_simplified
from policyclause.inference.repair import repair
from policyclause.inference.text import Edit, TrackedText

_HAN = r"\u4e00-\u9fff"
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹăĕĭŏŭḿ"

_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, no text can hold it
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]")
_SPACES = str.maketrans(dict.fromkeys("\t\u00a0\u2002\u2003\u2009\u3000", " "))
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
_LOST_INDENT = re.compile(r"^[?？]{2}(?=[^\s?？])", re.MULTILINE)
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")


def clean(text: str) -> TrackedText:
    """Simplified, readable text with the layout (lines, indents) of the original.

    In order: markup; line ends and invisible characters; text shifted by one byte; readings in
    brackets; traditional characters; full-width digits and letters; spaces inside words.
    Punctuation keeps its width: the tokenizer does not tell the widths apart.
    """
    tracked = TrackedText.of(text).sub(_SURROGATE, "\ufffd")
    tracked = _strip_markup(tracked).sub(_LINE_ENDS, "\n").sub(_INVISIBLE, "").map(_show_cells)
    tracked = tracked.map(lambda t: t.translate(_SPACES))
    tracked = repair(tracked.sub(_LOST_INDENT, "  "))
    tracked = tracked.sub(_PINYIN, "").sub(_PRIVATE_USE, "□")
    tracked = tracked.map(to_simplified).map(lambda t: t.translate(_FULL_WIDTH))
    return tracked.sub(_SPACE_IN_WORD, lambda m: m["keep"] or "")


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


def _strip_markup(text: TrackedText) -> TrackedText:
    if "<" in text.value:
        text = text.edit(_hidden(text.value)).sub(_TAG, lambda m: "\n" if _BREAK.match(m[0]) else "")
    if "&" in text.value:
        text = text.sub(_ENTITY, lambda m: html.unescape(m[0]).replace("\u00a0", " "))
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
