"""Numbers of headings and items: ``第三章``, ``一、``, ``（一）``, ``1.``, ``(1)``, ``①`` and the like."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

FIGURES = r"〇零一二三四五六七八九十百\d"  # of the numbers of articles and items, for a class of characters
_CHINESE = "〇零一二三四五六七八九十百千ーニ"
_STEMS = "甲乙丙丁戊己庚辛壬癸"  # which Taiwan counts with
# Of Hong Kong, with or without brackets; i, v and x are taken for Roman figures.
_LETTERS = {letter: value for value, letter in enumerate("abcdefghijklmnopqrstuvwxyz", 1)}
_LETTERS |= {
    roman: value for value, roman in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), 1)
}
_UNITS = {"千": 1000, "百": 100, "十": 10}
# What optical readers take 一, 二 and 1 for, and figures that NFKC does not resolve.
_MISREAD = str.maketrans(
    {"ー": "一", "ニ": "二", "l": "1"}
    | dict(zip("－—-壹贰叁参肆伍陆柒捌玖拾", "一一一一二三三四五六七八九十", strict=True))
    | dict(zip(_STEMS, "一二三四五六七八九十", strict=True))
    | {roman: str(value) for value, roman in enumerate("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ", 1)}
)
# What is counted by a figure that a broken line begins with: 1.5亿元, 2.5倍; not 1.1 个人申报.
_UNIT = (
    r"[万亿千百倍吨米折]|元(?!宇宙|素)|亩(?!均)|年(?!度|轻|龄)|个(?!人|体|性|案|税)|天(?!然|津)|公[里斤顷]|平方|小时"
)
_YEAR = r"(?:19|20)\d\d\s?[年至—~-]"
# A figure that the words of an item begin with: 1、100万元以上的, 2、5G基站; not 1、2号楼, 9、10月, 1、2、3类.
_FIGURE = (
    r"\d{3,}(?![\d、号和及或至])|\d{1,2}(?=年[内以])|\d{1,2}(?:[万亿%A-Za-z]|(?<=\d\d)(?:周?岁|小时|[元人家户名亩吨]))"
)
# An article that Taiwan inserts: 第 3-1 条. Without blanks, only what is no range, as 第1-3条 is.
_INSERTED = r"(?<=\s)\d{1,3}-\d{1,2}(?=\s)|(?:\d{2,3}-\d|[2-9]-[12]|1-1)(?!\d)"
# Taiwan and optical readers set blanks: 第 2 条, 第 2 0 条. Readers take 一 for a dash, which is one only where no figure
# or a place stands before it and none behind: 第—条, 第二十—条; 第五—八条 is a range.
_ORDINAL = (
    rf"[第笫]\s?(?:\d(?:\s\d){{1,2}}|l(?=\d)\d|{_INSERTED}"
    rf"|(?:[{_CHINESE}]{{0,6}}[十百零])?[－—-]|[{_CHINESE}\d]{{1,8}})\s?"
)
_AMENDED = rf"(?:修|更)?改为|删[去除]|后?增加第?[{_CHINESE}两\d]{{1,3}}[款项条]|中的?“"
# What 01 numbers on a page made for telephones: 01 稳岗返还; not 01月, 01号楼. Without a blank, a name and nothing else.
_NAME = r"(?![年月日号时分秒级版期类栋幢室])[\u4e00-\u9fff]{2}"
BOX = "专栏"  # the style of a box beside the text, whose items count for themselves
STEPS = ("行动", "任务", "专项", "路径", "模式", "措施", "举措")  # 行动9：

# Style name and pattern. Styles of statutes have a fixed order; the others rank by the order
# in which a document opens them.
_STYLES: tuple[tuple[str, str], ...] = (
    ("编", _ORDINAL + "编"),
    ("章", _ORDINAL + "章"),
    ("节", _ORDINAL + "节"),
    (
        "条",
        # Not one that is cited, or amended: 第九条修改为：.
        rf"{_ORDINAL}条(?:之[{_CHINESE}])?(?:、(?!第|[{_CHINESE}\d]{{1,5}}[条款项、]))?(?!第|规定|所|的|、|和|至|款|{_AMENDED})",
    ),
    ("部分", _ORDINAL + "(?:部分|篇)"),
    ("附", rf"附(?:件|表|录)\s?(?:[{_CHINESE}\d]{{1,3}})?(?=[:：\s]|$)"),
    ("第一、", rf"第[{_CHINESE}]{{1,2}}[、，,](?![第{_CHINESE}\d])"),
    # Not the ordinals of 一、二、三等奖.
    (
        "一、",
        rf"[{_CHINESE}]{{1,4}}\s?(?:、(?!\d{{1,2}}[、等类级])|[，,．.](?!\d)|[:：](?![{_CHINESE}\d]))(?![{_CHINESE}]{{1,2}}[、等类级])",
    ),
    ("（一）", rf"[（(〔【]\s?(?:[{_CHINESE}]{{1,4}}|[－—-])\s?[）)〕]|[㈠-㈩]"),
    ("一）", rf"[{_CHINESE}]{{1,3}}[）)]"),
    ("1.1", rf"\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}(?!\s?(?:{_UNIT}))[.．、]?(?=[\s\u4e00-\u9fff“《])"),
    ("01", rf"0[1-9](?:\s?[丨｜]\s?|\s(?={_NAME})|(?={_NAME}[^。；;，]*$))|[1-9]\d丨(?=[\u4e00-\u9fff])"),
    ("Part", r"(?:Part|PART)[.\s]{0,2}\d{1,2}(?:[.:：]|(?=[\s\u4e00-\u9fff]|$))"),
    (
        "1.",
        rf"\d{{1,3}}\s?[.．、](?!\d)|\d{{1,2}}(?:\s?(?:[.．](?={_YEAR})|、(?={_YEAR}|{_FIGURE}))|[,，](?=[\u4e00-\u9fff]))",
    ),
    # Not the year of a number of a document: (82)江政字15号.
    ("（1）", r"[（(]\s?\d{1,3}\s?[）)](?!\s?[\u4e00-\u9fff]{1,8}[字发办函]\s?第?\s?\d{1,4}\s?号)"),
    ("1）", r"\d{1,3}\s?[）)]"),
    ("①", r"[①-⑳⑴-⒇]"),
    ("⒈", r"[⒈-⒛]"),
    ("壹、", r"[壹贰叁参肆伍陆柒捌玖拾]{1,3}、"),  # 参: of 參, in Taiwan
    ("甲、", rf"[{_STEMS}]、(?![{_STEMS}])"),  # not 甲、乙级资质
    ("Ⅰ.", r"[Ⅰ-Ⅻ]\s?[.．、]"),
    ("(a)", r"[（(]\s?[a-hj-uwyz]\s?[）)]"),
    ("(i)", r"[（(]\s?[ivx]{1,4}\s?[）)]"),
    ("A.", r"[A-J]\s?[.．、](?=\s?[\u4e00-\u9fff])"),
    *((step, rf"{step}\s?[{_CHINESE}\d]{{1,2}}[:：]") for step in STEPS),
    (BOX, rf"{BOX}\s?[{_CHINESE}\d]{{1,3}}"),
)
_SPACED = re.compile(r"(?<=\d)\s(?=\d)")
_NUMBER = re.compile(
    r"\s*(?:—{1,2}(?=任务|行动))?(?:"
    + "|".join(f"(?P<s{i}>{pattern})" for i, (_, pattern) in enumerate(_STYLES))
    + r")\s*"
)
RANKS = ("一、", "（一）", "1.", "（1）", "①")  # the order of the styles in official documents
STATUTE_ORDER = {"附": -1, "编": 0, "部分": 0, "章": 1, "节": 2, "条": 3}
# Those of them that a heading names, and below which articles or items stand.
DIVISIONS = STATUTE_ORDER.keys() - {"条"}
UNNUMBERED = "无"  # the style of a line without a number


@dataclass(frozen=True)
class Number:
    """A number at the start of a line: as written, its style, and where the words begin."""

    text: str
    style: str
    end: int


def read_number(line: str) -> Number | None:
    """The number a line opens with, or None."""
    match = _NUMBER.match(line)
    if not match or not match.lastgroup:
        return None
    group = match.lastgroup
    style = _STYLES[int(group[1:])][0]
    if style == "1.1":  # 2.1.1 stands below 2.1
        style = ".".join("1" * len(re.findall(r"\d+", match[group])))
    return Number(match[group].strip(), style, match.end())


@lru_cache(1024)  # the same few numbers are asked for again and again
def ordinal(number: str) -> int:
    """What a number counts: 12 of ``（十二）``, ``12.``, ``第十二条`` and ``第一二条``; 0 where it is no plain number."""
    letter = number.strip("（() ）.．、").lower()
    if letter in _LETTERS:
        return _LETTERS[letter]
    found = re.fullmatch(
        rf"(?:(?i:part)[.\s]{{0,2}}|\D{{0,3}}?)(\d{{1,4}}|[{_CHINESE}]{{1,8}}|[①-⑳⑴-⒇⒈-⒛㈠-㈩])[^\d{_CHINESE}]*",
        _SPACED.sub("", number).translate(_MISREAD),
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
    return style in RANKS and other in RANKS and RANKS.index(style) < RANKS.index(other)
