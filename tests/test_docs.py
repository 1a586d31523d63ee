"""What the documentation names is there: commands, options, formats, columns, configs and functions."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

import policyclause
from policyclause import LABELS
from policyclause.cli import main
from policyclause.inference.rows import columns

ROOT = Path(__file__).parent.parent
README, USAGE, TRAINING, SCALE = (
    (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "docs/usage.md", "docs/training.md", "docs/scale.md")
)
PAGES = pytest.mark.parametrize("page", [README, USAGE, TRAINING, SCALE], ids=["README", "usage", "training", "scale"])
OF_OTHER_PROGRAMS = {"--nproc-per-node"}


def _commands() -> dict[str, click.Command]:
    """Commands by the words behind ``policyclause``, ``data validate`` among them."""
    data = main.commands["data"]
    assert isinstance(data, click.Group)
    return {**main.commands, **{f"data {name}": command for name, command in data.commands.items()}}


def _options(command: click.Command) -> set[str]:
    return {"--help", *(name for option in command.params for name in option.opts if name.startswith("--"))}


def _first_cells(page: str, heading: str) -> list[str]:
    """Code in the first cells of the table below a heading."""
    table = re.findall(r"(?:^\|.*\n)+", page.partition(heading)[2], re.MULTILINE)[0]
    rows = table.splitlines()[2:]
    return [name for row in rows for name in re.findall("`([^`]+)`", row.split("|")[1])]


def test_every_command_is_described() -> None:
    named = {*re.findall(r"`([a-z -]+?)(?: [A-Z…`][^`]*)?`", README + TRAINING)}
    commands = _commands()
    assert len(commands) > 20 and {*commands} - {"data"} <= named


@PAGES
def test_commands_have_the_options_that_the_pages_give_them(page: str) -> None:
    calls = re.findall(r"(?:^|`|\$ |-m )policyclause ((?:data )?[a-z-]+)([^`\n]*)", page, re.MULTILINE)
    assert calls
    commands = _commands()
    for name, rest in calls:
        assert name in commands, f"policyclause {name}"
        unknown = {*re.findall("--[a-z][a-z-]*", rest)} - _options(commands[name])
        assert not unknown, f"policyclause {name}{rest}"


@PAGES
def test_options_are_those_of_some_command(page: str) -> None:
    known = set().union(*map(_options, _commands().values()))
    assert {*re.findall("(?<![-|])--[a-z][a-z-]*", page)} <= known | OF_OTHER_PROGRAMS


@PAGES
def test_python_of_the_pages_imports_public_names(page: str) -> None:
    for names in re.findall(r"^from policyclause import (.+)$", page, re.MULTILINE):
        assert {*names.split(", ")} <= {*policyclause.__all__}
    assert {*re.findall(r"`policyclause\.(\w+)\(", page)} <= {*policyclause.__all__}


def test_formats_of_classify_are_those_of_the_table() -> None:
    (form,) = (option for option in main.commands["classify"].params if option.name == "form")
    assert isinstance(form.type, click.Choice)
    named = {name for name in _first_cells(USAGE, "## Formats") if not name.startswith(".")}
    assert named - {"bulk"} == {*form.type.choices}  # an extra


def test_columns_are_those_of_the_table() -> None:
    written = [re.sub(rf"_({'|'.join(LABELS)})$", "_…", name) for name in columns(LABELS)]
    assert _first_cells(USAGE, "### Columns") == list(dict.fromkeys(written))


def test_configs_are_those_of_the_table() -> None:
    folder = ROOT / "configs"
    there = {path.relative_to(folder).as_posix() for path in folder.glob("*.yaml")}
    folders = {f"{path.parent.name}/*.yaml" for path in folder.glob("*/*.yaml")}
    assert {*_first_cells(TRAINING, "## Train\n")} == there | folders
