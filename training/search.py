"""Search for training settings with optuna; every trial is kept, so a search can be stopped and gone on with."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import optuna
from sklearn.metrics import average_precision_score

from policyclause.inference.model import Scorer
from policyclause.labels import LABELS
from policyclause.training.build import export_model
from policyclause.training.config import TrainingConfig
from policyclause.training.distillation import with_soft_labels
from policyclause.training.examples import held_out_examples, training_examples
from policyclause.training.train import claim_run, examples_hash, fine_tune


def search(config: TrainingConfig, trials: int) -> optuna.Study:
    """Try settings around those of a config until the study in its output directory holds ``trials``.

    What is maximised is the encoder's average precision on the held-out sentences, mean of the
    labels: it depends neither on calibration nor on the n-grams beside it.

    Raises:
        InputError: the output directory holds the study of another config, base model or data.
    """
    examples = with_soft_labels(training_examples(config), config)
    claim_run(config, examples_hash([*examples, *held_out_examples(config)]), note="search.json")
    study = optuna.create_study(
        storage=f"sqlite:///{Path(config.output) / 'study.db'}",
        study_name="policyclause",
        direction="maximize",
        load_if_exists=True,
    )
    # Not the same seed after a stop: it would draw again what the trials before the stop have tried.
    study.sampler = optuna.samplers.TPESampler(seed=config.seed + len(study.trials))
    done = len(study.get_trials(states=(optuna.trial.TrialState.COMPLETE,)))
    study.optimize(lambda trial: _average_precision(_suggest(trial, config)), n_trials=max(0, trials - done))
    return study


def _suggest(trial: optuna.Trial, config: TrainingConfig) -> TrainingConfig:
    return replace(
        config,
        output=f"{config.output}/trial-{trial.number}",
        learning_rate=trial.suggest_float("learning_rate", 5e-5, 1e-3, log=True),
        head_factor=trial.suggest_float("head_factor", 1, 30, log=True),
        layer_decay=trial.suggest_float("layer_decay", 0.8, 1.0),
        dropout=trial.suggest_float("dropout", 0.0, 0.2),
        label_smoothing=trial.suggest_float("label_smoothing", 0.0, 0.1),
        joined=trial.suggest_float("joined", 0.0, 0.3),
        noise=trial.suggest_float("noise", 0.0, 0.2),
    )


def _average_precision(config: TrainingConfig) -> float:
    held_out = held_out_examples(config)
    source = fine_tune(config, with_soft_labels(training_examples(config), config), held_out)
    with tempfile.TemporaryDirectory() as scratch:  # not calibrated, so nothing to keep
        export_model(source, Path(scratch))
        encoder, _ = Scorer.load(Path(scratch)).logits([e.text for e in held_out], [e.context for e in held_out])
    truth = np.array([e.target for e in held_out])
    return float(np.mean([average_precision_score(truth[:, i], encoder[:, i]) for i in range(len(LABELS))]))
