"""A fine-tuned directory to the ONNX model that inference runs, fp32 or int8."""

from __future__ import annotations

import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

import torch
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.optimizer import optimize_model
from transformers import AutoModelForSequenceClassification, PreTrainedModel

from policyclause.inference.errors import InputError, MissingExtraError
from policyclause.inference.model import ONNX_FILE, TOKENIZER_FILE
from policyclause.training.graph import drop_mask, shorten_pooling_layer, vectorise_layer_norm

OPSET = 17


class _Logits(torch.nn.Module):
    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.model(input_ids=input_ids, attention_mask=attention_mask).logits
        return logits


def export_onnx(source: Path, target: Path, int8: bool = True) -> Path:
    """Write ``model.onnx`` in ``target``: input ``input_ids`` ``(n, n_tokens)`` int64, output ``(n, n_labels)``.

    There is no attention mask: texts of one call are of the same number of tokens. With
    ``int8``, matrices and embeddings are 8-bit with a scale for each output channel;
    activations are quantised as they come.
    """
    model = AutoModelForSequenceClassification.from_pretrained(source, attn_implementation="eager").eval()
    shorten_pooling_layer(model)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        traced, fused = Path(scratch) / "traced.onnx", Path(scratch) / "fused.onnx"
        _trace(model, traced)
        optimized = optimize_model(
            str(traced),
            model_type="bert",
            num_heads=model.config.num_attention_heads,
            hidden_size=model.config.hidden_size,
        )
        drop_mask(optimized)
        vectorise_layer_norm(optimized.model, model.config.hidden_size)
        optimized.save_model_to_file(str(fused if int8 else target / ONNX_FILE))
        if int8:
            quantize_dynamic(
                fused,
                target / ONNX_FILE,
                per_channel=True,
                weight_type=QuantType.QInt8,
                op_types_to_quantize=["MatMul", "Attention", "EmbedLayerNormalization", "Gather"],
                extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
            )
    return target / ONNX_FILE


def export_openvino(source: Path, target: Path) -> Path:
    """Write ``openvino_model.xml`` and ``.bin`` in ``target``, weights in 16 bits, and the tokenizer.

    Inputs are ``input_ids`` and ``attention_mask``, the output is raw logits, not calibrated.

    Raises:
        MissingExtraError: openvino is not installed.
        InputError: ``source`` has no tokenizer.
    """
    if find_spec("openvino") is None:
        raise MissingExtraError("export to OpenVINO", "openvino")
    import openvino

    if not (source / TOKENIZER_FILE).is_file():
        raise InputError(f"expected the model directory of a training run, got {source}: {TOKENIZER_FILE} is not there")
    target.mkdir(parents=True, exist_ok=True)
    model = AutoModelForSequenceClassification.from_pretrained(source, attn_implementation="eager").eval()
    with tempfile.TemporaryDirectory() as scratch:
        traced = Path(scratch) / "traced.onnx"
        _trace(model, traced)  # not fused: OpenVINO has its own fusions, and none of onnxruntime's operators
        path = target / "openvino_model.xml"
        openvino.save_model(openvino.convert_model(traced), path)
    shutil.copy(source / TOKENIZER_FILE, target / TOKENIZER_FILE)
    return path


def _trace(model: PreTrainedModel, path: Path) -> None:
    example = torch.ones(2, 8, dtype=torch.long)
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(
        _Logits(model),
        (example, example),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "logits": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )
