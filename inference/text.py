"""A string that remembers, character by character, where it stood in the text as given."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Edit = tuple[int, int, str]


@dataclass(frozen=True)
class TrackedText:
    """``value`` and, for each of its characters, where in the original text that begins and ends for which it stands.

    ``origin`` and ``ending`` have shape ``(len(value),)`` and never decrease.
    """

    value: str
    origin: NDArray[np.int32]
    ending: NDArray[np.int32]

    @classmethod
    def of(cls, text: str) -> TrackedText:
        """The text itself, nothing changed yet."""
        places = np.arange(len(text), dtype=np.int32)
        return cls(text, places, places + 1)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original text of ``value[start:end]``, which must not be empty."""
        return int(self.origin[start]), int(self.ending[end - 1])

    def slice(self, start: int, end: int) -> TrackedText:
        """A part of the text, its offsets kept."""
        return TrackedText(self.value[start:end], self.origin[start:end], self.ending[start:end])

    def edit(self, edits: Iterable[Edit]) -> TrackedText:
        """Replace ``value[start:end]`` by a string for each edit, in ascending order.

        Characters of a replacement take the place of those replaced one by one; what it has
        more of stands at the last of them, and its last character for what it has less of. What is
        inserted stands at the character after it, at the end of the text at the one before it.
        """
        pieces: list[str] = []
        origins: list[NDArray[np.int32]] = []
        endings: list[NDArray[np.int32]] = []
        done = 0
        for start, end, new in edits:
            if start < done:
                raise ValueError(f"expected edits in ascending order, got one at {start} after {done}")
            pieces += [self.value[done:start], new]
            origins.append(self.origin[done:start])
            endings.append(self.ending[done:start])
            if new:
                last = min(max(end - 1, start), len(self.value) - 1)
                places = np.minimum(np.arange(start, start + len(new)), last)
                origins.append(self.origin[places])
                places[-1] = last
                endings.append(self.ending[places])
            done = end
        if not pieces:
            return self
        pieces.append(self.value[done:])
        origins.append(self.origin[done:])
        endings.append(self.ending[done:])
        return TrackedText("".join(pieces), np.concatenate(origins), np.concatenate(endings))

    def sub(self, pattern: re.Pattern[str], new: str | Callable[[re.Match[str]], str]) -> TrackedText:
        """``re.sub`` that keeps the offsets."""
        replace = new if callable(new) else lambda _: new
        return self.edit((m.start(), m.end(), replace(m)) for m in pattern.finditer(self.value))

    def map(self, convert: Callable[[str], str]) -> TrackedText:
        """Apply a conversion that keeps the length, such as a table of characters.

        Raises:
            ValueError: it did not keep the length.
        """
        value = convert(self.value)
        if len(value) != len(self.value):
            raise ValueError(f"expected a conversion that keeps the {len(self.value)} characters, got {len(value)}")
        return TrackedText(value, self.origin, self.ending)
