"""Calibrated probabilities and decision thresholds, fitted by label on held-out logits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

# Where probabilities mean what they say, F1 is best at a threshold of half the best F1, which
# is below one half (Lipton et al., 2014); beyond these bounds a threshold has fitted noise.
THRESHOLDS = np.arange(0.25, 0.61, 0.01)


@dataclass(frozen=True)
class Calibration:
    """Platt scaling and threshold of each label, in label order."""

    slopes: tuple[float, ...]
    intercepts: tuple[float, ...]
    thresholds: tuple[float, ...]


def fit_calibration(logits: NDArray[np.float32], truth: NDArray[np.int64]) -> Calibration:
    """Fit on logits and 0/1 targets, both of shape ``(n_texts, n_labels)``, not trained on.

    Platt scaling (Platt, 1999) of each label by itself; then the threshold of the best F1.
    """
    slopes, intercepts, thresholds = [], [], []
    for z, y in zip(logits.T, truth.T, strict=True):
        model = LogisticRegression(C=1e4).fit(z.reshape(-1, 1), y)
        p = model.predict_proba(z.reshape(-1, 1))[:, 1]
        slopes.append(float(model.coef_[0, 0]))
        intercepts.append(float(model.intercept_[0]))
        thresholds.append(_best_threshold(p, y))
    return Calibration(tuple(slopes), tuple(intercepts), tuple(thresholds))


def _best_threshold(p: NDArray[np.float64], y: NDArray[np.int64]) -> float:
    """The middle of the thresholds whose F1 is within a hair of the best: flat tops are common."""
    scores = np.array([f1_score(y, p >= t, zero_division=0) for t in THRESHOLDS])
    return round(float(THRESHOLDS[scores >= scores.max() - 0.002].mean()), 3)
