"""Instrument mixes of documents as a table for people, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, fields
from typing import TextIO

from policyclause.inference.mix import Share
from policyclause.inference.rows import harmless


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
            _write_table(source, shares, file)
    file.flush()


def _write_table(source: str, shares: list[Share], file: TextIO) -> None:
    """One row a label and unit, one column an estimator."""
    from rich.table import Table

    from policyclause.inference.console import plain_console

    estimators = list(dict.fromkeys(share.estimator for share in shares))
    cells = {(s.unit, s.label, s.estimator): f"{s.share:.1%} ({s.low:.0%}–{s.high:.0%})" for s in shares}
    table = Table("share of", "label", *estimators, title=source, title_justify="left")
    for unit, label in dict.fromkeys((s.unit, s.label) for s in shares):
        table.add_row(unit, label, *(cells[unit, label, name] for name in estimators))
    plain_console(file=file).print(table)
