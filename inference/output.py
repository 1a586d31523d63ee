"""Documents as a table for people, and as JSON lines for programs."""

from __future__ import annotations

import json
from typing import Any, TextIO

from policyclause.inference.document import Clause, Document
from policyclause.labels import instruments


def write_table(source: str, document: Document, file: TextIO) -> None:
    """Facts and one row a clause: number, heading, labels with their probabilities, text."""
    from rich.console import Console
    from rich.table import Table

    titles = {i.name: i.title_zh for i in instruments()}
    table = Table(title=document.facts.title or source, caption=_facts_line(document), expand=True)
    table.add_column("number", no_wrap=True)
    table.add_column("heading", ratio=2, overflow="ellipsis", no_wrap=True)
    table.add_column("instruments", ratio=3)
    table.add_column("text", ratio=5, overflow="ellipsis", no_wrap=True)
    for clause in document.clauses:
        labels = "\n".join(f"{label} {titles.get(label, '')} {clause.scores[label]:.2f}" for label in clause.labels)
        heading = clause.path[-1] if clause.path else f"({clause.kind})"
        table.add_row(clause.number, heading, labels, clause.text)
    # A file or pipe has no width of its own: give it one that holds a row.
    # The text is no markup: brackets in it are its own.
    console = Console(file=file, width=None if file.isatty() else 140, markup=False, emoji=False, highlight=False)
    console.print(table)


def write_jsonl(source: str, document: Document, file: TextIO) -> None:
    """One JSON object a clause, in document order."""
    for clause in document.clauses:
        file.write(json.dumps(clause_entry(source, clause), ensure_ascii=False) + "\n")


def clause_entry(source: str, clause: Clause) -> dict[str, Any]:
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
    }


def _facts_line(document: Document) -> str:
    facts = document.facts
    parts = (
        facts.number,
        facts.issuer,
        facts.written,
        facts.effective and f"effective {facts.effective}",
        facts.validity,
    )
    return " · ".join(part for part in parts if part)
