"""Clauses as plain values: what every data format is written from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from policyclause.inference.document import Clause, Document

Entry = dict[str, Any]  # a clause as plain values


def document_entries(source: str, document: Document) -> Iterator[Entry]:
    """The clauses of a document as plain values, in order, each with the facts of the document."""
    facts = asdict(document.facts)
    for clause in document.clauses:
        yield {**clause_entry(source, clause), "facts": facts}


def clause_entry(source: str, clause: Clause) -> Entry:
    """A clause as plain values; offsets count characters of the text as given."""
    return {
        "document": source,
        "kind": clause.kind,
        "number": clause.number,
        "path": list(clause.path),
        "lead_in": clause.lead_in,
        "text": clause.text,
        "start": clause.start,
        "end": clause.end,
        "labels": list(clause.labels),
        "scores": {label: round(score, 4) for label, score in clause.scores.items()},
        "evidence": {label: {"text": s.text, "start": s.start, "end": s.end} for label, s in clause.evidence.items()},
        "departments": list(clause.departments),
        "damaged": clause.damaged,
        "review": clause.review,
        "doubtful": list(clause.doubtful),
    }
