"""The command line: thin commands over operations that know no command line."""

from __future__ import annotations

import codecs
import io
import logging
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

import click

from policyclause.inference.classifier import Classifier
from policyclause.inference.decide import Options
from policyclause.inference.document import Document
from policyclause.inference.errors import MissingExtraError, PolicyClauseError
from policyclause.inference.files import printable

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from policyclause.inference.bulk import Failure


class _Commands(click.Group):
    """Shows errors of the package as one line, and missing extras with the way to install them."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except PolicyClauseError as error:
            raise click.ClickException(printable(str(error))) from error
        except OSError as error:
            if error.filename is None:  # a closed pipe, say: click knows what to do
                raise
            raise click.ClickException(printable(f"{error.filename}: {error.strerror}")) from error
        except ModuleNotFoundError as error:
            extra = _EXTRAS.get((error.name or "").partition(".")[0])
            if extra is None:
                raise
            group = f"{context.info_name} " if context.parent else ""
            name = f"'{group}{context.invoked_subcommand}'"
            raise click.ClickException(str(MissingExtraError(name, extra))) from error


_TRAIN_MODULES = {
    *("torch", "transformers", "datasets", "sklearn", "yaml", "evaluate", "accelerate"),
    *("onnx", "onnxscript", "scipy", "datasketch", "tensorboard", "matplotlib", "cleanlab", "optuna"),
}
_EXTRAS = {
    **dict.fromkeys(_TRAIN_MODULES, "train"),
    **dict.fromkeys(("anyio", "python_multipart", "starlette", "uvicorn"), "serve"),
    "pyarrow": "bulk",
    "ray": "cluster",
}


@click.group(cls=_Commands)
@click.version_option(package_name="policyclause")
def main() -> None:
    """Tag clauses of Chinese policy documents with the policy instruments they use."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")


_Command = TypeVar("_Command", bound=Callable[..., None])
_model_option = click.option(
    "--model", type=click.Path(path_type=Path), help="Model directory; the packaged model by default."
)


def _decision_options(command: _Command) -> _Command:
    """How labels are decided: those of ``decide.Options`` that fit a command line."""
    confidence = click.option("--min-confidence", type=float, help="No label below this probability.")
    precision = click.option(
        "--min-precision",
        type=float,
        help="Raise thresholds to those that reached this precision on held-out documents.",
    )
    top_k = click.option("--top-k", type=int, help="At most this many labels a clause.")
    return confidence(precision(top_k(command)))


_FORMATS = ("table", "jsonl", "csv", "xlsx", "html", "parquet")
_BINARY = ("xlsx", "parquet")


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="FILE|DIR|GLOB|-...")
@click.option("--format", "form", type=click.Choice(_FORMATS), help="By default what --output ends in, else table.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="File to write; - is standard output.",
)
@_model_option
@click.option(
    "--workers",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Processes that read, for many cores; none for tables, HTML and standard input.",
)
@_decision_options
def classify(
    inputs: tuple[str, ...],
    form: str | None,
    output: Path | None,
    model: Path | None,
    workers: int,
    **options: Unpack[Options],
) -> None:
    """Classify files; - is standard input.

    A file that cannot be read or has no clause is reported, the others go on, and the exit status is 1; when no file
    has a clause, OUTPUT stays as it was. With --output in jsonl, csv, xlsx or parquet such files are listed in
    OUTPUT.errors.jsonl, and a run that was stopped goes on when it is called again with the same files, written the
    same way; one that reads standard input begins anew.
    """
    from policyclause.inference.rows import ROW_FORMATS

    if output == Path("-"):
        output = None
    form = form or _format_of(output)
    if output is None and form in _BINARY:
        raise click.UsageError(f"{form} needs --output FILE")
    if output and form in ROW_FORMATS and "-" not in inputs:
        failed = _classify_in_bulk(inputs, form, output, model, workers, options)
    else:
        failed = _classify_one_by_one(inputs, form, output, model, options)
    if failed:
        raise SystemExit(1)


def _format_of(output: Path | None) -> str:
    form = output.suffix[1:].lower().replace("txt", "table") if output else "table"
    if form not in _FORMATS:
        raise click.UsageError(
            f"expected --output to end in one of {', '.join(_FORMATS)}, txt, or --format, got {output}"
        )
    return form


