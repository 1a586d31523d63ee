"""Rates for the adjusted instrument mix, and whether adjusting beats plain counting."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from policyclause.inference.mix import Rates, clause_weights, estimate
from policyclause.training.measures import Predictions


def clause_rates(clauses: Predictions) -> Rates:
    """Rates of held-out clauses; a label that all or none of them carry is not adjusted."""
    y = clauses.truth.astype(bool)
    rows = {}
    for with_label, without, values in (
        ("tpr", "fpr", clauses.decided),
        ("positive", "negative", clauses.probabilities),
    ):
        pairs = [
            (float(v[t].mean()), float(v[~t].mean())) if 0 < t.sum() < len(t) else (1.0, 0.0)
            for v, t in zip(values.T, y.T, strict=True)
        ]
        rows[with_label], rows[without] = zip(*pairs, strict=True)
    return Rates(**rows)


def measure_mix(clauses: Predictions, rates: Rates | None) -> dict[str, Any]:
    """Mean absolute error of the shares of labels in each document, by unit and estimator.

    ``documents`` and labels count alike. Without rates the adjusted estimators are left out.
    """
    names = np.array(clauses.documents)
    errors: dict[str, dict[str, list[NDArray[np.float64]]]] = {}
    for name in np.unique(names):
        rows = np.flatnonzero(names == name)
        truth, decided = (x[rows].astype(np.float64) for x in (clauses.truth, clauses.decided))
        for unit, weights in clause_weights([clauses.texts[i] for i in rows]).items():
            true_shares = weights @ truth / weights.sum()
            for estimator, shares in estimate(clauses.probabilities[rows], decided, weights, rates).items():
                errors.setdefault(unit, {}).setdefault(estimator, []).append(np.abs(shares - true_shares))
    return {
        "documents": len(np.unique(names)),
        "mean_absolute_error": {
            unit: {estimator: float(np.mean(values)) for estimator, values in by_estimator.items()}
            for unit, by_estimator in errors.items()
        },
    }
