"""The metrics of an evaluation as tables of text, the same for terminal, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from policyclause.labels import LABELS
from policyclause.training.slices import FEWEST

_BY_LABEL = ("precision", "recall", "f1", "average_precision", "ece", "brier")


@dataclass(frozen=True)
class MetricTable:
    """A table to show: ``note`` explains it; ``is_slice`` marks one that is long and optional."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    is_slice: bool = False


def tables(metrics: dict[str, Any]) -> Iterator[MetricTable]:
    """Tables of what ``metrics.json`` holds, in the order of the report."""
    yield _systems(metrics)
    for unit in metrics["systems"]["model"]:
        yield _labels(unit, metrics["systems"]["model"][unit])
    for unit in metrics["systems"]["model"]:
        yield _confusion(unit, metrics["systems"]["model"][unit])
    if "comparison" in metrics:
        yield _comparison(metrics["comparison"])
    yield _review(metrics["review"])
    yield _mix(metrics["mix"])
    for unit, by_slicer in metrics["slices"].items():
        for name, measured in by_slicer.items():
            yield _slices(unit, name, measured)


def number(value: float | None, digits: int = 3) -> str:
    """A figure for people; – for one that is not defined."""
    return "–" if value is None else f"{value:.{digits}f}"


def between(interval: Sequence[float] | None, digits: int = 2) -> str:
    """An interval for people; – for none."""
    return "–" if interval is None else f"{interval[0]:.{digits}f} to {interval[1]:.{digits}f}"


def _systems(metrics: dict[str, Any]) -> MetricTable:
    rows = tuple(
        (
            name,
            unit,
            str(m["n"]),
            number(m["micro_f1"]),
            between(m["intervals"]["micro_f1"]),
            number(m["macro_f1"]),
            between(m["intervals"]["macro_f1"]),
            *(number(m[key]) for key in ("exact", "hamming", "ece", "brier")),
        )
        for name, units in metrics["systems"].items()
        for unit, m in units.items()
    )
    header = ("system", "unit", "n", "micro-F1", "95 %", "macro-F1", "95 %", "exact", "Hamming", "ECE", "Brier")
    note = f"Intervals: bootstrap over the {metrics['gold']['documents']} documents."
    return MetricTable("Systems", header, rows, note)


def _labels(unit: str, m: dict[str, Any]) -> MetricTable:
    rows = tuple(
        (
            label,
            str(m["labels"][label]["support"]),
            *(number(m["labels"][label][key]) for key in _BY_LABEL),
            between(m["intervals"]["labels"][label]),
        )
        for label in LABELS
    )
    header = ("label", "n", "precision", "recall", "F1", "average precision", "ECE", "Brier", "F1, 95 %")
    return MetricTable(f"Labels, {unit}", header, rows)


def _confusion(unit: str, m: dict[str, Any]) -> MetricTable:
    names = (*LABELS, "none")
    rows = tuple((name, *(f"{round(x, 1):g}" for x in row)) for name, row in zip(names, m["confusion"], strict=True))
    note = "Rows: true; columns: decided. A missed label counts under the labels wrongly decided in its place, or none."
    return MetricTable(f"Confusion, {unit}", ("true", *names), rows, note)


def _comparison(comparison: dict[str, Any]) -> MetricTable:
    rows = tuple(
        (
            unit,
            str(c["n"]),
            *(number(x) for x in c["micro_f1"]),
            f"{c['difference']:+.3f}",
            between(c["interval"], 3),
            number(c["p_randomisation"]),
            f"{c['only_one_right']} : {c['only_other_right']}",
            number(c["p_mcnemar"]),
        )
        for unit, c in comparison.items()
    )
    header = ("unit", "n", "micro-F1", "other", "difference", "95 %", "p", "only one right", "p (McNemar)")
    note = "Interval: paired bootstrap over documents. p: approximate randomisation of documents."
    return MetricTable("Comparison with the other model", header, rows, note)


def _review(review: dict[str, Any]) -> MetricTable:
    points = [("the model's", review), *((number(c["margin"], 2), c) for c in review["curve"][4::4])]
    rows = tuple((name, *(number(p[key]) for key in ("flagged", "found", "risk"))) for name, p in points)
    header = ("margin", "flagged", "errors found", "wrong among the rest")
    note = f"{review['wrong']} of {review['n']} clauses have a wrong label; margins in log-odds."
    return MetricTable("Review flag, clauses", header, rows, note)


def _mix(mix: dict[str, Any]) -> MetricTable:
    names = ("CC", "PCC", "ACC", "PACC")
    rows = tuple(
        (unit, *(number(errors.get(name), 4) for name in names)) for unit, errors in mix["mean_absolute_error"].items()
    )
    note = (
        f"Mean absolute error of label shares in {mix['documents']} documents. CC: decisions counted; PCC: mean "
        "probability; ACC, PACC: the same adjusted by rates of held-out clauses, where the model holds them."
    )
    return MetricTable("Instrument mix of documents", ("share of", *names), rows, note)


def _slices(unit: str, name: str, measured: dict[str, Any]) -> MetricTable:
    rows = tuple(
        (
            key,
            *(str(s[count]) for count in ("n", "documents", "labels")),
            number(s["exact"]),
            number(s["micro_f1"]),
            between(s["interval"]),
        )
        for key, s in measured["slices"].items()
    )
    note = f"{measured['left_out']} with fewer than {FEWEST} texts left out." if measured["left_out"] else ""
    header = (name, "n", "documents", "labels", "exact", "micro-F1", "95 %")
    return MetricTable(f"By {name}, {unit}", header, rows, note, is_slice=True)