def _classify_in_bulk(
    inputs: tuple[str, ...], form: str, output: Path, model: Path | None, workers: int, options: Options
) -> int:
    from policyclause.inference.bulk import classify_files

    progress = sys.stderr.isatty()
    report = classify_files(inputs, output, form=form, model=model, workers=workers, progress=progress, **options)
    left = "" if report.clauses else ", left as it was"
    click.echo(f"{output}: {report.clauses} clauses of {report.files} files{left}", err=True)
    if report.failed:
        click.echo(f"{report.failed} files without clauses: see {report.errors}", err=True)
    return report.failed


def _classify_one_by_one(
    inputs: tuple[str, ...], form: str, output: Path | None, model: Path | None, options: Options
) -> int:
    from policyclause.inference.bulk import write_errors
    from policyclause.inference.files import beside, find_files, replacing
    from policyclause.inference.output import write_documents
    from policyclause.inference.rows import ROW_FORMATS

    skip = [output, beside(output, "errors.jsonl")] if output else []
    paths = find_files(inputs, skip)  # before the model is loaded: a pattern without files is an error at once
    classifier = Classifier.load(model)
    failures: list[Failure] = []
    documents = _documents(classifier, paths, failures, options)
    if output is None:
        write_documents(form, documents, classifier.labels, _stdout())
        return len(failures)
    if first := next(documents, None):  # an output of before is worth more than an empty one
        with replacing(output) as file:
            text = io.TextIOWrapper(file, "utf-8")
            write_documents(form, chain([first], documents), classifier.labels, text)
            text.detach()  # flushes, and leaves the file open
    if form in ROW_FORMATS:
        write_errors(output, failures)
    return len(failures)


def _documents(
    classifier: Classifier, paths: list[Path], failures: list[Failure], options: Options
) -> Iterator[tuple[str, Document]]:
    """Documents with their sources, one at a time; what fails is shown and added to ``failures``."""
    from policyclause.inference.bulk import draft_file

    for path in paths:
        name, draft_or_error = printable(path), draft_file(path, _read)
        if isinstance(draft_or_error, str):
            failures.append({"file": name, "error": draft_or_error})
            click.echo(f"Error: {name}: {draft_or_error}", err=True)
        else:
            yield name, classifier.classify_drafts([draft_or_error], **options)[0]


def _read(path: Path) -> str:
    from policyclause.inference.read import read_text, text_of

    if str(path) == "-":
        return text_of(sys.stdin.buffer.read(), "standard input")
    return read_text(path)


def _stdout() -> TextIO:
    """Standard output that fails on no character; ASCII, which has no Chinese at all, gives way to UTF-8."""
    stdout = sys.stdout
    if isinstance(stdout, io.TextIOWrapper):
        is_ascii = codecs.lookup(stdout.encoding).name == "ascii"
        stdout.reconfigure(encoding="utf-8" if is_ascii else None, errors="replace")
    return stdout


@main.command("classify-dataset")
@click.argument("source")
@click.argument("output")
@click.option("--text-column", default="text", show_default=True)
@click.option("--id-column", default="id", show_default=True, help="Each value once, no nulls.")
@_model_option
@click.option("--address", help="Of a Ray cluster; by default RAY_ADDRESS, or this machine alone.")
@click.option("--concurrency", type=click.IntRange(1), help="Most workers, a core each; all cores by default.")
@_decision_options
def classify_dataset(
    source: str,
    output: str,
    text_column: str,
    id_column: str,
    model: Path | None,
    address: str | None,
    concurrency: int | None,
    **options: Unpack[Options],
) -> None:
    """Classify the documents of a Parquet dataset, on this machine or on a Ray cluster.

    SOURCE and OUTPUT are paths or URIs (s3://...). A run that was stopped goes on when it is called again. Documents
    without clauses are rows with an error.
    """
    import ray  # noqa: F401 (before pyarrow, which its extra brings too: the extra to install is told by what is missing)

    from policyclause.inference.cluster import classify_dataset as run

    report = run(
        source,
        output,
        text_column=text_column,
        id_column=id_column,
        model=model,
        address=address,
        concurrency=concurrency,
        **options,
    )
    click.echo(f"{output}: {report.clauses} clauses", err=True)
    if report.failed:
        click.echo(f"{report.failed} documents without clauses: see the column error", err=True)
        raise SystemExit(1)


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="FILE|DIR|GLOB|-...")
@click.option("--format", "form", type=click.Choice(["table", "csv"]), default="table", show_default=True)
@_model_option
def mix(inputs: tuple[str, ...], form: str, model: Path | None) -> None:
    """Estimate which share of each document uses each instrument, with intervals."""
    from policyclause.inference.files import find_files
    from policyclause.inference.mix import instrument_mix
    from policyclause.inference.mixes import write_mixes

    paths = find_files(inputs)
    classifier = Classifier.load(model)
    rates = classifier.rates
    failures: list[Failure] = []
    documents = _documents(classifier, paths, failures, {})
    mixes = ((source, instrument_mix(document, rates)) for source, document in documents)
    write_mixes(form, mixes, _stdout())
    if failures:
        raise SystemExit(1)


