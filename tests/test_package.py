"""What is installed: every module, the labels, the model; and what inference does not need."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = {
    "src/policyclause": "policyclause",
    **{n: f"policyclause/{n}" for n in ("data", "inference", "labels", "training")},
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    target = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(target), str(ROOT)]
    subprocess.run(command, check=True)
    with zipfile.ZipFile(next(target.glob("*.whl"))) as archive:
        return set(archive.namelist())


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


def test_inference_imports_neither_training_nor_data() -> None:
    for path in (ROOT / "inference").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "policyclause.training" not in text and "policyclause.data" not in text, path
