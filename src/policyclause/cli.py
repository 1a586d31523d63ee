"""The command line: thin commands over operations that know no command line. Here those that label texts."""

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

from policyclause.cli_data import data
from policyclause.cli_group import Commands, model_option
from policyclause.cli_training import COMMANDS as TRAINING_COMMANDS
from policyclause.inference.classifier import Classifier
from policyclause.inference.decide import Options
from policyclause.inference.document import Document
from policyclause.inference.files import printable

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from policyclause.inference.bulk import Failure


@click.group(cls=Commands)
@click.version_option(package_name="policyclause")
def main() -> None:
    """Tag clauses of Chinese policy documents with the policy instruments they use."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")


_Command = TypeVar("_Command", bound=Callable[..., None])


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
@model_option
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
    try:
        report = classify_files(inputs, output, form=form, model=model, workers=workers, progress=progress, **options)
    except KeyboardInterrupt:
        click.echo(f"\n{output}: stopped; the same command goes on with what is done", err=True)
        raise
    left = "" if report.clauses else ", left as it was"
    click.echo(f"{output}: {report.clauses} clauses of {report.files - report.failed} files{left}", err=True)
    if report.failed:
        click.echo(f"{report.failed} more files are faulty or without clauses: see {report.errors}", err=True)
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
        name, draft_or_error = printable(path), draft_file(path, _bytes_of)
        if isinstance(draft_or_error, str):
            failures.append({"file": name, "error": draft_or_error})
            click.echo(f"Error: {name}: {draft_or_error}", err=True)
        else:
            yield name, classifier.classify_drafts([draft_or_error], **options)[0]


def _bytes_of(path: Path) -> bytes:
    from policyclause.inference.read import bytes_of

    return sys.stdin.buffer.read() if str(path) == "-" else bytes_of(path)


def _text_of(path: str) -> str:
    from policyclause.inference.read import read_text, text_of

    return text_of(sys.stdin.buffer.read()) if path == "-" else read_text(path)


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
@model_option
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
@model_option
def mix(inputs: tuple[str, ...], form: str, model: Path | None) -> None:
    """Estimate which share of each document uses each instrument, with intervals."""
    from policyclause.inference.files import find_files
    from policyclause.inference.mix import instrument_mix
    from policyclause.inference.output import write_mixes

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
@click.option("--file", "path", type=click.Path(), help="Read the text from a file.")
@click.option("--label", "labels", multiple=True, help="By default every decided label.")
@click.option("--title", default="", help="Title of the document that TEXT is from.")
@click.option(
    "--heading",
    "headings",
    multiple=True,
    help="Heading above TEXT; for several, repeat it, outermost first: the last one is read.",
)
@click.option("--lead-in", default="", help="Words that the first sentence of TEXT completes, with their colon.")
@model_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def explain(
    text: str | None,
    path: str | None,
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
        raise click.UsageError(f"expected either TEXT or --file, got {'both' if path else 'neither'}")
    given = _text_of(path) if path else str(text)
    explanations = explain_text(given, Classifier.load(model), labels or None, context(title, headings), lead_in)
    write_explanations(form, explanations, _stdout())


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@model_option
def serve(host: str, port: int, model: Path | None) -> None:
    """Serve a web page and a JSON interface (POST /classify) until Ctrl-C."""
    from policyclause.inference.serve import serve as run

    run(host, port, model)


for _command in (*TRAINING_COMMANDS, data):
    main.add_command(_command)

if __name__ == "__main__":
    main()
