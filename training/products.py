"""The bare int8 matrix products of an encoder: what its runs cannot beat."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from policyclause.inference.errors import InputError
from policyclause.inference.model import ONNX_FILE
from policyclause.training.watching import seconds


@dataclass(frozen=True)
class Shape:
    """Sizes of a BERT encoder."""

    hidden: int
    intermediate: int
    layers: int

    @property
    def matrices(self) -> list[tuple[int, int]]:
        """Weights that every token is multiplied with, in order."""
        layer = [(self.hidden, 3 * self.hidden), (self.hidden, self.hidden)]
        return [*layer, (self.hidden, self.intermediate), (self.intermediate, self.hidden)] * self.layers

    @property
    def operations(self) -> int:
        """Multiplications and additions for a token."""
        return sum(2 * rows * columns for rows, columns in self.matrices)


def read_shape(model: Path) -> Shape:
    """Read from the weights: each layer has one matrix that narrows from the feed-forward size.

    Layers are those with attention: a pooling layer of which one token is computed does not count.
    """
    import onnx

    graph = onnx.load(model / ONNX_FILE).graph
    shapes = [tuple(w.dims) for w in graph.initializer if len(w.dims) == 2]
    narrowing = [(rows, columns) for rows, columns in shapes if (columns, rows) in shapes and rows > columns]
    if not narrowing:
        raise InputError(f"expected the ONNX model of a BERT encoder in {model}, got other matrices")
    rows, columns = narrowing[0]
    fused = sum(node.op_type in ("Attention", "QAttention") for node in graph.node)
    return Shape(columns, rows, fused or len(narrowing))


def product_seconds(shape: Shape, rows: Sequence[int], threads: int) -> float:
    """Seconds for the matrix products alone of runs with so many tokens, on so many threads."""
    session = product_session(shape)
    values = np.random.default_rng(0).standard_normal((max(rows), shape.intermediate)).astype(np.float32)

    def run(n: int) -> None:
        session.run(None, {"narrow": values[:n, : shape.hidden], "wide": values[:n]})

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, rows[: 2 * threads]))
        return seconds(lambda: list(pool.map(run, rows)))


def product_session(shape: Shape) -> onnxruntime.InferenceSession:
    """A graph of the encoder's int8 products, each of the quantised input of its width."""
    from onnx import TensorProto, helper, numpy_helper

    random = np.random.default_rng(0)
    nodes = [
        helper.make_node("DynamicQuantizeLinear", [name], [f"{name}_int8", f"{name}_scale", f"{name}_zero"])
        for name in ("narrow", "wide")
    ]
    weights, outputs = [], []
    for i, (rows, columns) in enumerate(shape.matrices):
        name = "narrow" if rows == shape.hidden else "wide"
        weights.append(numpy_helper.from_array(random.integers(-127, 128, (rows, columns), np.int8), f"weight_{i}"))
        nodes.append(helper.make_node("MatMulInteger", [f"{name}_int8", f"weight_{i}", f"{name}_zero"], [f"sum_{i}"]))
        outputs.append(helper.make_tensor_value_info(f"sum_{i}", TensorProto.INT32, ["n", columns]))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", width])
        for name, width in (("narrow", shape.hidden), ("wide", shape.intermediate))
    ]
    graph = helper.make_graph(nodes, "products", inputs, outputs, weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
