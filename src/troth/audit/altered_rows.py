"""Rows of a table asked about again with another value in one column: does the answer stay, does it move as it may.

Every value that the column has is tried; of many numbers their quantiles, and for the order each row's own value. So a
row either holds at what was tried or does not, and what is uncertain is how many rows hold beyond those looked at, a
proportion. Between two quantiles a model of another's may still move as it must not: the method says what was tried.
Where a model's own files show that every row holds, nothing is uncertain.

M. J. Kusner, J. Loftus, C. Russell and R. Silva (2017), Counterfactual fairness, NeurIPS, of which this is the part
that needs no causal model: the column alone is changed, and nothing that may follow from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.data import Split
from troth.models import Checkable, Model, Prediction, Proofs, Proven, holds
from troth.progress import Progress
from troth.standard import TABLE, NotMeasured, parse_condition

VALUES = 20
"""Values of a column of numbers that are tried, and one more: its quantiles. All values where there are no more."""

ROWS = 5_000
"""Rows drawn, of more: the interval is then 0.0007 wide where all hold."""

AT_ONCE = 50_000
"""Rows asked about at once."""

SAME = 1e-6
"""Two probabilities that differ by less are the same one: adapters give them as float32."""

Values = NDArray[Any]
Counted = tuple[int, int]


class AlteredRows:
    """Asks one model about rows of one split with other values in the place of theirs."""

    def __init__(
        self,
        model: Model,
        split: Split,
        translated: Callable[[Prediction], NDArray[np.int32]],
        seed: int,
        progress: Progress,
    ) -> None:
        """translated: from the model's answer to codes as the view has them."""
        self._model, self._split, self._translated = model, split, translated
        self._seed, self._progress = seed, progress

    @property
    def proofs(self) -> Proofs | None:
        """What the model's own files show."""
        return self._model.proofs if isinstance(self._model, Proven) else None

    def is_given(self, column: str) -> bool:
        """Whether the model's answers can rest on a column at all."""
        reads = self.proofs.reads if self.proofs else self._split.roles.features
        return column in reads and column in self._split.roles.features

    def tried(self, column: str, *, own: bool = False) -> str:
        """Which of a column's values stand in the place of the rows' own, in words. own: whether these count too."""
        whole = np.asarray(self._whole()[column])
        values, many = len(values_of(whole)), len(known_of(whole))
        if values == many:
            return f"all {many} values of {column} tried"
        if own:
            return f"of {column} {values} quantiles of its {many:,} values and the row's own tried"
        return f"of {column} {values} quantiles of its {many:,} values tried"

    def steady(self, column: str) -> Counted | NotMeasured:
        """Of the rows drawn, how many are answered alike with each value of the column that is tried; of how many."""
        inputs = self._inputs(column)
        if isinstance(inputs, NotMeasured):
            return inputs
        said = self._translated(self._model.predict(inputs))
        values = values_of(np.asarray(self._whole()[column]))
        kept = np.ones(len(said), bool)
        for answer in self._answers(inputs, column, values):
            kept &= self._translated(answer) == said
        return int(kept.sum()), len(said)

    def moving(self, column: str, label: str, direction: str) -> Counted | NotMeasured:
        """Of the rows drawn, of how many the label's probability never moves against the direction; and of how many.

        Each row's own value takes its place among those that are tried: what the row was in truth answered counts.
        """
        inputs = self._inputs(column)
        if isinstance(inputs, NotMeasured):
            return inputs
        if label not in self._model.labels:
            return NotMeasured(f"the model has no label {label}")
        whole = np.asarray(self._whole()[column])
        if whole.dtype.kind not in "fiub":
            return NotMeasured(f"the values of {column} have no order: it is no column of numbers")
        rising, place = direction == "rising", self._model.labels.index(label)
        shares = self._model.predict(inputs).probabilities
        if shares is None:
            return NotMeasured("the model gives labels without probabilities")
        order = _Order(np.asarray(inputs[column], np.float64) * (1 if rising else -1), shares[:, place])
        values = values_of(whole) if rising else values_of(whole)[::-1]
        for value, answer in zip(values, self._answers(inputs, column, values), strict=True):
            assert answer.probabilities is not None
            order.see(value if rising else -value, answer.probabilities[:, place])
        order.see(np.inf, np.full(len(shares), np.inf))
        return int(order.kept.sum()), len(order.kept)

    def given(self, where: str, said: NDArray[np.int32], code: int) -> Counted | NotMeasured:
        """Of the rows on which a condition holds, how many are given a label; and of how many.

        said: codes [n] of the answers to all rows. code: of the label.
        """
        comparisons, frame = parse_condition(where), self._split.frame
        absent = [one.column for one in comparisons if one.column not in frame.columns]
        if absent:
            return NotMeasured(f"the test split has no column {', '.join(absent)} to tell the rows by")
        found = holds(comparisons, {one.column: frame[one.column].to_numpy() for one in comparisons})
        return int((said[found] == code).sum()), int(found.sum())

    def _answers(self, inputs: dict[str, Values], column: str, values: Sequence[object]) -> Iterator[Prediction]:
        """The answers with each value in the place of the column's own, in order; many values are asked about at once,
        as a small question costs a forest nearly as much as a large one."""
        rows = len(inputs[column])
        many = max(AT_ONCE // max(rows, 1), 1)
        for start in range(0, len(values), many):
            self._progress(f"altering {column}", start, len(values))
            part = values[start : start + many]
            answer = self._model.predict(with_values(inputs, column, part))
            for place in range(len(part)):
                here = slice(place * rows, (place + 1) * rows)
                shares = None if answer.probabilities is None else answer.probabilities[here]
                yield Prediction(answer.codes[here], shares)
        self._progress(f"altering {column}", len(values), len(values))

    def _whole(self) -> dict[str, Values]:
        inputs = self._split.inputs()
        assert isinstance(inputs, dict)
        return inputs

    def _inputs(self, column: str) -> dict[str, Values] | NotMeasured:
        if isinstance(self._model, Checkable):
            return NotMeasured("stored answers cannot be asked about altered rows")
        inputs = self._split.inputs()
        if self._split.kind != TABLE or not isinstance(inputs, dict):
            return NotMeasured("there are no columns to alter but of tables")
        if column not in inputs:
            return NotMeasured(f"the test split has no feature {column}")
        return self._drawn(inputs)

    def _drawn(self, inputs: dict[str, Values]) -> dict[str, Values]:
        rows = len(self._split)
        draw = np.random.default_rng([self._seed, *b"altered rows"])
        chosen = np.sort(draw.permutation(rows)[:ROWS])
        return {name: np.asarray(values)[chosen] for name, values in inputs.items()}


class _Order:
    """Probabilities of rows along growing values, each row's own among them. kept: which have never fallen so far."""

    def __init__(self, own: Values, answered: Values) -> None:
        """own: values [rows], NaN where missing. answered: probabilities at them [rows]."""
        self._waiting, self._own, self._answered = ~np.isnan(own), own, answered.astype(np.float64)
        self._highest = np.full(len(own), -1.0)
        self.kept = np.ones(len(own), bool)

    def see(self, value: float, shares: Values) -> None:
        """The next value, above those before it, and what every row has there [rows]."""
        passed = self._waiting & (self._own <= value)
        self._waiting &= ~passed
        self._next(np.where(passed, self._answered, self._highest))
        self._next(shares.astype(np.float64))

    def _next(self, shares: Values) -> None:
        self.kept &= shares >= self._highest - SAME
        self._highest = np.maximum(self._highest, shares)


def known_of(column: Values) -> list[Any]:
    """All values that a column has, in order; missing is none."""
    if column.dtype.kind in "fiub":
        numbers = np.asarray(column, np.float64)
        return list(np.unique(numbers[np.isfinite(numbers)]).tolist())
    return sorted({str(value) for value in column.tolist() if value is not None})


def values_of(column: Values) -> list[Any]:
    """The values that are tried, in order: all that a column has, or of many numbers their quantiles."""
    known = known_of(column)
    if column.dtype.kind not in "fiub" or len(known) <= VALUES + 1:
        return known
    numbers = np.asarray(column, np.float64)
    shares = np.linspace(0, 1, VALUES + 1)
    return list(np.unique(np.quantile(numbers[np.isfinite(numbers)], shares, method="nearest")).tolist())


def with_values(inputs: dict[str, Values], column: str, values: Sequence[object]) -> dict[str, Values]:
    """The rows once for each value, which stands in the place of the column's own."""
    made = {name: np.tile(column_, len(values)) for name, column_ in inputs.items()}
    kind = inputs[column].dtype if inputs[column].dtype.kind in "fiub" else np.dtype(object)
    return made | {column: np.repeat(np.array(list(values), dtype=kind), len(inputs[column]))}
