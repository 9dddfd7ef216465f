"""What every check of one audit reads: the test split and the model's answers, made once and shared."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.data import Split
from troth.errors import ModelError
from troth.measures import Groups, Scores, Spans, Table, Tokens
from troth.models import Model, Prediction
from troth.progress import Progress, silent
from troth.standard import NotMeasured

Columns = tuple[str, ...]
"""Names of group columns; several mean their intersections, none means all rows together."""


class View:
    """One model's answers on one test split, counted as measures take them.

    labels: the data's label names, then any the model knows besides. codes: int32 [n], the model's answers as indices
    into labels, one per row (per word in token tasks), -1 where it abstained. probabilities: float32 [n, labels] or
    None.
    """

    def __init__(self, model: Model, split: Split, labels: tuple[str, ...], progress: Progress = silent) -> None:
        self.split = split
        self.labels = labels + tuple(label for label in model.labels if label not in labels)
        answer = _answers(model, split, progress)
        place = np.array([self.labels.index(label) for label in model.labels], dtype=np.int32)
        self.codes = _translated(answer, place)
        self.probabilities = _spread(answer, place, len(self.labels))
        self._counted: dict[tuple[str, Columns], Any] = {}

    @property
    def unanswered(self) -> int:
        """How many rows (words) the model abstained on."""
        return int(np.count_nonzero(self.codes < 0))

    @cached_property
    def truth(self) -> NDArray[np.int32]:
        """The true label of every row, as an index into `labels`."""
        index = {label: code for code, label in enumerate(self.labels)}
        return np.fromiter((index[label] for label in self.split.labels()), dtype=np.int32)

    def counted(self, needs: str, columns: Columns = ()) -> Any:
        """The data a measure takes (see `measures.by_name`), or NotMeasured with the reason; made once each."""
        absent = [column for column in columns if not self.split.has_groups(column)]
        if absent:
            return NotMeasured(f"the test split has no values in the group column {', '.join(absent)}")
        if (needs, columns) not in self._counted:
            self._counted[needs, columns] = getattr(self, f"_{needs}")(columns)
        return self._counted[needs, columns]

    def _table(self, columns: Columns) -> Table:
        return Table.count(self.truth, self.codes, self.labels, self._groups(columns))

    def _probabilities(self, columns: Columns) -> Scores | NotMeasured:
        if self.probabilities is None:
            return NotMeasured("the model gives labels without probabilities")
        return Scores.of(self.truth, self.probabilities, self.labels, self._groups(columns))

    def _representation(self, columns: Columns) -> Groups:
        return self.split.groups(*columns)

    def _tokens(self, columns: Columns) -> Tokens:
        documents, groups = self._units(columns)
        return Tokens.count(self.truth, self.codes, self.labels, self._lengths, documents, groups)

    def _spans(self, columns: Columns) -> Spans:
        documents, groups = self._units(columns)
        truth, found = (_named(codes, self.labels) for codes in (self.truth, self.codes))
        return Spans.count(truth, found, self._lengths, documents, groups)

    def _groups(self, columns: Columns) -> Groups | None:
        return self.split.groups(*columns) if columns else None

    def _units(self, columns: Columns) -> tuple[NDArray[np.int64] | None, Groups | None]:
        """The units of independence of a token task: documents, or with groups the sentences and their groups."""
        if not columns:
            return self.split.documents(), None
        # Words of a sentence share its groups, so those of its first word are the sentence's.
        first = np.concatenate(([0], np.cumsum(self._lengths)[:-1]))
        return None, self.split.groups(*columns).take(first)

    @cached_property
    def _lengths(self) -> NDArray[np.int64]:
        lengths = self.split.lengths()
        if lengths is None:
            raise ValueError("only token tasks have sentences of words")
        return lengths


def _answers(model: Model, split: Split, progress: Progress) -> Prediction:
    documents = split.documents()
    answer = model.predict(
        split.inputs(), documents=None if documents is None else documents.tolist(), progress=progress
    )
    expected = len(split.labels())
    if len(answer.codes) != expected:
        raise ModelError(
            f"the model gave {len(answer.codes)} answers for {expected} rows",
            where=model.describe().name,
            remedy="Check that the model, or the stored predictions, belong to this test split.",
        )
    return answer


def _translated(answer: Prediction, place: NDArray[np.int32]) -> NDArray[np.int32]:
    """The model's codes in the view's labels; an abstention stays -1."""
    codes: NDArray[np.int32] = np.where(answer.codes < 0, np.int32(-1), place[answer.codes])
    return codes


def _spread(answer: Prediction, place: NDArray[np.int32], width: int) -> NDArray[np.float32] | None:
    """The model's probabilities in the view's columns; a label it does not know has probability 0."""
    if answer.probabilities is None:
        return None
    spread = np.zeros((len(answer.probabilities), width), dtype=np.float32)
    spread[:, place] = answer.probabilities
    return spread


def _named(codes: NDArray[np.int32], labels: tuple[str, ...]) -> list[str]:
    """Tags by name; an abstention reads as outside of every entity."""
    return [labels[code] if code >= 0 else "O" for code in codes.tolist()]
