"""Instrument mix of a document: which share of it uses each instrument, and how sure that is.

Counting decisions is biased when errors to one side outweigh those to the other; the
adjusted estimators use error rates from held-out clauses (Forman, 2008; Bella et al., 2010).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policyclause.inference.arguments import expect, whole_number
from policyclause.inference.document import Document
from policyclause.inference.errors import InputError, ModelError

RATES = "clause_rates"  # key in what a model says about itself
_LEAST = 0.05  # difference of rates that is divided by
_Array = NDArray[np.float64]


@dataclass(frozen=True)
class Rates:
    """How decisions and probabilities of held-out clauses came out, each in label order.

    Attributes:
        tpr, fpr: share decided among clauses with the label, and among those without.
        positive, negative: mean probability of clauses with the label, and of those without.
    """

    tpr: tuple[float, ...]
    fpr: tuple[float, ...]
    positive: tuple[float, ...]
    negative: tuple[float, ...]

    @classmethod
    def of(cls, about: Mapping[str, Any]) -> Rates | None:
        """The rates in what a model says about itself; None if it has none.

        Raises:
            ModelError: they are not the four rows.
        """
        entry = about.get(RATES)
        if entry is None:
            return None
        try:
            return cls(**{name: tuple(map(float, row)) for name, row in entry.items()})
        except (AttributeError, TypeError, ValueError) as error:
            raise ModelError(f"expected tpr, fpr, positive and negative in {RATES}, got {entry!r}") from error


@dataclass(frozen=True)
class Share:
    """An estimate: of ``unit`` (``clauses`` or ``characters``), the share that carries ``label``.

    ``estimator`` is ``CC`` (decisions counted), ``PCC`` (mean probability), ``ACC`` or ``PACC``
    (the two adjusted by rates). ``low`` and ``high`` hold 95 % of a bootstrap over clauses: how
    much the share depends on single clauses, not how wrong the model may be.
    """

    label: str
    unit: str
    estimator: str
    share: float
    low: float
    high: float


def instrument_mix(document: Document, rates: Rates | None = None, rounds: int = 1000, seed: int = 0) -> list[Share]:
    """Shares of each label by unit and estimator; without ``rates``, ``CC`` and ``PCC`` only.

    They are shares of all that ``document.clauses`` holds, preambles and closings too. For shares of what
    lies between them, give ``dataclasses.replace(document, clauses=…)`` with those of ``kind`` ``clause``.

    ``rates`` tell how decisions at the thresholds of the model came out: ``ACC`` holds only for a document that
    was classified without options, by the model that the rates are of.

    Raises:
        InputError: the document is none or has no clauses, or an argument is of another kind.
    """
    expect(document, Document, "a Document")
    expect(rates, (Rates, NoneType), "Rates or None")
    whole_number("rounds", rounds, 1)
    whole_number("seed", seed, 0)
    if not document.clauses:
        raise InputError("expected a document with clauses, got none")
    labels = tuple(document.clauses[0].scores)
    p = np.array([[clause.scores[label] for label in labels] for clause in document.clauses])
    decided = np.array([[float(label in clause.labels) for label in labels] for clause in document.clauses])
    n = len(p)
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=rounds)
    shares = []
    for unit, weights in clause_weights([clause.text for clause in document.clauses]).items():
        shares_by_estimator = estimate(p, decided, weights, rates)
        bounds = estimate(p, decided, drawn * weights, rates)
        for name, values in shares_by_estimator.items():
            low, high = np.percentile(bounds[name], [2.5, 97.5], axis=0)
            rows = zip(labels, values.tolist(), low.tolist(), high.tolist(), strict=True)
            shares += [Share(label, unit, name, *row) for label, *row in rows]
    return shares


def clause_weights(texts: list[str]) -> dict[str, _Array]:
    """What each clause counts: one, or its characters."""
    return {"clauses": np.ones(len(texts)), "characters": np.array([float(len(text)) for text in texts])}


def estimate(p: _Array, decided: _Array, weights: _Array, rates: Rates | None = None) -> dict[str, _Array]:
    """Estimated shares, shape ``(…, n_labels)``, by estimator.

    Args:
        p, decided: probabilities, and decisions as 0 or 1, shape ``(n_clauses, n_labels)``.
        weights: shape ``(…, n_clauses)``.
        rates: without them there is no ``ACC`` and no ``PACC``.
    """
    total = weights.sum(axis=-1, keepdims=True)
    shares = {"CC": weights @ decided / total, "PCC": weights @ p / total}
    if rates:
        shares["ACC"] = _adjust(shares["CC"], rates.tpr, rates.fpr)
        shares["PACC"] = _adjust(shares["PCC"], rates.positive, rates.negative)
    return shares


def _adjust(share: _Array, with_label: tuple[float, ...], without: tuple[float, ...]) -> _Array:
    """The share for which the rates would give what was found, within 0 and 1."""
    low = np.array(without)
    return np.asarray(np.clip((share - low) / np.maximum(_LEAST, np.array(with_label) - low), 0, 1))
