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

from policyclause.training.encoder import averages

_ONE, _ZERO, _ROWS = (f"layer_norm_{name}" for name in ("one", "zero", "rows"))


def shorten_pooling_layer(model: PreTrainedModel) -> None:
    """Where the last layer attends to all tokens alike, compute no more of it than the head reads.

    That is the first token, from the mean of all. The pooling layer of ``training/encoder.py``
    is such a layer; models with other layers are left as they are.
    """
    layers: Any = getattr(getattr(model.base_model, "encoder", None), "layer", None)
    if layers and averages(layers[-1]):
        attention = layers[-1].attention
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
        first: torch.Tensor = self.output(context[:, :1], residual[:, :1])
        return first


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
    """Write the layer norms over ``width`` values as instance norm of rows, scale and shift.

    onnxruntime (1.32) adds up a row of a layer norm one number after the other on a CPU, which
    takes a quarter of a run; its instance norm uses the processor's vectors.
    """
    graph = model.graph
    constants = {_ONE: np.ones(1, np.float32), _ZERO: np.zeros(1, np.float32), _ROWS: np.array([-1, 1, width])}
    graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in constants.items())
    scales = {w.name for w in graph.initializer if list(w.dims) == [width]}
    nodes = [new for node in graph.node for new in _rewritten(node, scales)]
    del graph.node[:]
    graph.node.extend(nodes)


def _rewritten(node: onnx.NodeProto, scales: set[str]) -> Iterator[onnx.NodeProto]:
    """The nodes in place of one: itself, unless it is a layer norm with one of these scales."""
    added: list[str] = []  # a bias, if any, and what is skipped to here
    scale = ""
    if node.op_type == "SkipLayerNormalization":
        values, skip, scale, shift, *bias = node.input
        added = [*bias, skip]
    elif node.op_type == "LayerNormalization" and len(node.input) == 3:
        values, scale, shift = node.input
    if scale not in scales:
        yield node
        return
    name = node.output[0]
    for i, other in enumerate(added):
        yield _node("Add", [values, other], f"{name}_sum_{i}")
        values = f"{name}_sum_{i}"
    epsilon = next((a.f for a in node.attribute if a.name == "epsilon"), 1e-5)
    yield _node("Shape", [values], f"{name}_shape")
    yield _node("Reshape", [values, _ROWS], f"{name}_rows")
    yield _node("InstanceNormalization", [f"{name}_rows", _ONE, _ZERO], f"{name}_normal", epsilon=epsilon)
    yield _node("Reshape", [f"{name}_normal", f"{name}_shape"], f"{name}_back")
    yield _node("Mul", [f"{name}_back", scale], f"{name}_scaled")
    yield _node("Add", [f"{name}_scaled", shift], name)


def _node(kind: str, inputs: list[str], output: str, **attributes: Any) -> onnx.NodeProto:
    return helper.make_node(kind, inputs, [output], name=f"{output}_{kind}", **attributes)
