"""What is written of documents: each of the output formats, tables for people among them, and mixes of instruments."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from typing import TextIO

from rich.table import Table

from policyclause.inference.console import plain_console
from policyclause.inference.document import Document
from policyclause.inference.entries import document_entries
from policyclause.inference.html_page import write_page
from policyclause.inference.mix import Share
from policyclause.inference.rows import harmless, write_rows
from policyclause.labels import instruments

REVIEW = "to review 待复核"


def write_documents(form: str, documents: Iterable[tuple[str, Document]], labels: Sequence[str], file: TextIO) -> None:
    """Write documents, each with its source, as ``table``, ``html`` or one of ``rows.ROW_FORMATS``.

    Data formats go to ``file.buffer`` and are UTF-8 whatever the encoding of ``file``.
    """
    if form == "table":
        for source, document in documents:
            write_table(source, document, file)
        file.flush()
    elif form == "html":
        write_page(documents, labels, file.buffer)
    else:
        entries = (entry for source, document in documents for entry in document_entries(source, document))
        write_rows(form, entries, labels, file.buffer)


def write_table(source: str, document: Document, file: TextIO) -> None:
    """Facts and one row a clause: number, heading, labels with their probabilities and what to review, text."""
    titles = {i.name: i.title_zh for i in instruments()}
    table = Table(title=document.facts.title or source, caption=_facts_line(source, document), expand=True)
    table.add_column("number", no_wrap=True)
    table.add_column("heading", ratio=2, overflow="ellipsis", no_wrap=True)
    table.add_column("instruments", ratio=3)
    table.add_column("text", ratio=5, overflow="ellipsis", no_wrap=True)
    for clause in document.clauses:
        marks = [f"{label} {titles.get(label, '')} {clause.scores[label]:.2f}" for label in clause.labels]
        marks += [": ".join(filter(None, (REVIEW, ", ".join(clause.doubtful))))] if clause.review else []
        heading = clause.path[-1] if clause.path else f"({clause.kind})"
        table.add_row(clause.number, heading, "\n".join(marks), clause.text)
    plain_console(file=file).print(table)


def _facts_line(source: str, document: Document) -> str:
    """What the document says of itself, and the source where the title does not name it: copies have one title."""
    facts = document.facts
    parts = (
        facts.number,
        facts.issuer,
        facts.written,
        facts.effective and f"effective {facts.effective}",
        facts.validity,
        facts.title and source,
    )
    return " · ".join(part for part in parts if part)


def write_mixes(form: str, mixes: Iterable[tuple[str, list[Share]]], file: TextIO) -> None:
    """Write mixes, each with its source, as ``table`` or ``csv`` (one row a share).

    CSV goes to ``file.buffer``, as that of ``rows.write_rows``.
    """
    if form == "csv":
        text = io.TextIOWrapper(file.buffer, encoding="utf-8-sig", newline="")
        table = csv.writer(text, lineterminator="\n")
        table.writerow(["document", *(f.name for f in fields(Share))])
        for source, shares in mixes:
            table.writerows(map(harmless, (source, *astuple(share))) for share in shares)
        text.detach()
    else:
        for source, shares in mixes:
            _write_mix_table(source, shares, file)
    file.flush()


def _write_mix_table(source: str, shares: list[Share], file: TextIO) -> None:
    """One row a label and unit, one column an estimator."""
    estimators = list(dict.fromkeys(share.estimator for share in shares))
    cells = {(s.unit, s.label, s.estimator): f"{s.share:.1%} ({s.low:.0%}–{s.high:.0%})" for s in shares}
    table = Table("share of", "label", *estimators, title=source, title_justify="left")
    for unit, label in dict.fromkeys((s.unit, s.label) for s in shares):
        table.add_row(unit, label, *(cells[unit, label, name] for name in estimators))
    plain_console(file=file).print(table)
