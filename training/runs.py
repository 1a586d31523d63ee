"""What a run of training is worth on gold records, kept so that no run is trained twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import mean, stdev

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from policyclause.data.records import Record
from policyclause.inference.classifier import Classifier, scored_sentences
from policyclause.inference.files import replacing
from policyclause.inference.ngrams import NgramModel
from policyclause.labels import LABELS
from policyclause.training.build import export_calibrated
from policyclause.training.config import TrainingConfig
from policyclause.training.examples import Example, held_out_examples, stopping_examples
from policyclause.training.measures import Probabilities, measure, predict_clauses, predict_sentences
from policyclause.training.ngrams import fit_ngrams
from policyclause.training.train import claim_run, examples_hash, fine_tune


def measure_run(
    records: Sequence[Record], examples: Sequence[Example], run: TrainingConfig, encoder: bool
) -> tuple[float, float]:
    """F1 (micro, sentences and clauses) on records of a model that is trained on examples.

    With ``encoder``, the figures are kept in the directory of the run, and taken from there the next time, if
    the records, the held-out sentences and the version are the same; else what was trained is measured anew.

    Raises:
        InputError: the directory of the run holds that of another config, base model or data.
    """
    if not encoder:
        return measure_both(records, ngram_probabilities(fit_ngrams(examples)), (0.5,) * len(LABELS))
    stopping = stopping_examples(run)
    claim_run(run, examples_hash([*examples, *stopping]))
    note = Path(run.output) / "f1.json"
    measured = repr((version("policyclause"), records, held_out_examples(run)))
    key = hashlib.sha256(measured.encode()).hexdigest()
    known = json.loads(note.read_text(encoding="utf-8")) if note.is_file() else {}
    if key not in known:
        directory = Path(run.output) / "onnx"
        export_calibrated(fine_tune(run, examples, stopping), directory, run)
        classifier = Classifier.load(directory)
        known[key] = measure_both(records, classifier.predict_proba, classifier.config.thresholds)
        with replacing(note) as file:
            file.write(json.dumps(known).encode())
    sentences, clauses = known[key]
    return sentences, clauses


def measure_both(records: Sequence[Record], predict: Probabilities, thresholds: Sequence[float]) -> tuple[float, float]:
    """F1 (micro) of sentences, and of clauses."""
    sentences, clauses = (find(records, predict, thresholds) for find in (predict_sentences, predict_clauses))
    return measure(sentences)["micro_f1"], measure(clauses)["micro_f1"]


def ngram_probabilities(model: NgramModel) -> Probabilities:
    """What the n-grams alone say of texts, of each the most that one of its sentences has; not calibrated."""

    def most(text: str) -> NDArray[np.float64]:
        logits = [model.logits(sentence.value) for sentence in scored_sentences(text)]
        return expit(np.max(logits, axis=0).astype(np.float64)) if logits else np.zeros(len(LABELS))

    return lambda texts, contexts: np.array([most(text) for text in texts])


def spread(values: Sequence[float]) -> str:
    """Mean and standard deviation, for people; nothing of nothing."""
    if not values:
        return ""
    return f"{mean(values):.3f} ± {stdev(values):.3f}" if len(values) > 1 else f"{values[0]:.3f}"
