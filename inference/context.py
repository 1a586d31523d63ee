"""What a sentence is read with, as a reader has it in mind: title and heading above it, and words that it completes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from policyclause.inference.arguments import expect, strings
from policyclause.inference.numbering import read_number
from policyclause.inference.sentences import split_sentences

_LONGEST_TITLE = 40  # characters; the end says what kind of document it is and on what
_LONGEST_HEADING = 30
_BETWEEN = "|"
_BLANKS = re.compile(r"\s+")
_NAMES_NOTHING = re.compile(
    r"(?:其中|(?:具体|主要|分别|包括|范围|内容|标准)[^，；]{0,8})[:：]"
)  # of what, the sentence before says


def context(title: str, path: Sequence[str]) -> str:
    """The end of ``title`` and the beginning of the innermost heading of ``path``; ``""`` where there is neither.

    ``应当征求意见`` is a procedure of land in rules on land, and the items of a list are what its document is on.
    Short, as every token of it costs as much as one of the sentence.

    Raises:
        InputError: ``title`` is no string, or ``path`` are none.
    """
    expect(title, str, "a title")
    path = strings(path, "a list of headings")
    heading = _BLANKS.sub("", path[-1])[:_LONGEST_HEADING] if path else ""
    return _BETWEEN.join(filter(None, (_BLANKS.sub("", title)[-_LONGEST_TITLE:], heading)))


def complete(lead_in: str, text: str) -> str:
    """``text`` as it is read: after the last sentence of the words that it completes, if there are any.

    ``省级技术中心，50万元；`` says nothing by itself and is a grant after ``对下列企业给予一次性奖励：``. Where that is
    no more than ``主要包括：``, the sentence before it is read too, in one with it.
    """
    sentences = [lead_in[start:end] for start, end in split_sentences(lead_in)]
    text = text[decimal_number(text) :]
    if len(sentences) > 1 and _NAMES_NOTHING.fullmatch(sentences[-1]):
        sentences[-1] = sentences[-2].rstrip("。；") + "，" + sentences[-1]
    return sentences[-1] + text if sentences else text


def decimal_number(text: str) -> int:
    """Length of a number such as ``3.1`` or ``2.1.1`` at the head of a text, with its blanks; 0 without one.

    It is not read: few documents number so, and the model takes such figures for amounts.
    """
    number = read_number(text) if text[:1].isdigit() else None
    return number.end if number and number.style.startswith("1.1") else 0


def last_part(found: str) -> str:
    """The heading of a context, or the title where there is no heading."""
    return found.rpartition(_BETWEEN)[2]
