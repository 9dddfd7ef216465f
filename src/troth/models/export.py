"""A trained model folder exported to ONNX, float and int8, and both checked against the original.

The classic tracing exporter is used: measured on this network it is six times faster than the one over torch.export,
its graph runs as fast, and ONNX Runtime's quantiser reads its shapes. The weights of matrix products become int8, one
scale a column; the activations are quantised as they come (dynamic quantisation), so no calibration data is needed.
Embeddings, norms and the head stay float: they are little work, and the head is where a rounding becomes another label.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from troth.errors import ModelError
from troth.models.folder import FLOAT, INT8, load_folder, load_folder_onnx, open_reader, read_manifest
from troth.models.interface import Inputs, Model, Prediction
from troth.models.onnx_engine import EMBEDDING, SCORES
from troth.progress import Progress, silent
from troth.standard import TABLE, TOKENS

OPERATORS = 17
"""ONNX operator set of the export: the first with LayerNormalization, read by every onnxruntime since 1.13."""
FLOAT_DIFFERENCE = 1e-3
"""Most a probability of the float export may differ from the original's: far more than rounding, less than matters."""
INT8_AGREEMENT = 0.96
"""Least share of answers the int8 export must have in common with the original, or it goes. Where they differ the
original is mostly undecided itself: 0.976 on 77 intents went with an F1 that differed by 0.001."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How an export answers beside its original, on the inputs it was checked on.

    answers: how many were compared. same: share with the same label. difference: largest difference of a probability.
    """

    file: str
    answers: int
    same: float
    difference: float
    size: int


@dataclass(frozen=True, slots=True)
class Exported:
    """The exports that were kept, and a sentence on each for the report, kept or not."""

    float32: Agreement | None
    int8: Agreement | None
    notes: tuple[str, ...]


def export(
    folder: Path, inputs: Inputs, *, documents: Sequence[int] | None = None, progress: Progress = silent
) -> Exported:
    """Write `model.onnx` and `model.int8.onnx` into a Troth folder, and check both on `inputs`.

    inputs: of the validation split, at least one. An export that does not agree is removed again. A tabular folder has
    nothing to export. Raises ModelError when there are no inputs, or the folder cannot be opened.
    """
    manifest = read_manifest(folder)
    if manifest["kind"] == TABLE:
        return Exported(None, None, ())
    if not len(inputs):
        raise ModelError(
            "no inputs to check the export on", where=str(folder), remedy="Give some of the validation split."
        )
    original = load_folder(folder, manifest["kind"], None)
    expected = original.predict(inputs, documents=documents, progress=progress)
    notes: list[str] = []
    kept: dict[str, Agreement | None] = {FLOAT: None, INT8: None}
    for step, (name, write) in enumerate(((FLOAT, write_float), (INT8, write_int8))):
        progress("exporting", step, 2, name)
        kept[name], note = _checked(write, folder, name, (inputs, documents, expected), manifest["kind"])
        notes.append(note)
        if kept[name] is None:
            break
    progress("exporting", 2, 2)
    return Exported(kept[FLOAT], kept[INT8], tuple(notes))


def compare(model: Model, inputs: Inputs, documents: Sequence[int] | None, expected: Prediction) -> Agreement:
    """How `model` answers beside the `expected` answers of another."""
    found = model.predict(inputs, documents=documents)
    difference = 0.0
    if found.probabilities is not None and expected.probabilities is not None and len(found.codes):
        difference = float(np.abs(found.probabilities - expected.probabilities).max())
    same = float((found.codes == expected.codes).mean()) if len(found.codes) else 1.0
    about = model.describe()
    return Agreement(about.runtime, len(found.codes), same, difference, about.size)


def write_float(folder: Path) -> Path:
    """Trace the network of `folder` into `model.onnx`, batch and length left open. Needs torch."""
    import torch

    from troth.models.network import open_network

    arrays = _example(folder)
    path = folder / FLOAT
    tokens = read_manifest(folder)["kind"] == TOKENS
    module = _ByPosition(open_network(folder), list(arrays), embeds=not tokens)
    axes = {name: {0: "batch", 1: "length"} for name in arrays}
    answers = (SCORES,) if tokens else (SCORES, EMBEDDING)
    axes |= {name: {0: "batch", 1: "length"} if tokens else {0: "batch"} for name in answers}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own: it is the older of two, and says so
        torch.onnx.export(
            module,
            tuple(torch.from_numpy(array) for array in arrays.values()),
            str(path),
            input_names=list(arrays),
            output_names=list(answers),
            dynamic_axes=axes,
            opset_version=OPERATORS,
            dynamo=False,
        )
    return path


