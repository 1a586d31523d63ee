"""Changes to a network and its graph that make it faster and leave what it computes as it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from onnxruntime.transformers.onnx_model import OnnxModel
from transformers import PreTrainedModel

_ONE, _ZERO, _ROWS = (f"layer_norm_{name}" for name in ("one", "zero", "rows"))


def shorten_pooling_layer(model: PreTrainedModel) -> None:
    """Where the last layer attends to all tokens alike, compute no more of it than the head reads.

    That is the first token, from the mean of all. The pooling layer of ``training/encoder.py``
    is such a layer; other models are left as they are.
    """
    encoder: Any = model.base_model.encoder
    attention = encoder.layer[-1].attention
    query, key = attention.self.query, attention.self.key
    if not any(p.any() for p in (*query.parameters(), *key.parameters())):
        attention.self = _Mean(attention.self.value)
        attention.output = _FirstToken(attention.output)


class _Mean(torch.nn.Module):
    """Uniform attention: the mean of the values is the value of the mean. Takes texts without padding."""

    def __init__(self, value: torch.nn.Linear) -> None:
        super().__init__()
        self.value = value

    def forward(self, hidden_states: torch.Tensor, *_: object, **__: object) -> tuple[torch.Tensor, None]:
        return self.value(hidden_states.mean(1, keepdim=True)), None


class _FirstToken(torch.nn.Module):
    """The part of a layer after its attention, for the first token alone."""

    def __init__(self, output: torch.nn.Module) -> None:
        super().__init__()
        self.output = output

    def forward(self, context: torch.Tensor, residual: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.output(context[:, :1], residual[:, :1])
        return found


def drop_mask(model: OnnxModel) -> None:
    """Take the attention mask out of a fused graph: texts run without padding.

    The mask must be there when the graph is fused, as onnxruntime knows attention by it.
    """
    for node in model.nodes():
        if node.op_type == "EmbedLayerNormalization":
            del node.input[7:]
        elif node.op_type == "Attention":
            node.input[3] = ""
    model.prune_graph()


def vectorise_layer_norm(model: onnx.ModelProto, width: int) -> None:
    """Write each layer norm over ``width`` values as instance norm of rows, scale and shift.

    onnxruntime (1.32) adds up a row of a layer norm one number after the other on a CPU, which
    takes a quarter of a run; its instance norm uses the processor's vectors.
    """
    graph = model.graph
    constants = {_ONE: np.ones(1, np.float32), _ZERO: np.zeros(1, np.float32), _ROWS: np.array([-1, 1, width])}
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in constants.items())
    nodes = [new for node in graph.node for new in _rewritten(node)]
    del graph.node[:]
    graph.node.extend(nodes)


def _rewritten(node: onnx.NodeProto) -> Iterator[onnx.NodeProto]:
    if node.op_type == "SkipLayerNormalization":
        values, skip, scale, shift, *bias = node.input
        for i, other in enumerate([*bias, skip]):
            yield _node("Add", [values, other], values := f"{node.output[0]}_sum_{i}")
    elif node.op_type == "LayerNormalization":
        values, scale, shift = node.input
    else:
        yield node
        return
    epsilon = next(a.f for a in node.attribute if a.name == "epsilon")
    name = node.output[0]
    yield _node("Shape", [values], f"{name}_shape")
    yield _node("Reshape", [values, _ROWS], f"{name}_rows")
    yield _node("InstanceNormalization", [f"{name}_rows", _ONE, _ZERO], f"{name}_normal", epsilon=epsilon)
    yield _node("Reshape", [f"{name}_normal", f"{name}_shape"], f"{name}_back")
    yield _node("Mul", [f"{name}_back", scale], f"{name}_scaled")
    yield _node("Add", [f"{name}_scaled", shift], name)


def _node(kind: str, inputs: list[str], output: str, **attributes: float) -> onnx.NodeProto:
    return helper.make_node(kind, inputs, [output], name=f"{output}_{kind}", **attributes)