@main.command()
@click.argument("text", required=False)
@click.option("--file", "path", type=click.Path(path_type=Path), help="Read the text from a file.")
@click.option("--label", "labels", multiple=True, help="By default every decided label.")
@click.option("--title", default="", help="Title of the document that TEXT is from.")
@click.option(
    "--heading",
    "headings",
    multiple=True,
    help="Heading above TEXT; for several, repeat it, outermost first: the last one is read.",
)
@click.option("--lead-in", default="", help="Words that the first sentence of TEXT completes, with their colon.")
@_model_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def explain(
    text: str | None,
    path: Path | None,
    labels: tuple[str, ...],
    title: str,
    headings: tuple[str, ...],
    lead_in: str,
    model: Path | None,
    form: str,
) -> None:
    """Show which words of TEXT, a sentence or a clause, carry its labels.

    classify reads a clause under the title of its document and its heading, and an item of a list after the words
    that it completes: give them, where there are any, for the probabilities that classify has. Phrases are hidden, to
    be weighed, in TEXT alone.
    """
    from policyclause.inference.context import context
    from policyclause.inference.explain import explain_text, write_explanations

    if (text is None) == (path is None):
        raise click.UsageError("expected either TEXT or --file")
    given = _read(path) if path else str(text)
    found = explain_text(given, Classifier.load(model), labels or None, context(title, headings), lead_in)
    write_explanations(form, found, _stdout())


@main.command()
@click.option("--config", "path", type=click.Path(path_type=Path), default="configs/default.yaml", show_default=True)
def train(path: Path) -> None:
    """Fine-tune a model as a config says, calibrate it, and export it for inference."""
    from policyclause.training.build import build
    from policyclause.training.config import TrainingConfig

    click.echo(f"model: {build(TrainingConfig.read(path))}")


@main.command()
@click.option("--config", "path", type=click.Path(path_type=Path), default="configs/adapted.yaml", show_default=True)
def adapt(path: Path) -> None:
    """Go on with pretraining on policy text as a config says: an encoder to name as base_model in another one."""
    from policyclause.training.adaptation import adapt as run
    from policyclause.training.config import TrainingConfig

    click.echo(f"encoder: {run(TrainingConfig.read(path))}")


_EXPORTS = ("onnx", "onnx-int8", "openvino")


@main.command()
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
    from policyclause.training.build import calibrate_model, export_model
    from policyclause.training.config import TrainingConfig

    export_model(source, target, int8=form == "onnx-int8")
    calibrate_model(target, TrainingConfig(data=str(data), texts=str(texts)))
    click.echo(f"model: {target}")


@main.command()
@click.option("--gold", type=click.Path(path_type=Path), required=True, help="Gold records, JSON lines.")
@_model_option
@click.option("--output", type=click.Path(path_type=Path), help="Directory for metrics.json and a report.")
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


@main.command()
@click.argument("metrics", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="METRICS.json...")
@_model_option
@click.option("--output", type=click.Path(path_type=Path), default="docs/model_card.md", show_default=True)
def card(metrics: tuple[Path, ...], model: Path | None, output: Path) -> None:
    """Write the model card from the figures that 'evaluate --output' measured."""
    from policyclause.training.card import model_card

    output.write_text(model_card(metrics, model), encoding="utf-8")
    click.echo(f"model card: {output}")


@main.command("learning-curve")
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
    """Measure what more data of each part is worth."""
    from policyclause.training.config import TrainingConfig
    from policyclause.training.curve import SIZES, print_curve
    from policyclause.training.curve import learning_curve as run

    points = []
    for point in run(gold, TrainingConfig.read(path), sizes or SIZES, seeds, encoder):
        points.append(point)
        click.echo(f"{'+'.join(point.parts)} {point.size} seed {point.seed}: {point.sentences:.3f} {point.clauses:.3f}")
    print_curve(points)


