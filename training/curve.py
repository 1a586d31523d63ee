"""How much data of which kind is worth: F1 on gold records by amount and parts of the data."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, stdev
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rich.table import Table
from scipy.special import expit

from policyclause.data.records import Record, clauses_of, read_records, read_split
from policyclause.inference.classifier import Classifier, scored_sentences
from policyclause.inference.console import plain_console
from policyclause.inference.errors import InputError
from policyclause.inference.files import replacing
from policyclause.inference.ngrams import NgramModel
from policyclause.labels import LABELS
from policyclause.training.build import calibrate_model, export_model
from policyclause.training.config import PARTS, TrainingConfig
from policyclause.training.examples import (
    Example,
    annotated_examples,
    part_of,
    sentence_examples,
    stopping_examples,
    thin_contexts,
)
from policyclause.training.measures import Probabilities, measure, predict_clauses, predict_sentences
from policyclause.training.ngrams import fit_ngrams
from policyclause.training.train import claim_run, examples_hash, fine_tune

SIZES = (500, 1000, 2000, 4000)
# Modelled clauses alone, then with each further part, then with both.
MIXES = (PARTS[:1], (PARTS[0], PARTS[1]), (PARTS[0], PARTS[2]), PARTS)
# What a mix has beside each modelled clause: rich clauses, and annotated sentences; about as the dataset has them.
RICH_CLAUSES = 0.5
ANNOTATED_SENTENCES = 2
Drawn = TypeVar("Drawn", Record, Example)


@dataclass(frozen=True)
class Point:
    """F1 (micro, sentences and clauses) of one run."""

    parts: tuple[str, ...]
    size: int
    seed: int
    sentences: float
    clauses: float


def learning_curve(
    gold: Path, config: TrainingConfig, sizes: Sequence[int], seeds: int, encoder: bool
) -> Iterator[Point]:
    """One point for each mix of parts, number of modelled clauses and seed.

    A seed draws whole documents until there are ``size`` modelled clauses, and of the further parts in
    proportion, so each mix is a miniature of the dataset; it seeds training too.
    With ``encoder`` both parts of the model are trained (hours on a CPU), else the n-grams alone;
    a run that was measured on these records before is not trained again.
    ``joined`` and ``noise`` are left out, as they would add to the sizes.

    Raises:
        InputError: the config has teachers.
    """
    if config.teachers:
        raise InputError("learning-curve: expected a config without teachers, as they know all of the data")
    records = clauses_of(read_records(gold))
    train = read_split("train", Path(config.data))
    annotated = annotated_examples(Path(config.texts), "train")
    for parts in MIXES:
        for size in sizes:
            for seed in range(1, seeds + 1):
                drawn = draw_mix(train, annotated, parts, size, seed)
                examples = thin_contexts(drawn, config.context, seed)
                run = replace(config, seed=seed, output=f"{config.output}/{'-'.join(parts)}-{size}-{seed}")
                yield Point(parts, size, seed, *measure_run(records, examples, run, encoder))


def draw_mix(
    train: Sequence[Record], annotated: Sequence[Example], parts: Sequence[str], size: int, seed: int
) -> list[Example]:
    """Sentences of documents with ``size`` modelled clauses in all, and of the other ``parts`` in proportion."""
    rich = [r for r in train if part_of(r) == "rich"]
    modelled = [r for r in train if part_of(r) == "modelled"]
    examples = sentence_examples(draw_documents(modelled, size, seed, _is_clause))
    if "rich" in parts:
        examples += sentence_examples(draw_documents(rich, round(RICH_CLAUSES * size), seed, _is_clause))
    if "annotations" in parts:
        examples += draw_documents(annotated, ANNOTATED_SENTENCES * size, seed)
    return examples


def draw_documents(
    items: Sequence[Drawn], size: int, seed: int, counts: Callable[[Drawn], bool] = lambda item: True
) -> list[Drawn]:
    """Items of whole documents, in an order that the seed draws, until ``size`` of them count."""
    by_document: dict[str, list[Drawn]] = {}
    for item in items:
        by_document.setdefault(item.document, []).append(item)
    names = sorted(by_document)
    random.Random(seed).shuffle(names)
    drawn: list[Drawn] = []
    for name in names:
        if sum(map(counts, drawn)) >= size:
            break
        drawn += by_document[name]
    return drawn


def _is_clause(record: Record) -> bool:
    return not record.is_heading


def measure_run(
    records: Sequence[Record], examples: Sequence[Example], run: TrainingConfig, encoder: bool
) -> tuple[float, float]:
    """F1 (micro, sentences and clauses) on records of a model that is trained on examples.

    With ``encoder``, the figures are kept in the directory of the run, and taken from there the next time.
    """
    if not encoder:
        return measure_both(records, ngram_probabilities(fit_ngrams(examples)), (0.5,) * len(LABELS))
    claim_run(run, examples_hash(examples))
    note = Path(run.output) / "f1.json"
    gold = hashlib.sha256(repr(records).encode()).hexdigest()
    known = json.loads(note.read_text(encoding="utf-8")) if note.is_file() else {}
    if gold not in known:
        directory = Path(run.output) / "onnx"
        export_model(fine_tune(run, examples, stopping_examples(run)), directory)
        calibrate_model(directory, run)
        classifier = Classifier.load(directory)
        known[gold] = measure_both(records, classifier.predict_proba, classifier.config.thresholds)
        with replacing(note) as file:
            file.write(json.dumps(known).encode())
    sentences, clauses = known[gold]
    return sentences, clauses


def measure_both(records: Sequence[Record], predict: Probabilities, thresholds: Sequence[float]) -> tuple[float, float]:
    """F1 (micro) of sentences, and of clauses."""
    sentences, clauses = (find(records, predict, thresholds) for find in (predict_sentences, predict_clauses))
    return measure(sentences)["micro_f1"], measure(clauses)["micro_f1"]


def ngram_probabilities(model: NgramModel) -> Probabilities:
    """What the n-grams alone say of texts, of each the most that one of its sentences has; not calibrated."""

    def most(text: str) -> NDArray[np.float64]:
        logits = [model.logits(sentence) for sentence in scored_sentences(text)]
        return expit(np.max(logits, axis=0).astype(np.float64)) if logits else np.zeros(len(LABELS))

    return lambda texts, contexts: np.array([most(text) for text in texts])


def print_curve(points: Sequence[Point]) -> None:
    """Mean and standard deviation over the seeds."""
    table = Table("parts", "modelled clauses", "seeds", "sentences", "clauses", title="micro F1")
    for parts, size in dict.fromkeys((p.parts, p.size) for p in points):
        same = [p for p in points if (p.parts, p.size) == (parts, size)]
        cells = [spread([p.sentences for p in same]), spread([p.clauses for p in same])]
        table.add_row(" + ".join(parts), str(size), str(len(same)), *cells)
    plain_console(100).print(table)


def spread(values: Sequence[float]) -> str:
    """Mean and standard deviation, for people."""
    return f"{mean(values):.3f} ± {stdev(values):.3f}" if len(values) > 1 else f"{values[0]:.3f}"
