"""From a config to a model directory for inference: train, calibrate, export."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from policyclause.data.records import clauses_of, read_split
from policyclause.inference.classifier import Classifier
from policyclause.inference.errors import InputError
from policyclause.inference.mix import RATES
from policyclause.inference.model import (
    CONFIG_FILE,
    MODEL_FILES,
    NGRAM_FILE,
    TOKENIZER_FILE,
    ModelConfig,
    Scorer,
    calibrate,
)
from policyclause.labels import LABELS
from policyclause.training.calibration import Screen, fit_calibration, fit_clause_rules, fit_screen
from policyclause.training.config import TrainingConfig
from policyclause.training.distillation import with_soft_labels
from policyclause.training.examples import held_out_examples, held_out_weights, stopping_examples, training_examples
from policyclause.training.export import export_onnx
from policyclause.training.measures import predict_clauses
from policyclause.training.quantify import clause_rates
from policyclause.training.train import fine_tune

TOKENIZER_SETTINGS = "tokenizer_config.json"
ENCODER_SETTINGS = "config.json"
NEUTRAL: dict[str, Any] = {
    "encoder_slopes": (1.0,) * len(LABELS),
    "ngram_slopes": (0.0,) * len(LABELS),
    "intercepts": (0.0,) * len(LABELS),
    "thresholds": (0.5,) * len(LABELS),
    "precision_thresholds": {},
    "review_margin": 0.0,
    **asdict(Screen(None, ())),
}
logger = logging.getLogger(__name__)


def build(config: TrainingConfig) -> Path:
    """Train, export to int8 ONNX, and calibrate that model on held-out sentences.

    Returns:
        The directory that ``Classifier.load`` takes.
    """
    examples = with_soft_labels(training_examples(config), config)
    source = fine_tune(config, examples, stopping_examples(config))
    about = {"config": config.as_dict(), "examples": dict(Counter(e.part for e in examples))}
    target = Path(config.output) / "onnx"
    if int(os.environ.get("RANK", 0)) == 0:  # set by torchrun: of several processes, one exports
        export_calibrated(source, target, config, about=about)
    return target


def export_calibrated(
    source: Path, target: Path, config: TrainingConfig, int8: bool = True, about: dict[str, Any] | None = None
) -> None:
    """``export_model`` and ``calibrate_model``, with nothing that loads in ``target`` until both are done.

    Raises:
        InputError: ``source`` is not a directory that ``train`` wrote.
    """
    with replacing_model(target) as directory:
        export_model(source, directory, int8, about)
        calibrate_model(directory, config)


@contextmanager
def replacing_model(target: Path) -> Iterator[Path]:
    """A directory to make a model in, whose files come into ``target`` when the block ends well.

    Other files in ``target`` stay. Without its config no model loads, so that one goes first and comes last.
    """
    target = target.resolve()
    directory = target.with_name(f".{target.name}.tmp")
    shutil.rmtree(directory, ignore_errors=True)  # what a killed run left
    directory.mkdir(parents=True)
    try:
        yield directory
        target.mkdir(exist_ok=True)
        (target / CONFIG_FILE).unlink(missing_ok=True)
        for name in (*MODEL_FILES, CONFIG_FILE):
            (directory / name).replace(target / name)
    finally:
        shutil.rmtree(directory)


def export_model(source: Path, target: Path, int8: bool = True, about: dict[str, Any] | None = None) -> None:
    """A model directory, not calibrated yet, from a fine-tuned one.

    It reads as many tokens at a time as ``source`` learnt to, and contexts if it learnt to, as its settings say.

    ``about``: facts on it for people, such as its ``config`` and the number of ``examples`` by part.

    Raises:
        InputError: ``source`` is not a directory that ``train`` wrote.
    """
    for name in (TOKENIZER_FILE, NGRAM_FILE, TOKENIZER_SETTINGS, ENCODER_SETTINGS):
        if not (source / name).is_file():
            raise InputError(f"expected the model directory of a training run, got {source}: {name} is not there")
    logger.info("exporting %s to ONNX%s", source, ", int8" if int8 else "")
    export_onnx(source, target, int8)
    for name in (TOKENIZER_FILE, NGRAM_FILE):
        shutil.copy(source / name, target / name)
    max_tokens = json.loads((source / TOKENIZER_SETTINGS).read_text(encoding="utf-8"))["model_max_length"]
    reads_context = json.loads((source / ENCODER_SETTINGS).read_text(encoding="utf-8"))["reads_context"]
    facts = {"made": date.today().isoformat(), "int8": int8, **(about or {})}
    ModelConfig(
        labels=LABELS, **NEUTRAL, max_tokens=max_tokens, reads_context=reads_context, files={}, about=facts
    ).write(target)


def calibrate_model(directory: Path, config: TrainingConfig) -> None:
    """Fit calibration and thresholds on held-out sentences, and rules and rates on held-out clauses.

    Sentences count as ``held_out_weights`` says. Of the config, only the settings that say where the data is count.
    """
    examples = held_out_examples(config)
    logger.info("calibrating on %d held-out sentences", len(examples))
    model = replace(ModelConfig.read(directory / CONFIG_FILE), **asdict(Screen(None, ())))
    model.write(directory)  # both parts read every sentence here
    logits = Scorer.load(directory).logits([e.text for e in examples], [e.context for e in examples])
    truth, weights = np.array([e.target for e in examples]), held_out_weights(examples)
    model = replace(model, **asdict(fit_calibration(logits, truth, weights)))
    decided = calibrate(logits, model) >= np.array(model.thresholds)
    model = replace(model, **asdict(fit_screen(logits, truth, decided, weights)))
    model.write(directory)
    classifier = Classifier.load(directory)
    records = clauses_of(read_split("validation", Path(config.data)))
    logger.info("fitting rules for clauses on %d held-out ones", len(records))
    clauses = predict_clauses(records, classifier.predict_proba, model.thresholds)
    rules = fit_clause_rules(clauses.probabilities, clauses.truth, model.thresholds)
    about = {**model.about, RATES: asdict(clause_rates(clauses)), "held_out": dict(Counter(e.part for e in examples))}
    replace(model, **asdict(rules), about=about).write(directory)
