"""The commands of ``policyclause data``."""

from __future__ import annotations

from pathlib import Path

import click

from policyclause.cli_group import Commands, exit_with


@click.group(cls=Commands)
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
    """Join the annotations of real documents to the documents you have.

    A file that cannot be read is reported, the others go on, and the exit status is 1.
    """
    from policyclause.data.annotations import join_files

    if gold and output is None:
        raise click.UsageError("--gold needs --output FILE")
    if gold and split is None:
        split = "test"  # what is trained or calibrated on measures nothing
    faults: list[str] = []
    click.echo(join_files(texts, output, split, gold, report=faults.append))
    exit_with(faults)


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

    doubtful = find_suspects(directory)[:top]
    if output:
        write_suspects(doubtful, output)
        click.echo(f"{output}: {len(doubtful)} sentences")
        return
    for suspect in doubtful:
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
