"""Numbers of the lists in a Word file, which keeps them apart from the text.

No library at hand writes those of Chinese lists (``第一条``, ``（一）``), so they are counted here,
by the rules of WordprocessingML (ECMA-376, part 1, 17.9).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DIGITS = "零一二三四五六七八九"
_DEEPEST = 9
_LONGEST = 100  # characters around a number; a file may ask for any number of them before each paragraph
_MOST_IN_LETTERS = 780  # the last is thirty Z; more is a slip
_STEMS = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True)
class _Level:
    """A level of a list: its first number, how numbers are written, and what stands around them (``第%1条``)."""

    start: int
    style: str
    pattern: str
    gap: str
    restart: int  # it begins again below levels up to this one, the first being 1; 0 for never: articles over chapters
    is_legal: bool  # writes the numbers of all levels in figures
    of_style: str  # of paragraphs that are on this level


@dataclass
class _List:
    """A list; lists of one kind go on counting where the one before stopped, but for levels in ``restarts``."""

    kind: str
    levels: dict[int, _Level]
    restarts: dict[int, int] = field(default_factory=dict)


class ListNumbers:
    """Counts the lists of a document as its paragraphs are passed, in their order.

    ``numbering`` and ``styles`` are the roots of its parts of these names, None where it has none.
    """

    def __init__(self, numbering: Any, styles: Any) -> None:
        kinds = {value_of(kind, "abstractNumId"): kind for kind in _all(numbering, "abstractNum")}
        self._lists = {value_of(num, "numId"): _list(num, kinds) for num in _all(numbering, "num")}
        self._styles = {value_of(style, "styleId"): style for style in _all(styles, "style")}
        self._counts: dict[str, dict[int, int]] = {}

    def next(self, paragraph: Any) -> str:
        """The number of the next paragraph with the gap behind it; ``""`` if it has none."""
        found, level = self._place(paragraph)
        if found is None or level not in found.levels:
            return ""
        counts = self._counts.setdefault(found.kind, {})
        if (restart := found.restarts.pop(level, None)) is not None:
            counts[level] = restart - 1
        counts[level] = counts.get(level, found.levels[level].start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            if deeper not in found.levels or level < found.levels[deeper].restart:
                del counts[deeper]

        def written(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            other = found.levels.get(place, found.levels[level])
            style = "decimal" if found.levels[level].is_legal else other.style
            return _WRITTEN.get(style, str)(counts.get(place, other.start))

        number = re.sub(r"%([1-9])", written, found.levels[level].pattern)
        return number + found.levels[level].gap if number else ""

    def _place(self, paragraph: Any) -> tuple[_List | None, int]:
        """The list that a paragraph or its style is in, and the level."""
        style, number, level = child(paragraph, "pPr", "pStyle"), None, None
        properties = child(paragraph, "pPr", "numPr")
        name = None if style is None else value_of(style)
        for _ in range(20):  # styles are based on one another, in a damaged file in a circle
            if properties is not None:
                number = number or value_of(child(properties, "numId"))
                level = level or value_of(child(properties, "ilvl"))
            if number or name not in self._styles:
                break
            properties = child(self._styles[name], "pPr", "numPr")
            if properties is not None and child(properties, "ilvl") is None:
                level = level or self._level_of_style(name, value_of(child(properties, "numId")))
            name = value_of(child(self._styles[name], "basedOn"))
        return self._lists.get(number or "0"), to_int(level or "0")

    def _level_of_style(self, style: str | None, number: str) -> str | None:
        """The level that a list keeps for a style."""
        found = self._lists.get(number)
        return (
            next((str(place) for place, lvl in found.levels.items() if lvl.of_style == style), None) if found else None
        )


@cache
def tag(name: str) -> str:
    """A name of WordprocessingML, of an element or of an attribute, as lxml has it."""
    return f"{{{NAMESPACE}}}{name}"


def _all(root: Any, name: str) -> Iterable[Any]:
    return () if root is None else root.iter(tag(name))


def _list(num: Any, kinds: dict[str, Any]) -> _List:
    kind = value_of(child(num, "abstractNumId"))
    own = islice(_all(kinds.get(kind), "lvl"), _DEEPEST)
    levels = {to_int(value_of(lvl, "ilvl")): _level(lvl) for lvl in own}
    restarts = {}
    for override in islice(_all(num, "lvlOverride"), _DEEPEST):
        place, start = to_int(value_of(override, "ilvl")), child(override, "startOverride")
        if start is not None:
            restarts[place] = to_int(value_of(start), 1)
        if (lvl := child(override, "lvl")) is not None:
            levels[place] = _level(lvl)
    return _List(kind, levels, restarts)


def _level(lvl: Any) -> _Level:
    start, style, pattern, gap = (child(lvl, name) for name in ("start", "numFmt", "lvlText", "suff"))
    bullet = style is not None and value_of(style) in ("bullet", "none")
    return _Level(
        start=to_int(value_of(start), 1),
        style="decimal" if style is None else value_of(style),
        pattern="" if pattern is None or bullet else value_of(pattern)[:_LONGEST],
        gap="" if gap is not None and value_of(gap) == "nothing" else " ",
        restart=to_int(value_of(child(lvl, "lvlRestart")), _DEEPEST),
        is_legal=child(lvl, "isLgl") is not None,
        of_style=value_of(child(lvl, "pStyle")),
    )


def child(element: Any, *names: str) -> Any:
    """The element at the end of a path of names, ``None`` where one is not there."""
    for name in names:
        element = None if element is None else element.find(tag(name))
    return element


def value_of(element: Any, name: str = "val") -> str:
    """An attribute, ``""`` where it or the element is not there."""
    return "" if element is None else element.get(tag(name), "")


def to_int(value: str, otherwise: int = 0) -> int:
    """What a value counts; files of other programs lack some."""
    return int(value) if re.fullmatch(r"[+-]?\d{1,9}", value, re.ASCII) else otherwise


def _chinese(n: int) -> str:
    """A number in words below 1,000 (十二, 一百零五), others in digits."""
    if not 0 <= n < 1000:
        return str(n)
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones or not n else "")


def _letters(n: int) -> str:
    """``A`` to ``Z``, then ``AA``; digits where there are no letters."""
    if not 0 < n <= _MOST_IN_LETTERS:
        return str(n)
    return chr(ord("A") + (n - 1) % 26) * ((n - 1) // 26 + 1)


def _roman(n: int) -> str:
    if n > _MOST_IN_LETTERS:
        return str(n)
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        if n >= value:
            return letters + _roman(n - value)
    return ""


_COUNTING = ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting")
_WRITTEN: dict[str, Callable[[int], str]] = {
    **dict.fromkeys((*_COUNTING, "taiwaneseCountingThousand", "ideographDigital"), _chinese),
    "decimalZero": lambda n: f"{n:02}",
    "decimalEnclosedCircle": lambda n: chr(ord("①") + n - 1) if 1 <= n <= 20 else f"({n})",
    "decimalEnclosedCircleChinese": lambda n: chr(ord("①") + n - 1) if 1 <= n <= 20 else f"({n})",
    "ideographTraditional": lambda n: _STEMS[(n - 1) % 10],
    "upperLetter": _letters,
    "lowerLetter": lambda n: _letters(n).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
}
