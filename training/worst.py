"""The errors to read first: texts whose probabilities are farthest from the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policyclause.labels import LABELS
from policyclause.training.measures import Predictions

SHOWN = 40


@dataclass(frozen=True)
class WorstError:
    """A text with a wrong probability.

    Attributes:
        where: the document, and the record in it.
        pieces: the text in pieces, each with whether it is the evidence: in a clause, the
            sentence most probable to carry ``label``.
        label: the label whose probability is farthest from the truth.
        gold, decided: all labels, in label order.
        probabilities: of all labels.
    """

    where: str
    pieces: tuple[tuple[str, bool], ...]
    label: str
    gold: tuple[str, ...]
    decided: tuple[str, ...]
    probabilities: Mapping[str, float]


def worst_errors(predictions: Predictions, sentences: Predictions) -> list[WorstError]:
    """At most ``SHOWN`` texts with a wrong decision, largest ``|p - truth|`` first.

    ``sentences`` are the predictions for the sentences of the same records.
    """
    distance = np.abs(predictions.probabilities - predictions.truth)
    distance[predictions.truth == predictions.decided] = 0
    order = np.argsort(-distance.max(axis=1), kind="stable")[:SHOWN]
    evidence = _Evidence(sentences)
    return [_error(predictions, i, int(distance[i].argmax()), evidence) for i in order if distance[i].any()]


class _Evidence:
    """Probabilities of the sentences of each record."""

    def __init__(self, sentences: Predictions) -> None:
        self._rows: dict[str, list[tuple[str, list[float]]]] = {}
        for text, record, p in zip(sentences.texts, sentences.records, sentences.probabilities, strict=True):
            self._rows.setdefault(record.id, []).append((text, p.tolist()))

    def of(self, record: str, column: int) -> str:
        """The sentence most probable to carry a label; ``""`` if there is none."""
        return max(self._rows.get(record, []), key=lambda row: row[1][column], default=("", []))[0]


def _error(predictions: Predictions, i: int, column: int, evidence: _Evidence) -> WorstError:
    record, text = predictions.records[i], predictions.texts[i]
    carrier = evidence.of(record.id, column) if text == record.text else ""
    before, evidence_text, after = text.partition(carrier) if carrier and carrier != text else (text, "", "")
    return WorstError(
        where=f"{record.document}, {record.id}",
        pieces=tuple(p for p in ((before, False), (evidence_text, True), (after, False)) if p[0]),
        label=LABELS[column],
        gold=_named(predictions.truth[i]),
        decided=_named(predictions.decided[i]),
        probabilities=dict(zip(LABELS, predictions.probabilities[i].tolist(), strict=True)),
    )


def _named(row: NDArray[np.int64]) -> tuple[str, ...]:
    return tuple(label for label, chosen in zip(LABELS, row, strict=True) if chosen)
