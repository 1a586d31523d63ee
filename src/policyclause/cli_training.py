"""The commands that train and measure models."""

from __future__ import annotations

from pathlib import Path

import click

from policyclause.cli_group import exit_with, model_option


@click.command()
@click.option("--config", "path", type=click.Path(path_type=Path), default="configs/default.yaml", show_default=True)
def train(path: Path) -> None:
    """Fine-tune a model as a config says, calibrate it, and export it for inference."""
    from policyclause.training.config import TrainingConfig

    config = TrainingConfig.read(path)  # before torch is loaded: a slip in it is an error at once
    from policyclause.training.build import build

    click.echo(f"model: {build(config)}")


@click.command()
@click.option("--config", "path", type=click.Path(path_type=Path), default="configs/adapted.yaml", show_default=True)
def adapt(path: Path) -> None:
    """Go on with pretraining on policy text as a config says: an encoder to name as base_model in another one."""
    from policyclause.training.config import TrainingConfig

    config = TrainingConfig.read(path)  # before torch, as above
    from policyclause.training.adaptation import adapt as run

    click.echo(f"encoder: {run(config)}")


_EXPORTS = ("onnx", "onnx-int8", "openvino")


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@click.option("--format", "form", type=click.Choice(_EXPORTS), default="onnx-int8", show_default=True)
@click.option("--data", type=click.Path(path_type=Path), default="data/composed", show_default=True)
@click.option("--texts", type=click.Path(path_type=Path), default="var/texts", show_default=True)
def export(source: Path, target: Path, form: str, data: Path, texts: Path) -> None:
    """Export the fine-tuned directory SOURCE to TARGET and calibrate it.

    Calibration takes the validation split of DATA and, where TEXTS has their documents, the annotated real
    sentences that are not trained on.

    openvino writes the network alone, for OpenVINO's own runtime; policyclause runs onnx and onnx-int8.
    """
    if form == "openvino":
        from policyclause.training.export import export_openvino

        click.echo(f"model: {export_openvino(source, target)}")
        return
    from policyclause.training.build import export_calibrated
    from policyclause.training.config import TrainingConfig

    config = TrainingConfig(data=str(data), texts=str(texts))
    export_calibrated(source, target, config, int8=form == "onnx-int8")
    click.echo(f"model: {target}")


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
def restore(source: Path, target: Path) -> None:
    """Make the network of the int8 model directory SOURCE in TARGET: a base_model to go on from."""
    from policyclause.training.restore import restore as run

    click.echo(f"network: {run(source, target)}")


@click.command()
@click.option("--gold", type=click.Path(path_type=Path), required=True, help="Gold records, JSON lines.")
@model_option
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), help="Directory for metrics.json and a report."
)
@click.option(
    "--baselines",
    is_flag=True,
    help="Measure keywords, TF-IDF, its mean with the model, and the model without contexts and in one piece too.",
)
@click.option("--compare", "other", type=click.Path(path_type=Path), help="A second model directory to compare with.")
@click.option("--slices", is_flag=True, help="Print slices too: length, kind, level, region, period, place, damage.")
def evaluate(
    gold: Path, model: Path | None, output: Path | None, baselines: bool, other: Path | None, slices: bool
) -> None:
    """Measure a model on gold records, by sentence and by clause."""
    from policyclause.training.evaluate import evaluate_file

    evaluate_file(gold, model, output, baselines, other, slices)


@click.command()
@click.argument("metrics", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="METRICS.json...")
@model_option
@click.option("--output", type=click.Path(path_type=Path), default="docs/model_card.md", show_default=True)
def card(metrics: tuple[Path, ...], model: Path | None, output: Path) -> None:
    """Write the model card from the figures that 'evaluate --output' measured."""
    from policyclause.training.card import model_card

    output.write_text(model_card(metrics, model), encoding="utf-8")
    click.echo(f"model card: {output}")


