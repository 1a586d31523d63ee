"""Measures of a classifier on gold records, by sentence and by clause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, brier_score_loss

from policyclause.data.records import Record
from policyclause.inference.context import complete
from policyclause.inference.errors import InputError
from policyclause.labels import LABELS
from policyclause.training.examples import record_context, target

# Texts, and what each is read under, to probabilities (n_texts, n_labels).
Probabilities = Callable[[Sequence[str], Sequence[str]], NDArray[np.float64]]
BINS = 10  # of probabilities, where they are compared with frequencies
METRIC = Path(__file__).with_name("metrics") / "multilabel_f1"


@dataclass(frozen=True)
class Predictions:
    """Truth, probabilities and decisions for some texts, each of shape ``(n_texts, n_labels)``.

    ``records`` has the clause that each text is, or is a sentence of.
    """

    texts: tuple[str, ...]
    records: tuple[Record, ...]
    truth: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    decided: NDArray[np.int64]

    @property
    def documents(self) -> tuple[str, ...]:
        """The document of each text."""
        return tuple(record.document for record in self.records)


def predict_sentences(records: Sequence[Record], predict: Probabilities, thresholds: Sequence[float]) -> Predictions:
    """Each sentence by itself."""
    rows = [(s.text, s.labels, r, read) for r in records for s, read in zip(r.sentences, r.texts_to_score, strict=True)]
    return _predictions(rows, predict, thresholds)


def predict_clauses(records: Sequence[Record], predict: Probabilities, thresholds: Sequence[float]) -> Predictions:
    """Each clause as a whole."""
    rows = [(r.text, r.labels, r, complete(r.lead_in, r.text)) for r in records]
    return _predictions(rows, predict, thresholds)


def _predictions(
    rows: Sequence[tuple[str, tuple[str, ...], Record, str]], predict: Probabilities, thresholds: Sequence[float]
) -> Predictions:
    """``rows``: text, labels, record, and the text as it is read."""
    if not rows:
        raise InputError("expected gold records with sentences, got none")
    texts, labels, records, read = zip(*rows, strict=True)
    probabilities = predict(read, [record_context(r) for r in records])
    decided = (probabilities >= np.array(thresholds)).astype(np.int64)
    return Predictions(texts, records, np.array([target(x) for x in labels]), probabilities, decided)


def measure(predictions: Predictions) -> dict[str, Any]:
    """Metrics of some predictions, as plain numbers by name.

    ``ece`` is the expected calibration error over ten bins of equal width (Guo et al., 2017),
    all label decisions together; in ``labels`` each label by itself. ``average_precision`` is
    None for a label that no text carries.
    """
    y, p, d = predictions.truth, predictions.probabilities, predictions.decided
    computed = _metric().compute(predictions=d, references=y)
    by_label = {name: computed.pop(name) for name in ("precision", "recall", "f1", "support")}
    return {
        "n": len(y),
        **computed,
        "ece": expected_calibration_error(y.ravel(), p.ravel()),
        "brier": float(((p - y) ** 2).mean()),
        "labels": {
            label: {
                **{name: values[i] for name, values in by_label.items()},
                "average_precision": float(average_precision_score(y[:, i], p[:, i])) if y[:, i].any() else None,
                "ece": expected_calibration_error(y[:, i], p[:, i]),
                "brier": float(brier_score_loss(y[:, i], p[:, i], labels=[0, 1])),
            }
            for i, label in enumerate(LABELS)
        },
        "confusion": confusion(y, d).tolist(),
    }


@cache
def _metric() -> Any:
    import evaluate  # slow to import

    return evaluate.load(str(METRIC), keep_in_memory=True)


def expected_calibration_error(truth: NDArray[np.int64], p: NDArray[np.float64]) -> float:
    """Mean distance between stated probability and frequency, weighted by the size of the bins."""
    return float(sum(n * abs(stated - frequency) for stated, frequency, n in reliability(truth, p)) / len(p))


def reliability(truth: NDArray[np.int64], p: NDArray[np.float64]) -> list[tuple[float, float, int]]:
    """Mean probability, frequency and number of each bin of equal width that holds any."""
    index = np.minimum((p * BINS).astype(int), BINS - 1)
    inside = [index == b for b in range(BINS)]
    return [(float(p[i].mean()), float(truth[i].mean()), int(i.sum())) for i in inside if i.any()]


def confusion(truth: NDArray[np.int64], decided: NDArray[np.int64]) -> NDArray[np.float64]:
    """What was decided in place of what, shape ``(n_labels + 1, n_labels + 1)``, the last for none.

    Rows are true labels, columns decided ones. A label that is both counts on the diagonal. A
    label that was missed counts in the columns of the labels wrongly decided for the same text,
    in equal parts, or under none if there are none. Row none holds the labels wrongly decided
    where no label was missed, and on the diagonal the texts without labels where none was decided.
    So the row of a label sums to the number of texts that carry it.
    """
    n = truth.shape[1]
    matrix = np.zeros((n + 1, n + 1))
    for y, d in zip(truth.astype(bool), decided.astype(bool), strict=True):
        matrix[:n, :n][np.diag_indices(n)] += y & d
        missed, extra = y & ~d, d & ~y
        if not (y | d).any():
            matrix[n, n] += 1
        elif not missed.any():
            matrix[n, :n] += extra
        elif extra.any():
            matrix[:n, :n] += np.outer(missed, extra) / extra.sum()
        else:
            matrix[:n, n] += missed
    return matrix
