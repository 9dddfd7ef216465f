"""`onnx:PATH`: an ONNX classifier of texts, words or table rows, from wherever it was exported.

Texts and words need `tokenizer.json` and `config.json` (for id2label) beside the file. A tabular graph takes one float
matrix, whose columns are in the order the graph's metadata or the data name them, or one input a column; it answers
probabilities, or a label and probabilities as skl2onnx exports do. Its classes are those its metadata or its classifier
name; a graph that names none is taken to follow the charter, and refused when the labels it answers say otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError
from troth.models.columns import FeatureColumn, encode_columns
from troth.models.digest import digest_of_files
from troth.models.files import inside, read_json
from troth.models.folder import FLOAT, is_troth_folder, load_folder_onnx
from troth.models.huggingface import labels_in
from troth.models.inputs import columns_of, rows_in
from troth.models.interface import Description, Inputs, Model, Prediction
from troth.models.labels import Labels, match_labels
from troth.models.neural import NeuralModel
from troth.models.onnx_engine import OnnxEngine, check_onnx, open_session
from troth.models.pieces import PieceReader
from troth.models.probabilities import check_rows
from troth.models.protobuf import class_names
from troth.progress import Progress, silent
from troth.standard import TABLE

_NAMES = ("input_ids", "attention_mask", "token_type_ids")
_BESIDE = ("config.json", "tokenizer.json", "tokenizer_config.json")
ROWS = 65536
"""Table rows given to the graph at once."""
CLEAR = 1e-3
"""How much more probable a class must be than the next one for the graph's own label to have to be that class."""


def load_onnx(path: Path, kind: str, wanted: Sequence[str] | None) -> Model:
    """The model of an ONNX file, or of a folder with one; raises ModelError."""
    folder = path if path.is_dir() else path.parent
    if is_troth_folder(folder):
        return load_folder_onnx(path, kind, wanted)
    file = path / FLOAT if path.is_dir() else path
    return _load_table(file, wanted) if kind == TABLE else _load_text(file, kind, wanted)


def _load_text(file: Path, kind: str, wanted: Sequence[str] | None) -> NeuralModel:
    files = check_onnx(file)
    folder = file.parent
    own = labels_in(read_json(inside(folder / "config.json", folder)), folder / "config.json")
    labels = match_labels(own, wanted, where=str(file))
    reader = PieceReader(folder, kind, own)
    engine = OnnxEngine(file, _NAMES)
    used = [*files, *(folder / name for name in _BESIDE if (folder / name).is_file())]
    digest = digest_of_files(folder, used)
    size = sum(part.stat().st_size for part in files)
    return NeuralModel(
        reader, engine, Description(file.stem, kind, "onnx", labels.names, None, None, size), digest, labels=labels
    )


def _load_table(file: Path, wanted: Sequence[str] | None) -> TableGraph:
    files = check_onnx(file)
    session = open_session(file)
    facts = dict(session.get_modelmeta().custom_metadata_map)
    own = _listed(facts, "labels", file) or class_names(file.read_bytes()) or tuple(wanted or ())
    if not own:
        raise ModelError(
            "the graph does not say what its classes are called",
            where=str(file),
            remedy="Add metadata `labels`, a JSON list of names in class order, or name the labels in the charter.",
        )
    labels = match_labels(own, wanted, where=str(file))
    size = sum(part.stat().st_size for part in files)
    description = Description(file.stem, TABLE, "onnx", labels.names, None, None, size)
    columns, digest = _listed(facts, "columns", file), digest_of_files(file.parent, files)
    return TableGraph(session, own, labels, columns, description, digest)


def _listed(facts: dict[str, str], name: str, file: Path) -> tuple[str, ...] | None:
    if name not in facts:
        return None
    try:
        names = json.loads(facts[name])
    except ValueError:
        names = None
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise ModelError(
            f"its metadata {name!r} is not a JSON list of names", where=str(file), remedy="Export it again."
        )
    return tuple(names)


