"""The dirt of real pages, put into clean sentences: what cleaning cannot take out again."""

from __future__ import annotations

import random
from collections.abc import Callable

from policyclause.inference.repair import LOST

_MARKS = "，。、；：！？“”（）《》"
_TO_HALF_WIDTH = str.maketrans("，；：！？（）", ",;:!?()")
_DIGITS = "0123456789"
_STRAY = "?*·|~_-•■◆"
_RATE = 0.04  # share of the characters that a kind of damage takes; more would change what is said


def dirty(text: str, draw: random.Random) -> str:
    """The text with one or two kinds of damage; its labels stay what they were."""
    for damage in draw.sample(_DAMAGES, draw.randint(1, 2)):
        text = damage(text, draw)
    return text


def _lose_punctuation(text: str, draw: random.Random) -> str:
    return "".join(c for c in text if c not in _MARKS or draw.random() < 0.4)


def _half_width(text: str, draw: random.Random) -> str:
    return text.translate(_TO_HALF_WIDTH)


def _lose_characters(text: str, draw: random.Random) -> str:
    return "".join(c for c in text if draw.random() >= _RATE)


def _unreadable(text: str, draw: random.Random) -> str:
    return "".join(LOST if draw.random() < _RATE else c for c in text)


def _misread(text: str, draw: random.Random) -> str:
    """A wrong character in place of one, as recognition of scans gives it: one from elsewhere in the text."""
    return "".join(draw.choice(text) if draw.random() < _RATE else c for c in text)


def _stray(text: str, draw: random.Random) -> str:
    return "".join(draw.choice(_STRAY) + c if draw.random() < _RATE else c for c in text)


def _other_digits(text: str, draw: random.Random) -> str:
    """Other numbers: an amount or a year must not carry a label by itself."""
    return "".join(draw.choice(_DIGITS) if c in _DIGITS else c for c in text)


_DAMAGES: tuple[Callable[[str, random.Random], str], ...] = (
    _lose_punctuation,
    _half_width,
    _lose_characters,
    _unreadable,
    _misread,
    _stray,
    _other_digits,
)
