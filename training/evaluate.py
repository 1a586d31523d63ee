"""Evaluation of models and baselines on a gold file: printed, as JSON, and as a report to read."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from policyclause.data.records import Record, clauses_of, read_records
from policyclause.inference.classifier import Classifier
from policyclause.inference.clean import clean
from policyclause.inference.console import plain_console
from policyclause.inference.model import CONFIG_FILE, ModelConfig, Scorer, model_directory, sha256
from policyclause.labels import LABELS
from policyclause.training.baselines import KeywordBaseline, TfidfBaseline
from policyclause.training.config import TrainingConfig
from policyclause.training.examples import held_out_examples, training_examples
from policyclause.training.measures import (
    Predictions,
    Probabilities,
    measure,
    predict_clauses,
    predict_sentences,
)
from policyclause.training.quantify import measure_mix
from policyclause.training.report import write_report
from policyclause.training.resampling import compare, intervals
from policyclause.training.review import measure_review
from policyclause.training.slices import measure_slices
from policyclause.training.tables import tables

HALF = (0.5,) * len(LABELS)
Units = dict[str, Predictions]  # "sentences" and "clauses", or one of them


@dataclass(frozen=True)
class Evaluation:
    """Metrics as plain values, as ``metrics.json`` has them, and the model's predictions behind them."""

    metrics: dict[str, Any]
    units: Units


def evaluate_file(
    gold: Path,
    model: Path | None = None,
    output: Path | None = None,
    baselines: bool = False,
    other: Path | None = None,
    slices: bool = False,
) -> dict[str, Any]:
    """Measure a model (and the baselines) on gold records and print the metrics.

    Args:
        gold: records as JSON lines; headings among them are left out.
        model: a model directory; None for the packaged one.
        output: directory for ``metrics.json``, ``report.md`` and ``report.html``.
        baselines: measure keywords, TF-IDF, its mean with the model, and the model on clauses
            in one piece and without context, too.
        other: a second model directory, to compare with.
        slices: print slices; the report has them in any case.
    """
    if output:  # a place that cannot be written is an error before the work, not after it
        output.mkdir(parents=True, exist_ok=True)
    evaluation = evaluate_model(gold, model, baselines, other)
    print_metrics(evaluation.metrics, slices)
    if output:
        text = json.dumps(evaluation.metrics, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
        (output / "metrics.json").write_text(text, encoding="utf-8")
        write_report(evaluation.metrics, evaluation.units, output)
    return evaluation.metrics


def evaluate_model(gold: Path, model: Path | None, baselines: bool, other: Path | None) -> Evaluation:
    """What ``evaluate_file`` prints and writes."""
    records = clauses_of(read_records(gold))
    classifier = Classifier.load(model)
    config, thresholds = classifier.config, classifier.config.thresholds
    units = _predict(records, classifier.predict_proba, thresholds)
    systems = {"model": units}
    if baselines:
        systems |= _baselines(records, classifier, model)
    metrics: dict[str, Any] = {
        "gold": _about_gold(gold, records),
        "model": {"made": config.about.get("made"), "config_sha256": sha256(model_directory(model) / CONFIG_FILE)},
        "version": version("policyclause"),
        "systems": {name: _measure(by_unit) for name, by_unit in systems.items()},
        "slices": {unit: measure_slices(p) for unit, p in units.items()},
        "review": measure_review(units["clauses"], thresholds, config.review_margin),
        "mix": measure_mix(units["clauses"], classifier.rates),
    }
    if other:
        metrics["comparison"] = _compare(records, units, other)
    return Evaluation(metrics, units)


def _about_gold(gold: Path, records: Sequence[Record]) -> dict[str, Any]:
    return {
        "file": gold.name,
        "sha256": sha256(gold),
        "documents": len({r.document for r in records}),
        "clauses": len(records),
        "sentences": sum(len(r.sentences) for r in records),
    }


def _baselines(records: Sequence[Record], classifier: Classifier, model: Path | None) -> dict[str, Units]:
    thresholds = classifier.config.thresholds
    tfidf = _tfidf(classifier.config)
    middle = tuple(np.mean([thresholds, tfidf.thresholds], axis=0))
    whole = predict_clauses(records, _in_one_piece(Scorer.load(model)), thresholds)
    return {
        "keywords": _predict(records, _alone(KeywordBaseline().predict_proba), HALF),
        "TF-IDF": _predict(records, _alone(tfidf.predict_proba), tfidf.thresholds),
        "model and TF-IDF, mean": _predict(records, _mean(classifier.predict_proba, tfidf.predict_proba), middle),
        "model, texts alone": _predict(records, _alone(classifier.predict_proba), thresholds),
        "model, in one piece": {"clauses": whole},
    }


def _tfidf(model: ModelConfig) -> TfidfBaseline:
    """Trained on the labelled data that the model names as its own, calibrated on the same held-out sentences.

    A directory that is not there, and all that a model does not name (``policyclause export`` notes nothing), are
    those of the default config.
    """
    named = model.about.get("config") or {}
    chosen = {key: named[key] for key in ("clauses", "joined", "noise", "seed") if key in named}
    chosen |= {key: named[key] for key in ("data", "texts") if key in named and Path(named[key]).is_dir()}
    chosen |= {"parts": tuple(named["parts"])} if "parts" in named else {}
    config = TrainingConfig(**chosen)
    return TfidfBaseline(training_examples(config), held_out_examples(config))


def _compare(records: Sequence[Record], units: Units, other: Path) -> dict[str, Any]:
    second = Classifier.load(other)
    others = _predict(records, second.predict_proba, second.config.thresholds)
    return {unit: compare(units[unit], predictions) for unit, predictions in others.items()}


def _alone(predict: Callable[[Sequence[str]], NDArray[np.float64]]) -> Probabilities:
    """Without what texts are read under."""
    return lambda texts, contexts: predict(texts)


def _mean(one: Probabilities, other: Callable[[Sequence[str]], NDArray[np.float64]]) -> Probabilities:
    return lambda texts, contexts: (one(texts, contexts) + other(texts)) / 2


def _in_one_piece(scorer: Scorer) -> Probabilities:
    """The other way to score a clause: its whole text at once, long ones in windows."""
    return lambda texts, contexts: scorer.probabilities([clean(text).value for text in texts], contexts)


def _predict(records: Sequence[Record], predict: Probabilities, thresholds: tuple[float, ...]) -> Units:
    return {
        "sentences": predict_sentences(records, predict, thresholds),
        "clauses": predict_clauses(records, predict, thresholds),
    }


def _measure(units: Units) -> dict[str, Any]:
    return {unit: measure(p) | {"intervals": intervals(p)} for unit, p in units.items()}


def print_metrics(metrics: dict[str, Any], slices: bool = False) -> None:
    """One row for each system and unit, then labels, comparison, review and, if asked, slices."""
    console = plain_console(150)
    for table in tables(metrics):
        if slices or not table.is_slice:
            shown = Table(*table.header, title=table.title, title_justify="left", caption=table.note or None)
            for row in table.rows:
                shown.add_row(*row)
            console.print(shown)
