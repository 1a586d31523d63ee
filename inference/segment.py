"""Clean text to segments: the numbered items and paragraphs of the document on a page."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from policyclause.inference.document import Segment, Sentence
from policyclause.inference.furniture import (
    TRAILER,
    TRAILER_OR_TEXT,
    is_addressee,
    is_formality,
    is_lead_in,
    is_page,
)
from policyclause.inference.headings import (
    MOST_SCRAPS,
    count_scraps,
    is_heading,
    is_short,
    may_head,
    names_articles,
    says_from_when,
    without_tail,
)
from policyclause.inference.kinds import Candidate, settle
from policyclause.inference.lines import Line, join_lines, split_lines
from policyclause.inference.numbering import UNNUMBERED, ordinal
from policyclause.inference.opening import is_number_line, opens_document
from policyclause.inference.outline import PARAGRAPH, Level, Outline
from policyclause.inference.phrases import NAMES_PART, is_field_of_provision, is_preamble, leads_in
from policyclause.inference.runs import mark_runs
from policyclause.inference.sentences import is_damaged, split_sentences
from policyclause.inference.tails import departments, find_tail, names_role
from policyclause.inference.text import TrackedText
from policyclause.inference.titles import is_title
from policyclause.inference.words import is_prose

# The first line of a list of annexes, and another line of it.
_ANNEX_LIST = re.compile(r"附件?\s*[:：]\s*(?:$|(?:1\s?[.．、]|[（(]1[）)])[^。；]{0,60}$)")
_ANNEX = re.compile(r"(?:\d{1,2}\s?[.．、]|[（(]\d{1,2}[）)])[^。；：:]{0,60}$")
# What stands below a draft for comments: the name of another document, too short for a title.
_EXPLANATION = re.compile(r"(?:起草|编制|制定|修[订改])(?:情况)?的?说明")
_MOST_SENTENCES_ABOVE = 2
_LEAST_OF_CONTENTS = 3  # lines
_PAGE_OF_PART = re.compile(r"(?<![\s.．…·])[\s.．…·]+\d{1,3}$")
# A stop, and the mark that closes a quotation or a bracket which ends with it.
_LAST_STOP = re.compile(r"([。；;：:])[”』」）)]?$")
# A day or a span of days: all that some provisions say.
_PERIOD = r"[年月日]\s?[至到起前止—-]|[至到]\s?(?:19|20)\d\d\s?年"
_HEAD_OF_TABLE = re.compile(r"[|\s]*(?:序号|编号|项目)[|\s]")
# Borders of a row and of its cells. A match begins only where a run of blanks does: tried from each place of a long
# run, it would take time by the square of its length.
_EDGE = re.compile(r"^[\s|]+|(?<![\s|])[\s|]+$")
_BORDER = re.compile(r"(?<![\s|])[\s|]*\|[\s|]*")


def segment(text: TrackedText) -> tuple[Segment, ...]:
    """The clauses of a text of ``restore_lines``, in order; page furniture, titles and signatures are left out."""
    lines = join_lines(_body(list(split_lines(text.value))))
    return settle(_candidates(text, lines))


def _body(lines: list[Line]) -> list[Line]:
    """The lines from the first to the last provision, without the page around and between."""
    every = mark_runs(lines[_after_news_lead(lines) : _before_trailer(lines)])
    document = [line for line in every if not is_page(line.text)]
    document = _without_contents(document[_after_title(document) :])
    kept = list(_without_formalities(document))
    provisions = [i for i, line in enumerate(kept) if _is_provision(line)]
    if not provisions:
        return []
    first, last = provisions[0], provisions[-1]
    last += len(list(takewhile(lambda line: names_role(line.text), kept[last + 1 :])))  # tails of the last provision
    above = document[: document.index(kept[first])]  # a speaker stands above whom he addresses, and heads nothing
    if first > 0 and above[-1] is kept[first - 1]:
        headed = len(list(takewhile(lambda line: line.depth > 1, reversed(kept[:first]))))  # one sign is the title's
        first -= headed or _heads_first(above[-1], kept[first : last + 1], first == 1)
    return kept[first : last + 1] + list(_demands_below(kept[last], every))


def _after_news_lead(lines: list[Line]) -> int:
    """Index of the first line after words like ``原文如下：`` that introduce the document."""
    for i, line in enumerate(lines[: len(lines) // 2]):
        if line.number is not None and not is_page(line.text):
            break
        if is_lead_in(line.text) and not is_addressee(line.text):
            return i + 1
    return 0


def _before_trailer(lines: list[Line]) -> int:
    """Index of the line where the page goes on after the document's end."""
    written = [len(line.text) if is_prose(line.text) else 0 for line in lines]
    total, seen = sum(written), 0
    last_numbered = max((i for i, line in enumerate(lines) if line.number), default=-1)
    for i, line in enumerate(lines):
        ends = TRAILER.match(line.text) or (i > last_numbered and TRAILER_OR_TEXT.match(line.text))
        if ends and "。" not in line.text and seen > 0.5 * total:
            return i
        seen += written[i]
    return len(lines)


