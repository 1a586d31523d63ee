"""Which training settings are worth keeping: the same measurement for several configs, over seeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.table import Table

from policyclause.data.records import clauses_of, read_records
from policyclause.inference.console import plain_console
from policyclause.inference.errors import InputError
from policyclause.training.config import TrainingConfig
from policyclause.training.distillation import with_soft_labels
from policyclause.training.examples import training_examples
from policyclause.training.runs import measure_run, spread


@dataclass(frozen=True)
class Run:
    """F1 (micro, sentences and clauses) of one config and seed."""

    name: str
    seed: int
    sentences: float
    clauses: float


def ablation(configs: Sequence[Path], gold: Path, seeds: int) -> Iterator[Run]:
    """Train each config with each seed, and measure it on gold records as the package would decide.

    Choose by a gold file that no result is reported on, such as the validation split.
    A run that was finished before is not trained again.

    Raises:
        InputError: a config is faulty, or two have the same name or output.
    """
    settings = read_configs(configs)  # a bad config fails before hours are spent
    records = clauses_of(read_records(gold))
    for seed in range(1, seeds + 1):
        for name, config in settings.items():
            run = replace(config, seed=seed, output=f"{config.output}/seed-{seed}")
            examples = with_soft_labels(training_examples(run), run)
            yield Run(name, seed, *measure_run(records, examples, run, encoder=True))


def read_configs(paths: Sequence[Path]) -> dict[str, TrainingConfig]:
    """Configs by the names of their files, as the table of an ablation has them.

    Raises:
        InputError: a config is faulty, or two have the same name or output.
    """
    settings = {path.stem: TrainingConfig.read(path) for path in paths}
    if len(settings) < len(paths):
        raise InputError(f"expected configs with different names, got {', '.join(map(str, paths))}")
    outputs = [config.output for config in settings.values()]
    if len({Path(output).resolve() for output in outputs}) < len(outputs):
        raise InputError(f"expected configs with different outputs, got {', '.join(outputs)}")
    return settings


def print_ablation(runs: Sequence[Run]) -> None:
    """Mean and standard deviation over the seeds."""
    table = Table("config", "seeds", "sentences", "clauses", title="micro F1")
    for name in dict.fromkeys(r.name for r in runs):
        same = [r for r in runs if r.name == name]
        table.add_row(name, str(len(same)), spread([r.sentences for r in same]), spread([r.clauses for r in same]))
    plain_console(100).print(table)
