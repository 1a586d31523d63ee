"""README's examples print what README says they print."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from policyclause import LABELS
from policyclause.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
FIGURE = re.compile(r"(?<![\d.])[+-]?\d\.\d+")


def assert_same(printed: str, shown: str, within: float) -> None:
    """The same words, and figures that differ by what processors make of them at most."""
    words = [" ".join(FIGURE.sub("#", text).split()) for text in (printed, shown)]
    assert words[0] == words[1]
    figures = [list(map(float, FIGURE.findall(text))) for text in (printed, shown)]
    assert figures[0] == pytest.approx(figures[1], abs=within)


def test_the_python_example_prints_what_readme_shows() -> None:
    code, shown = re.findall(
        r"```python\n(from policyclause import classify\n.*?)```\s*```\n(.*?)```", README, re.DOTALL
    )[0]
    printed = StringIO()
    with redirect_stdout(printed):
        exec(code, {})
    assert_same(printed.getvalue(), shown, within=0.02)


def test_the_first_document_has_the_labels_that_readme_shows() -> None:
    shown = README.partition("## A first document")[2].partition("The same in Python")[0]
    printed = CliRunner().invoke(main, ["classify", str(ROOT / "tests/data/demo.txt")], catch_exceptions=False).output
    label = re.compile(rf"(?:{'|'.join(LABELS)}) [\u4e00-\u9fff]+ \d\.\d\d")
    assert_same("\n".join(label.findall(printed)), "\n".join(label.findall(shown)), within=0.02)
    assert "涟政办发〔2023〕31号" in shown and "涟政办发〔2023〕31号" in printed


def test_the_explained_sentence_has_the_weights_that_readme_shows() -> None:
    arguments, shown = re.findall(r"\$ policyclause (explain .*?)\n(.*?)```", README, re.DOTALL)[0]
    printed = CliRunner().invoke(main, arguments.split(), catch_exceptions=False).output
    assert_same(printed, shown, within=0.2)