def _after_title(lines: list[Line]) -> int:
    """Index of the line after the document's title, 0 if none is seen; headlines of other pages stand above it.

    It is the last title above the first number, addressee or full stop. A sentence or two of the page may stand above
    the first title, if the document's number or addressee stands below that: ``摘要：…。``; a preamble is none.
    """
    after = sentences = 0
    for i, line in enumerate(lines):
        if line.number is not None or re.search(r"[；;：:]$", line.text):
            break
        if "。" in line.text:
            sentences += 1
            if after or sentences > _MOST_SENTENCES_ABOVE or is_preamble(line.text):
                break
        elif is_title(line.text) and (
            not sentences or opens_document("".join(each.text for each in lines[i + 1 : i + 2]))
        ):
            after = i + 1
    return after


def _without_contents(lines: list[Line]) -> list[Line]:
    """The lines without the contents above them: several, from the first number on, that come again in their order."""
    first = next((i for i, line in enumerate(lines) if line.number is not None), len(lines))
    names = [_PAGE_OF_PART.sub("", line.text).replace(" ", "") for line in lines]
    places: dict[str, list[int]] = defaultdict(list)
    for i, name in enumerate(names):
        places[name].append(i)
    end, begins_again, again = first, len(lines), first
    while end < begins_again and not lines[end].text.endswith(("。", "；")):
        same = places[names[end]]
        later = bisect_right(same, again)
        if later == len(same):
            break
        again = same[later]
        begins_again = min(begins_again, again)
        end += 1
    return lines[:first] + lines[end:] if end - first >= _LEAST_OF_CONTENTS else lines


def _without_formalities(lines: list[Line]) -> Iterator[Line]:
    """The lines but for dates, signatures, heads of tables, names of annexes, and addressees above the first number.

    In a file of several documents each opens with its title and number.
    """
    opening, in_list = True, False
    for line in lines:
        opening = line.number is None and (opening or is_number_line(line.text) or is_title(line.text))
        in_list = in_list and line.number is not None and bool(_ANNEX.match(line.text))
        if not in_list and not _is_formal(line, opening):
            yield line
        in_list = in_list or bool(_ANNEX_LIST.match(line.text))


def _is_formal(line: Line, opening: bool) -> bool:
    """A formality; ``opening`` is what stands above the first number."""
    if line.number is not None:
        return line.style == "附" and bool(re.match(r"附件?\s*[:：]", line.text))
    head_of_table = line.is_row and bool(_HEAD_OF_TABLE.match(line.text))
    return head_of_table or is_formality(line.text) or (opening and is_addressee(line.text))


def _is_provision(line: Line) -> bool:
    """A line that the document may begin or end with."""
    if line.number is not None:
        return bool(line.words) or line.style in ("条", "附", "Part")
    stop = _LAST_STOP.search(line.text)
    needed = {
        "。": rf"[\u4e00-\u9fff]{{4}}|{_PERIOD}",
        "；": r"[\u4e00-\u9fff]{4}",
        "：": "以下|下列|现.{0,12}如下",
    }.get(stop[1] if stop else "")
    return line.is_text or line.is_roster or says_from_when(line) or bool(needed and re.search(needed, line.text))


def _heads_first(line: Line, below: list[Line], alone: bool) -> bool:
    """Whether the line above the first provision is its heading: one of several names or questions, or of a chapter.

    Or it leads in a list that the first provision is an item of.

    The last of several lines above a number may be of the page.
    """
    if below[0].in_run and leads_in(line.text):
        return True
    if not may_head(line) or not (alone or below[0].number is None):
        return False
    if names_articles(line, below):
        return True
    return any(may_head(other) and other.is_question == line.is_question for other in below[:-1])


def _demands_below(last: Line, every: list[Line]) -> Iterator[Line]:
    """What goes on without stops right below the last provision."""
    below = every[every.index(last) + 1 :]
    return takewhile(lambda line: line.is_demand and not is_page(line.text), below)


def _candidates(clean: TrackedText, lines: list[Line]) -> Iterator[Candidate]:
    """The segments, from top to bottom: a line opens a heading, is a segment below the open headings, or says nothing."""
    outline = Outline()
    charged: dict[int, tuple[str, ...]] = {}  # departments that headings name, by their lines
    scraps_end = -1  # the last of the short lines that are the text of a heading, or go on with a demand
    for i, line in enumerate(lines):
        below = lines[i + 1 : i + 2 + MOST_SCRAPS]
        closed = outline.close_marked(line.style, line.depth) if line.depth else []
        sibling = outline.close(line.style, line.number.text) if line.number else None
        if _opens_anew(line, below, outline):
            outline = Outline()  # of what was attached
            continue
        named = without_tail(line)
        if i > scraps_end and is_heading(named, below, outline, sibling, first=outline.is_new(i)):
            if line.number is not None and line.text.endswith("。"):
                yield Candidate(_make(clean, line, outline), outline.heading_lines, numbered=True, heads=i)
            scraps_end = i + count_scraps(named, below)
            charged[i] = departments(line.text[len(named.text) :])
            _open_heading(outline, named, below, sibling, i, closed)
            continue
        if line.number is None:
            outline.levels += closed  # a sentence that is marked, as by who makes every line a heading, ends none
            outline.close(UNNUMBERED if _ends_part(line, outline) else PARAGRAPH)
            if line.names_columns or (i > scraps_end and not _is_paragraph(line, outline)):
                continue  # a name, a caption, a scrap: no provision
            scraps_end = max(scraps_end, i + count_scraps(line, below))
        found = _make(clean, line, outline)
        if charged and not found.departments:
            found = replace(found, departments=_charged_above(outline, charged))
        candidate = Candidate(
            found, outline.heading_lines, line.number is not None, line.number is None and outline.is_empty
        )
        yield candidate
        _open_item(outline, line, candidate, is_short(named, below), i)


