"""Measures of a classifier on gold records: F1, calibration, by sentence and by clause."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, hamming_loss, precision_recall_fscore_support

from policyclause.data.records import Record
from policyclause.inference.errors import InputError
from policyclause.labels import LABELS
from policyclause.training.examples import target

# Texts to probabilities (n_texts, n_labels), and the threshold of each label.
Probabilities = Callable[[Sequence[str]], NDArray[np.float64]]


@dataclass(frozen=True)
class Predictions:
    """Truth, probabilities and decisions for some texts, each of shape ``(n_texts, n_labels)``."""

    texts: tuple[str, ...]
    documents: tuple[str, ...]
    truth: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    decided: NDArray[np.int64]


def predict_sentences(records: Sequence[Record], predict: Probabilities, thresholds: Sequence[float]) -> Predictions:
    """Each sentence by itself."""
    pairs = [(s.text, s.labels, r.document) for r in records for s in r.sentences]
    return _predictions(pairs, predict, thresholds)


def predict_clauses(records: Sequence[Record], predict: Probabilities, thresholds: Sequence[float]) -> Predictions:
    """Each clause as a whole."""
    return _predictions([(r.text, r.labels, r.document) for r in records], predict, thresholds)


def _predictions(
    pairs: Sequence[tuple[str, tuple[str, ...], str]], predict: Probabilities, thresholds: Sequence[float]
) -> Predictions:
    if not pairs:
        raise InputError("expected gold records with sentences, got none")
    texts, labels, documents = zip(*pairs, strict=True)
    probabilities = predict(texts)
    decided = (probabilities >= np.array(thresholds)).astype(np.int64)
    return Predictions(texts, documents, np.array([target(x) for x in labels]), probabilities, decided)


def measure(predictions: Predictions) -> dict[str, Any]:
    """Figures of some predictions, as plain numbers by name.

    ``ece`` is the expected calibration error over ten bins of equal width (Guo et al., 2017),
    all label decisions together; ``ece_by_label`` each label by itself.
    """
    y, p, d = predictions.truth, predictions.probabilities, predictions.decided
    precision, recall, f1, support = precision_recall_fscore_support(y, d, average=None, zero_division=0)
    columns = zip(LABELS, precision, recall, f1, support, y.T, p.T, strict=True)
    return {
        "n": len(y),
        "micro_f1": float(f1_score(y, d, average="micro", zero_division=0)),
        "macro_f1": float(np.mean(f1)),
        "exact": float((y == d).all(axis=1).mean()),
        "hamming": float(hamming_loss(y, d)),
        "ece": expected_calibration_error(y.ravel(), p.ravel()),
        "brier": float(((p - y) ** 2).mean()),
        "labels": {
            label: {
                "precision": float(a),
                "recall": float(b),
                "f1": float(c),
                "support": int(n),
                "average_precision": float(average_precision_score(t, q)) if n else float("nan"),
                "ece": expected_calibration_error(t, q),
            }
            for label, a, b, c, n, t, q in columns
        },
    }


def expected_calibration_error(truth: NDArray[np.int64], p: NDArray[np.float64], bins: int = 10) -> float:
    """Mean distance between stated probability and frequency, weighted by the size of the bins."""
    index = np.minimum((p * bins).astype(int), bins - 1)
    error = 0.0
    for b in range(bins):
        inside = index == b
        if inside.any():
            error += inside.mean() * abs(p[inside].mean() - truth[inside].mean())
    return float(error)


def bootstrap_f1(predictions: Predictions, rounds: int = 1000, seed: int = 0) -> tuple[float, float]:
    """95 % interval of micro-F1 when whole documents are drawn again (few documents: a wide one)."""
    rng = np.random.default_rng(seed)
    documents = np.array(predictions.documents)
    names = np.unique(documents)
    rows = {name: np.flatnonzero(documents == name) for name in names}
    scores = []
    for _ in range(rounds):
        drawn = np.concatenate([rows[name] for name in rng.choice(names, len(names))])
        y, d = predictions.truth[drawn], predictions.decided[drawn]
        scores.append(2 * (y & d).sum() / max(1, y.sum() + d.sum()))
    low, high = np.percentile(scores, [2.5, 97.5])
    return float(low), float(high)
