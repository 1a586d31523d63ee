"""Runs of lines without numbers: where one of them is text, so are its neighbours, be they as short as a name.

A line of a few words without a stop may be a name, a caption or a scrap as well as a provision; its words alone do not
say which. The run that it stands in does: the list below a lead-in, the list of bullets, the lines below a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from policyclause.inference.furniture import is_addressee, is_formality, is_page
from policyclause.inference.headings import NAMES_ORGAN, OPENS_REMARK, is_pair, says_from_when
from policyclause.inference.lines import Line
from policyclause.inference.numbering import ordinal
from policyclause.inference.phrases import NAMES_PART, is_preamble, leads_in
from policyclause.inference.provisions import provides
from policyclause.inference.titles import is_title
from policyclause.inference.words import count_han

# What leads in a list of names of people and firms, who are not provided for one by one.
_LEADS_IN_NAMES = re.compile("名单|公示|成员|组成|人员|[图表附]")
# What a name of a part may be, and what begins or ends a condition, which may be as short.
_NAME = re.compile(r"[\u4e00-\u9fff、]{2,16}")
_CONDITION = re.compile(
    r"(?:具[有备]|在|按|近|未|[没无有]|已|能|依法|符合|从事|遵守)|.*(?:须|的$|的[\u4e00-\u9fff]{0,6}(?:企业|单位|机构|个人)$)"
)
_STOPS = ("。", "！", "？", "：", ":", "?")  # ； ends an item of a run


def mark_runs(lines: list[Line]) -> list[Line]:
    """The lines, those marked that are text as their run is."""
    marked = list(lines)
    for start, end in _runs(lines):
        above = lines[start - 1] if start else None
        following = lines[end] if end < len(lines) else None
        for i in _text_in(above, lines[start:end], following):
            marked[start + i] = replace(lines[start + i], in_run=True)
    return marked


def _runs(lines: list[Line]) -> Iterator[tuple[int, int]]:
    """Where runs begin and end: up to a number, a row, what is of the page or a formality, or words before a colon.

    Lines that are marked as headings are runs of their own.
    """
    start = 0
    for i, line in enumerate([*lines, None]):
        if line is None or not _is_plain(line):
            if i > start:
                yield start, i
            start = i + 1
        elif i > start and line.is_marked != lines[start].is_marked:
            yield start, i
            start = i


def _is_plain(line: Line) -> bool:
    """A line that may be an item of a run."""
    words = line.text
    if line.number is not None or line.is_roster or line.is_question:
        return False
    if line.is_row and not is_pair(line):
        return False
    if says_from_when(line):
        return False
    if count_han(words) < 2 or words[0] in OPENS_REMARK or words.endswith(("：", ":")):
        return False
    if words.endswith("。"):  # it ends the run or stands beside bullets; whether it is of the page is asked elsewhere
        return True
    if NAMES_ORGAN.fullmatch(words):
        return False
    names_document = is_title(words) and not _CONDITION.match(words)
    return not (names_document or is_page(words) or is_formality(words) or is_addressee(words))


def _text_in(above: Line | None, run: list[Line], following: Line | None) -> Iterator[int]:
    """The indexes of the lines of a run that are text as it is."""
    names_list = following is not None and following.number is not None and ordinal(following.number.text) == 1
    if above is None or is_page(above.text):
        return  # so may the run be
    if run[0].is_marked:
        if _leads_in(above) and _are_items(run, following):
            yield from range(len(run))
        return
    if _leads_in(above):
        yield from _listed(run, names_list)
        return
    marked = above.is_marked and (above.number is not None or not is_title(above.text))
    for start, end in _bullets(run):
        if end - start == 1 and not (start == 0 and marked):
            continue  # a single one may be a scrap of the page
        headed = start == 0 and (above.number is not None or marked)
        if headed or any(line.is_body for line in run[start:end]):
            yield from range(start, end)
    if above.number is not None and not above.text.endswith(_STOPS):
        yield from _conditions(run, names_list)


def _leads_in(line: Line) -> bool:
    """Whether a line leads in a list: words before a colon that are not those of a page or of a preamble."""
    if not line.text.endswith(("：", ":")) or is_addressee(line.text):
        return False
    listed = leads_in(line.text) or provides(line.text) or line.number is not None
    return listed and not (_LEADS_IN_NAMES.search(line.text) or is_preamble(line.words))


def _are_items(run: list[Line], following: Line | None) -> bool:
    """Whether lines that are marked as headings are none: several of a few words, with nothing below the last."""
    ended = following is None or (following.number is not None and ordinal(following.number.text) != 1)
    return ended and len(run) > 1 and len({line.depth for line in run}) == 1


def _listed(run: list[Line], names_list: bool) -> Iterator[int]:
    """The lines below a lead-in, up to one that ends in a full stop and the name that may stand above it."""
    count = len(list(takewhile(lambda line: not line.text.endswith(_STOPS), run)))
    follows = run[count] if count < len(run) else None
    named = count > 0 and not run[count - 1].is_bullet and bool(_NAME.fullmatch(run[count - 1].text))
    heads = names_list if follows is None else _is_long(follows, run[count - 1])
    yield from range(count - (named and heads and count > 1))


def _is_long(text: Line, name: Line) -> bool:
    return len(text.text) >= 2 * len(name.text)


def _bullets(run: list[Line]) -> Iterator[tuple[int, int]]:
    """Where bullets stand below each other, without a name of a part among them."""
    start = 0
    for i, line in enumerate([*run, None]):
        if line is None or not line.is_bullet or NAMES_PART.fullmatch(f"{line.text}："):
            if i > start:
                yield start, i
            start = i + 1


def _conditions(run: list[Line], names_list: bool) -> Iterator[int]:
    """The lines below a number, none of which has a stop, nor is a demand, which may be a heading as well as a text."""
    if any(line.is_demand or line.text.endswith(_STOPS) for line in run):
        return
    start = 0
    for i, line in enumerate(run):
        above_text = run[i + 1].is_text if i + 1 < len(run) else names_list
        if above_text and not line.is_text and _NAME.fullmatch(line.text) and not _CONDITION.match(line.text):
            yield from _if_text(run, start, i)
            start = i + 1
    yield from _if_text(run, start, len(run))


def _if_text(run: list[Line], start: int, end: int) -> Iterator[int]:
    if any(line.is_text for line in run[start:end]):
        yield from range(start, end)
