"""What a document becomes: frozen results, each with offsets into the text as given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["clause", "preamble", "closing"]


@dataclass(frozen=True)
class Sentence:
    """A sentence of a clause.

    ``start`` and ``end`` are character offsets into the text as given; ``is_tail`` marks a
    list of responsible departments, which never decides a label.
    """

    text: str
    start: int
    end: int
    is_tail: bool = False
    scores: Mapping[str, float] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Segment:
    """A numbered item or an unnumbered paragraph, before it is scored.

    Attributes:
        text: cleaned text in simplified characters.
        start, end: character offsets into the text as given.
        kind: ``clause``, ``preamble`` (before the first provision) or ``closing``.
        number: the item's number as it stands; for a paragraph that of the article, list or heading
            it belongs to; ``""`` when there is none.
        path: the headings above it, outermost first.
        lead_in: for an enumerated sub-item, the words it completes (``对…企业：``); for the row of a table, the
            names of its columns (``等级 奖励标准；``).
        departments: responsible departments named in a tail, in order; headings hand theirs down to
            what stands below them and names none.
        sentences: the sentences of ``text``, in order.
        damaged: characters of it were lost before the text came here.
    """

    text: str
    start: int
    end: int
    kind: Kind
    number: str
    path: tuple[str, ...]
    lead_in: str
    departments: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    damaged: bool


@dataclass(frozen=True)
class Clause(Segment):
    """A segment with its instruments.

    Attributes:
        labels: decided labels, most probable first; ``()`` when none.
        scores: calibrated probability of every label.
        evidence: for each decided label, the sentence that carries it most.
        review: a decision was uncertain: a person should look.
        doubtful: the labels whose decision that was, in their order; ``()`` when none.
    """

    labels: tuple[str, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict, hash=False)
    evidence: Mapping[str, Sentence] = field(default_factory=dict, hash=False)
    review: bool = False
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What a document says about itself; ``""`` where it says nothing.

    Dates are ISO 8601 (``2023-07-28``); ``validity`` is given in the document's words.
    """

    title: str = ""
    number: str = ""
    issuer: str = ""
    written: str = ""
    published: str = ""
    effective: str = ""
    validity: str = ""


@dataclass(frozen=True)
class Draft:
    """A document before it is scored: its facts and its segments, in order."""

    facts: Facts
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Document:
    """A document: its facts and its clauses, in order."""

    facts: Facts
    clauses: tuple[Clause, ...]
