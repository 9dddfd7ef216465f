"""`skops:PATH`: scikit-learn classifiers saved by skops, never by pickle.

A skops file is a zip of arrays and a tree of type names. Its tree is compared with skops' own list of trusted types
and the list below before anything is made of it; any other type is refused by name. What a compiled tree would follow
blindly (node numbers) is checked afterwards.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError
from troth.models.columns import FeatureColumn, encode_columns
from troth.models.digest import digest_of_files
from troth.models.files import foreign_content, refuse_unsafe
from troth.models.inputs import columns_of, rows_in, texts_of
from troth.models.interface import Description, Inputs, Prediction
from troth.models.labels import Labels, match_labels
from troth.models.probabilities import check_rows
from troth.models.proofs import Proofs
from troth.models.trees import check_trees
from troth.progress import Progress, silent
from troth.standard import TABLE, TEXT

TRUSTED = (
    "functools.partial",
    "numpy.dtype",
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
    "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
    "sklearn.tree._tree.Tree",
    "sklearn.utils._bunch.Bunch",
    "sklearn.utils.validation.check_array",
)
"""scikit-learn's numerics beyond skops' own list. `partial` only wraps a function that is itself on a list."""
UNPACKED_LIMIT = 4 << 30
"""Most bytes a skops file may unpack to."""
ROWS = 65536
"""Rows predicted at once."""

Answer = Callable[[Inputs], tuple[NDArray[Any], NDArray[Any] | None]]
"""Probabilities, and the labels decided on; None for the most probable."""


class SkopsModel:
    """A scikit-learn classifier as a Model."""

    def __init__(
        self, answer: Answer, labels: Labels, description: Description, digest: str, proofs: Proofs | None = None
    ) -> None:
        self.proofs = proofs
        self._answer = answer
        self._labels = labels
        self._description = description
        self.kind = description.kind
        self.labels = labels.names
        self.digest = digest

    def describe(self) -> Description:
        """What goes into the record and the report."""
        return self._description

    def predict(
        self, inputs: Inputs, *, documents: Sequence[int] | None = None, progress: Progress = silent
    ) -> Prediction:
        """Answer every row or text, in order; see `Model.predict`."""
        rows = rows_in(inputs, self.kind)
        parts, decided = [np.empty((0, len(self.labels)))], [np.empty(0, np.int32)]
        for start in range(0, rows, ROWS):
            part, codes = self._part(inputs, start)
            parts.append(part)
            decided += [] if codes is None else [codes]
            progress("predicting", min(start + ROWS, rows), rows)
        probabilities = check_rows(np.concatenate(parts), rows, len(self.labels), where=self._description.name)
        chosen = np.concatenate(decided) if len(decided) > 1 else probabilities.argmax(axis=1)
        return self._labels.arrange(Prediction(chosen.astype(np.int32), probabilities))

    def _part(self, inputs: Inputs, start: int) -> tuple[NDArray[Any], NDArray[Any] | None]:
        end = start + ROWS
        part: Inputs = (
            {name: column[start:end] for name, column in columns_of(inputs).items()}
            if self.kind == TABLE
            else texts_of(inputs)[start:end]
        )
        try:
            return self._answer(part)
        except (ValueError, TypeError, AttributeError, IndexError, KeyError) as error:
            raise ModelError(
                f"scikit-learn cannot predict: {next(iter(str(error).splitlines()), type(error).__name__)}",
                where=self._description.name,
                remedy="Do the data's feature columns fit the ones it was trained with?",
            ) from None


def load_skops(path: Path, kind: str, wanted: Sequence[str] | None) -> SkopsModel:
    """A classifier, or a pipeline that ends in one, of texts or of named columns; raises ModelError."""
    if kind not in (TABLE, TEXT):
        raise ModelError(f"a skops file cannot do {kind}", where=str(path), remedy=f"It can do {TABLE} and {TEXT}.")
    digest = digest_of_files(path.parent, [path]) if path.is_file() else ""
    estimator = read_skops(path)
    labels = match_labels([str(name) for name in estimator.classes_], wanted, where=str(path))
    description = Description(path.stem, kind, "skops", labels.names, None, None, path.stat().st_size)
    found = estimator.predict_proba if kind == TEXT else _by_columns(estimator, path)
    names = getattr(estimator, "feature_names_in_", None)
    proofs = Proofs(tuple(map(str, names))) if names is not None and kind == TABLE else None
    return SkopsModel(lambda inputs: (found(inputs), None), labels, description, digest, proofs)


def read_skops(path: Path) -> Any:
    """The classifier in a skops file, made only after every type in it is found on a list; raises ModelError."""
    data = _bytes_of(path)
    try:
        import skops.io
    except ImportError:
        raise ModelError("skops is not installed", where=str(path), remedy="pip install troth[sklearn]") from None
    try:
        unknown = sorted(set(skops.io.get_untrusted_types(data=data)) - set(TRUSTED))
        if unknown:
            raise ModelError(
                f"refused: it holds {', '.join(unknown[:5])}, not on the list of trusted types",
                where=str(path),
                remedy="Save a model made of scikit-learn's own estimators, without functions or classes of yours.",
            )
        estimator = skops.io.loads(data, trusted=list(TRUSTED))
        check_trees(estimator, str(path))
    except ModelError:
        raise
    except Exception as error:  # skops and what it makes raise anything
        raise ModelError(
            f"not a whole skops file ({type(error).__name__}: {next(iter(str(error).splitlines()), '')[:200]})",
            where=str(path),
            remedy="Save it again with skops.io.dump, with the scikit-learn that is installed here.",
        ) from None
    if not hasattr(estimator, "predict_proba") or not hasattr(estimator, "classes_"):
        raise ModelError(
            f"{type(estimator).__name__} gives no probabilities of classes",
            where=str(path),
            remedy="Save a fitted classifier that has predict_proba (CalibratedClassifierCV gives one to any).",
        )
    return estimator


def _bytes_of(path: Path) -> bytes:
    """The file's bytes, once they are seen to be a zip that does not unpack to more than it should."""
    refuse_unsafe(path)
    if not path.is_file():
        raise ModelError("no such file", where=str(path), remedy="Name a file made by skops.io.dump.")
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, NotImplementedError):  # the last: zipfile, of a compression it does not know
        with path.open("rb") as file:
            found = foreign_content(file.read(16))
        raise ModelError(
            f"refused: this is {found}" if found else "not a skops file",
            where=str(path),
            remedy="Save the model with skops.io.dump.",
        ) from None
    if size > UNPACKED_LIMIT:
        raise ModelError(f"it unpacks to {size >> 30} GB", where=str(path), remedy="This is not a model's file.")
    return path.read_bytes()


