"""How much data of which kind is worth: F1 on gold records by amount and parts of the data."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from rich.table import Table

from policyclause.data.records import Record, clauses_of, read_records, read_split
from policyclause.inference.console import plain_console
from policyclause.inference.errors import InputError
from policyclause.training.config import PARTS, TrainingConfig
from policyclause.training.examples import (
    Example,
    annotated_examples,
    part_of,
    sentence_examples,
    thin_contexts,
)
from policyclause.training.runs import measure_run, spread

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


def print_curve(points: Sequence[Point]) -> None:
    """Mean and standard deviation over the seeds."""
    table = Table("parts", "modelled clauses", "seeds", "sentences", "clauses", title="micro F1")
    for parts, size in dict.fromkeys((p.parts, p.size) for p in points):
        same = [p for p in points if (p.parts, p.size) == (parts, size)]
        cells = [spread([p.sentences for p in same]), spread([p.clauses for p in same])]
        table.add_row(" + ".join(parts), str(size), str(len(same)), *cells)
    plain_console(100).print(table)
