"""The model card (Mitchell et al., 2019), from measured figures and what the model says of itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from policyclause.inference.errors import InputError
from policyclause.inference.model import CONFIG_FILE, ModelConfig, model_directory, sha256
from policyclause.labels import instruments
from policyclause.training.report import render
from policyclause.training.tables import number, tables

_SHOWN = ("Systems", "Labels", "Review", "Instrument mix")  # how the titles of the card's tables begin


def model_card(paths: Sequence[Path], model: Path | None = None) -> str:
    """The card as Markdown.

    Args:
        paths: ``metrics.json`` files that ``evaluate`` wrote for this model.
        model: its directory; None for the packaged model.

    Raises:
        InputError: a file holds no figures, or those of another model.
    """
    config_path = model_directory(model) / CONFIG_FILE
    config = ModelConfig.read(config_path)
    rows = zip(
        instruments(),
        *(map(number, row) for row in (config.encoder_slopes, config.ngram_slopes, config.intercepts)),
        map(number, config.thresholds),
        strict=True,
    )
    evaluations = [_read(file, sha256(config_path)) for file in paths]
    return render(
        "card.md",
        config=config,
        settings=config.about.get("config") or {},
        instruments=instruments(),
        rows=list(rows),
        evaluations=[(metrics, _tables(metrics)) for metrics in evaluations],
        counts=_counts(config),
        sources=[file.name for file in paths],
    )


def _read(path: Path, model: str) -> dict[str, Any]:
    try:
        metrics: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        measured = metrics["model"]["config_sha256"]
    except OSError as error:
        raise InputError(f"expected a readable metrics.json, got {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"expected what 'policyclause evaluate --output' writes in {path}, got {error!r}") from error
    if measured != model:
        raise InputError(
            f"expected figures of this model in {path}, got those of another: run 'policyclause evaluate' again"
        )
    return metrics


def _tables(metrics: dict[str, Any]) -> list[Any]:
    try:
        return [table for table in tables(metrics) if table.title.startswith(_SHOWN)]
    except KeyError as error:
        raise InputError(f"expected figures of this version's 'policyclause evaluate', {error} is not there") from error


def _counts(config: ModelConfig) -> list[tuple[str, int]]:
    """Sentences that the model says it was trained and calibrated on, by part of the data."""
    uses = {"trained on": "examples", "calibrated on": "held_out"}
    return [(f"{part}, {use}", n) for use, key in uses.items() for part, n in (config.about.get(key) or {}).items()]