class TableGraph:
    """A tabular ONNX graph as a Model."""

    kind = TABLE

    def __init__(
        self,
        session: Any,
        own: tuple[str, ...],
        labels: Labels,
        columns: tuple[str, ...] | None,
        description: Description,
        digest: str,
    ) -> None:
        self._session = session
        self._own = own
        self._labels = labels
        self._columns = columns
        self._description = description
        self.labels = labels.names
        self.digest = digest

    def describe(self) -> Description:
        """What goes into the record and the report."""
        return self._description

    def predict(
        self, inputs: Inputs, *, documents: Sequence[int] | None = None, progress: Progress = silent
    ) -> Prediction:
        """Answer every row, in order; see `Model.predict`."""
        rows = rows_in(inputs, TABLE)
        parts = [np.empty((0, len(self.labels)), np.float32)]
        for start in range(0, rows, ROWS):
            part = {name: column[start : start + ROWS] for name, column in columns_of(inputs).items()}
            parts.append(self._probabilities(part))
            progress("predicting", min(start + ROWS, rows), rows)
        probabilities = check_rows(np.concatenate(parts), rows, len(self.labels), where=self._description.name)
        return self._labels.arrange(Prediction(probabilities.argmax(axis=1).astype(np.int32), probabilities))

    def _probabilities(self, columns: dict[str, NDArray[Any]]) -> NDArray[Any]:
        nodes = self._session.get_inputs()
        feed = self._matrix(nodes[0], columns) if len(nodes) == 1 else {n.name: _column(n, columns) for n in nodes}
        try:
            outputs = self._session.run(None, feed)
        except Exception as error:  # onnxruntime's exceptions share no base but Exception
            raise ModelError(
                f"the graph failed: {next(iter(str(error).splitlines()), '')[:300]}",
                where=self._description.name,
                remedy="Do the data's feature columns fit the graph's inputs?",
            ) from None
        found = _probabilities_in(outputs, self._own, self._description)
        _check_labels(outputs, found, self._own, self._description)
        return found

    def _matrix(self, node: Any, columns: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        names = self._columns or tuple(columns)
        width = node.shape[-1] if node.shape else None
        if isinstance(width, int) and width != len(names):
            raise ModelError(
                f"the graph takes {width} columns, the data has {len(names)}",
                where=self._description.name,
                remedy="Name the model's columns under `columns: {features: […]}`, in its order.",
            )
        matrix = encode_columns([FeatureColumn(name, "number") for name in names], columns)
        return {node.name: matrix.astype(np.float64 if node.type == "tensor(double)" else np.float32)}


def _column(node: Any, columns: dict[str, NDArray[Any]]) -> NDArray[Any]:
    """One input of a graph that has an input a column: [rows, 1]."""
    if node.name not in columns:
        raise ModelError(f"the model needs a column {node.name!r}", remedy=f"The data has {', '.join(columns)}.")
    values = columns[node.name]
    if node.type == "tensor(string)":
        return np.array(["" if value is None else str(value) for value in values], dtype=object)[:, None]
    numbers = encode_columns([FeatureColumn(node.name, "number")], columns)
    return numbers.astype(np.int64 if node.type == "tensor(int64)" else np.float32)


def _probabilities_in(outputs: Sequence[Any], own: Sequence[str], description: Description) -> NDArray[Any]:
    """The two-dimensional float output among `outputs`, or a list of {class: probability} as ZipMap makes."""
    for output in outputs:
        if isinstance(output, list) and output and isinstance(output[0], dict):
            return _by_class(output, own, description)
        if isinstance(output, np.ndarray) and output.ndim == 2 and np.issubdtype(output.dtype, np.floating):
            return output
    raise ModelError(
        "the graph answers no table of probabilities", where=description.name, remedy="Export it with probabilities."
    )


def _by_class(rows: Sequence[dict[Any, float]], own: Sequence[str], description: Description) -> NDArray[np.float32]:
    """[rows, classes] in the order of `own`, each class found by its name."""
    keys = _written(own, numbers=isinstance(next(iter(rows[0]), None), int))
    named = [{str(key): value for key, value in row.items()} for row in rows]
    if any(set(row) != set(keys) for row in named):
        raise _other_classes(f"answers for {', '.join(list(named[0])[:8])}", ", ".join(keys[:8]), description)
    return np.array([[row[key] for key in keys] for row in named], dtype=np.float32)


def _check_labels(outputs: Sequence[Any], found: NDArray[Any], own: Sequence[str], description: Description) -> None:
    """Raises ModelError when the labels that the graph answers beside its probabilities are of other classes.

    Without this, a graph whose classes nobody named would be read in the charter's order, whatever its own.
    """
    said = next((one for one in outputs if isinstance(one, np.ndarray) and one.dtype.kind in "OUi"), None)
    if said is None or found.shape != (said.size, len(own)) or len(own) < 2:
        return
    keys = _written(own, numbers=said.dtype.kind == "i")
    ranked = np.sort(found, axis=1)
    clear = ranked[:, -1] - ranked[:, -2] > CLEAR
    for label, best in zip(said.ravel()[clear].tolist(), found[clear].argmax(axis=1).tolist(), strict=True):
        if str(label) != keys[best]:
            raise _other_classes(f"answers {str(label)[:40]!r}", f"the most probable is {keys[best]!r}", description)


def _written(own: Sequence[str], *, numbers: bool) -> list[str]:
    """How a graph writes the classes `own`: by name; or by place, when it answers numbers and no class is called so."""
    by_place = numbers and not any(name.isdigit() for name in own)
    return [str(place) for place in range(len(own))] if by_place else list(own)


def _other_classes(answer: str, expected: str, description: Description) -> ModelError:
    return ModelError(
        f"the graph {answer}; by the order of the labels {expected}",
        where=description.name,
        remedy="Name its classes in metadata `labels`, a JSON list in the graph's own order.",
    )
