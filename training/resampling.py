"""How sure the figures are: whole documents are drawn again, as their sentences are alike."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from policyclause.inference.errors import InputError
from policyclause.labels import LABELS
from policyclause.training.measures import Predictions

ROUNDS, SEED = 2000, 0  # of drawing: the same figures each time
Counts = NDArray[np.int64]  # (n_documents, 2, n_labels): right decisions; true labels plus decided ones


def intervals(predictions: Predictions) -> dict[str, Any]:
    """95 % intervals of F1: ``micro_f1``, ``macro_f1``, and by label in ``labels``.

    Percentile bootstrap over documents (Efron and Tibshirani, 1993). Few documents make it wide,
    and still too narrow: fewer than about ten cannot show how documents differ.

    A draw in which a label is neither true nor decided says nothing of it and does not count for it. A
    label for which no draw counts has None. Macro-F1 is drawn over the labels that a draw has; those that
    no document has count 0, as in the figure itself.
    """
    counts = document_counts(predictions)
    drawn = np.tensordot(_draws(len(counts)), counts, 1)
    by_label = f1(drawn)
    occurring = (counts[:, 1] > 0).any(axis=0).mean()  # share of the labels
    return {
        "micro_f1": interval(f1(drawn.sum(axis=-1, keepdims=True))),
        "macro_f1": interval(np.ma.masked_invalid(by_label).mean(axis=-1).filled(np.nan) * occurring),
        "labels": {label: interval(scores) for label, scores in zip(LABELS, by_label.T, strict=True)},
    }


def compare(one: Predictions, other: Predictions) -> dict[str, Any]:
    """Whether two systems differ on the same texts; differences are ``one`` minus ``other``.

    ``difference`` of micro-F1 has a paired bootstrap interval over documents. ``p_randomisation``
    is that of approximate randomisation: systems change places document by document (Noreen,
    1989; Yeh, 2000). With few documents it cannot be small: three give at least 0.25.
    ``p_mcnemar`` is exact McNemar on texts whose labels are all right (Dietterich, 1998); it
    takes texts for independent, which sentences of one document are not quite.

    Raises:
        InputError: the texts are not the same.
    """
    pairs = zip_longest(zip(one.texts, one.documents, strict=True), zip(other.texts, other.documents, strict=True))
    if different := next((pair for pair in pairs if pair[0] != pair[1]), None):
        raise InputError(f"expected predictions for the same texts to compare, got {different[0]} and {different[1]}")
    a, b = document_counts(one), document_counts(other)
    difference = float(micro_f1(a.sum(0)) - micro_f1(b.sum(0)))
    draws = _draws(len(a))
    drawn = micro_f1(np.tensordot(draws, a, 1)) - micro_f1(np.tensordot(draws, b, 1))
    swaps = np.random.default_rng(SEED).integers(0, 2, (ROUNDS, len(a)))
    mixed_a, mixed_b = (np.tensordot(1 - swaps, x, 1) + np.tensordot(swaps, y, 1) for x, y in ((a, b), (b, a)))
    as_far = np.abs(micro_f1(mixed_a) - micro_f1(mixed_b)) >= abs(difference) - 1e-12
    right, other_right = ((x.truth == x.decided).all(axis=1) for x in (one, other))
    wins, losses = int((right & ~other_right).sum()), int((other_right & ~right).sum())
    return {
        "n": len(one.texts),
        "micro_f1": [float(micro_f1(a.sum(0))), float(micro_f1(b.sum(0)))],
        "difference": difference,
        "interval": interval(drawn),
        "p_randomisation": float((as_far.sum() + 1) / (ROUNDS + 1)),
        "only_one_right": wins,
        "only_other_right": losses,
        "p_mcnemar": float(binomtest(wins, wins + losses).pvalue) if wins + losses else 1.0,
    }


def document_counts(predictions: Predictions) -> Counts:
    """What F1 is made of, by document and label."""
    names, rows = np.unique(predictions.documents, return_inverse=True)
    counts = np.zeros((len(names), 2, predictions.truth.shape[1]), np.int64)
    np.add.at(counts[:, 0], rows, predictions.truth & predictions.decided)
    np.add.at(counts[:, 1], rows, predictions.truth + predictions.decided)
    return counts


def f1(counts: Counts) -> NDArray[np.float64]:
    """F1 by label, shape ``(…, n_labels)``; NaN where nothing is true or decided."""
    right, all_ = counts[..., 0, :], counts[..., 1, :]
    return np.where(all_ > 0, 2 * right / np.maximum(1, all_), np.nan)


def micro_f1(counts: Counts) -> NDArray[np.float64]:
    """F1 of all labels together, shape ``(…)``; 0 where nothing is true or decided."""
    return np.nan_to_num(f1(counts.sum(axis=-1, keepdims=True))[..., 0])


def interval(scores: NDArray[np.float64]) -> list[float] | None:
    """The middle 95 % of bootstrapped scores that are not NaN, lower and upper end; None if all are."""
    known = scores[~np.isnan(scores)]
    return [float(x) for x in np.percentile(known, [2.5, 97.5])] if known.size else None


def _draws(n: int) -> NDArray[np.int64]:
    """How often each of ``n`` documents is drawn, shape ``(ROUNDS, n)``."""
    return np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), size=ROUNDS)
