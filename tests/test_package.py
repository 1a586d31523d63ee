"""What is installed: every module, the labels, the model; and what inference does not need."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from importlib import import_module
from pathlib import Path

import pytest

from policyclause import __version__
from policyclause.data.records import read_records

ROOT = Path(__file__).parent.parent
FOLDERS = {
    "src/policyclause": "policyclause",
    **{n: f"policyclause/{n}" for n in ("data", "inference", "labels", "training")},
}


@pytest.fixture(scope="module")
def wheel_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(target), str(ROOT)]
    subprocess.run(command, check=True)
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def wheel(wheel_file: Path) -> set[str]:
    with zipfile.ZipFile(wheel_file) as archive:
        return set(archive.namelist())


def test_wheel_has_the_version_of_the_package(wheel_file: Path) -> None:
    assert wheel_file.name.split("-")[1] == __version__
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


def test_wheel_holds_every_module(wheel: set[str]) -> None:
    for folder, package in FOLDERS.items():
        for module in (ROOT / folder).glob("*.py"):
            assert f"{package}/{module.name}" in wheel


def test_wheel_holds_model_labels_and_no_dataset(wheel: set[str]) -> None:
    for name in ("model.onnx", "tokenizer.json", "policyclause.json"):
        assert f"policyclause/inference/model/{name}" in wheel
    assert {"policyclause/labels/instruments.json", "policyclause/labels/codebook.md", "policyclause/py.typed"} <= wheel
    assert "policyclause/training/pieces.txt" in wheel
    assert not [name for name in wheel if "composed" in name or name.startswith("tests")]


def test_inference_needs_no_extra() -> None:
    code = (
        "import sys; from policyclause import classify; classify('一、给予补助。');"
        "print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    )
    loaded = set(
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    )
    assert not loaded & {"torch", "transformers", "datasets", "sklearn", "yaml", "evaluate", "onnx", "rich", "click"}
    assert "onnxruntime" in loaded


def test_public_names_lead_to_their_functions() -> None:
    import policyclause

    for name, module in (
        ("classify_files", "bulk"),
        ("context", "context"),
        ("explain_text", "explain"),
        ("instrument_mix", "mix"),
    ):
        assert getattr(policyclause, name) is getattr(import_module(f"policyclause.inference.{module}"), name)
    assert {*policyclause.__all__} <= {*dir(policyclause)}
    assert not hasattr(policyclause, "classify_file")


def test_import_loads_what_classify_needs_alone() -> None:
    code = "import sys, policyclause; print(*sys.modules); from policyclause import *; classify_files"
    loaded = {*subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()}
    later = {f"policyclause.inference.{name}" for name in ("bulk", "explain", "mix", "output", "rows")}
    assert not loaded & {*later, "filelock", "jinja2", "openpyxl", "pyarrow", "rich"}


def test_commands_that_need_no_extra(tmp_path: Path) -> None:
    """README says which commands run on the base install; here all modules of the extras are missing."""
    demo, records = str(ROOT / "tests/data/demo.txt"), str(ROOT / "data/composed/test-00.jsonl")
    gold, labelled = tmp_path / "gold.jsonl", str(tmp_path / "labelled.jsonl")
    gold.write_text("", encoding="utf-8")
    for name in ("texts", "dataset"):
        (tmp_path / name).mkdir()
    for name in ("composed", "annotations"):
        (tmp_path / "dataset" / name).symlink_to(ROOT / "data" / name)
    commands = [
        ["classify", demo, "--format", "html"],
        ["explain", "对企业给予补助。"],
        ["mix", demo],
        ["evaluate-segmentation", "--gold", str(gold)],
        ["benchmark", "--quick", "--data", str(ROOT / "data/composed")],
        ["data", "croissant", "--output", str(tmp_path / "dataset" / "croissant.json")],
        ["data", "stats", "--directory", str(ROOT / "data/composed")],
        ["data", "grid", "--directory", str(ROOT / "data/composed")],
        ["data", "join", "--texts", str(tmp_path / "texts")],
        ["data", "sources"],
        ["data", "export", records, labelled, "--to", "doccano"],
        ["data", "import", labelled, str(tmp_path / "records.jsonl"), "--from", "doccano"],
    ]
    code = (
        "import json, sys; from click.testing import CliRunner; from policyclause.cli import main; from policyclause.cli_group import EXTRAS;"
        "sys.modules.update(dict.fromkeys(EXTRAS));"
        "results = [(c, CliRunner().invoke(main, c)) for c in json.loads(sys.argv[1])];"
        "print([(c, r.output[-300:], r.exception) for c, r in results if r.exit_code])"
    )
    command = [sys.executable, "-c", code, json.dumps(commands)]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "[]\n"
    assert [*read_records(tmp_path / "records.jsonl")] == [*read_records(Path(records))]
    written, committed = (
        json.loads((d / "croissant.json").read_text("utf-8")) for d in (tmp_path / "dataset", ROOT / "data")
    )
    assert written == committed


def test_inference_imports_neither_training_nor_data() -> None:
    for path in (ROOT / "inference").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "policyclause.training" not in text and "policyclause.data" not in text, path
