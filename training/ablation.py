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
    """Configs by the names of their files, as the table of an ablation has them; one that is named twice counts once.

    Raises:
        InputError: a config is faulty, or two have the same name or output.
    """
    paths = list({path.resolve(): path for path in paths}.values())
    settings = {path.stem: TrainingConfig.read(path) for path in paths}
    if len(settings) < len(paths):
        raise InputError(f"expected configs with different names, got {', '.join(map(str, paths))}")
    outputs = [config.output for config in settings.values()]
    if len({Path(output).resolve() for output in outputs}) < len(outputs):
        raise InputError(f"expected configs with different outputs, got {', '.join(outputs)}")
    return settings


def print_ablation(runs: Sequence[Run]) -> None:
    """Mean and standard deviation over the seeds, of F1 and of its difference to the first config's on the same seed.

    A seed draws the data too, which moves all configs alike: the differences show less of it.
    """
    first = {run.seed: run for run in runs if run.name == runs[0].name}
    differences = (f"{unit}, less {runs[0].name}" for unit in ("sentences", "clauses"))
    table = Table("config", "seeds", "sentences", "clauses", *differences, title="micro F1")
    for name in dict.fromkeys(run.name for run in runs):
        same = [run for run in runs if run.name == name]
        paired = [(run, first[run.seed]) for run in same if name != runs[0].name and run.seed in first]
        table.add_row(
            name,
            str(len(same)),
            spread([run.sentences for run in same]),
            spread([run.clauses for run in same]),
            spread([run.sentences - base.sentences for run, base in paired]),
            spread([run.clauses - base.clauses for run, base in paired]),
        )
    plain_console(140).print(table)
