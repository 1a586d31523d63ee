"""F1 of parts of the gold: short and long texts, kinds of document, regions, periods, places."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from policyclause.data.records import Record
from policyclause.inference.sentences import is_damaged
from policyclause.training.measures import Predictions
from policyclause.training.resampling import document_counts, intervals, micro_f1

FEWEST = 20  # texts that a slice is measured on
LONG = 400  # characters of a clause in which places are told apart

# The slice a text belongs to; None when it belongs to none.
Slicer = Callable[[str, Record], "str | None"]


def measure_slices(predictions: Predictions) -> dict[str, Any]:
    """By slicer, the figures of its slices by name: ``n``, ``documents``, ``labels``
    (true ones), ``exact`` (share of texts with just the right labels), ``micro_f1`` and its
    ``interval``, None where all texts are of one document or nothing is true or decided.

    Slices of fewer than ``FEWEST`` texts are left out and counted under ``left_out``; a slicer
    with no slice left, or with a single one to begin with, is left out.
    """
    measured = {}
    for name, slicer in SLICERS.items():
        keys = [slicer(text, record) for text, record in zip(predictions.texts, predictions.records, strict=True)]
        names = sorted({key for key in keys if key is not None}, key=_order)
        parts = {key: _part(predictions, keys, key) for key in names}
        slices = {key: _measure(part) for key, part in parts.items() if len(part.texts) >= FEWEST}
        if slices and len(names) > 1:
            measured[name] = {"slices": slices, "left_out": len(names) - len(slices)}
    return measured


def _order(name: str) -> tuple[int, str]:
    """Lengths by number, names by letter."""
    number = re.match(r"\d+", name)
    return (int(number[0]) if number else 9999, name)


def _part(predictions: Predictions, keys: list[str | None], key: str) -> Predictions:
    rows = [i for i, k in enumerate(keys) if k == key]
    chosen = {name: getattr(predictions, name)[rows] for name in ("truth", "probabilities", "decided")}
    return replace(
        predictions,
        texts=tuple(predictions.texts[i] for i in rows),
        records=tuple(predictions.records[i] for i in rows),
        **chosen,
    )


def _measure(part: Predictions) -> dict[str, Any]:
    counts = document_counts(part)
    return {
        "n": len(part.texts),
        "documents": len(counts),
        "labels": int(part.truth.sum()),
        "exact": float((part.truth == part.decided).all(axis=1).mean()),
        "micro_f1": float(micro_f1(counts.sum(0))),
        "interval": intervals(part)["micro_f1"] if len(counts) > 1 else None,
    }


def _length(text: str, record: Record) -> str:
    steps = (30, 80, 150)
    names = ("1–30", "31–80", "81–150", "over 150")
    return names[int(np.searchsorted(steps, len(text)))]


def _period(text: str, record: Record) -> str | None:
    """Five years, as of the plans."""
    year = re.match(r"\d{4}", record.meta.get("period", ""))
    if year is None:
        return None
    first = (int(year[0]) - 1) // 5 * 5 + 1
    return f"{first}–{first + 4}"


def _place(text: str, record: Record) -> str | None:
    """The third of a long clause in which its labelled sentences lie; None for other clauses.

    For a sentence: the third it lies in, if it has a label.
    """
    if len(record.text) <= LONG:
        return None
    sentences = [s.text for s in record.sentences if s.labels and (text in (record.text, s.text))]
    places = {_third(record.text, sentence) for sentence in sentences}
    if len(places) > 1:
        return "several thirds"
    return places.pop() if places else None


def _third(text: str, sentence: str) -> str:
    middle = max(0, text.find(sentence)) + len(sentence) / 2
    return ("1st third", "2nd third", "3rd third")[min(2, int(3 * middle / len(text)))]


def _damage(text: str, record: Record) -> str:
    return "lost characters" if is_damaged(text) else "whole"


def _meta(key: str) -> Slicer:
    return lambda text, record: record.meta.get(key)


SLICERS: dict[str, Slicer] = {
    "length in characters": _length,
    f"place in clauses over {LONG} characters": _place,
    "damage": _damage,
    "kind of document": _meta("doc_kind"),
    "level": _meta("level"),
    "region": _meta("region"),
    "period": _period,
    "part of the data": _meta("part"),
}
