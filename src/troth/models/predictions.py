"""`predictions:PATH.csv` or `.parquet`: the stored answers of a model that runs elsewhere.

One row an input (for token tasks one a word), in input order, numbered by an `id` column 0…n-1 (or 1…n), or with the
data's own ids, where the charter names their column and it is here too. A column `label` (or `prediction`), empty for
an abstention, and/or one probability column a label, named by the label itself, or `probability_LABEL`, one way for all
labels. With probabilities alone the label is the most probable one. `docs/predictions.md` shows each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError
from troth.models.digest import digest_of_files
from troth.models.files import foreign_failure, refuse_unsafe
from troth.models.inputs import check_kind, rows_in
from troth.models.interface import Description, Inputs, Prediction
from troth.models.joining import Order, as_text, by_id, by_number
from troth.models.probabilities import check_rows
from troth.progress import Progress, silent

if TYPE_CHECKING:
    import polars as pl

ANSWERS = ("label", "prediction", "predicted")
PREFIXES = ("", "probability_", "probability:", "p_")
LOOKED_AT = 10_000  # names in a folder, to find the one that was meant
ENDINGS = (".csv", ".csv.gz", ".tsv", ".parquet")
DISSENT = 0.01  # share of labels that may differ from the most probable one where their column could be the truth
STORED = "stored answers were judged: nothing here shows which model gave them, or that it had not seen the labels"


class StoredPredictions:
    """Answers read from a table; `predict` gives them out for as many inputs as there are rows."""

    def __init__(
        self,
        path: Path,
        kind: str,
        labels: tuple[str, ...],
        prediction: Prediction,
        digest: str,
        others: pl.DataFrame,
        answers: str | None,
    ) -> None:
        """prediction: in the file's order. others: the columns that hold no answers, of which one may hold ids.

        answers: the column of labels; None where there are probabilities alone.
        """
        self._path = path
        self._answers = answers
        self._prediction = prediction
        self._others = others
        self._order = by_number(others["id"]) if "id" in others.columns else np.arange(len(prediction.codes))
        self.kind = kind
        self.labels = labels
        self.digest = digest

    def describe(self) -> Description:
        """What goes into the record and the report."""
        size = self._path.stat().st_size
        return Description(
            self._path.name, self.kind, "stored predictions", self.labels, None, None, size, doubt=STORED
        )

    def predict(
        self, inputs: Inputs, *, documents: Sequence[int] | None = None, progress: Progress = silent
    ) -> Prediction:
        """The stored answers; raises ModelError when there are not as many as inputs."""
        self.check(inputs)
        order = self._in_order()
        progress("predicting", len(order), len(order))
        chances = self._prediction.probabilities
        return Prediction(self._prediction.codes[order], None if chances is None else chances[order])

    def join(self, column: str, ids: Sequence[str | None], sizes: Sequence[int]) -> StoredPredictions:
        """The answers by the data's own ids; see `Joinable`."""
        if column not in self._others.columns:
            return self
        joined = copy(self)
        joined._order = by_id(self._others[column], ids, sizes, str(self._path))
        return joined

    def check_own(self, truth: str, data: Sequence[str]) -> None:
        """Raise ModelError where the column of answers may be the data's own labels; see `Tabled`."""
        if self._answers != truth:
            return
        copied = [name for name in data if name in self._others.columns]
        dissent = 0.0 if copied else self._dissent()
        if not copied and dissent <= DISSENT:
            return
        why = (
            f"other columns of the data stand beside it ({_some(copied)})"
            if copied
            else f"{dissent:.0%} of its labels are not the most probable one of the file's own probabilities"
        )
        raise ModelError(
            f"the column {truth!r} has the name of the data's true labels, and {why}: it may be the truth, "
            "not the model's answers",
            where=str(self._path),
            remedy="If it holds the model's answers, call it `prediction`; else take it out of the file.",
        )

    def _dissent(self) -> float:
        """The share of answers than which another label is more probable."""
        chances, codes = self._prediction.probabilities, self._prediction.codes
        answered = np.flatnonzero(codes >= 0)
        if chances is None or not len(answered):
            return 0.0
        return float((chances[answered, codes[answered]] < chances[answered].max(axis=1)).mean())

    def check(self, inputs: Inputs) -> None:
        """Raise ModelError unless there is one answer for every input."""
        rows, stored = rows_in(inputs, self.kind), len(self._in_order())
        if rows != stored:
            raise ModelError(
                f"{stored} stored predictions for {rows} inputs",
                where=str(self._path),
                remedy="Store one row for every row of the split (for token tasks, every word), in its order.",
            )

    def _in_order(self) -> Order:
        if self._order is None:
            raise ModelError(
                "the column `id` does not number the rows 0, 1, 2 …, each once",
                where=str(self._path),
                remedy="Number the predictions by the row of the input; or name the data's own column of ids as "
                "data.columns.id; or leave the column out and keep the order.",
            )
        return self._order


def load_predictions(path: Path, kind: str, wanted: Sequence[str] | None) -> StoredPredictions:
    """The answers in a csv, tsv or parquet file; raises ModelError naming the first row that is none."""
    frame = _read(path)
    stored = _answers_in(frame, path)
    names = tuple(wanted) if wanted else _labels_of(frame, stored)
    columns = _probability_columns(frame, names, stored, path)
    given = list(columns)
    if stored is None and len(given) < len(names):
        raise ModelError(
            f"neither a column {' or '.join(ANSWERS[:2])}, nor a probability for {_absent(names, given)}",
            where=str(path),
            remedy=f"It has {', '.join(frame.columns[:10])}.",
        )
    if given and len(given) < len(names):
        raise ModelError(
            f"no probability column for {_absent(names, given)}", where=str(path), remedy="Give one a label, or none."
        )
    probabilities = _probabilities(frame, [columns[name] for name in names], path) if given else None
    codes = _codes(frame, stored, names, probabilities, path)
    digest = digest_of_files(path.parent, [path])
    others = frame.drop([*columns.values(), *([stored] if stored else [])])
    return StoredPredictions(path, check_kind(kind), names, Prediction(codes, probabilities), digest, others, stored)