@main.command()
@click.argument("configs", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), metavar="CONFIG...")
@click.option("--gold", type=click.Path(path_type=Path), required=True, help="Gold records, JSON lines.")
@click.option("--seeds", type=click.IntRange(1), default=3, show_default=True)
def ablation(configs: tuple[Path, ...], gold: Path, seeds: int) -> None:
    """Train each CONFIG with several seeds and compare what they reach on gold records."""
    from policyclause.training.ablation import ablation as run
    from policyclause.training.ablation import print_ablation

    runs = []
    for found in run(configs, gold, seeds):
        runs.append(found)
        click.echo(f"{found.name} seed {found.seed}: {found.sentences:.3f} {found.clauses:.3f}")
    print_ablation(runs)


@main.command()
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


@main.command()
@_model_option
@click.option(
    "--source", type=click.Path(path_type=Path, exists=True, file_okay=False), help="What it was exported from."
)
@click.option("--data", type=click.Path(path_type=Path), default="data/composed", show_default=True)
@click.option("--gold", type=click.Path(path_type=Path), help="More records to compare int8 with fp32 on.")
@click.option("--quick", "size", flag_value="quick", help="Seconds in place of minutes; rough figures.")
@click.option("--full", "size", flag_value="full", help="100,000 clauses for memory, 10,000 for cost: over an hour.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The figures as JSON.")
def benchmark(
    model: Path | None, source: Path | None, data: Path, gold: Path | None, size: str | None, output: Path | None
) -> None:
    """Measure speed, memory and sameness of scores on this machine, against their bars."""
    from policyclause.training.benchmark import SIZES, benchmark_command

    benchmark_command(model, source, data, gold, SIZES[size or "normal"], output)


@main.command("evaluate-segmentation")
@click.option(
    "--gold", type=click.Path(path_type=Path), required=True, help="Gold records; the documents lie beside them."
)
def evaluate_segmentation(gold: Path) -> None:
    """Measure how well documents are split into clauses."""
    from policyclause.training.segmentation import evaluate_segmentation_file

    evaluate_segmentation_file(gold)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@_model_option
def serve(host: str, port: int, model: Path | None) -> None:
    """Serve a web page and a JSON interface (POST /classify) until Ctrl-C."""
    from policyclause.inference.serve import serve as run

    run(host, port, model)


@main.group(cls=_Commands)
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
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Directory to draw plots into (SVG).")
def stats(directory: Path, output: Path | None) -> None:
    """Print what the dataset holds and how well its annotators agree."""
    from policyclause.data.stats import print_stats

    print_stats(directory)
    if output:
        from policyclause.data.plots import write_plots

        click.echo(f"plots: {', '.join(map(str, write_plots(output, directory)))}")


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
@click.option("--split", type=click.Choice(("train", "validation", "test")), help="By default all, with --gold test.")
@click.option("--gold", is_flag=True, help="Write gold records, a paragraph each, as 'evaluate' takes them.")
def join(texts: Path, output: Path | None, split: str | None, gold: bool) -> None:
    """Join the annotations of real documents to the documents you have."""
    from policyclause.data.annotations import join_files

    if gold and output is None:
        raise click.UsageError("--gold needs --output FILE")
    if gold and split is None:
        split = "test"  # what is trained or calibrated on measures nothing
    click.echo(join_files(texts, output, split, gold))


@data.command()
def sources() -> None:
    """List the annotated sources and how to get them."""
    from policyclause.data.annotations import describe_sources

    click.echo(describe_sources())


@data.command()
@click.option("--directory", type=click.Path(path_type=Path), default="data/composed", show_default=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="JSON lines; printed by default.")
@click.option("--top", type=click.IntRange(1), help="Only this many, the most doubtful.")
def suspects(directory: Path, output: Path | None, top: int | None) -> None:
    """Find labels that are likely wrong, by cross-validation over documents and confident learning."""
    from policyclause.training.suspects import describe, find_suspects, write_suspects

    found = find_suspects(directory)[:top]
    if output:
        write_suspects(found, output)
        click.echo(f"{output}: {len(found)} sentences")
        return
    for suspect in found:
        click.echo(describe(suspect))


@data.command()
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), default="data/croissant.json", show_default=True
)
def croissant(output: Path) -> None:
    """Write Croissant metadata of the dataset that lies beside OUTPUT: files with hashes, fields, splits."""
    from policyclause.data.croissant import write_croissant

    write_croissant(output)
    click.echo(f"metadata: {output}")


@data.command()
@click.option("--directory", type=click.Path(path_type=Path), default="data/composed", show_default=True)
def grid(directory: Path) -> None:
    """Print documents by level, kind, field, region and period, and the cells without any."""
    from policyclause.data.grid import print_grid

    print_grid(directory)


if __name__ == "__main__":
    main()
