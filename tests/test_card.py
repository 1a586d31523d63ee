"""The model card holds the measured figures, of this model, and nothing older."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from policyclause import InputError
from policyclause.cli import main
from policyclause.inference.model import PACKAGED_MODEL, sha256
from policyclause.training.card import model_card
from policyclause.training.evaluate import evaluate_file

ROOT = Path(__file__).parent.parent
COMPOSED, DOCS = ROOT / "data" / "composed", ROOT / "docs"


@pytest.fixture(scope="module")
def metrics(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("metrics")
    lines = (COMPOSED / "test-00.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (directory / "gold.jsonl").write_text("".join(lines[:30]), encoding="utf-8")
    evaluate_file(directory / "gold.jsonl", output=directory)
    return directory / "metrics.json"


def test_figures_of_the_card_are_those_measured(metrics: Path) -> None:
    card = model_card([metrics])
    figures = json.loads(metrics.read_text(encoding="utf-8"))
    for unit, m in figures["systems"]["model"].items():
        assert f"| model | {unit} | {m['n']} | {m['micro_f1']:.3f} |" in card
        for label, row in m["labels"].items():
            shown = " | ".join(f"{row[key]:.3f}" for key in ("precision", "recall", "f1"))
            assert f"| {label} | {row['support']} | {shown} |" in card
    thresholds = json.loads((PACKAGED_MODEL / "policyclause.json").read_text(encoding="utf-8"))["thresholds"]
    assert all(f"| {threshold:.3f} |\n" in card for threshold in thresholds)


def test_the_command_writes_the_card(metrics: Path, tmp_path: Path) -> None:
    output = tmp_path / "card.md"
    result = CliRunner().invoke(main, ["card", str(metrics), "--output", str(output)])
    assert result.exit_code == 0 and output.read_text(encoding="utf-8") == model_card([metrics])


def test_figures_of_another_model_are_refused(metrics: Path, tmp_path: Path) -> None:
    figures = json.loads(metrics.read_text(encoding="utf-8"))
    figures["model"]["config_sha256"] = "0" * 64
    (tmp_path / "old.json").write_text(json.dumps(figures), encoding="utf-8")
    with pytest.raises(InputError, match="got those of another"):
        model_card([tmp_path / "old.json"])
    (tmp_path / "no.json").write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match="expected what 'policyclause evaluate --output' writes"):
        model_card([tmp_path / "no.json"])


def test_names_of_files_are_no_html_in_the_card(metrics: Path, tmp_path: Path) -> None:
    figures = json.loads(metrics.read_text(encoding="utf-8"))
    figures["gold"]["file"] = "<i>gold.jsonl"
    (tmp_path / "a<b>.json").write_text(json.dumps(figures), encoding="utf-8")
    card = model_card([tmp_path / "a<b>.json"])
    assert "## Measured on &lt;i>gold.jsonl\n" in card and "card a&lt;b>.json`" in card and "<" not in card


def test_committed_figures_are_of_the_files_as_they_are() -> None:
    shipped = set()
    for path in sorted((DOCS / "metrics").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))["gold"]
        if (COMPOSED / gold["file"]).is_file():
            shipped.add(gold["file"])
            assert gold["sha256"] == sha256(COMPOSED / gold["file"]), f"{path.name}: measure again, 'make card'"
    assert shipped == {"test-00.jsonl", "test_region-00.jsonl", "test_register-00.jsonl"}


def test_the_committed_card_is_what_the_committed_figures_give() -> None:
    files = sorted((DOCS / "metrics").glob("*.json"))
    written = (DOCS / "model_card.md").read_text(encoding="utf-8")
    assert written == model_card(files), "run 'make card'"
