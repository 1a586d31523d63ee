"""Calibrated probabilities and decision thresholds, fitted by label on held-out texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from policyclause.inference.decide import NEVER, distances

PRECISIONS = (0.8, 0.85, 0.9, 0.95, 0.98)
SURE = 1.28  # standard errors: a precision counts as reached when it is above with a probability of 90 %
SCREENED = 0.0005  # share of the labels found that may be lost by not asking the encoder
REVIEWED = 0.15  # share of the clauses that a person is asked to look at


@dataclass(frozen=True)
class Calibration:
    """What ``ModelConfig`` holds of the same names, each row in label order."""

    encoder_slopes: tuple[float, ...]
    ngram_slopes: tuple[float, ...]
    intercepts: tuple[float, ...]
    thresholds: tuple[float, ...]


@dataclass(frozen=True)
class Screen:
    """What ``ModelConfig`` holds of the same names."""

    screened_below: float | None
    screened_logits: tuple[float, ...]


@dataclass(frozen=True)
class ClauseRules:
    """What ``ModelConfig`` holds of the same names: rules for clauses, the unit that users read."""

    precision_thresholds: dict[str, tuple[float, ...]]
    review_margin: float


def fit_calibration(
    logits: NDArray[np.float32], truth: NDArray[np.int64], weights: NDArray[np.float64] | None = None
) -> Calibration:
    """Fit on texts that were not trained on.

    Platt scaling (Platt, 1999) of each label by itself, with two logits in place of one, which
    weights encoder and n-grams against each other. Where probabilities mean what they say, F1
    is best at half the best F1 (Lipton et al., 2014): that is the threshold. Searching for
    the best threshold itself fits the noise of the held-out texts.

    Args:
        logits: of encoder and n-grams, shape ``(2, n_texts, n_labels)``.
        truth: 0 or 1, shape ``(n_texts, n_labels)``.
        weights: how much each text counts, shape ``(n_texts,)``; None for all alike.
    """
    slopes, intercepts, thresholds = [], [], []
    for z, y in zip(logits.transpose(2, 1, 0), truth.T, strict=True):
        model = LogisticRegression(C=1e4).fit(z, y, sample_weight=weights)
        slopes.append(model.coef_[0].tolist())
        intercepts.append(float(model.intercept_[0]))
        thresholds.append(round(_best_f1(model.predict_proba(z)[:, 1], y, weights) / 2, 3))
    encoder_slopes, ngram_slopes = zip(*slopes, strict=True)
    return Calibration(encoder_slopes, ngram_slopes, tuple(intercepts), tuple(thresholds))


def fit_screen(
    logits: NDArray[np.float32],
    truth: NDArray[np.int64],
    decided: NDArray[np.bool_],
    weights: NDArray[np.float64] | None = None,
) -> Screen:
    """Which sentences n-grams may decide alone: as many as cost ``SCREENED`` of the labels that are found.

    For the encoder's logits of those stands their mean, by label.

    Args:
        logits: of encoder and n-grams, shape ``(2, n_texts, n_labels)``, of texts that were not trained on.
        truth: 0 or 1, shape ``(n_texts, n_labels)``.
        decided: what is decided with both, of the same shape.
        weights: how much each text counts, shape ``(n_texts,)``; None for all alike.
    """
    encoder, ngrams = logits
    weights = np.ones(len(truth)) if weights is None else weights
    most = ngrams.max(axis=1)
    labels_found = (decided & (truth == 1)).sum(axis=1) * weights
    order = np.argsort(most, kind="stable")
    allowed = np.cumsum(labels_found[order]) <= SCREENED * labels_found.sum()
    first_kept = int(allowed.sum())  # the sum only grows
    if first_kept == len(order):
        return Screen(None, ())
    below = float(most[order[first_kept]])
    screened = most < below
    if not screened.any():
        return Screen(None, ())
    return Screen(below, tuple(np.average(encoder[screened], axis=0, weights=weights[screened]).tolist()))


def fit_clause_rules(
    probabilities: NDArray[np.float64], truth: NDArray[np.int64], thresholds: Sequence[float]
) -> ClauseRules:
    """Thresholds by precision, and the margin of review, from clauses that were not trained on.

    Args:
        probabilities: calibrated, shape ``(n_clauses, n_labels)``.
        truth: 0 or 1, of the same shape.
        thresholds: those tuned for F1, in label order.
    """
    pairs = list(zip(probabilities.T, truth.T, strict=True))
    by_precision = {f"{level}": tuple(_threshold_for(p, y, level) for p, y in pairs) for level in PRECISIONS}
    margin = float(np.quantile(distances(probabilities, thresholds).min(axis=1), REVIEWED))
    return ClauseRules(by_precision, margin)


def _best_f1(p: NDArray[np.float64], y: NDArray[np.int64], weights: NDArray[np.float64] | None) -> float:
    levels = np.arange(0.1, 0.91, 0.02)
    return float(max(f1_score(y, p >= t, sample_weight=weights, zero_division=0) for t in levels))


def _threshold_for(p: NDArray[np.float64], y: NDArray[np.int64], precision: float) -> float:
    """The lowest threshold that surely has this precision, ``NEVER`` if none has.

    Surely: the lower end of Wilson's interval (1927) is not below it.
    """
    order = np.argsort(-p, kind="stable")
    n = np.arange(1, len(p) + 1)
    share = np.cumsum(y[order]) / n
    spread = SURE * np.sqrt(share * (1 - share) / n + SURE**2 / (4 * n**2))
    lower = (share + SURE**2 / (2 * n) - spread) / (1 + SURE**2 / n)
    last_of_ties = np.append(np.diff(p[order]) != 0, True)
    reached = np.flatnonzero((lower >= precision) & last_of_ties)
    # Rounded down, so that the text it was read off is still decided.
    return float(np.floor(p[order][reached[-1]] * 1e4) / 1e4) if len(reached) else NEVER
