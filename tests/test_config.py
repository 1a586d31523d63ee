from pathlib import Path

import pytest
import torch

from policyclause import InputError
from policyclause.inference.context import context
from policyclause.training.config import TrainingConfig
from policyclause.training.examples import Example
from policyclause.training.train import encode, load_base, on_cpu

CONFIGS = sorted((Path(__file__).parent.parent / "configs").rglob("*.yaml"))


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
        ("epochs: many", "epochs: expected a whole number, got 'many'"),
        ("epochs: 2.7", "epochs: expected a whole number, got 2.7"),
        ("batch_size: true", "batch_size: expected a whole number, got True"),
        ("learning_rate: .nan", "learning_rate: expected a number"),
        ("base_model:", "base_model: expected a string, got None"),
        ("texts: false", "texts: expected a string, got False"),
        ("teachers: [1, null]", "teachers: expected a list of names"),
        ("max_tokens: 4000", "max_tokens: expected 8 to 512"),
        ("{max_tokens: 127, context: 0.5}", "max_tokens: expected 128 or more where there is a context, got 127"),
        ("precision: fp16", "precision: expected 'bf16' or 'fp32'"),
        ("device: tpu", "device: expected one of"),
        ("joined: 2", "joined: expected 0 or more"),
        ("cropped: 0.1", "cropped: expected 0 where there are no teachers"),
        ("unlabelled: 0.1", "unlabelled: expected 0 where there are no teachers"),
        ("layers: -1", "layers: expected 0 or more"),
        ("clauses: -1", "clauses: expected 0 or more"),
        ("distillation_weight: 0", "distillation_weight: expected above 0, at most 1"),
        ("parts: [everything]", "parts: expected some of"),
        ("warmup: 1.5", "warmup: expected 0 or more"),
        ("- a list", "expected a mapping"),
        ("a: [", "expected YAML"),
    ],
)
def test_bad_settings_are_refused(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=message) as refused:
        TrainingConfig.read(path)
    assert str(path) in str(refused.value)


def test_the_longest_context_leaves_room_for_text(tiny_base: Path) -> None:
    config = TrainingConfig(base_model=str(tiny_base), max_tokens=128, context=0.5)
    _, tokenizer = load_base(config)
    example = Example("对企业给予奖励。" * 30, (1, 0, 0, 0, 0), "d", context=context("甲" * 100, ["乙" * 100]))
    (ids,) = encode([example], tokenizer, config)["input_ids"]
    assert len(ids) == 128 and ids.index(tokenizer.sep_token_id) > 40  # tokens of the text


def test_a_config_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gbk.yaml"
    path.write_bytes("output: 运行\n".encode("gbk"))
    with pytest.raises(InputError, match="expected YAML in UTF-8 in"):
        TrainingConfig.read(path)


@pytest.mark.parametrize(("cuda", "device", "cpu"), [(True, "auto", False), (False, "auto", True), (True, "cpu", True)])
def test_device_is_the_best_there_is_or_the_one_named(
    monkeypatch: pytest.MonkeyPatch, cuda: bool, device: str, cpu: bool
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert on_cpu(device) is cpu
    with pytest.raises(InputError, match="device: expected one that PyTorch finds here, got 'mps'"):
        on_cpu("mps")
