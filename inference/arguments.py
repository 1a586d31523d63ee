"""What callers give: each value as it was asked for, or an error that says what came."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from pathlib import Path

from policyclause.inference.errors import InputError

_BYTES = (bytes, bytearray, memoryview)


def expect(value: object, kind: type | tuple[type, ...], expected: str, where: str = "") -> None:
    """Raise InputError unless the value is of a kind, which ``expected`` names."""
    if not isinstance(value, kind):
        advice = ": decode them, or read a file with read_text" if isinstance(value, _BYTES) else ""
        raise InputError(f"expected {expected}, got {type(value).__name__}{where}{advice}")


def path_of(value: str | Path, expected: str = "a path") -> Path:
    """The value as a path; as an empty one, it would be the current directory."""
    expect(value, (str, os.PathLike), expected)
    if value == "":
        raise InputError(f"expected {expected}, got an empty one")
    return Path(value)


def strings(values: Iterable[str], expected: str = "a list of strings") -> list[str]:
    """The values as a list. A string, bytes and a mapping are iterable too, and empty ones would pass for no values."""
    expect(values, () if isinstance(values, (str, Mapping, *_BYTES)) else Iterable, expected)
    listed = list(values)
    for i, value in enumerate(listed):
        expect(value, str, "strings", f" at position {i}")
    return listed


def whole_number(name: str, value: object, least: int) -> None:
    """Raise InputError unless the value is a whole number, ``least`` or more; ``name`` is the argument's."""
    if isinstance(value, bool) or not isinstance(value, Integral) or int(value) < least:
        raise InputError(f"{name}: expected a whole number, {least} or more, got {value!r}")


def probability(name: str, value: object) -> None:
    """Raise InputError unless the value is a number from 0 to 1; ``name`` is the argument's."""
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= float(value) <= 1:
        raise InputError(f"{name}: expected a probability, 0 to 1, got {value!r}")
