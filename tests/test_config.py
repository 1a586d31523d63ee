from pathlib import Path

import pytest

from policyclause import InputError
from policyclause.training.config import TrainingConfig

CONFIGS = sorted((Path(__file__).parent.parent / "configs").glob("*.yaml"))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda p: p.stem)
def test_every_committed_config_is_read(path: Path) -> None:
    assert TrainingConfig.read(path).epochs >= 1


def test_numbers_may_be_written_in_any_form(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("learning_rate: 3e-5\nparts: [modelled]\n", encoding="utf-8")
    config = TrainingConfig.read(path)
    assert config.learning_rate == pytest.approx(3e-5)
    assert config.parts == ("modelled",)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("epoch: 3", "expected keys among"),
        ("epochs: 0", "epochs: expected a positive number, got 0"),
        ("epochs: many", "epochs: expected a int"),
        ("max_tokens: 4000", "max_tokens: expected 8 to 512"),
        ("precision: fp16", "precision: expected 'bf16' or 'fp32'"),
        ("parts: [everything]", "parts: expected some of"),
        ("warmup: 1.5", "warmup: expected 0 or more"),
        ("- a list", "expected a mapping"),
        ("a: [", "expected YAML"),
    ],
)
def test_bad_settings_are_refused(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        TrainingConfig.read(path)
