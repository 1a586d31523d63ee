"""Facts about characters: which are common, their widths, simplified forms of traditional ones, letters of readings."""

from __future__ import annotations

import re
from functools import cache

from opencc import OpenCC

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹăĕĭŏŭḿ"  # letters of readings, with tone marks
# GB 2312 puts the 3,755 most used characters in rows B0 to D7.
_COMMON_HAN = frozenset(
    bytes((row, cell)).decode("gb2312")
    for row in range(0xB0, 0xD8)
    for cell in range(0xA1, 0xFF if row < 0xD7 else 0xFA)
)
_WIDE = re.compile(r"[\u2e80-\uffef“”‘’…—]+")  # in a Chinese font


def is_common(character: str) -> bool:
    """A character of everyday simplified Chinese."""
    return character in _COMMON_HAN


def printed_width(words: str) -> int:
    """How wide words are printed, in columns: a Han character takes two, a digit one."""
    return len(words) + sum(map(len, _WIDE.findall(words)))


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def to_simplified(text: str) -> str:
    """Simplified characters for traditional ones; the length stays the same.

    OpenCC chooses by phrase. The few phrases that change the length are left to its
    character table.
    """
    convert = _converter().convert
    converted = convert(text)
    if len(converted) == len(text):
        return str(converted)
    return "".join(_keep_length(line) for line in text.splitlines(keepends=True))


def _keep_length(line: str) -> str:
    converted = _converter().convert(line)
    return converted if len(converted) == len(line) else "".join(_converter().convert(c)[:1] or c for c in line)
