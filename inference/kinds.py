"""What the segments of a document are to each other: its preamble and closing, and what lists and items go on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from policyclause.inference.document import Kind, Segment
from policyclause.inference.numbering import ordinal, read_number
from policyclause.inference.phrases import HEADS_CLOSING, is_closing, is_preamble

_MOST_CLOSINGS = 4
_STOPS = "。：:！？"


@dataclass(frozen=True)
class Candidate:
    """A segment before its kind is known.

    Attributes:
        headings: the lines of the headings that it stands under, outermost first.
        numbered: it begins with a number.
        opens: it has no number, and no number or heading but an annex's is open above it.
        heads: its line if it is a heading in a sentence, which may provide something; else -1.
    """

    segment: Segment
    headings: tuple[int, ...]
    numbered: bool
    opens: bool = False
    heads: int = -1


def settle(candidates: Iterable[Candidate]) -> tuple[Segment, ...]:
    """The segments, each with its kind and with what it owes to the others."""
    settled = list(_number_paragraphs(list(_without_names(list(candidates)))))
    return tuple(_kinds(list(_complete_items(settled))))


def _without_names(candidates: list[Candidate]) -> Iterator[Candidate]:
    """The candidates without the headings that have something below them."""
    used = {line for candidate in candidates if candidate.heads < 0 for line in candidate.headings}
    return (candidate for candidate in candidates if candidate.heads not in used)


def _number_paragraphs(candidates: list[Candidate]) -> Iterator[Candidate]:
    """Number the paragraphs between items: with the item before, where the list goes on after them, else not at all."""
    parents = {candidate.headings[-1:] for candidate in candidates if candidate.numbered}
    following = _next_items(candidates)
    items: dict[str, Candidate] = {}  # those above, by their texts
    last: Candidate | None = None
    for candidate, after in zip(candidates, following, strict=True):
        number = candidate.segment.number
        if candidate.numbered:
            items[candidate.segment.text] = last = candidate
        elif not number.startswith("第") and (not number or candidate.headings[-1:] in parents):
            around = (last, items.get(last.segment.lead_in)) if last else ()
            number = next((item.segment.number for item in around if item and _belongs_to(item, candidate, after)), "")
        changed = number != candidate.segment.number
        yield replace(candidate, segment=replace(candidate.segment, number=number)) if changed else candidate


def _next_items(candidates: list[Candidate]) -> list[Candidate]:
    """For each candidate itself or, where it has no number, the next that has one; the last candidate where none has."""
    found: list[Candidate] = []
    for candidate in reversed(candidates):
        found.append(candidate if candidate.numbered or not found else found[-1])
    return found[::-1]


def _belongs_to(item: Candidate, candidate: Candidate, after: Candidate) -> bool:
    """Whether ``after`` is the next of the list that ``item`` is of, and a paragraph between them belongs to the item."""
    above, below = read_number(item.segment.text), read_number(after.segment.text)
    if above is None or below is None or above.style != below.style or not re.search(r"[。：:]", item.segment.text):
        return False
    together = item.headings == candidate.headings == after.headings and item.segment.lead_in == after.segment.lead_in
    return together and 0 < ordinal(above.text) == ordinal(below.text) - 1


def _complete_items(candidates: list[Candidate]) -> Iterator[Candidate]:
    """Give unnumbered items that end in ； or without a stop the words that lead them in, and so the one after a ；.

    Rows of a table have the names of its columns, which say more of what stands in them.
    """
    lead_in, goes_on = "", False
    headings: tuple[int, ...] = ()
    for candidate in candidates:
        if candidate.headings != headings:
            lead_in, headings = "", candidate.headings
        text, ends = candidate.segment.text, candidate.segment.text[-1:] in ("；", ";")
        bare = not (candidate.numbered or candidate.segment.lead_in)
        is_open = text[-1:] not in _STOPS
        if lead_in and bare and (ends or goes_on or is_open):
            yield replace(candidate, segment=replace(candidate.segment, lead_in=lead_in))
            lead_in, goes_on = (lead_in, ends) if ends or is_open else ("", False)
        else:
            yield candidate
            lead_in, goes_on = (text if text.endswith(("：", ":")) and not _is_opening(candidate) else ""), False


def _is_opening(candidate: Candidate) -> bool:
    return candidate.opens and is_preamble(candidate.segment.text)


def _kinds(candidates: list[Candidate]) -> Iterator[Segment]:
    """Tell preamble and closing from provisions."""
    structured = any(candidate.numbered or bool(candidate.headings) for candidate in candidates)
    annex = next((i for i, candidate in enumerate(candidates) if _is_annexed(candidate)), len(candidates))
    for i, candidate in enumerate(candidates):
        kind = _kind(candidate, (annex if i < annex else len(candidates)) - i, structured, i == 0)
        alone = i == 0 or candidates[i - 1].headings != candidate.headings
        found = _above_all(candidate) if kind == "closing" and not alone else candidate.segment
        yield replace(found, kind=kind) if kind != found.kind else found


def _is_annexed(candidate: Candidate) -> bool:
    number = read_number(candidate.segment.path[0]) if candidate.segment.path else None
    return number is not None and number.style == "附"


def _above_all(candidate: Candidate) -> Segment:
    """A closing paragraph out of the last section, which it is not about."""
    found = candidate.segment
    if candidate.numbered or found.number.startswith("第") or found.text.startswith("上述") or _is_annexed(candidate):
        return found
    return found if HEADS_CLOSING.search("".join(found.path[-1:])) else replace(found, number="", path=())


def _kind(candidate: Candidate, from_end: int, structured: bool, is_first: bool) -> Kind:
    """What a segment is, by its words and its place."""
    opens = _is_opening(candidate)
    if opens and is_first and from_end > 1:
        return "preamble"
    if from_end <= _MOST_CLOSINGS and is_closing(candidate.segment.text):
        return "closing"
    return "preamble" if opens and (structured or is_first) else "clause"
