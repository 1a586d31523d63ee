"""How much data of which kind is worth: F1 on gold records by amount and parts of the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.table import Table

from policyclause.data.records import clauses_of, read_records, read_split
from policyclause.inference.console import plain_console
from policyclause.inference.errors import InputError
from policyclause.training.config import PARTS, TrainingConfig
from policyclause.training.examples import part_of, training_examples
from policyclause.training.runs import measure_run, spread

SIZES = (500, 1000, 2000, 4000)
# Modelled clauses alone, then with each further part, then with both.
MIXES = (PARTS[:1], (PARTS[0], PARTS[1]), (PARTS[0], PARTS[2]), PARTS)


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

    Each is a miniature of the dataset (``clauses`` of ``TrainingConfig``).
    With ``encoder`` both parts of the model are trained (hours on a CPU), else the n-grams alone;
    a run that was measured on these records before is not trained again.
    ``joined`` and ``noise`` are left out, as they would add to the sizes.

    Raises:
        InputError: the config has teachers, or a size is above the modelled clauses that there are.
    """
    if config.teachers:
        raise InputError(
            f"learning-curve: expected a config without teachers, as they know all of the data, got {config.teachers}"
        )
    there = sum(part_of(r) == PARTS[0] for r in clauses_of(read_split("train", Path(config.data))))
    if max(sizes) > there:
        raise InputError(f"learning-curve: expected sizes up to {there}, the modelled clauses there are, got {sizes}")
    records = clauses_of(read_records(gold))
    config = replace(config, joined=0, noise=0)
    for parts in MIXES:
        for size in dict.fromkeys(sizes):  # one that is named twice counts once
            for seed in range(1, seeds + 1):
                output = f"{config.output}/{'-'.join(parts)}-{size}-{seed}"
                run = replace(config, parts=parts, clauses=size, seed=seed, output=output)
                yield Point(parts, size, seed, *measure_run(records, training_examples(run), run, encoder))


def print_curve(points: Sequence[Point]) -> None:
    """Mean and standard deviation over the seeds."""
    table = Table("parts", "modelled clauses", "seeds", "sentences", "clauses", title="micro F1")
    for parts, size in dict.fromkeys((p.parts, p.size) for p in points):
        same = [p for p in points if (p.parts, p.size) == (parts, size)]
        cells = [spread([p.sentences for p in same]), spread([p.clauses for p in same])]
        table.add_row(" + ".join(parts), str(size), str(len(same)), *cells)
    plain_console(100).print(table)
