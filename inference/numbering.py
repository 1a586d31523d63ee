"""Numbers of headings and items: ``第三章``, ``一、``, ``（一）``, ``1.``, ``(1)``, ``①`` and the like."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_CHINESE = "〇零一二三四五六七八九十百千ーニ"
_UNITS = {"千": 1000, "百": 100, "十": 10}
# What optical readers take 一, 二 and 1 for, and figures that NFKC does not resolve.
_PLAIN = str.maketrans(
    {"ー": "一", "ニ": "二", "l": "1"}
    | dict(zip("－—壹贰叁肆伍陆柒捌玖拾", "一一一二三四五六七八九十", strict=True))
    | {roman: str(value) for value, roman in enumerate("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ", 1)}
)
# What follows a figure that a broken line begins with: 1.5亿元, 2.5倍; not 1.1 个人申报.
_AMOUNT = (
    r"[万亿千百倍吨米折]|元(?!宇宙|素)|亩(?!均)|年(?!度|轻|龄)|个(?!人|体|性|案|税)|天(?!然|津)|公[里斤顷]|平方|小时"
)
_YEAR = r"(?:19|20)\d\d\s?[年至—~-]"
# A figure that the words of an item begin with: 1、100万元以上的, 2、5G基站; not 1、2号楼, 9、10月, 1、2、3类.
_FIGURE = (
    r"\d{3,}(?![\d、号和及或至])|\d{1,2}(?=年[内以])|\d{1,2}(?:[万亿%A-Za-z]|(?<=\d\d)(?:周?岁|小时|[元人家户名亩吨]))"
)
# Taiwan and optical readers set blanks: 第 2 条, 第 2 0 条.
_ORDINAL = rf"[第笫]\s?(?:\d(?:\s\d){{1,2}}|l(?=\d)\d|[{_CHINESE}\d]{{1,8}})\s?"
# What 01 numbers on a page made for telephones: 01 稳岗返还; not 01月, 01号楼. Without a blank, a name and nothing else.
_NAME = r"(?![年月日号时分秒级版期类栋幢室])[\u4e00-\u9fff]{2}"
BOX = "专栏"  # the style of a box beside the text, whose items count for themselves
_STEPS = ("行动", "任务", "专项", "路径", "模式")  # 行动9：

# Style name and pattern. Styles of statutes have a fixed order; the others rank by the order
# in which a document opens them.
_STYLES: tuple[tuple[str, str], ...] = (
    ("编", _ORDINAL + "编"),
    ("章", _ORDINAL + "章"),
    ("节", _ORDINAL + "节"),
    (
        "条",
        rf"{_ORDINAL}条(?:之[{_CHINESE}])?(?:、(?!第|[{_CHINESE}\d]{{1,5}}[条款项、]))?(?!第|规定|所|的|、|和|至|款)",
    ),
    ("部分", _ORDINAL + "(?:部分|篇)"),
    ("附", rf"附(?:件|表|录)\s?(?:[{_CHINESE}\d]{{1,3}})?(?=[:：\s]|$)"),
    ("第一、", rf"第[{_CHINESE}]{{1,2}}、(?![第{_CHINESE}\d])"),
    # Not the ordinals of 一、二、三等奖.
    (
        "一、",
        rf"[{_CHINESE}]{{1,4}}\s?(?:、(?!\d{{1,2}}[、等类级])|[，,．.](?!\d)|[:：](?![{_CHINESE}\d]))(?![{_CHINESE}]{{1,2}}[、等类级])",
    ),
    ("（一）", rf"[（(〔【]\s?(?:[{_CHINESE}]{{1,4}}|[－—])\s?[）)〕]|[㈠-㈩]"),
    ("一）", rf"[{_CHINESE}]{{1,3}}[）)]"),
    ("1.1", rf"\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}(?!\s?(?:{_AMOUNT}))[.．、]?(?=[\s\u4e00-\u9fff“《])"),
    ("01", rf"0[1-9](?:\s?[丨｜]\s?|\s(?={_NAME})|(?={_NAME}[^。；;，]*$))|[1-9]\d丨(?=[\u4e00-\u9fff])"),
    ("Part", r"(?:Part|PART)[.\s]{0,2}\d{1,2}(?:[.:：]|(?=[\s\u4e00-\u9fff]|$))"),
    (
        "1.",
        rf"\d{{1,3}}\s?[.．、](?!\d)|\d{{1,2}}(?:\s?(?:[.．](?={_YEAR})|、(?={_YEAR}|{_FIGURE}))|[,，](?=[\u4e00-\u9fff]))",
    ),
    ("（1）", r"[（(]\s?\d{1,3}\s?[）)]"),
    ("1）", r"\d{1,3}\s?[）)]"),
    ("①", r"[①-⑳⑴-⒇]"),
    ("⒈", r"[⒈-⒛]"),
    ("壹、", r"[壹贰叁肆伍陆柒捌玖拾]{1,3}、"),
    ("Ⅰ.", r"[Ⅰ-Ⅻ]\s?[.．、]"),
    *((step, rf"{step}\s?[{_CHINESE}\d]{{1,2}}[:：]") for step in _STEPS),
    (BOX, rf"{BOX}\s?[{_CHINESE}\d]{{1,3}}"),
)
_SPACED = re.compile(r"(?<=\d)\s(?=\d)")
_ANY = re.compile(
    r"\s*(?:—{1,2}(?=任务|行动))?(?:"
    + "|".join(f"(?P<s{i}>{pattern})" for i, (_, pattern) in enumerate(_STYLES))
    + r")\s*"
)
_RANKS = ("一、", "（一）", "1.", "（1）", "①")  # the order of the styles in official documents
STATUTE_ORDER = {"附": -1, "编": 0, "部分": 0, "章": 1, "节": 2, "条": 3}
PARTS = STATUTE_ORDER.keys() - {"条"}  # those of them that have headings below which articles or items stand
UNNUMBERED = "无"  # the style of a line without a number
PARAGRAPH = "段"  # the style of an unnumbered paragraph that leads in a list


@dataclass(frozen=True)
class Number:
    """A number at the start of a line: as written, its style, and where the words begin."""

    text: str
    style: str
    end: int


def read_number(line: str) -> Number | None:
    """The number a line opens with, or None."""
    match = _ANY.match(line)
    if not match:
        return None
    group = next(name for name, value in match.groupdict().items() if value is not None)
    style = _STYLES[int(group[1:])][0]
    if style == "1.1":  # 2.1.1 stands below 2.1
        style = ".".join("1" * len(re.findall(r"\d+", match[group])))
    return Number(match[group].strip(), style, match.end())


@lru_cache(1024)  # the same few numbers are asked for again and again
def ordinal(number: str) -> int:
    """What a number counts: 12 of ``（十二）``, ``12.``, ``第十二条`` and ``第一二条``; 0 where it is no plain number."""
    found = re.fullmatch(
        rf"(?:(?i:part)[.\s]{{0,2}}|\D{{0,3}}?)(\d{{1,4}}|[{_CHINESE}]{{1,8}}|[①-⑳⑴-⒇⒈-⒛㈠-㈩])[^\d{_CHINESE}]*",
        _SPACED.sub("", number).translate(_PLAIN),
    )
    if not found:
        return 0
    figure = unicodedata.normalize("NFKC", found[1]).strip("().")
    if figure.isdecimal():
        return int(figure)
    figure = figure.replace("〇", "零")
    if not _UNITS.keys() & set(figure):  # 一〇一: digit by digit
        return int("".join(str("零一二三四五六七八九".index(digit)) for digit in figure))
    return sum(
        ("一二三四五六七八九".find(digit) + 1 if digit else bool(unit)) * _UNITS.get(unit, 1)
        for digit, unit in re.findall(r"([一二三四五六七八九]?)([千百十]?)", figure)
    )


def ranks_above(style: str, other: str) -> bool:
    """Whether official documents number with one style above the other."""
    return style in _RANKS and other in _RANKS and _RANKS.index(style) < _RANKS.index(other)


@dataclass(frozen=True)
class Level:
    """A heading or item whose sub-items may follow.

    Attributes:
        style, number: of the line.
        heading: its text if it only names what stands below it, else ``""``.
        lead_in: its text if its sub-items complete it (``对…企业：``), else ``""``.
        is_short: an item without a text of any length, like the lines of a list.
        line: index of the line.
        groups: it stands above articles in place of a chapter.
    """

    style: str
    number: str = ""
    heading: str = ""
    lead_in: str = ""
    is_short: bool = False
    line: int = -1
    groups: bool = False


class Outline:
    """The open levels while a document is read from top to bottom.

    A style that is open already closes everything below it; a new one opens below the last,
    but 三、 where only （二） is open does not: the text began midway.
    So numbering may restart under each heading, skip levels, or run on through the document.
    """

    def __init__(self) -> None:
        self.levels: list[Level] = []
        self.seen: set[str] = set()  # styles of all levels

    def close(self, style: str, number: str = "") -> Level | None:
        """Close what a line of this style and number ends; returns its sibling before, if there is one.

        The first of a list just below a paragraph that leads in is of that paragraph. Where a style is
        open twice, as in a list within a list, the number goes on from one of them.
        """
        if style == PARAGRAPH:
            self._close_paragraphs()
            return None
        value = ordinal(number)
        if value == 1 and self.lead_in and self.levels[-1].style == PARAGRAPH:
            self._close_lists(style)
            return None
        if value == 1 and style != BOX and self.levels and self.levels[-1].style == BOX:
            return None
        if self.is_open(style):
            return self._close_from_sibling(style, value)
        if style in STATUTE_ORDER:
            rank = STATUTE_ORDER[style]
            self.levels = [v for v in self.levels if STATUTE_ORDER.get(v.style, 9) < rank or _groups_articles(v, style)]
        elif value != 1:
            self._close_below(style)
        return None

    def _close_paragraphs(self) -> None:
        """Close the innermost levels that are paragraphs."""
        while self.levels and self.levels[-1].style == PARAGRAPH:
            self.levels.pop()

    def _close_from_sibling(self, style: str, value: int) -> Level:
        """Close the level of a style that the number goes on from, and what is below it."""
        places = [i for i, level in enumerate(self.levels) if level.style == style]
        before = [i for i in places if value and ordinal(self.levels[i].number) == value - 1]
        place = (before or places)[-1]
        sibling = self.levels[place]
        del self.levels[place:]
        return sibling

    def _close_below(self, style: str) -> None:
        """Close what ranks below a style whose first number was not seen, as in a text that begins midway."""
        lower = _RANKS[_RANKS.index(style) + 1 :] if style in _RANKS else ()
        if style == _RANKS[0] and style not in self.seen:
            lower = (*lower, UNNUMBERED, *_STEPS)
        if style == _RANKS[0] and self.levels and self.levels[0].style == "条":
            self.levels.clear()  # articles that run on through the sections
        place = next((i for i, level in enumerate(self.levels) if level.style in lower), len(self.levels))
        while 0 < place < len(self.levels) and self.levels[place - 1].style == PARAGRAPH:
            place -= 1  # its list has ended
        del self.levels[place:]

    def _close_lists(self, style: str) -> None:
        """Close the lists of a style below paragraphs but the first, which may go on; else levels pile up."""
        below = [i for i, (a, b) in enumerate(pairwise(self.levels)) if (a.style, b.style) == (PARAGRAPH, style)]
        if len(below) > 1:
            del self.levels[below[1] : -1]

    def open(self, level: Level) -> None:
        """Open a level below those that are open; a heading ends a paragraph's list."""
        if level.heading:
            self.close(PARAGRAPH)
        self.levels.append(level)
        self.seen.add(level.style)

    def is_open(self, style: str) -> bool:
        """Whether a line of this style would close a level rather than open one."""
        return any(level.style == style for level in self.levels)

    @property
    def path(self) -> tuple[str, ...]:
        """The open headings, outermost first."""
        return tuple(level.heading for level in self.levels if level.heading)

    @property
    def heading_lines(self) -> tuple[int, ...]:
        """Line indexes of the open headings, outermost first."""
        return tuple(level.line for level in self.levels if level.heading)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is open but the name of an annex."""
        return all(level.style == "附" for level in self.levels)

    @property
    def number(self) -> str:
        """The number that an unnumbered paragraph stands under: of an article, a list, a heading."""
        if not self.levels:
            return ""
        level = next((v for v in self.levels if v.style == "条"), self.levels[-1])
        belongs = level.heading or level.lead_in or level.style == "条"
        return level.number if belongs and level.style not in PARTS else ""

    @property
    def lead_in(self) -> str:
        """The words the next item completes, if the innermost level is such an item."""
        return self.levels[-1].lead_in if self.levels else ""


def _groups_articles(level: Level, style: str) -> bool:
    """A heading like ``一、总则``, which some drafters put above articles in place of a chapter."""
    named = level.style == "一、" and bool(level.heading) and "条" not in level.heading
    return style == "条" and (named or level.groups)