def _read(path: Path) -> pl.DataFrame:
    import polars as pl

    refuse_unsafe(path)
    if not path.is_file():
        raise ModelError("no such file", where=str(path), remedy=_nearest(path))
    if not path.name.lower().endswith(ENDINGS):
        raise ModelError("neither csv nor parquet", where=str(path), remedy=f"Use one of {', '.join(ENDINGS)}.")
    try:
        if path.suffix.lower() == ".parquet":
            return pl.read_parquet(path)
        separator = "\t" if path.suffix.lower() == ".tsv" else ","
        return _once(pl.read_csv(path, infer_schema=False, separator=separator), path)
    except BaseException as error:  # polars raises its own errors, OSError and, from its core, panics
        if not foreign_failure(error):
            raise
        raise ModelError(
            f"cannot be read as a table: {next(iter(str(error).splitlines()), type(error).__name__)[:200]}",
            where=str(path),
            remedy="Write it again as UTF-8 csv with a header, or as parquet.",
        ) from None


def _nearest(path: Path) -> str:
    names = [entry.name for entry in islice(path.parent.iterdir(), LOOKED_AT)] if path.parent.is_dir() else []
    near = get_close_matches(path.name, names, n=1)
    return f"Did you mean {path.parent / near[0]}?" if near else "Name a csv or parquet file of predictions."


def _once(frame: pl.DataFrame, path: Path) -> pl.DataFrame:
    """The frame of a csv; ModelError for a header that has a name twice, which polars numbers."""
    for name in frame.columns:
        first = re.sub(r"_duplicated_\d+$", "", name)
        if first != name and first in frame.columns:
            raise ModelError(
                f"the column {first!r} is there more than once",
                where=str(path),
                remedy="Keep the one that is meant, or give the others names of their own.",
            )
    return frame


def _answers_in(frame: pl.DataFrame, path: Path) -> str | None:
    """The column of labels; ModelError where two could be it: one of them may be the truth."""
    found = [name for name in ANSWERS if name in frame.columns]
    if len(found) > 1:
        raise ModelError(
            f"the columns {' and '.join(map(repr, found))} could both be the model's answers",
            where=str(path),
            remedy=f"Keep the answers as `{found[0]}`, and leave the other column out or give it another name.",
        )
    return found[0] if found else None


def _labels_of(frame: pl.DataFrame, stored: str | None) -> tuple[str, ...]:
    """The labels a table is about, when nobody says: those of its probability columns, else those it answers."""
    for prefix in PREFIXES[1:]:
        named = [column.removeprefix(prefix) for column in frame.columns if column.startswith(prefix)]
        if named:
            return tuple(named)
    if stored is None:
        return tuple(column for column in frame.columns if column != "id")
    return tuple(sorted(set(as_text(frame[stored]).drop_nulls()) - {""}))


def _probability_columns(frame: pl.DataFrame, labels: Sequence[str], stored: str | None, path: Path) -> dict[str, str]:
    """Label to column, of the way of naming that has most labels: one way for all, so that no two share a column.

    Among the labels `a` and `p_a`, a column `p_a` could be of either. ModelError where two ways have every label.
    """
    free = set(frame.columns) - {stored, "id"}
    ways = [{label: prefix + label for label in labels if prefix + label in free} for prefix in PREFIXES]
    whole = [way for way in ways if labels and len(way) == len(labels)]
    if len(whole) > 1:
        one, other = (next(iter(way.values())) for way in whole[:2])
        raise ModelError(
            f"two sets of columns could be the probabilities: {one!r} and {other!r} are both of {labels[0]!r}",
            where=str(path),
            remedy="Keep one set, each column named by its label, or each with probability_ before it.",
        )
    return max(ways, key=len)


def _probabilities(frame: pl.DataFrame, columns: Sequence[str], path: Path) -> NDArray[np.float32]:
    import polars as pl

    for name in columns:
        if not (frame[name].dtype.is_numeric() or frame[name].dtype in (pl.String, pl.Boolean, pl.Null)):
            raise ModelError(
                f"the probabilities in the column {name!r} are no numbers but {frame[name].dtype}",
                where=str(path),
                remedy="Store one number a row in it.",
            )
    numbers = frame.select(pl.col(name).cast(pl.Float64, strict=False) for name in columns)
    return check_rows(numbers.to_numpy().astype(np.float64), len(frame), len(columns), where=str(path))


def _codes(
    frame: pl.DataFrame, stored: str | None, names: Sequence[str], probabilities: NDArray[np.float32] | None, path: Path
) -> NDArray[np.int32]:
    if stored is None:
        assert probabilities is not None
        return np.asarray(probabilities.argmax(axis=1), np.int32)
    code: dict[Any, int] = {name: place for place, name in enumerate(names)}
    answers = as_text(frame[stored]).to_list()
    for row, answer in enumerate(answers):
        if answer not in code and answer not in (None, ""):
            raise ModelError(
                f"row {row + 1}: unknown label {answer!r}",
                where=str(path),
                remedy=f"The labels are {_some(names)}; leave it empty to abstain.",
            )
    return np.array([code.get(answer, -1) for answer in answers], dtype=np.int32)


def _absent(names: Sequence[str], given: Sequence[str]) -> str:
    return _some([name for name in names if name not in given])


def _some(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names[:8])) + (" …" if len(names) > 8 else "")