@click.command("learning-curve")
@click.option("--gold", type=click.Path(path_type=Path), required=True, help="Gold records, JSON lines.")
@click.option("--config", "path", type=click.Path(path_type=Path), default="configs/default.yaml", show_default=True)
@click.option(
    "--size",
    "sizes",
    multiple=True,
    type=click.IntRange(1),
    help="Modelled clauses; 500, 1000, 2000 and 4000 by default.",
)
@click.option("--seeds", type=click.IntRange(1), default=3, show_default=True)
@click.option("--encoder", is_flag=True, help="The whole recipe (hours on a CPU), not its n-gram part alone.")
def learning_curve(gold: Path, path: Path, sizes: tuple[int, ...], seeds: int, encoder: bool) -> None:
    """Measure what more data of each part is worth. Each run is shown on stderr when it is done, the table at the end."""
    from policyclause.training.config import TrainingConfig
    from policyclause.training.curve import SIZES, print_curve
    from policyclause.training.curve import learning_curve as run

    points = []
    for point in run(gold, TrainingConfig.read(path), sizes or SIZES, seeds, encoder):
        points.append(point)
        _show_run(f"{'+'.join(point.parts)} {point.size}", point.seed, point.sentences, point.clauses)
    print_curve(points)


@click.command()
@click.argument("configs", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), metavar="CONFIG...")
@click.option("--gold", type=click.Path(path_type=Path), required=True, help="Gold records, JSON lines.")
@click.option("--seeds", type=click.IntRange(1), default=3, show_default=True)
def ablation(configs: tuple[Path, ...], gold: Path, seeds: int) -> None:
    """Train each CONFIG with several seeds and compare what they reach on gold records.

    Each run is shown on stderr when it is done, the table at the end.
    """
    from policyclause.training.ablation import ablation as run
    from policyclause.training.ablation import print_ablation

    runs = []
    for measured in run(configs, gold, seeds):
        runs.append(measured)
        _show_run(measured.name, measured.seed, measured.sentences, measured.clauses)
    print_ablation(runs)


def _show_run(name: str, seed: int, sentences: float, clauses: float) -> None:
    click.echo(f"{name}, seed {seed}: micro F1 {sentences:.3f} of sentences, {clauses:.3f} of clauses", err=True)


@click.command()
@click.option("--config", "path", type=click.Path(path_type=Path), default="configs/default.yaml", show_default=True)
@click.option("--trials", type=click.IntRange(1), default=20, show_default=True, help="Runs in all, earlier ones too.")
def search(path: Path, trials: int) -> None:
    """Search for better settings than those of a config, by what held-out sentences say."""
    from policyclause.training.config import TrainingConfig
    from policyclause.training.search import search as run

    study = run(TrainingConfig.read(path), trials)
    click.echo(f"average precision {study.best_value:.4f} with")
    for name, value in study.best_params.items():
        click.echo(f"  {name}: {value:.6g}")


@click.command()
@model_option
@click.option(
    "--source", type=click.Path(path_type=Path, exists=True, file_okay=False), help="What it was exported from."
)
@click.option("--data", type=click.Path(path_type=Path), default="data/composed", show_default=True)
@click.option("--gold", type=click.Path(path_type=Path), help="More records to compare int8 with fp32 on.")
@click.option("--quick", "size", flag_value="quick", help="Seconds in place of minutes; rough figures.")
@click.option(
    "--full", "size", flag_value="full", help="100,000 clauses for memory, 10,000 for cost: half an hour and more."
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The figures as JSON.")
def benchmark(
    model: Path | None, source: Path | None, data: Path, gold: Path | None, size: str | None, output: Path | None
) -> None:
    """Measure speed, memory and sameness of scores on this machine, against their bars."""
    from policyclause.training.benchmark import SIZES, benchmark_command

    benchmark_command(model, source, data, gold, SIZES[size or "normal"], output)


@click.command("evaluate-segmentation")
@click.option(
    "--gold", type=click.Path(path_type=Path), required=True, help="Gold records; the documents lie beside them."
)
def evaluate_segmentation(gold: Path) -> None:
    """Measure how well documents are split into clauses.

    A document that cannot be read is reported, the others go on, and the exit status is 1.
    """
    from policyclause.training.segmentation import evaluate_segmentation_file

    exit_with(evaluate_segmentation_file(gold))


COMMANDS = (
    train,
    adapt,
    export,
    restore,
    evaluate,
    card,
    learning_curve,
    ablation,
    search,
    benchmark,
    evaluate_segmentation,
)
