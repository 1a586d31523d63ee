"""Other formats and other processors."""

from __future__ import annotations

from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnx
import pytest

from policyclause import Classifier, InputError, MissingExtraError
from policyclause.inference.model import ONNX_FILE, PACKAGED_MODEL, TOKENIZER_FILE
from policyclause.training.export import export_onnx, export_openvino


@pytest.fixture
def trained(tiny_base: Path, tmp_path: Path) -> Path:
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    AutoModelForSequenceClassification.from_pretrained(tiny_base, num_labels=5).save_pretrained(tmp_path / "model")
    AutoTokenizer.from_pretrained(tiny_base).save_pretrained(tmp_path / "model")
    return tmp_path / "model"


def test_openvino_gives_the_logits_of_torch(trained: Path, tmp_path: Path) -> None:
    openvino = pytest.importorskip("openvino")
    import torch
    from transformers import AutoModelForSequenceClassification

    path = export_openvino(trained, tmp_path / "openvino")
    assert {p.name for p in path.parent.iterdir()} == {"openvino_model.xml", "openvino_model.bin", TOKENIZER_FILE}
    ids = np.array([[0, *range(10, 23), 2]])
    settings = {"INFERENCE_PRECISION_HINT": "f32"}
    found = openvino.Core().compile_model(path, "CPU", settings)(
        {"input_ids": ids, "attention_mask": np.ones_like(ids)}
    )
    with torch.no_grad():
        expected = AutoModelForSequenceClassification.from_pretrained(trained).eval()(torch.tensor(ids)).logits
    assert np.allclose(found["logits"], expected.numpy(), atol=0.02)


@pytest.mark.parametrize("zero", [(), ("query",), ("query", "key")])
def test_the_lighter_graph_gives_the_logits_of_torch(trained: Path, tmp_path: Path, zero: tuple[str, ...]) -> None:
    import onnxruntime
    import torch
    from transformers import AutoModelForSequenceClassification

    model = AutoModelForSequenceClassification.from_pretrained(trained).eval()
    attention = model.base_model.encoder.layer[-1].attention.self
    for name in zero:  # both are, in the pooling layer
        for parameter in getattr(attention, name).parameters():
            torch.nn.init.zeros_(parameter)
    model.save_pretrained(trained)
    session = onnxruntime.InferenceSession(export_onnx(trained, tmp_path / "onnx", int8=False))
    assert [i.name for i in session.get_inputs()] == ["input_ids"]
    kinds = Counter(node.op_type for node in onnx.load(tmp_path / "onnx" / ONNX_FILE).graph.node)
    assert kinds["InstanceNormalization"] and not kinds["SkipLayerNormalization"] + kinds["LayerNormalization"]
    assert kinds["Attention"] == (1 if zero else 2)  # of two layers
    ids = np.array([[0, *range(10, 23), 2], [0, *range(40, 53), 2]])
    with torch.no_grad():
        expected = model(torch.tensor(ids)).logits.numpy()
    assert np.allclose(session.run(None, {"input_ids": ids})[0], expected, atol=1e-4)


@pytest.mark.skipif(find_spec("openvino") is not None, reason="openvino is installed")
def test_without_openvino_the_extra_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingExtraError, match=r"pip install '\.\[openvino\]'"):
        export_openvino(tmp_path, tmp_path)


def test_a_provider_that_is_not_installed_is_named() -> None:
    with pytest.raises(InputError, match=r"CPUExecutionProvider.*got 'CUDAExecutionProvider'.*onnxruntime-gpu"):
        Classifier.load(providers="cuda")
    with pytest.raises(InputError, match="got 'abacus'"):
        Classifier.load(providers=["cpu", "abacus"])


def test_providers_by_either_name_give_the_same_scores(packaged: Classifier) -> None:
    texts = ["对企业给予补助。"]
    for providers in ("cpu", ["CPUExecutionProvider"]):
        other = Classifier.load(PACKAGED_MODEL, providers=providers)
        assert np.array_equal(other.predict_proba(texts), packaged.predict_proba(texts))
