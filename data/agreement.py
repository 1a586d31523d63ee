"""Agreement of annotators on sets of labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from policyclause.labels import LABELS

Labels = frozenset[str]


def masi_distance(a: Labels, b: Labels) -> float:
    """1 minus MASI (Passonneau, 2006): Jaccard times how the sets contain each other; 0 when equal."""
    if a == b:
        return 0.0
    common = a & b
    if not common:
        return 1.0
    monotonicity = 2 / 3 if a < b or b < a else 1 / 3
    return 1 - monotonicity * len(common) / len(a | b)


def krippendorff_alpha(units: Iterable[Sequence[Labels]]) -> float:
    """Alpha with MASI distance (Krippendorff, 2004); 1 is perfect, 0 is chance.

    ``units`` holds for each unit the label sets of its annotators; units with one annotator
    do not count. Without any pair the result is NaN.
    """
    pairable = [unit for unit in units if len(unit) >= 2]
    values = Counter(labels for unit in pairable for labels in unit)
    total = sum(values.values())
    if not total:
        return float("nan")
    observed = sum(
        masi_distance(a, b) / (len(unit) - 1) for unit in pairable for i, a in enumerate(unit) for b in unit[:i]
    )
    kinds = list(values)
    expected = sum(values[a] * values[b] * masi_distance(a, b) for i, a in enumerate(kinds) for b in kinds[:i]) / (
        total - 1
    )
    return 1 - observed / expected if expected else 1.0


def f1_against(passes: Sequence[Labels], gold: Sequence[Labels]) -> dict[str, float]:
    """F1 of one annotator against the adjudicated labels, for each label and ``micro``."""
    scores = {}
    counts = Counter[tuple[str, str]]()
    for given, true in zip(passes, gold, strict=True):
        for label in LABELS:
            outcome = {(True, True): "tp", (True, False): "fp", (False, True): "fn"}.get(
                (label in given, label in true)
            )
            if outcome:
                counts[label, outcome] += 1
    for label in LABELS:
        scores[label] = _f1(*(counts[label, outcome] for outcome in ("tp", "fp", "fn")))
    scores["micro"] = _f1(*(sum(counts[label, outcome] for label in LABELS) for outcome in ("tp", "fp", "fn")))
    return scores


def _f1(tp: int, fp: int, fn: int) -> float:
    return 2 * tp / (2 * tp + fp + fn) if tp else 0.0
