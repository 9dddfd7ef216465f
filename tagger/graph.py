"""A network as ONNX: one window as it is looked at in service, in a third of the steps that torch's exporter writes.

A window is so little work that each step is felt. Signs are looked up as what the spelling makes of them, matrices are
in eight bits and scaled by what is in the window, and two steps are ONNX Runtime's own (`com.microsoft`): the product
of such a matrix, and attention.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from tagger.network import HEADS, STAGES, Near
from troth.personal.tagging.units import HASHES

Floats = NDArray[np.float32]
OPERATORS, FORMAT, NORM = 17, 8, 1e-5


class Graph:
    """Steps and what they are given, in order. A step is known by what it makes."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._given: dict[str, onnx.TensorProto] = {}

    def step(
        self, operator: str, *given: str, outputs: int = 1, domain: str = "", **options: object
    ) -> str | list[str]:
        """What it makes; the names of all where it makes several."""
        made = [f"{operator}_{len(self._nodes)}_{place}" for place in range(outputs)]
        self._nodes.append(helper.make_node(operator, list(given), made, domain=domain, **options))
        return made if outputs > 1 else made[0]

    def one(self, operator: str, *given: str, domain: str = "", **options: object) -> str:
        """What a step makes that makes one thing."""
        return str(self.step(operator, *given, domain=domain, **options))

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        """Numbers by a name."""
        self._given[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def numbers(self, *values: int) -> str:
        """Whole numbers that a step is told."""
        return self.constant("_".join(["at", *map(str, values)]), np.array(values, np.int64))

    def model(self, inputs: Mapping[str, int], output: tuple[str, int]) -> onnx.ModelProto:
        """All of it. inputs: how many int32 each unit has, 0 for any; output: what makes the scores, and how many."""
        self._nodes.append(helper.make_node("Identity", [output[0]], ["scores"]))
        graph = helper.make_graph(
            self._nodes,
            "tagger",
            [
                helper.make_tensor_value_info(name, TensorProto.INT32, ["units", size or f"of_{name}"])
                for name, size in inputs.items()
            ],
            [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["units", output[1]])],
            list(self._given.values()),
        )
        domains = [helper.make_opsetid("", OPERATORS), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=domains, ir_version=FORMAT, producer_name="troth")


def written(weights: Mapping[str, Floats]) -> onnx.ModelProto:
    """The network with these weights, by the names of `Network`: signs [units, 16 or fewer] and hashes to scores."""
    graph = Graph()
    words = _words(graph, weights)
    for place, stage in enumerate(STAGES):
        normed = _normed(graph, weights, words, f"stages.{place}.norm")
        words = graph.one("Add", words, (_near if stage is Near else _all)(graph, weights, normed, f"stages.{place}"))
    scores = _product(graph, weights, words, "tags")
    return graph.model({"signs": 0, "hashes": HASHES}, (scores, len(weights["tags.bias"])))


def _words(graph: Graph, weights: Mapping[str, Floats]) -> str:
    """Each unit by its signs and its hashes: three signs side by side are three rows that are added."""
    padded = graph.one("Pad", "signs", graph.numbers(0, 1, 0, 1))
    sums = []
    table = graph.constant("sign", weights["sign.weight"])
    for place, part in enumerate(np.split(weights["spelled.weight"].T, 3)):
        rows = graph.one(
            "MatMul", table, graph.constant(f"spelled_{place}", part)
        )  # of constants: done when it is opened
        if place == 1:
            rows = graph.one("Add", rows, graph.constant("spelled_bias", weights["spelled.bias"]))
        ends = (place, place - 2 or 1 << 30)
        beside = graph.one("Slice", padded, graph.numbers(ends[0]), graph.numbers(ends[1]), graph.numbers(1))
        sums.append(graph.one("Gather", rows, beside))
    sums = [graph.one("Add", graph.one("Add", sums[0], sums[1]), sums[2])]
    spelled = graph.one("Relu", graph.one("ReduceMax", *sums, axes=[1], keepdims=0))
    hashed = graph.one("Reshape", _rows(graph, weights["hash.weight"], "hash", "hashes"), graph.numbers(0, -1))
    return graph.one("Relu", _product(graph, weights, graph.one("Concat", spelled, hashed, axis=1), "word"))


def _rows(graph: Graph, table: Floats, name: str, places: str) -> str:
    """Rows of a table that is kept in eight bits."""
    low, high = min(float(table.min()), 0.0), max(float(table.max()), 0.0)
    scale = (high - low) / 255
    zero = round(-low / scale)
    kept = np.clip(np.round(table / scale) + zero, 0, 255).astype(np.uint8)
    rows = graph.one("Gather", graph.constant(name, kept), places)
    told = graph.constant(f"{name}_scale", np.float32(scale)), graph.constant(f"{name}_zero", np.uint8(zero))
    return graph.one("DequantizeLinear", rows, *told)


def _product(graph: Graph, weights: Mapping[str, Floats], words: str, name: str) -> str:
    """A linear layer in eight bits."""
    matrix = weights[f"{name}.weight"].T
    scale = float(np.abs(matrix).max()) / 127
    kept = np.round(matrix / scale).astype(np.int8)
    return graph.one(
        "DynamicQuantizeMatMul",
        words,
        graph.constant(name, kept),
        graph.constant(f"{name}_scale", np.float32(scale)),
        graph.constant(f"{name}_zero", np.int8(0)),
        graph.constant(f"{name}_bias", weights[f"{name}.bias"]),
        domain="com.microsoft",
    )


def _normed(graph: Graph, weights: Mapping[str, Floats], words: str, name: str) -> str:
    given = (graph.constant(f"{name}.{part}", weights[f"{name}.{part}"]) for part in ("weight", "bias"))
    return graph.one("LayerNormalization", words, *given, epsilon=NORM)


def _near(graph: Graph, weights: Mapping[str, Floats], normed: str, name: str) -> str:
    """A gated convolution over three units."""
    padded = graph.one("Pad", normed, graph.numbers(1, 0, 1, 0))
    axis = graph.numbers(0)
    before = graph.one("Slice", padded, graph.numbers(0), graph.numbers(-2), axis)
    after = graph.one("Slice", padded, graph.numbers(2), graph.numbers(1 << 30), axis)
    mixed = _product(graph, weights, graph.one("Concat", before, normed, after, axis=1), f"{name}.mixed")
    return graph.one("QuickGelu", mixed, domain="com.microsoft", alpha=1.0)


def _all(graph: Graph, weights: Mapping[str, Floats], normed: str, name: str) -> str:
    """Attention over the window."""
    asked = graph.one("Unsqueeze", _product(graph, weights, normed, f"{name}.asked"), graph.numbers(0))
    parts = graph.step("Split", asked, outputs=3, axis=2)
    heard = graph.one("MultiHeadAttention", *parts, domain="com.microsoft", num_heads=HEADS)
    return _product(graph, weights, graph.one("Squeeze", heard, graph.numbers(0)), f"{name}.answered")
