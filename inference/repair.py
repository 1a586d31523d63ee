"""Repair of text that a converter damaged by reading GBK one byte out of step.

GBK writes a character in two bytes. Where a converter lost the first byte of one (it left a
``?``), it paired every later byte with the wrong neighbour, until an ASCII byte or another
loss put it in step again: ``。〔責任單位：市發`` became ``?！藏熑螑挝唬菏邪l``. Writing the run
back to bytes and reading it in step gives the lost text again, but for the character at
either end whose other byte is gone. A run counts as proven when what it holds is no Chinese
and what comes out of it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from policyclause.inference.characters import TONED, is_common, to_simplified
from policyclause.inference.text import Edit, TrackedText

LOST = "□"  # the conventional sign for a character that cannot be read
_LONGEST_RUN = 120
_PINYIN = f"a-zü{TONED}"
_START = re.compile(rf"(?<=[\u4e00-\u9fff、，。；)）])\?(?:[{_PINYIN}]{{1,6}}\))?(?=[!;:?]?[^\x00-\x7f])")
# 特色小?zhèn)：the bracket that opens the reading was lost with the character before it.
_LOST_WITH_PINYIN = re.compile(rf"(?<=[\u4e00-\u9fff])[?{LOST}][{_PINYIN}]{{1,6}}\)")
_TO_FULL_WIDTH = str.maketrans("!;:?,()", "！；：？，（）")
_PUNCTUATION = frozenset("，。、；：！？“”‘’（）〔〕《》—…·%")


def repair(text: TrackedText) -> TrackedText:
    """Put shifted runs right and set ``□`` for characters known to be lost."""
    if "?" not in text.value:
        return text
    return text.edit(_runs(text.value)).sub(_LOST_WITH_PINYIN, LOST)


def _runs(value: str) -> Iterator[Edit]:
    done = 0
    for start in _START.finditer(value):
        if start.start() < done:
            continue
        found = _unshift(value, start.end())
        if found:
            done, new = found
            yield start.start(), done, new


def _unshift(value: str, begin: int) -> tuple[int, str] | None:
    """End and true text of the shifted run at ``begin``, or None where there is none."""
    run = bytearray()
    for i in range(begin, min(len(value), begin + _LONGEST_RUN)):
        character = value[i]
        if character == "\n":
            return None
        if character == "?" and i > begin:
            return _proven(value, begin, i + 1, bytes(run), end_lost=True)
        if character.isascii() and character not in "!;:?,()":
            # An ASCII byte can only be the second half of a pair, which ends the run.
            return _proven(value, begin, i + 1, bytes(run) + character.encode(), end_lost=False)
        encoded = character.translate(_TO_FULL_WIDTH).encode("gb18030")
        if len(encoded) != 2:
            return None
        run += encoded
    return None


def _proven(value: str, begin: int, end: int, run: bytes, end_lost: bool) -> tuple[int, str] | None:
    # run[0] is the second half of the character whose first half is lost.
    in_step = run[1:-1] if end_lost else run[1:]
    try:
        recovered = in_step.decode("gbk")
    except UnicodeDecodeError:
        return None
    shifted = value[begin:end]
    if not recovered or not _reads_as_chinese(recovered) or _reads_as_chinese(shifted):
        return None
    first = "。" if recovered[0] in "〔（" else LOST
    return end, first + recovered + (LOST if end_lost else "")


def _reads_as_chinese(text: str) -> bool:
    return all(is_common(c) or c in _PUNCTUATION for c in to_simplified(text))
