"""Days as documents write them, and the words with which they say from when they hold."""

from __future__ import annotations

import re
from datetime import date

from policyclause.inference.numbering import FIGURES, ordinal

ZERO = "〇○零0OОΟ"  # that of a Chinese year: signs of a circle, a figure, letters of three alphabets
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | dict.fromkeys(ZERO, 0)
_NUMERALS = "一二三四五六七八九十"
DAY_IN_FIGURES = r"[12][09]\d\d {0,2}[年./-] {0,2}\d{1,2} {0,2}[月./-] {0,2}\d{1,2}(?: {0,2}日)?"
REPUBLIC = "(?:中华)?民国"
# Of the Republic, which counts its years from 1911: 民国 112 年 6 月 15 日, 中华民国一百十二年六月十五日.
_IN_REPUBLIC = (
    rf"{REPUBLIC}(?: ?\d{{2,3}} ?年 ?\d{{1,2}} ?月 ?\d{{1,2}} ?日"
    rf"|[{_NUMERALS}零百]{{2,7}}年[{_NUMERALS}]{{1,3}}月[{_NUMERALS}]{{1,3}}日)"
)
DAY = rf"(?:{DAY_IN_FIGURES}|{_IN_REPUBLIC}|[一二][{''.join(_DIGITS)}]{{3}}年[{_NUMERALS}]{{1,3}}月[{_NUMERALS}]{{1,3}}日)"
TIME = r"\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"  # of a day
_HOUR = r"(?: ?(?:[零\d]{1,2} ?[时点]|\d{1,2}[:：]\d\d))?"
FROM_DAY = rf"[自从] ?(?P<day>{DAY}){_HOUR} ?起"
ON_ISSUE = r"(?:发[布文]|印发|下发|公布|公告|颁布)之?日"
# Whose effect it is, the document's: 本办法自…施行, 《办法》自…, 原要点自…, 第九条 自…; that of a price or a fee is another.
ITSELF = r"(?:(?<![\u4e00-\u9fff])|(?<=[》条并法则定点案施见知告])|(?:本(?![省市区县州旗])|该|此|以上|上述)[^。，；：]{0,16})"
# Behind it stands no more of its sentence, as in 自…起实施奖励政策, but for how long and what goes on without a stop.
IN_FORCE = rf"(?:施行|实施|执行|生效|试行)(?=\s|[，,。；;：:、）)（(至到原]|[{FIGURES}两]+年|$)"


def read_day(day: str) -> str:
    """The ISO 8601 form of a ``DAY``; ``""`` where there is no such day, by a slip of the writer."""
    of_republic = day.partition("民国")[2]
    year, month, day_of_month = re.findall(r"[^年月日./ -]+", of_republic or day)
    written = 1911 + ordinal(year) if of_republic else _read_figure(year)
    try:
        return date(written, _read_figure(month), _read_figure(day_of_month)).isoformat()
    except ValueError:
        return ""


def _read_figure(figure: str) -> int:
    """The value of digits, of a Chinese year (``二〇〇六``), of a Chinese month or day (``二十六``)."""
    if len(figure) == 4:
        return int("".join(str(_DIGITS.get(digit, digit)) for digit in figure))
    return int(figure) if figure.isdecimal() else ordinal(figure)
