"""An ONNX file as an engine, on ONNX Runtime's processor provider; torch is not needed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from troth.errors import ModelError
from troth.models.files import foreign_content, inside, refuse_unsafe
from troth.models.neural import Arrays, Scores
from troth.models.protobuf import external_locations

FILE_LIMIT = 2 << 30
"""Largest ONNX file: the format's own limit for one protocol buffer."""
DATA_LIMIT = 64 << 30
"""Largest sum of the files an ONNX model keeps its tensors in."""

SCORES, EMBEDDING = "scores", "embedding"
"""What Troth's own exports call their answers: the logits; of a text, the vector that the head reads it by."""

_IN_MEMORY = "_ORT_MEM_ADDR_"
"""ONNX Runtime's own mark for a tensor that is not in a file but at an address (onnxruntime/core/framework/utils)."""

_SAME = {"input_ids": ("ids", "tokens"), "attention_mask": ("mask", "input_mask"), "token_type_ids": ("segment_ids",)}
"""Names other exporters give the usual inputs."""


def check_onnx(path: Path) -> list[Path]:
    """The files an ONNX model is made of, itself first, after they are seen to be safe to open.

    Raises ModelError when it is too large, not ONNX, or keeps tensors outside its own folder.
    """
    refuse_unsafe(path)
    if not path.is_file():
        raise ModelError("no such file", where=str(path), remedy="Name an .onnx file, or a folder with a model.onnx.")
    if path.stat().st_size > FILE_LIMIT:
        raise ModelError("larger than 2 GB", where=str(path), remedy="Keep its tensors in a file beside it.")
    data = path.read_bytes()
    if (foreign := foreign_content(data[:16])) is not None:
        raise ModelError(f"refused: this is {foreign}", where=str(path), remedy="Export the model to ONNX.")
    try:
        names = external_locations(data)
    except ModelError as error:
        raise ModelError(error.what, where=str(path), remedy=error.remedy) from None
    beside = [_beside(path, name) for name in names]
    if sum(file.stat().st_size for file in beside) > DATA_LIMIT:
        raise ModelError("its tensors take more than 64 GB", where=str(path), remedy="Use a smaller model.")
    return [path, *beside]


def _beside(path: Path, name: str) -> Path:
    """The file of tensors `name`, which must be below the model's own folder, links followed."""
    folder = path.parent
    file = folder / name
    if _IN_MEMORY in name:
        raise ModelError(
            f"refused: it keeps tensors in {name!r}, which ONNX Runtime reads as an address in memory",
            where=str(path),
            remedy="Export it again with its tensors inside, or beside it.",
        )
    if not name or "\0" in name or Path(name).is_absolute() or not file.resolve().is_relative_to(folder.resolve()):
        raise ModelError(
            f"refused: it keeps tensors in {name!r}, outside its own folder",
            where=str(path),
            remedy="Export it again with its tensors inside, or beside it.",
        )
    if not file.is_file():
        raise ModelError(f"its tensors are in {name!r}, which is not there", where=str(path), remedy="Copy it too.")
    inside(file, folder)
    return file


def open_session(path: Path, threads: int | None = None) -> Any:
    """An `onnxruntime.InferenceSession` over a checked file; raises ModelError."""
    check_onnx(path)
    try:
        import onnxruntime
    except ImportError:
        raise ModelError(
            "onnxruntime is not installed", where=str(path), remedy="pip install troth[onnx] (or troth[train])"
        ) from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or default_threads()
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's exceptions share no base but Exception
        raise ModelError(
            f"ONNX Runtime cannot open it: {_first_line(error)}",
            where=str(path),
            remedy="Export it again; custom operators are not loaded.",
        ) from None


def default_threads() -> int:
    """As many as OMP_NUM_THREADS says, or the processors this process may use."""
    said = os.environ.get("OMP_NUM_THREADS", "")
    if said.isdigit() and int(said) > 0:
        return int(said)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class OnnxEngine:
    """Runs one ONNX graph; its inputs are found by name, and those it does not have are not given."""

    def __init__(self, path: Path, given: Sequence[str], threads: int | None = None) -> None:
        self._session = open_session(path, threads)
        self._where = str(path)
        self._inputs = {
            node.name: (self._source(node.name, given), _dtype(node.type)) for node in self._session.get_inputs()
        }
        outputs = [node.name for node in self._session.get_outputs()]
        self._output = outputs[0]
        self.embeds = EMBEDDING in outputs[1:]

    def scores(self, arrays: Arrays) -> Scores:
        """Logits of one batch."""
        return self._run(arrays, [self._output])[0]

    def both(self, arrays: Arrays) -> tuple[Scores, Scores]:
        """Logits of one batch of texts, and their vectors, [batch, width]; of a graph that `embeds`."""
        scores, vectors = self._run(arrays, [self._output, EMBEDDING])
        return scores, vectors

    def _run(self, arrays: Arrays, outputs: list[str]) -> list[Scores]:
        feed = {name: arrays[source].astype(dtype, copy=False) for name, (source, dtype) in self._inputs.items()}
        try:
            found: Any = self._session.run(outputs, feed)
        except Exception as error:  # as above
            raise ModelError(
                f"the network failed on a batch: {_first_line(error)}",
                where=self._where,
                remedy="Do the tokenizer and the labels beside the file belong to it?",
            ) from None
        return [np.asarray(one, dtype=np.float32) for one in found]

    def _source(self, name: str, given: Sequence[str]) -> str:
        """Which of the reader's arrays feeds the graph's input `name`."""
        for source in given:
            if name == source or name in _SAME.get(source, ()):
                return source
        raise ModelError(
            f"the graph wants an input {name!r}; there is {', '.join(given)}",
            where=self._where,
            remedy="Export it with inputs of these names.",
        )


def _dtype(kind: str) -> type[np.generic]:
    return {"tensor(int32)": np.int32, "tensor(float)": np.float32, "tensor(bool)": np.bool_}.get(kind, np.int64)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:300]
