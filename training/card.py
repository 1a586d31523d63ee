"""The model card (Mitchell et al., 2019), from measured figures and what the model says of itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from policyclause.data.records import COMPOSED, read_split
from policyclause.inference.errors import InputError
from policyclause.inference.model import CONFIG_FILE, PACKAGED_MODEL, ModelConfig, sha256
from policyclause.labels import instruments
from policyclause.training.examples import is_rich
from policyclause.training.pages import render
from policyclause.training.tables import number, tables

_SHOWN = ("Systems", "Labels", "Review", "Instrument mix")  # how the titles of the card's tables begin


def model_card(metrics: Sequence[Path], model: Path | None = None, data: Path = COMPOSED) -> str:
    """The card as Markdown.

    Args:
        metrics: ``metrics.json`` files that ``evaluate`` wrote for this model.
        model: its directory; None for the packaged model.
        data: the composed dataset, whose records are counted.

    Raises:
        InputError: a file holds no figures, or those of another model.
    """
    path = (model or PACKAGED_MODEL) / CONFIG_FILE
    config = ModelConfig.read(path)
    rows = zip(
        instruments(),
        *(map(number, row) for row in (config.encoder_slopes, config.ngram_slopes, config.intercepts)),
        map(number, config.thresholds),
        strict=True,
    )
    evaluations = [_read(file, sha256(path)) for file in metrics]
    return render(
        "card.md",
        config=config,
        settings=config.about.get("config") or {},
        rows=list(rows),
        evaluations=[(figures, _tables(figures)) for figures in evaluations],
        counts=_counts(data),
        sources=[file.name for file in metrics],
    )


def _read(path: Path, model: str) -> dict[str, Any]:
    try:
        figures: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        measured = figures["model"]["config_sha256"]
    except OSError as error:
        raise InputError(f"expected a readable metrics.json, got {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"expected what 'policyclause evaluate --output' writes in {path}, got {error!r}") from error
    if measured != model:
        raise InputError(f"{path} was measured on another model: run 'policyclause evaluate' again")
    return figures


def _tables(figures: dict[str, Any]) -> list[Any]:
    return [table for table in tables(figures) if table.title.startswith(_SHOWN)]


def _counts(data: Path) -> list[tuple[str, int, int, int]]:
    """Documents, records and sentences of what is trained and calibrated on."""
    train, validation = read_split("train", data), read_split("validation", data)
    parts = {
        "modelled, trained on": [r for r in train if not is_rich(r)],
        "rich, trained on": [r for r in train if is_rich(r)],
        "validation, calibrated on": validation,
    }
    return [
        (name, len({r.document for r in found}), len(found), sum(len(r.sentences) for r in found))
        for name, found in parts.items()
    ]
