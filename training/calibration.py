"""Calibrated probabilities and decision thresholds, fitted by label on held-out logits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score


@dataclass(frozen=True)
class Calibration:
    """Platt scaling and threshold of each label, in label order."""

    slopes: tuple[float, ...]
    intercepts: tuple[float, ...]
    thresholds: tuple[float, ...]


def fit_calibration(logits: NDArray[np.float32], truth: NDArray[np.int64]) -> Calibration:
    """Fit on logits and 0/1 targets, both of shape ``(n_texts, n_labels)``, not trained on.

    Platt scaling (Platt, 1999) of each label by itself. Where probabilities mean what they say,
    F1 is best at half the best F1 (Lipton et al., 2014): that is the threshold. Searching for
    the best threshold itself fits the noise of the held-out texts.
    """
    slopes, intercepts, thresholds = [], [], []
    for z, y in zip(logits.T, truth.T, strict=True):
        model = LogisticRegression(C=1e4).fit(z.reshape(-1, 1), y)
        p = model.predict_proba(z.reshape(-1, 1))[:, 1]
        slopes.append(float(model.coef_[0, 0]))
        intercepts.append(float(model.intercept_[0]))
        thresholds.append(round(_best_f1(p, y) / 2, 3))
    return Calibration(tuple(slopes), tuple(intercepts), tuple(thresholds))


def _best_f1(p: NDArray[np.float64], y: NDArray[np.int64]) -> float:
    return float(max(f1_score(y, p >= t, zero_division=0) for t in np.arange(0.1, 0.91, 0.02)))
