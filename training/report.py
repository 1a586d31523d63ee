"""Evaluation of models and baselines on a gold file, as tables and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from policyclause.data.records import Record, read_records
from policyclause.inference.classifier import Classifier
from policyclause.inference.clean import clean
from policyclause.inference.model import Scorer
from policyclause.labels import LABELS
from policyclause.training.baselines import KeywordBaseline, TfidfBaseline
from policyclause.training.config import TrainingConfig
from policyclause.training.evaluation import (
    Predictions,
    Probabilities,
    bootstrap_f1,
    measure,
    predict_clauses,
    predict_sentences,
)
from policyclause.training.examples import training_examples

HALF = (0.5,) * len(LABELS)


def evaluate_file(gold: Path, model: Path | None, output: Path | None, baselines: bool) -> dict[str, Any]:
    """Measure a model (and the baselines) on gold records; print tables, write ``metrics.json``.

    With ``baselines``, keywords, TF-IDF, its mean with the model, and the model on clauses in one
    piece are measured too.
    """
    records = [r for r in read_records(gold) if r.kind != "heading"]
    classifier = Classifier.load(model)
    systems: dict[str, tuple[Probabilities, tuple[float, ...]]] = {
        "model": (classifier.predict_proba, tuple(classifier.thresholds.values()))
    }
    if baselines:
        systems["keywords"] = (KeywordBaseline().predict_proba, HALF)
        tfidf = TfidfBaseline(training_examples(TrainingConfig())).predict_proba
        systems["TF-IDF"] = (tfidf, HALF)
        systems["model and TF-IDF, mean"] = (_mean(classifier.predict_proba, tfidf), HALF)
    figures = {name: _measure(records, *system) for name, system in systems.items()}
    if baselines:
        whole = predict_clauses(records, _in_one_piece(Scorer.load(model)), tuple(classifier.thresholds.values()))
        figures["model, in one piece"] = {"clauses": _with_interval(whole)}
    print_figures(figures)
    if output:
        output.mkdir(parents=True, exist_ok=True)
        (output / "metrics.json").write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return figures


def _mean(one: Probabilities, other: Probabilities) -> Probabilities:
    return lambda texts: (one(texts) + other(texts)) / 2


def _in_one_piece(scorer: Scorer) -> Probabilities:
    """The other way to score a clause: its whole text at once, long ones in windows."""
    return lambda texts: scorer.probabilities([clean(text).value for text in texts])


def _measure(records: list[Record], predict: Probabilities, thresholds: tuple[float, ...]) -> dict[str, Any]:
    return {
        "sentences": _with_interval(predict_sentences(records, predict, thresholds)),
        "clauses": _with_interval(predict_clauses(records, predict, thresholds)),
    }


def _with_interval(predictions: Predictions) -> dict[str, Any]:
    return measure(predictions) | {"micro_f1_interval": bootstrap_f1(predictions)}


def print_figures(figures: dict[str, Any]) -> None:
    """One row for each system and unit."""
    table = Table("system", "unit", "n", "micro F1", "95 %", "macro F1", "exact", "ECE", "Brier", *LABELS)
    for name, units in figures.items():
        for unit, m in units.items():
            low, high = m["micro_f1_interval"]
            by_label = [f"{m['labels'][label]['f1']:.3f}" for label in LABELS]
            values = [f"{m[k]:.3f}" for k in ("macro_f1", "exact", "ece", "brier")]
            table.add_row(name, unit, str(m["n"]), f"{m['micro_f1']:.3f}", f"{low:.2f}–{high:.2f}", *values, *by_label)
    Console(width=150).print(table)