def _open_heading(
    outline: Outline, named: Line, below: list[Line], sibling: Level | None, i: int, closed: list[Level]
) -> None:
    """Open the heading that the line with this index is, whose mark closed these levels."""
    groups = names_articles(named, below, sibling)
    style = "节" if groups and named.number is None else named.style
    if named.number is None and not named.depth:
        outline.close(style)
    number = named.number.text if named.number else ""
    opened = Level(style, number, heading=named.text, line=i, groups=groups, depth=named.depth)
    outline.open(replace(opened, closed=_may_go_on(closed, opened)))


def _may_go_on(closed: list[Level], name: Level) -> tuple[Level, ...]:
    """What a marked name closed that may go on below it: no name, as it is then one of several, nor beside it by its mark."""
    beside = any(level.style == UNNUMBERED for level in closed) or (closed and closed[0].depth == name.depth)
    return () if name.number or beside else tuple(closed)


def _open_item(outline: Outline, line: Line, candidate: Candidate, short: bool, i: int) -> None:
    """Open the numbered item, or the paragraph that leads in a list, that the line with this index is."""
    leads_in = line.text.endswith(("：", ":")) and not (candidate.opens and is_preamble(line.text))
    lead_in = line.text if leads_in else ""
    if line.number is not None:
        outline.open(Level(line.style, line.number.text, lead_in=lead_in, is_short=short, line=i))
    elif lead_in:
        outline.open(Level(PARAGRAPH, candidate.segment.number, lead_in=lead_in, line=i))


def _is_paragraph(line: Line, outline: Outline) -> bool:
    """A line without a number that is more than a name, a caption or a scrap."""
    if line.is_roster:
        return False
    ends = _LAST_STOP.search(line.text) or says_from_when(line)
    return line.is_text or line.is_demand or bool(ends) or (is_field_of_provision(line.text) and bool(outline.path))


def _ends_part(line: Line, outline: Outline) -> bool:
    """A part that leads in its list, ``补助对象：``: it ends the part that is open as a heading, ``补助标准：``."""
    return bool(NAMES_PART.fullmatch(line.text) and outline.path and NAMES_PART.fullmatch(outline.path[-1]))


def _opens_anew(line: Line, below: list[Line], outline: Outline) -> bool:
    """A title above all headings, or one in the middle, below which a document begins: its number, preamble, first item."""
    if line.number is not None or line.in_run or not (is_title(line.text) or _EXPLANATION.fullmatch(line.text)):
        return False
    if not outline.path or not below:
        return not outline.path
    number = below[0].number
    return ordinal(number.text) == 1 if number else is_number_line(below[0].text) or is_preamble(below[0].text)


def _charged_above(outline: Outline, charged: dict[int, tuple[str, ...]]) -> tuple[str, ...]:
    """The departments that the innermost heading with a tail names."""
    headings = (level.line for level in reversed(outline.levels) if level.heading)
    return next((charged[line] for line in headings if charged.get(line)), ())


def _columns(head: str) -> str:
    """The names of a table's columns as words that a row completes; the model reads rows best behind ``；``."""
    return _BORDER.sub(" ", _EDGE.sub("", head)) + "；" if head else ""


def _make(clean: TrackedText, line: Line, outline: Outline) -> Segment:
    """The segment that a line is, under what is open above it."""
    gaps = ((a - line.start, b - line.start, fill) for a, b, fill in line.gaps)
    piece = clean.slice(line.start, line.end).edit(gaps)
    if line.is_row:
        piece = piece.sub(_EDGE, "").sub(_BORDER, " ")
    value = piece.value
    tail = find_tail(value)
    sentences = tuple(
        Sentence(value[start:end], *piece.span(start, end), is_tail=tail is not None and start >= tail)
        for start, end in split_sentences(value)
    )
    begin, finish = piece.span(0, len(value))
    return Segment(
        text=value,
        start=begin,
        end=finish,
        kind="clause",
        number=line.number.text if line.number else outline.number,
        path=outline.path,
        lead_in=outline.lead_in if line.number else _columns(line.head),
        departments=departments(value[tail:]) if tail is not None else (),
        sentences=sentences,
        damaged=is_damaged(value),
    )
