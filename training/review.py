"""Whether the review flag finds the errors: risk and coverage of the decisions left alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policyclause.inference.decide import distances
from policyclause.training.measures import Predictions


def measure_review(predictions: Predictions, thresholds: Sequence[float], margin: float) -> dict[str, Any]:
    """What looking at flagged texts finds; a text is wrong when any of its labels is.

    At the model's margin: the ``flagged`` share of the texts, the share ``found`` of the wrong
    ones among them (None if nothing is wrong), and the ``risk``, the share of wrong ones among
    the rest. ``curve`` has the same three, and the margin, for other margins, so that the rest,
    the coverage, goes from all down to a fortieth (El-Yaniv and Wiener, 2010).
    """
    near = distances(predictions.probabilities, thresholds).min(axis=1)
    wrong = (predictions.truth != predictions.decided).any(axis=1)
    margins = np.quantile(near, np.linspace(0, 1, 41)[:-1])
    return {
        "margin": margin,
        "n": len(wrong),
        "wrong": int(wrong.sum()),
        **_at(margin, near, wrong),
        "curve": [{"margin": float(m), **_at(m, near, wrong)} for m in margins],
    }


def _at(margin: float, near: NDArray[np.float64], wrong: NDArray[np.bool_]) -> dict[str, float | None]:
    flagged = near < margin
    return {
        "flagged": float(flagged.mean()),
        "found": float(wrong[flagged].sum() / wrong.sum()) if wrong.any() else None,
        "risk": float(wrong[~flagged].mean()) if not flagged.all() else 0.0,
    }