def _by_columns(estimator: Any, path: Path) -> Callable[[Inputs], NDArray[Any]]:
    """Named columns as what the estimator was fitted on: a frame of its own names, or a matrix in the data's order."""
    names = getattr(estimator, "feature_names_in_", None)
    width = getattr(estimator, "n_features_in_", None)

    def answer(inputs: Inputs) -> NDArray[Any]:
        columns = columns_of(inputs)
        if names is not None:
            return np.asarray(estimator.predict_proba(_frame([str(name) for name in names], columns)))
        if width is not None and len(columns) != width:
            raise ModelError(
                f"it was trained with {width} columns, the data has {len(columns)}",
                where=str(path),
                remedy="Name its columns under `columns: {features: […]}`, in the order it was trained with.",
            )
        matrix = encode_columns([FeatureColumn(name, "number") for name in columns], columns)
        return np.asarray(estimator.predict_proba(matrix))

    return answer


def _frame(names: Sequence[str], columns: Mapping[str, NDArray[Any]]) -> Any:
    """The named columns as a frame, which is how scikit-learn is told names."""
    import polars

    absent = [name for name in names if name not in columns]
    if absent:
        raise ModelError(f"the model needs {', '.join(absent[:8])}", remedy=f"The data has {', '.join(columns)}.")
    return polars.DataFrame(
        {name: columns[name] if columns[name].dtype.kind in "fiub" else list(columns[name]) for name in names}
    )
