"""The packaged model as a network again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from policyclause.inference.errors import ModelError
from policyclause.inference.model import ONNX_FILE, PACKAGED_MODEL, Scorer
from policyclause.labels import LABELS
from policyclause.training.export import export_onnx
from policyclause.training.restore import restore, restore_packaged
from policyclause.training.train import RECOVERED

SENTENCES = [
    "对新入驻园区的企业，给予最高二十万元一次性奖励。",
    "引进的博士可申请人才公寓，三年免租。",
    "餐饮单位油烟净化设施每季度清洗一次，台账留存备查。",
    "会议由县长主持。",
]


@pytest.fixture(scope="module")
def restored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return restore_packaged(tmp_path_factory.mktemp("restored") / "packaged")


def test_the_restored_network_says_what_the_packaged_one_says(restored: Path) -> None:
    model = AutoModelForSequenceClassification.from_pretrained(restored).eval()
    tokenizer = AutoTokenizer.from_pretrained(restored)
    scorer = Scorer.load(PACKAGED_MODEL)
    ids = [scorer.encoder_inputs(text)[0] for text in SENTENCES]
    assert [tokenizer(text)["input_ids"] for text in SENTENCES] == ids
    with torch.no_grad():
        own = np.array([model(torch.tensor([row])).logits[0].numpy() for row in ids])
    packaged = np.array([scorer.encode([row])[0] for row in ids])
    assert np.abs(own - packaged).max() < 0.5  # int8 rounds activations too
    assert tuple(model.config.id2label.values()) == LABELS


def test_it_is_restored_again_only_for_another_packaged_model(restored: Path) -> None:
    config = restored / "config.json"
    before = config.stat().st_mtime_ns
    assert restore_packaged(restored) == restored
    assert config.stat().st_mtime_ns == before
    whole = config.read_text(encoding="utf-8")
    for other in (json.dumps(json.loads(whole) | {"restored_from": "another"}), whole[:100], "[]"):
        config.write_text(other)
        restore_packaged(restored)
        assert config.read_text(encoding="utf-8") == whole


def test_configs_can_name_it() -> None:
    assert RECOVERED["var/packaged"] is restore_packaged


def test_a_graph_without_int8_weights_is_refused(restored: Path, tmp_path: Path) -> None:
    source = tmp_path / "fp32"
    export_onnx(restored, source, int8=False)
    for name in ("tokenizer.json", "ngrams.safetensors"):
        (source / name).write_bytes((PACKAGED_MODEL / name).read_bytes())
    Scorer.load(PACKAGED_MODEL).config.write(source)
    with pytest.raises(ModelError, match="expected an int8 BERT"):
        restore(source, tmp_path / "target")
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize("lost", ["", "_scale"])
def test_a_graph_of_another_kind_is_refused(lost: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = onnx.load(PACKAGED_MODEL / ONNX_FILE)
    kept = [weight for weight in model.graph.initializer if not weight.name.endswith(lost)]
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    if not kept:
        del model.graph.node[:]
    monkeypatch.setattr(onnx, "load", lambda path: model)
    with pytest.raises(ModelError, match="expected an int8 BERT"):
        restore(PACKAGED_MODEL, tmp_path / "target")
