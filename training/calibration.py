"""Calibrated probabilities and decision thresholds, fitted by label on held-out texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_recall_curve

from policyclause.inference.decide import NEVER, distances

PRECISIONS = (0.8, 0.85, 0.9, 0.95, 0.98)
FEWEST = 20  # decisions that a precision is measured on
REVIEWED = 0.15  # share of the texts that a person is asked to look at


@dataclass(frozen=True)
class Calibration:
    """What ``ModelConfig`` holds of the same names, each row in label order."""

    encoder_slopes: tuple[float, ...]
    ngram_slopes: tuple[float, ...]
    intercepts: tuple[float, ...]
    thresholds: tuple[float, ...]
    precision_thresholds: dict[str, tuple[float, ...]]
    review_margin: float


def fit_calibration(logits: NDArray[np.float32], truth: NDArray[np.int64]) -> Calibration:
    """Fit on texts that were not trained on.

    Platt scaling (Platt, 1999) of each label by itself, with two logits in place of one, which
    weights encoder and n-grams against each other. Where probabilities mean what they say, F1
    is best at half the best F1 (Lipton et al., 2014): that is the threshold. Searching for
    the best threshold itself fits the noise of the held-out texts.

    Args:
        logits: of encoder and n-grams, shape ``(2, n_texts, n_labels)``.
        truth: 0 or 1, shape ``(n_texts, n_labels)``.
    """
    slopes, intercepts, columns = [], [], []
    for z, y in zip(logits.transpose(2, 1, 0), truth.T, strict=True):
        model = LogisticRegression(C=1e4).fit(z, y)
        slopes.append(model.coef_[0].tolist())
        intercepts.append(float(model.intercept_[0]))
        columns.append(model.predict_proba(z)[:, 1])
    p = np.stack(columns, axis=1)
    encoder_slopes, ngram_slopes = zip(*slopes, strict=True)
    pairs = list(zip(p.T, truth.T, strict=True))
    thresholds = tuple(round(_best_f1(q, y) / 2, 3) for q, y in pairs)
    by_precision = {f"{level}": tuple(_threshold_for(q, y, level) for q, y in pairs) for level in PRECISIONS}
    margin = float(np.quantile(distances(p, thresholds).min(axis=1), REVIEWED))
    return Calibration(encoder_slopes, ngram_slopes, tuple(intercepts), thresholds, by_precision, margin)


def _best_f1(p: NDArray[np.float64], y: NDArray[np.int64]) -> float:
    return float(max(f1_score(y, p >= t, zero_division=0) for t in np.arange(0.1, 0.91, 0.02)))


def _threshold_for(p: NDArray[np.float64], y: NDArray[np.int64], precision: float) -> float:
    """The lowest threshold with this precision on at least ``FEWEST`` decisions; ``NEVER`` if none has."""
    found, _, thresholds = precision_recall_curve(y, p)
    enough = np.array([(p >= t).sum() >= FEWEST for t in thresholds])
    reached = thresholds[(found[:-1] >= precision) & enough]
    return round(float(reached.min()), 4) if len(reached) else NEVER
