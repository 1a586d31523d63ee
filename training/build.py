"""From a config to a model directory for inference: train, calibrate, export."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from policyclause.data.records import Record, read_split
from policyclause.inference.classifier import Classifier
from policyclause.inference.errors import InputError
from policyclause.inference.mix import RATES
from policyclause.inference.model import CONFIG_FILE, NGRAM_FILE, TOKENIZER_FILE, ModelConfig, Scorer
from policyclause.labels import LABELS
from policyclause.training.calibration import fit_calibration
from policyclause.training.config import TrainingConfig
from policyclause.training.evaluation import Predictions, predict_clauses
from policyclause.training.examples import sentence_examples
from policyclause.training.export import export_onnx
from policyclause.training.quantify import clause_rates
from policyclause.training.train import train

NEUTRAL: dict[str, Any] = {
    "encoder_slopes": (1.0,) * len(LABELS),
    "ngram_slopes": (0.0,) * len(LABELS),
    "intercepts": (0.0,) * len(LABELS),
    "thresholds": (0.5,) * len(LABELS),
    "precision_thresholds": {},
    "review_margin": 0.0,
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
    """A model directory, not calibrated yet, from a fine-tuned one.

    Raises:
        InputError: ``source`` is not a directory that ``train`` wrote.
    """
    for name in (TOKENIZER_FILE, NGRAM_FILE):
        if not (source / name).is_file():
            raise InputError(f"expected the model directory of a training run, got {source}: {name} is not there")
    export_onnx(source, target, int8)
    for name in (TOKENIZER_FILE, NGRAM_FILE):
        shutil.copy(source / name, target / name)
    facts = {"made": date.today().isoformat(), "int8": int8, "config": about or {}}
    ModelConfig(labels=LABELS, **NEUTRAL, max_tokens=max_tokens, files={}, about=facts).write(target)
    return target


def calibrate_model(directory: Path, data: Path) -> None:
    """Fit calibration, thresholds and rates of clauses on the validation split and write them to the model."""
    config = ModelConfig.read(directory / CONFIG_FILE)
    records = read_split("validation", data)
    examples = sentence_examples(records)
    logits = Scorer.load(directory).logits([e.text for e in examples])
    fitted = fit_calibration(logits, np.array([e.target for e in examples]))
    replace(config, **asdict(fitted)).write(directory)
    rates = asdict(clause_rates(_predict_validation(directory, records)))
    replace(config, **asdict(fitted), about={**config.about, RATES: rates}).write(directory)


def _predict_validation(directory: Path, records: Sequence[Record]) -> Predictions:
    """Clauses as the calibrated model decides them."""
    classifier = Classifier.load(directory)
    clauses = [r for r in records if r.kind != "heading"]
    return predict_clauses(clauses, classifier.predict_proba, tuple(classifier.thresholds.values()))
