"""From a config to a model directory for inference: train, calibrate, export."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from policyclause.data.records import read_split
from policyclause.inference.model import TOKENIZER_FILE, ModelConfig, Scorer
from policyclause.labels import LABELS
from policyclause.training.calibration import fit_calibration
from policyclause.training.config import TrainingConfig
from policyclause.training.examples import sentence_examples
from policyclause.training.export import export_onnx
from policyclause.training.train import train

NEUTRAL: dict[str, Any] = {
    "thresholds": (0.5,) * len(LABELS),
    "slopes": (1.0,) * len(LABELS),
    "intercepts": (0.0,) * len(LABELS),
}


def build(config: TrainingConfig) -> Path:
    """Train, export to int8 ONNX, and calibrate that model on the validation split.

    Returns:
        The directory that ``Classifier.load`` takes.
    """
    source = train(config)
    target = export_model(source, Path(config.output) / "onnx", about=config.as_dict(), max_tokens=config.max_tokens)
    calibrate_model(target, Path(config.data))
    return target


def export_model(
    source: Path, target: Path, int8: bool = True, about: dict[str, Any] | None = None, max_tokens: int = 256
) -> Path:
    """A model directory, not calibrated yet, from a fine-tuned one."""
    export_onnx(source, target, int8)
    shutil.copy(source / TOKENIZER_FILE, target / TOKENIZER_FILE)
    facts = {"made": date.today().isoformat(), "int8": int8, "config": about or {}}
    ModelConfig(labels=LABELS, **NEUTRAL, max_tokens=max_tokens, files={}, about=facts).write(target)
    return target


def calibrate_model(directory: Path, data: Path) -> None:
    """Fit calibration and thresholds on the validation split and write them to the model."""
    config = ModelConfig.read(directory / "policyclause.json")
    examples = sentence_examples(read_split("validation", data))
    logits = Scorer.load(directory).logits([e.text for e in examples])
    fitted = fit_calibration(logits, np.array([e.target for e in examples]))
    ModelConfig(
        labels=config.labels,
        thresholds=fitted.thresholds,
        slopes=fitted.slopes,
        intercepts=fitted.intercepts,
        max_tokens=config.max_tokens,
        files={},
        about=config.about,
    ).write(directory)
