"""From probabilities to labels: which are decided, and which decisions a person should look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from policyclause.inference.arguments import probability, whole_number
from policyclause.inference.errors import InputError
from policyclause.inference.model import ModelConfig

NEVER = 1.01  # a threshold no probability reaches; the model's own may be it, a caller's may not


class Options(TypedDict, total=False):
    """How labels are decided; see ``decision_rule``. Scores stay the same."""

    thresholds: Mapping[str, float] | float | None
    min_confidence: float | None
    min_precision: float | None
    top_k: int | None


@dataclass(frozen=True)
class DecisionRule:
    """Decides labels from calibrated probabilities.

    Attributes:
        labels: names, in the order of the probabilities.
        thresholds: a label is decided from this probability on; one above 1 is never reached.
        review_margin: a decision is uncertain when its log-odds are this near to the threshold's.
        top_k: at most this many labels, the most probable; None for all.
    """

    labels: tuple[str, ...]
    thresholds: tuple[float, ...]
    review_margin: float
    top_k: int | None = None

    def decide(self, row: NDArray[np.float64]) -> tuple[str, ...]:
        """Labels decided for probabilities of shape ``(n_labels,)``, most probable first."""
        order = np.argsort(-row, kind="stable")
        return tuple(self.labels[i] for i in order if row[i] >= self.thresholds[i])[: self.top_k]

    def doubtful(self, row: NDArray[np.float64]) -> tuple[str, ...]:
        """Labels near their thresholds, given or not: the decision may well be wrong."""
        near = distances(row, self.thresholds) < self.review_margin
        return tuple(label for label, is_near in zip(self.labels, near, strict=True) if is_near)


def distances(rows: NDArray[np.float64], thresholds: Sequence[float]) -> NDArray[np.float64]:
    """Distance of probabilities, shape ``(…, n_labels)``, to their thresholds, in log-odds."""
    return np.abs(log_odds(rows) - log_odds(np.asarray(thresholds, np.float64)))


def log_odds(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-odds of probabilities, kept finite."""
    inside = np.clip(p, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(inside / (1 - inside)))


def decision_rule(
    config: ModelConfig,
    thresholds: Mapping[str, float] | float | None = None,
    min_confidence: float | None = None,
    min_precision: float | None = None,
    top_k: int | None = None,
) -> DecisionRule:
    """The model's own rule, changed as the caller asks.

    Args:
        config: of the model; its thresholds are tuned for F1.
        thresholds: one for all labels, or by label; labels left out keep the model's.
        min_confidence: no threshold is lower than this.
        min_precision: thresholds, the caller's too, are raised to those that reached this precision
            on held-out documents, never lowered; the next stored level at or above it counts. A
            label that surely reached it at no threshold is never decided.
        top_k: at most this many labels.

    Raises:
        InputError: an unknown label, or what is no number or out of range.
    """
    for name, value in {"min_confidence": min_confidence, "min_precision": min_precision}.items():
        if value is not None:
            probability(name, value)
    if top_k is not None:
        whole_number("top_k", top_k, 1)
    chosen = dict(zip(config.labels, config.thresholds, strict=True))
    if isinstance(thresholds, Mapping):
        if unknown := [name for name in thresholds if name not in config.labels]:
            raise InputError(f"expected thresholds for labels among {list(config.labels)}, got {unknown}")
        for name, value in thresholds.items():
            probability(f"thresholds of {name}", value)
        chosen |= thresholds
    elif thresholds is not None:
        probability("thresholds", thresholds)
        chosen = dict.fromkeys(config.labels, thresholds)
    if min_precision is not None:
        raised = zip(config.labels, _for_precision(config, min_precision), strict=True)
        chosen = {name: max(chosen[name], threshold) for name, threshold in raised}
    lowest = min_confidence or 0.0
    return DecisionRule(
        config.labels, tuple(max(lowest, chosen[name]) for name in config.labels), config.review_margin, top_k
    )


def _for_precision(config: ModelConfig, wanted: float) -> tuple[float, ...]:
    levels = {float(level): values for level, values in config.precision_thresholds.items()}
    reached = [level for level in sorted(levels) if level >= wanted]
    if not reached or wanted <= 0:
        raise InputError(f"min_precision: expected above 0, at most {max(levels, default=0)}, got {wanted}")
    return levels[reached[0]]
