"""The command line: thin commands over operations that know no command line."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import click

from policyclause.inference.errors import MissingExtraError, PolicyClauseError


class _Commands(click.Group):
    """Shows errors of the package as one line, and missing extras with the way to install them."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except PolicyClauseError as error:
            raise click.ClickException(str(error)) from error
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] in _TRAIN_MODULES:
                raise click.ClickException(
                    str(MissingExtraError(f"'{context.invoked_subcommand}'", "train"))
                ) from error
            raise


_TRAIN_MODULES = {
    *("torch", "transformers", "datasets", "sklearn", "yaml", "evaluate", "accelerate"),
    *("onnx", "onnxscript", "safetensors", "datasketch", "tensorboard"),
}


@click.group(cls=_Commands)
@click.version_option(package_name="policyclause")
def main() -> None:
    """Tag clauses of Chinese policy documents with the policy instruments they use."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["table", "jsonl"]), default="table", show_default=True)
@click.option("--model", type=click.Path(path_type=Path), help="Model directory; the packaged model by default.")
def classify(files: tuple[Path, ...], form: str, model: Path | None) -> None:
    """Classify FILES; a file that cannot be read is reported and the others go on."""
    from policyclause.inference.classifier import Classifier
    from policyclause.inference.output import write_jsonl, write_table
    from policyclause.inference.read import read_text

    classifier = Classifier.load(model)
    write = write_table if form == "table" else write_jsonl
    failed = 0
    for path in files:
        try:
            document = classifier.classify(read_text(path))
            write(str(path), document, sys.stdout)
            if not document.clauses:
                click.echo(f"{path}: no clauses found", err=True)
        except PolicyClauseError as error:
            failed += 1
            click.echo(f"Error: {error}", err=True)
    if failed:
        raise SystemExit(1)


@main.command()
@click.option("--config", "path", type=click.Path(path_type=Path), default="configs/default.yaml", show_default=True)
def train(path: Path) -> None:
    """Fine-tune a model as a config says, calibrate it, and export it for inference."""
    from policyclause.training.build import build
    from policyclause.training.config import TrainingConfig

    click.echo(f"model: {build(TrainingConfig.read(path))}")


@main.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@click.option("--format", "form", type=click.Choice(["onnx", "onnx-int8"]), default="onnx-int8", show_default=True)
@click.option("--data", type=click.Path(path_type=Path), default="data/composed", show_default=True)
def export(source: Path, target: Path, form: str, data: Path) -> None:
    """Export the fine-tuned directory SOURCE to TARGET and calibrate it on the validation split of DATA."""
    from policyclause.training.build import calibrate_model, export_model

    export_model(source, target, int8=form == "onnx-int8")
    calibrate_model(target, data)
    click.echo(f"model: {target}")


@main.command()
@click.option("--gold", type=click.Path(path_type=Path), required=True, help="Gold records, JSON lines.")
@click.option("--model", type=click.Path(path_type=Path), help="Model directory; the packaged model by default.")
@click.option("--output", type=click.Path(path_type=Path), help="Directory for the figures as JSON.")
@click.option("--baselines", is_flag=True, help="Measure the keyword and TF-IDF baselines too.")
def evaluate(gold: Path, model: Path | None, output: Path | None, baselines: bool) -> None:
    """Measure a model on gold records, by sentence and by clause."""
    from policyclause.training.report import evaluate_file

    evaluate_file(gold, model, output, baselines)


@main.command("evaluate-segmentation")
@click.option(
    "--gold", type=click.Path(path_type=Path), required=True, help="Gold records; the documents lie beside them."
)
def evaluate_segmentation(gold: Path) -> None:
    """Measure how well documents are split into clauses."""
    from policyclause.training.segmentation import evaluate_segmentation_file

    evaluate_segmentation_file(gold)


@main.group()
def data() -> None:
    """Check, count and join the labelled dataset (in a checkout of the project)."""


@data.command()
@click.option("--directory", type=click.Path(path_type=Path), default="data/composed", show_default=True)
@click.option(
    "--against", multiple=True, type=click.Path(path_type=Path, exists=True), help="Real texts to search for copies."
)
def validate(directory: Path, against: tuple[Path, ...]) -> None:
    """Check the dataset: format, splits, duplicates, copies, register, coverage."""
    from policyclause.data.validate import validate as run

    faulty = 0
    for check, faults in run(directory, against).items():
        click.echo(f"{check}: {len(faults) or 'no'} faults")
        for fault in faults:
            click.echo(f"  {fault}")
        faulty += bool(faults)
    if faulty:
        raise SystemExit(1)


@data.command()
@click.option("--directory", type=click.Path(path_type=Path), default="data/composed", show_default=True)
def stats(directory: Path) -> None:
    """Print what the dataset holds and how well its annotators agree."""
    from policyclause.data.stats import print_stats

    print_stats(directory)


_TOOL = click.Choice(["label-studio", "doccano"])


@data.command("export")
@click.argument("records", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--to", "tool", type=_TOOL, required=True)
def export_records(records: Path, target: Path, tool: str) -> None:
    """Write RECORDS for an annotators' tool to TARGET."""
    from policyclause.data.exchange import write_for
    from policyclause.data.records import read_records

    write_for(tool, read_records(records), target)


@data.command("import")
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.argument("records", type=click.Path(path_type=Path))
@click.option("--from", "tool", type=_TOOL, required=True)
def import_records(source: Path, records: Path, tool: str) -> None:
    """Read what an annotators' tool exported and write it as RECORDS."""
    from policyclause.data.exchange import read_from
    from policyclause.data.records import write_records

    write_records(records, read_from(tool, source))


@data.command()
@click.option("--texts", type=click.Path(path_type=Path), required=True, help="Directory with the documents.")
@click.option("--output", type=click.Path(path_type=Path), help="JSON lines with text and labels.")
def join(texts: Path, output: Path | None) -> None:
    """Join the annotations of real documents to the documents you have."""
    from policyclause.data.annotations import join_files

    click.echo(join_files(texts, output))


@data.command()
def sources() -> None:
    """List the annotated sources and how to get them."""
    from policyclause.data.annotations import describe_sources

    click.echo(describe_sources())


if __name__ == "__main__":
    main()
