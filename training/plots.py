"""Plots of the report: SVG pictures as ``data:`` addresses, so that the page stands by itself."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from sklearn.metrics import precision_recall_curve

from policyclause.data.plots import BLUE, GREY, name_axes
from policyclause.labels import LABELS, instruments
from policyclause.training.measures import Predictions, reliability

_CHINESE_FONTS = ("Noto Sans CJK", "Source Han Sans", "PingFang", "Microsoft YaHei", "Hiragino Sans GB", "WenQuanYi")


@dataclass(frozen=True)
class Plot:
    """A plot to show; ``source`` is what an ``img`` element takes."""

    title: str
    source: str
    note: str = ""


def draw_plots(metrics: dict[str, Any], units: dict[str, Predictions]) -> list[Plot]:
    """The plots of the report in order."""
    plots = []
    for unit, predictions in units.items():
        measured = metrics["systems"]["model"][unit]
        curves = draw_precision_recall(predictions, measured["labels"])
        plots += [
            Plot(f"Reliability, {unit}", address(draw_reliability(predictions, measured["labels"])), _RELIABILITY),
            Plot(f"Precision and recall, {unit}", address(curves), _PRECISION_RECALL),
            Plot(f"Confusion, {unit}", address(draw_confusion(measured["confusion"])), _CONFUSION),
        ]
    return [*plots, Plot("Risk and coverage, clauses", address(draw_review(metrics["review"])), _REVIEW)]


_RELIABILITY = (
    "Stated probability against frequency in ten bins; areas of the dots show how many texts. ECE in brackets."
)
_PRECISION_RECALL = "Average precision in brackets; the dot is the stored threshold."
_CONFUSION = "Shares of the row; counts as in the table."
_REVIEW = "Clauses nearest to a threshold are looked at first; the dot is the model's margin."


def address(figure: Figure) -> str:
    """The figure as a ``data:`` address; letters are drawn as paths, so that no font is needed to read it."""
    file = io.BytesIO()
    figure.savefig(file, format="svg", bbox_inches="tight", metadata={"Date": None})
    return "data:image/svg+xml;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def draw_reliability(predictions: Predictions, measured: dict[str, Any]) -> Figure:
    """One reliability diagram a label (DeGroot and Fienberg, 1983); ``measured`` are its metrics of ``measure``."""
    figure, axes = _panels()
    for i, (panel, label) in enumerate(zip(axes, LABELS, strict=True)):
        stated, frequency, n = (
            np.array(x)
            for x in zip(*reliability(predictions.truth[:, i], predictions.probabilities[:, i]), strict=True)
        )
        panel.plot([0, 1], [0, 1], color=GREY, linewidth=0.8)
        panel.plot(stated, frequency, color=BLUE, linewidth=1)
        panel.scatter(stated, frequency, s=12 * np.sqrt(n), color=BLUE, alpha=0.6)
        _name(
            panel,
            f"{_title(label)} ({measured[label]['ece']:.3f})",
            "stated probability",
            "frequency" if i == 0 else "",
        )
    return figure


def draw_precision_recall(predictions: Predictions, measured: dict[str, Any]) -> Figure:
    """One precision–recall curve a label, ``measured`` as for reliability; a label without texts has none."""
    figure, axes = _panels()
    for i, (panel, label) in enumerate(zip(axes, LABELS, strict=True)):
        y, p, d = predictions.truth[:, i], predictions.probabilities[:, i], predictions.decided[:, i]
        average = "–"
        if y.any():
            precision, recall, _ = precision_recall_curve(y, p)
            panel.step(recall, precision, where="post", color=BLUE, linewidth=1.2)
            average = f"{measured[label]['average_precision']:.3f}"
            if d.any():
                panel.scatter([(y & d).sum() / y.sum()], [(y & d).sum() / d.sum()], s=25, color=BLUE)
        _name(panel, f"{_title(label)} ({average})", "recall", "precision" if i == 0 else "")
    return figure


def draw_confusion(matrix: Sequence[Sequence[float]]) -> Figure:
    """Heat map of what ``measures.confusion`` counts."""
    counts = np.array(matrix)
    shares = counts / np.maximum(1e-9, counts.sum(axis=1, keepdims=True))
    names = [*map(_title, LABELS), "none"]
    figure = Figure(figsize=(6.4, 5))
    panel = figure.subplots()
    panel.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    panel.set_xticks(range(len(names)), [*LABELS, "none"], rotation=30, ha="right")
    panel.set_yticks(range(len(names)), names, fontproperties=_font())
    for (i, j), share in np.ndenumerate(shares):
        if counts[i, j]:
            panel.text(j, i, f"{share:.2f}", ha="center", va="center", color="white" if share > 0.5 else "black")
    panel.set_xlabel("decided")
    panel.set_ylabel("true")
    return figure


def draw_review(review: dict[str, Any]) -> Figure:
    """What is found, and what stays wrong, by the share that is looked at."""
    figure = Figure(figsize=(9, 3.6))
    errors, risk = figure.subplots(1, 2)
    curve = review["curve"]
    flagged = [c["flagged"] for c in curve]
    if review["wrong"]:
        errors.plot(flagged, [c["found"] for c in curve], color=BLUE)
        errors.scatter([review["flagged"]], [review["found"]], s=30, color=BLUE)
    errors.plot([0, 1], [0, 1], color=GREY, linewidth=0.8)
    _name(errors, "errors found", "share of clauses looked at", "share of the wrong clauses")
    risk.plot([1 - f for f in flagged], [c["risk"] for c in curve], color=BLUE)
    risk.scatter([1 - review["flagged"]], [review["risk"]], s=30, color=BLUE)
    _name(risk, "risk", "coverage: share of clauses left alone", "share wrong among them")
    risk.set_ylim(0, 1.2 * max(*(c["risk"] for c in curve), 0.05))
    return figure


def _panels() -> tuple[Figure, Sequence[Axes]]:
    figure = Figure(figsize=(3.4 * len(LABELS), 3))
    return figure, list(figure.subplots(1, len(LABELS), squeeze=False)[0])


def _name(panel: Axes, title: str, x: str, y: str) -> None:
    """Of a panel whose axes are shares."""
    name_axes(panel, title, x, y, _font())
    panel.set_xlim(-0.02, 1.02)
    panel.set_ylim(-0.02, 1.05)


def _title(label: str) -> str:
    """The label's name, in Chinese too where there is a font for it."""
    chinese = {i.name: i.title_zh for i in instruments()}[label]
    return f"{label} {chinese}" if _chinese_font() else label


def _font() -> FontProperties:
    path = _chinese_font()
    return FontProperties(fname=path) if path else FontProperties()


@cache
def _chinese_font() -> str | None:
    """File of a font that has every character of the Chinese titles, or None."""
    needed = {ord(c) for i in instruments() for c in i.title_zh}
    for entry in fontManager.ttflist:
        if entry.name.startswith(_CHINESE_FONTS) and needed <= set(get_font(entry.fname).get_charmap()):
            return str(entry.fname)
    return None
