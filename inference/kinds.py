"""What the segments of a document are to each other: its preamble and closing, and what lists and items go on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from policyclause.inference.dates import IN_FORCE, ON_ISSUE, ZERO
from policyclause.inference.document import Kind, Segment
from policyclause.inference.numbering import ordinal, read_number
from policyclause.inference.provisions import AMOUNT

_DOCUMENT = "(?:意见|办法|规定|细则|方案|通知|政策|措施|条例|规则|公告|通告|文件|决定|制度|规范|标准)"
# What the text itself is called where it says from when or how long it holds: 本办法, 以上措施.
_THIS_DOCUMENT = rf"(?:本|该|以上|上述|此次)[^。，；：]{{0,16}}{_DOCUMENT}"
_FROM = rf"[自从]\s?(?:(?:19|20)\d\d|[一二][{ZERO}九]|[^。，；]{{0,4}}(?:{ON_ISSUE}|(?:颁发|签发|通过)之日)|即日)"
# Who explains the document: nobody it is explained to follows, and nothing else that is explained.
_EXPLAINS = (
    r"由[^向。；]{2,40}解释(?:说明|工作|[和并与及、][^。，；]{1,12})?(?=\s*(?:[，,。；;）)]|$))|由[^。；]{2,40}负责解释"
)
# What it repeals, and until when it is valid; a licence is neither a document nor valid as one.
_REPEALS = rf"(?:[》〕号]|{_DOCUMENT})[^。；]{{0,30}}同时废止(?=\s*(?:[，,。；;）)]|$))|同时废止(?=原?《)"
_EXPIRES = rf"(?:^[（(]?|[^\u4e00-\u9fff（(]|条|款|执行|施行|实施|{_DOCUMENT}的?)有效期限?[至到]\s?(?:19|20)\d\d"
# Closing provisions: when the document takes effect, until when it is valid, who explains it, what it repeals.
TAKES_EFFECT = re.compile(
    rf"{_FROM}[^。，；]{{0,24}}?{IN_FORCE}(?![满的])|{_EXPLAINS}|{_REPEALS}|{_EXPIRES}|"
    rf"{_THIS_DOCUMENT}[^。；]{{0,40}}有效期(?![内满])|此前.{{0,30}}(?:不一致|废止)"
)
_SPEAKS_OF_ITSELF = re.compile(rf"{_THIS_DOCUMENT}自")
_LONGEST_CLOSING = 250  # characters, where it does not begin with itself
_MOST_CLOSINGS = 4
# Headings that closing provisions stand under; below others they are of the document.
_HEADS_CLOSING = re.compile(r"附则|其[他它]|施行|执行|(?<!组织)实施|期限|有效|解释|说明")
# Why a document is issued, above its provisions.
_PREAMBLE = re.compile(
    r"^(?:为|根据|按照|依据|经(?!济|认|营|过)|近年来|当前)[^。]{4,}(?:制定|提出|根据|结合|现|通知|特|如下)|^(?:现将|现就|《)|"
    r"(?:现|特|兹)[^。]{0,30}如下[^。]{0,8}[：:]$|(?:制定本|制定如下|纪要如下|提出如下|提出以下|通知如下|意见如下|公告如下|规定如下|"
    r"[发作]出如下|特制[定订]|[印转]发给你们|现予以?公布)"
)
_BEGINNING, _END = 400, 40  # characters of a long preamble in which its words are looked for
_AMOUNT = re.compile(AMOUNT)
_LISTS = re.compile(r"(?:下列|以下|如下)[^。；]{0,60}[：:]$")


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


def is_preamble(text: str) -> bool:
    """Words that say why a document is issued, or that its provisions follow."""
    return bool(_PREAMBLE.search(text[:_BEGINNING]) or _PREAMBLE.search(text, max(0, len(text) - _END)))


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
    """Give unnumbered items that end in ； the words that lead them in, and so the one after the last of them."""
    lead_in, goes_on = "", False
    for candidate in candidates:
        text, ends = candidate.segment.text, candidate.segment.text[-1:] in ("；", ";")
        if lead_in and not candidate.numbered and (ends or goes_on):
            yield replace(candidate, segment=replace(candidate.segment, lead_in=lead_in))
            lead_in, goes_on = (lead_in, True) if ends else ("", False)
        else:
            yield candidate
            lead_in, goes_on = (text if _LISTS.search(text) and not _is_opening(candidate) else ""), False


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
    return found if _HEADS_CLOSING.search("".join(found.path[-1:])) else replace(found, number="", path=())


def _kind(candidate: Candidate, from_end: int, structured: bool, is_first: bool) -> Kind:
    """What a segment is, by its words and its place."""
    opens = _is_opening(candidate)
    if opens and is_first and from_end > 1:
        return "preamble"
    if from_end <= _MOST_CLOSINGS and _is_closing(candidate.segment.text):
        return "closing"
    return "preamble" if opens and (structured or is_first) else "clause"


def _is_closing(text: str) -> bool:
    """Words on the document's own effect; after a price they are on the price's."""
    found = TAKES_EFFECT.search(text)
    brief = len(text) < _LONGEST_CLOSING or bool(_SPEAKS_OF_ITSELF.match(text))
    return found is not None and brief and not _AMOUNT.search(text, 0, found.start())
