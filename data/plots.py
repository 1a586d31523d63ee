"""What the dataset holds, as pictures (SVG)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from numpy.typing import NDArray

from policyclause.data.grid import LEVELS, count, documents, families
from policyclause.data.records import COMPOSED, Record, clauses_of
from policyclause.data.validate import REGISTER, load_described, register
from policyclause.labels import LABELS

BLUE, GREY = "#1d4f9e", "#9a9a9a"


def write_plots(output: Path, directory: Path = COMPOSED) -> list[Path]:
    """Write every picture into the directory ``output`` and return the files.

    Raises:
        InputError: ``directory`` lacks a split, or holds what is no record of a described document.
    """
    splits = load_described(directory)
    records = [r for group in splits.values() for r in group]
    figures = {
        "labels": draw_labels(splits),
        "pairs": draw_pairs(records),
        "lengths": draw_lengths(records),
        "register": draw_register(splits),
        "kinds": draw_grid(records, "doc_kind"),
        "fields": draw_grid(records, "field"),
    }
    output.mkdir(parents=True, exist_ok=True)
    files = []
    for name, figure in figures.items():
        files.append(output / f"{name}.svg")
        figure.savefig(files[-1], bbox_inches="tight", metadata={"Date": None})
    return files


def draw_labels(splits: dict[str, list[Record]]) -> Figure:
    """Share of clauses with each label, by split."""
    figure = Figure(figsize=(9, 3.6))
    panel = figure.subplots()
    width = 0.8 / len(splits)
    for i, (split, records) in enumerate(splits.items()):
        clauses = clauses_of(records)
        shares = [sum(label in r.labels for r in clauses) / max(1, len(clauses)) for label in LABELS]
        shares.append(sum(not r.labels for r in clauses) / max(1, len(clauses)))
        panel.bar(np.arange(len(shares)) + i * width, shares, width, label=f"{split} ({len(clauses)})")
    panel.set_xticks(np.arange(len(LABELS) + 1) + 0.4 - width / 2, [*LABELS, "none"])
    panel.legend(title="split (clauses)", frameon=False)
    name_axes(panel, "labels of clauses", "", "share of the split's clauses")
    return figure


def draw_pairs(records: Sequence[Record]) -> Figure:
    """Clauses with both labels of a pair; on the diagonal those with that label alone."""
    counts: NDArray[np.int64] = np.zeros((len(LABELS), len(LABELS)), np.int64)
    for record in clauses_of(records):
        places = [LABELS.index(label) for label in record.labels]
        if len(places) == 1:
            counts[places[0], places[0]] += 1
        for i, j in combinations(places, 2):
            counts[i, j] += 1
            counts[j, i] += 1
    figure = Figure(figsize=(5, 4.4))
    panel = figure.subplots()
    _heat(panel, counts, LABELS, LABELS)
    panel.set_title("clauses with both labels (diagonal: alone)", fontsize=10)
    return figure


def draw_lengths(records: Sequence[Record]) -> Figure:
    """Lengths of sentences and of clauses, in characters."""
    figure = Figure(figsize=(9, 3.2))
    texts = clauses_of(records)
    lengths = {
        "sentences": [len(s.text) for r in texts for s in r.sentences],
        "clauses": [len(r.text) for r in texts],
    }
    for panel, (unit, values) in zip(figure.subplots(1, 2), lengths.items(), strict=True):
        panel.hist(values, bins=60, color=BLUE)
        median, high = np.quantile(values, [0.5, 0.95])
        name_axes(panel, f"{unit}: median {median:.0f}, 95 % below {high:.0f}", "characters", unit)
    return figure


def draw_register(splits: dict[str, list[Record]]) -> Figure:
    """Register of the modelled part (dots) within its bounds (bars)."""
    figure = Figure(figsize=(8, 3.2))
    panel = figure.subplots()
    for row, (name, share) in enumerate(register(splits).items()):
        low, high = REGISTER[name]
        panel.barh(row, high - low, left=low, height=0.5, color=GREY, alpha=0.4)
        panel.scatter([share], [row], color=BLUE, zorder=2)
    panel.set_yticks(range(len(REGISTER)), list(REGISTER))
    panel.invert_yaxis()
    panel.set_xlim(0, 1)
    name_axes(panel, "register of the modelled part", "share", "")
    return figure


def draw_grid(records: Sequence[Record], key: str) -> Figure:
    """Documents by level and family of ``key``."""
    cells: Counter[tuple[str, str]] = count(documents(records), key)
    columns = [*families(key), "other"]
    table = np.array([[cells[level, column] for column in columns] for level in LEVELS])
    figure = Figure(figsize=(0.6 * len(columns) + 2, 3))
    panel = figure.subplots()
    _heat(panel, table, LEVELS, columns)
    panel.set_title(f"documents by level and {key}", fontsize=10)
    return figure


def _heat(panel: Axes, counts: NDArray[np.int64], rows: Sequence[str], columns: Sequence[str]) -> None:
    panel.imshow(np.sqrt(counts), cmap="Blues", aspect="auto")
    panel.set_xticks(range(len(columns)), columns, rotation=40, ha="right")
    panel.set_yticks(range(len(rows)), rows)
    dark = counts.max() / 3
    for (i, j), number in np.ndenumerate(counts):
        panel.text(j, i, str(number), ha="center", va="center", color="white" if number > dark else "black")


def name_axes(panel: Axes, title: str, x: str, y: str, font: FontProperties | None = None) -> None:
    """Give a panel a title and names of its axes; ``font`` is that of the title."""
    panel.set_title(title, fontproperties=font or FontProperties(), fontsize=10)
    panel.set_xlabel(x)
    panel.set_ylabel(y)
    panel.spines[["top", "right"]].set_visible(False)