def write_int8(folder: Path) -> Path:
    """Quantise `model.onnx` of `folder` into `model.int8.onnx`. Needs onnx and onnxruntime."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    path = folder / INT8
    root = logging.getLogger()
    root.addFilter(_not_advice)  # the quantiser advises on the root logger
    try:
        quantize_dynamic(
            folder / FLOAT,
            path,
            op_types_to_quantize=["MatMul", "Gemm"],
            nodes_to_exclude=_kept_float(folder / FLOAT),
            per_channel=True,
            reduce_range=not has_vnni(),
            weight_type=QuantType.QInt8,
        )
    finally:
        root.removeFilter(_not_advice)
    return path


def _not_advice(entry: logging.LogRecord) -> bool:
    return "pre-processing before quantization" not in entry.getMessage()


def has_vnni() -> bool:
    """Whether this processor multiplies int8 without an overflow in between.

    Without VNNI, sums of two products saturate at 16 bits; weights of 7 bits avoid it
    (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html).
    """
    info = Path("/proc/cpuinfo")
    return info.is_file() and "vnni" in info.read_text(encoding="utf-8", errors="replace")


def _kept_float(path: Path) -> list[str]:
    """The head, whose product is the graph's answer: its name, and that which the quantiser gives a `Gemm`."""
    import onnx

    graph = onnx.load(str(path), load_external_data=False).graph
    makers = {name: node for node in graph.node for name in node.output}
    node = makers.get(graph.output[0].name)
    while node is not None and node.op_type not in ("MatMul", "Gemm"):
        node = next((makers[name] for name in node.input if name in makers), None)
    return [] if node is None else [node.name, f"{node.name}_MatMul"]


def _checked(
    write: Any, folder: Path, name: str, asked: tuple[Inputs, Sequence[int] | None, Prediction], kind: str
) -> tuple[Agreement | None, str]:
    """The agreement of a freshly written export, or None and the reason why it was removed again."""
    path: Path = folder / name
    try:
        write(folder)
        agreement = compare(load_folder_onnx(path, kind, None), *asked)
    except Exception as error:  # exporter and quantiser raise whatever the graph trips over
        path.unlink(missing_ok=True)
        return None, f"No {name}: {next(iter(str(error).splitlines()), type(error).__name__)}"
    said = (
        f"same label for {agreement.same:.2%} of {agreement.answers}, probabilities within {agreement.difference:.2g}"
    )
    good = agreement.difference <= FLOAT_DIFFERENCE if name == FLOAT else agreement.same >= INT8_AGREEMENT
    if not good:
        path.unlink()
        return None, f"No {name}: it does not agree with the original on the validation split ({said})."
    return agreement, f"{name} agrees with the original on the validation split: {said}."


def _example(folder: Path) -> dict[str, Any]:
    """Arrays of a small batch of unequal lengths, so that no length is traced as one."""
    manifest = read_manifest(folder)
    reader = open_reader(folder, manifest)
    texts: Any = (
        [["One", "word"], ["Three", "words", "here"]] if manifest["kind"] == TOKENS else ["one", "two more words"]
    )
    numbers = list(range(len(texts))) if manifest["kind"] == TOKENS else None
    return reader.arrays(reader.units(texts, numbers))


def _ByPosition(network: Any, names: Sequence[str], *, embeds: bool) -> Any:  # noqa: N802  a class that needs torch
    """`network` called by position, which is all the tracer can do, as if by name. embeds: for its vectors, too."""
    import torch

    class ByPosition(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, *arrays: torch.Tensor) -> torch.Tensor | tuple[torch.Tensor, torch.Tensor]:
            ask: Any = self.network.embed if embeds else self.network
            answer: torch.Tensor | tuple[torch.Tensor, torch.Tensor] = ask(**dict(zip(names, arrays, strict=True)))
            return answer

    return ByPosition().eval()
