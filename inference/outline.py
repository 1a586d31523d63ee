"""The open headings and items while a document is read from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from policyclause.inference.numbering import BOX, DIVISIONS, RANKS, STATUTE_ORDER, STEPS, UNNUMBERED, ordinal

PARAGRAPH = "段"  # the style of an unnumbered paragraph that leads in a list


@dataclass(frozen=True)
class Level:
    """A heading or item whose sub-items may follow.

    Attributes:
        style, number: of the line.
        heading: its text if it only names what stands below it, else ``""``.
        lead_in: its text if its sub-items complete it (``对…企业：``), else ``""``.
        is_short: an item without a text of any length, like the lines of a list.
        line: index of the line.
        groups: it stands above articles in place of a chapter.
        depth: of the mark of its line as a heading, 0 for none.
        closed: what a marked name ended, if that may go on below it.
    """

    style: str
    number: str = ""
    heading: str = ""
    lead_in: str = ""
    is_short: bool = False
    line: int = -1
    groups: bool = False
    depth: int = 0
    closed: tuple[Level, ...] = ()


class Outline:
    """The open levels while a document is read from top to bottom.

    A style that is open already closes everything below it; a new one opens below the last,
    but 三、 where only （二） is open does not: the text began midway.
    So numbering may restart under each heading, skip levels, or run on through the document.
    """

    def __init__(self) -> None:
        self.levels: list[Level] = []
        self.seen: set[str] = set()  # styles of all levels

    def close(self, style: str, number: str = "") -> Level | None:
        """Close what a line of this style and number ends; returns its sibling before, if there is one.

        The first of a list just below a paragraph that leads in is of that paragraph. Where a style is
        open twice, as in a list within a list, the number goes on from one of them.
        """
        if style == PARAGRAPH:
            self._close_paragraphs()
            return None
        value = ordinal(number)
        if value == 1 and self.lead_in and self.levels[-1].style == PARAGRAPH:
            self._close_lists(style)
            return None
        if value == 1 and style != BOX and self.levels and self.levels[-1].style == BOX:
            return None
        if not self.is_open(style) and style != "条":  # articles run on through chapters
            self._reopen(style, value)
        if self.is_open(style):
            return self._close_from_sibling(style, value)
        if style in STATUTE_ORDER:
            rank = STATUTE_ORDER[style]
            self.levels = [v for v in self.levels if STATUTE_ORDER.get(v.style, 9) < rank or _groups_articles(v, style)]
        elif value != 1:
            self._close_below(style)
        return None

    def close_marked(self, style: str, depth: int) -> list[Level]:
        """Close, and return, what a line that is marked as a heading of this depth ends, whatever its style.

        Of numbered levels a numbered line closes by its number those that it ends.
        """
        marked = [i for i, level in enumerate(self.levels) if level.depth]
        if style != UNNUMBERED:
            marked = [i for i in marked if self.levels[i].style == UNNUMBERED]
        place = next((i for i in marked if self.levels[i].depth >= depth), None)
        if place is None and style == UNNUMBERED:
            unmarked = (i for i, level in enumerate(self.levels) if level.style == UNNUMBERED)
            place = marked[-1] + 1 if marked else next(unmarked, None)
        closed = [] if place is None else self.levels[place:]
        del self.levels[len(self.levels) - len(closed) :]
        return closed

    def _reopen(self, style: str, value: int) -> None:
        """Open again what a marked name closed if the number goes on from it: the name is a running head or a remark."""
        for i, name in enumerate(self.levels):
            if value > 1 and any(v.style == style and ordinal(v.number) == value - 1 for v in name.closed):
                self.levels[i:] = name.closed
                return

    def _close_paragraphs(self) -> None:
        """Close the innermost levels that are paragraphs."""
        while self.levels and self.levels[-1].style == PARAGRAPH:
            self.levels.pop()

    def _close_from_sibling(self, style: str, value: int) -> Level:
        """Close the level of a style that the number goes on from, and what is below it."""
        places = [i for i, level in enumerate(self.levels) if level.style == style]
        before = [i for i in places if value and ordinal(self.levels[i].number) == value - 1]
        place = (before or places)[-1]
        sibling = self.levels[place]
        del self.levels[place:]
        return sibling

    def _close_below(self, style: str) -> None:
        """Close what ranks below a style whose first number was not seen, as in a text that begins midway."""
        lower = RANKS[RANKS.index(style) + 1 :] if style in RANKS else ()
        if style == RANKS[0] and style not in self.seen:
            lower = (*lower, UNNUMBERED, *STEPS)
        if style == RANKS[0] and self.levels and self.levels[0].style == "条":
            self.levels.clear()  # articles that run on through the sections
        place = next((i for i, level in enumerate(self.levels) if level.style in lower), len(self.levels))
        while 0 < place < len(self.levels) and self.levels[place - 1].style == PARAGRAPH:
            place -= 1  # its list has ended
        del self.levels[place:]

    def _close_lists(self, style: str) -> None:
        """Close the lists of a style below paragraphs but the first, which may go on; else levels pile up."""
        below = [i for i, (a, b) in enumerate(pairwise(self.levels)) if (a.style, b.style) == (PARAGRAPH, style)]
        if len(below) > 1:
            del self.levels[below[1] : -1]

    def open(self, level: Level) -> None:
        """Open a level below those that are open; a heading ends a paragraph's list."""
        if level.heading:
            self.close(PARAGRAPH)
        self.levels.append(level)
        self.seen.add(level.style)

    def is_open(self, style: str) -> bool:
        """Whether a line of this style would close a level rather than open one."""
        return any(level.style == style for level in self.levels)

    def is_new(self, line: int) -> bool:
        """Whether a line stands right below the innermost heading."""
        return bool(self.levels) and bool(self.levels[-1].heading) and self.levels[-1].line == line - 1

    @property
    def path(self) -> tuple[str, ...]:
        """The open headings, outermost first."""
        return tuple(level.heading for level in self.levels if level.heading)

    @property
    def heading_lines(self) -> tuple[int, ...]:
        """Line indexes of the open headings, outermost first."""
        return tuple(level.line for level in self.levels if level.heading)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is open but the name of an annex."""
        return all(level.style == "附" for level in self.levels)

    @property
    def number(self) -> str:
        """The number that an unnumbered paragraph stands under: of an article, a list, a heading."""
        if not self.levels:
            return ""
        level = next((v for v in self.levels if v.style == "条"), self.levels[-1])
        belongs = level.heading or level.lead_in or level.style == "条"
        return level.number if belongs and level.style not in DIVISIONS else ""

    @property
    def lead_in(self) -> str:
        """The words the next item completes, if the innermost level is such an item."""
        return self.levels[-1].lead_in if self.levels else ""


def _groups_articles(level: Level, style: str) -> bool:
    """A heading like ``一、总则``, which some drafters put above articles in place of a chapter."""
    named = level.style == "一、" and bool(level.heading) and "条" not in level.heading
    return style == "条" and (named or level.groups)
