"""What the words of a line are by themselves: Chinese, running text, a row of a table."""

from __future__ import annotations

import re

from policyclause.inference.dates import DAY_IN_FIGURES, TIME

COMMA = re.compile(r"，|,(?!\d)")  # of either width, as many pages have the narrow one; not in 1,000
_MOMENT = re.compile(DAY_IN_FIGURES + TIME)  # its colon is no sentence's
_HAN = re.compile(r"[\u4e00-\u9fff]+")
MOST_REPEATED = 4  # cells that reach down, of a row; without a bound, texts could grow out of measure
_LONGEST_REPEATED = 120  # characters of a cell; the case that a penalty is for may have many
_HEADING_MARK = re.compile(r"^[ \t]*(#{1,6})[ \t]+", re.MULTILINE)
_SENTENCE = re.compile(r"[。；;：:！]|[\u4e00-\u9fff”’）)》〉%％][，,][\u4e00-\u9fff“《]")


def count_han(text: str) -> int:
    """How many Chinese characters a text has."""
    return sum(map(len, _HAN.findall(text)))


def heading_depth(line: str) -> int:
    """How many signs of Markdown mark a line as a heading, the more the deeper; 0 for none."""
    mark = _HEADING_MARK.match(line) if "#" in line else None
    return len(mark[1]) if mark else 0


def without_heading_marks(text: str) -> str:
    """A text without the signs of Markdown before its headings."""
    return _HEADING_MARK.sub("", text) if "#" in text else text


def is_prose(line: str) -> bool:
    """A line of running text: sentences, not a name or a heading."""
    return count_han(line) >= 12 and bool(_SENTENCE.search(_MOMENT.sub("", line)))


def has_sentence(line: str) -> bool:
    """Whether a line has the stop of a sentence, and more than a few words."""
    return bool(re.search(r"[。；]", line)) and count_han(line) >= 6


def reaches_down(cell: str) -> bool:
    """Whether a cell that holds for several rows is read in each: a name or a case; sentences are read once."""
    return len(cell) <= _LONGEST_REPEATED and "。" not in cell


def is_row(line: str) -> bool:
    """A row of a table: cells with ``|`` between them."""
    return line.count("|") >= 2 and has_cells(line)


def has_cells(line: str) -> bool:
    """Whether words stand on both sides of a ``|``."""
    return sum(not cell.isspace() for cell in line.split("|") if cell) >= 2
