"""A model directory as a network again, so that it can be fine-tuned further.

A model directory holds its weights as the int8 graph that inference runs. Scales and zero points give them back but for
the rounding, which a pass over the data makes good.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from tokenizers import Tokenizer
from transformers import BertConfig, BertForSequenceClassification

from policyclause.inference.errors import ModelError
from policyclause.inference.model import ONNX_FILE, PACKAGED_MODEL, TOKENIZER_FILE, Scorer, sha256
from policyclause.labels import LABELS
from policyclause.training.encoder import SPECIALS, wrap_tokenizer

_MATRIX = re.compile(r"/model/(.+?)/(?:Gemm_)?MatMul_quant")  # a node's name holds that of its parameter
_ATTENTION = re.compile(r"Attention_(\d+)_quant")
_MADE_FROM = "restored_from"  # key of the config, with the hash of the graph
_POOLING = ".attention.output.output."  # what shorten_pooling_layer makes of the plain name

Array = NDArray[np.float32]


def restore_packaged(directory: Path) -> Path:
    """Make the packaged model's network in ``directory``, unless it is there already, and return the directory."""
    config = directory / "config.json"  # comes last
    if _made_from(config) != sha256(PACKAGED_MODEL / ONNX_FILE):
        restore(PACKAGED_MODEL, directory)
    return directory


def _made_from(config: Path) -> object:
    """The hash that a config names; None if it names none, is damaged or is not there: all is made anew then."""
    try:
        return json.loads(config.read_text(encoding="utf-8")).get(_MADE_FROM)
    except (OSError, ValueError, AttributeError):
        return None


def restore(source: Path, target: Path) -> Path:
    """Write an int8 model directory as one that ``AutoModelForSequenceClassification`` loads, and return that.

    Takes what ``export_onnx`` makes of ``training/encoder.py``'s encoder: BERT with a pooling layer.

    Raises:
        ModelError: the graph is of another kind.
    """
    scorer = Scorer.load(source)  # checks the hashes
    graph = onnx.load(source / ONNX_FILE).graph
    try:
        state = dict(_parameters(graph))
        depth = 1 + max(int(m[1]) for name in state if (m := re.search(r"\.layer\.(\d+)\.", name)))
        model = BertForSequenceClassification(_config(graph, state, depth))
        setattr(model.config, _MADE_FROM, scorer.config.files[ONNX_FILE])
        state |= _uniform_attention(depth - 1, model.config.hidden_size)
        tensors = {name: torch.tensor(value) for name, value in state.items()}
        model.load_state_dict(tensors)
    except (RuntimeError, KeyError, ValueError) as error:
        raise ModelError(f"expected an int8 BERT with a pooling layer in {source / ONNX_FILE}: {error}") from error
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as scratch:
        model.save_pretrained(scratch)
        tokenizer = Tokenizer.from_file(str(source / TOKENIZER_FILE))
        wrap_tokenizer(tokenizer, scorer.config.max_tokens).save_pretrained(scratch)
        target.mkdir(exist_ok=True)
        for path in sorted(Path(scratch).iterdir(), key=lambda path: path.name == "config.json"):
            path.replace(target / path.name)  # whole; the config last, as it tells that the others are there
    return target


def _parameters(graph: onnx.GraphProto) -> Iterator[tuple[str, Array]]:
    """The parameters under the names of ``BertForSequenceClassification``; those that the graph does not need are missing."""
    held = {weight.name: numpy_helper.to_array(weight) for weight in graph.initializer}
    for name in held:
        plain = name.removeprefix("model.").removesuffix("_quantized")
        if not name.startswith("model.") or name.endswith(("_scale", "_zero_point")) or "_Transposed" in name:
            continue
        values = _dequantised(held, name.removesuffix("_quantized")) if name.endswith("_quantized") else held[name]
        yield plain.replace(_POOLING, ".attention.output."), values
    for node in graph.node:
        if matrix := _MATRIX.fullmatch(node.name):
            path = f".{matrix[1].replace('/', '.')}.".replace(_POOLING, ".attention.output.").strip(".")
            yield f"{path}.weight", _dequantised(held, node.input[1].removesuffix("_quantized")).T
        elif attention := _ATTENTION.fullmatch(node.name):
            stem = f"Attention_{attention[1]}_qkv"
            weights, biases = np.split(_dequantised(held, f"{stem}_weight").T, 3), np.split(held[f"{stem}_bias"], 3)
            for part, weight, bias in zip(("query", "key", "value"), weights, biases, strict=True):
                yield f"bert.encoder.layer.{attention[1]}.attention.self.{part}.weight", weight
                yield f"bert.encoder.layer.{attention[1]}.attention.self.{part}.bias", bias


def _dequantised(held: dict[str, NDArray[np.generic]], name: str) -> Array:
    whole, zero = (held[f"{name}_{part}"].astype(np.float32) for part in ("quantized", "zero_point"))
    values: Array = (whole - zero) * held[f"{name}_scale"].astype(np.float32)
    return values


def _uniform_attention(index: int, hidden: int) -> dict[str, Array]:
    """Queries and keys of the pooling layer: zero, so the graph leaves them out."""
    prefix = f"bert.encoder.layer.{index}.attention.self."
    zero = np.zeros((hidden, hidden), dtype=np.float32)
    return {
        f"{prefix}{part}.{kind}": zero if kind == "weight" else zero[0]
        for part in ("query", "key")
        for kind in ("weight", "bias")
    }


def _config(graph: onnx.GraphProto, state: dict[str, Array], depth: int) -> BertConfig:
    embeddings = "bert.embeddings.{}_embeddings.weight"
    pieces, hidden = state[embeddings.format("word")].shape
    attributes = {a.name: a for node in graph.node for a in node.attribute}
    return BertConfig(
        vocab_size=pieces,
        hidden_size=hidden,
        num_hidden_layers=depth,
        num_attention_heads=attributes["num_heads"].i,
        intermediate_size=len(state["bert.encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(state[embeddings.format("position")]),
        type_vocab_size=len(state[embeddings.format("token_type")]),
        layer_norm_eps=attributes["epsilon"].f,
        pad_token_id=SPECIALS.index("<pad>"),
        problem_type="multi_label_classification",
        id2label=dict(enumerate(LABELS)),
        label2id={label: i for i, label in enumerate(LABELS)},
    )
