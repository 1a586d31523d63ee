"""What a sentence is read under, as a reader has it in mind: the document's title and the heading above it."""

from __future__ import annotations

from collections.abc import Sequence

_LONGEST_TITLE = 40  # characters; the end says what kind of document it is and on what
_LONGEST_HEADING = 30
_BETWEEN = "|"


def context(title: str, path: Sequence[str]) -> str:
    """The end of ``title`` and the beginning of the innermost heading of ``path``; ``""`` where there is neither.

    ``应当征求意见`` is a procedure of land in rules on land, and the items of a list are what its document is on.
    Short, as every token of it costs as much as one of the sentence.
    """
    heading = path[-1].strip()[:_LONGEST_HEADING] if path else ""
    return _BETWEEN.join(filter(None, (title.strip()[-_LONGEST_TITLE:], heading)))


def last_part(found: str) -> str:
    """The heading of a context, or the title where there is no heading."""
    return found.rpartition(_BETWEEN)[2]
