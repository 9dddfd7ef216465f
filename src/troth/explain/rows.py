"""Why a model of tables answers a row as it does: what each feature said for the label, beside a reference population.

Shapley values, as for words, but a feature is taken away by giving it the values of reference rows, on average over
them: what is explained is how the label's probability differs from its mean over that population. All subsets of up to
nine features are asked about, so that the values are exact for the reference rows; of more, a draw. The reference rows
are drawn themselves, of which the error tells too.

E. Štrumbelj and I. Kononenko (2014), Explaining prediction models and individual predictions with feature
contributions, Knowledge and Information Systems 41:647–665.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError
from troth.explain.shapley import Masks, pairs_of, solved, solved_each
from troth.models import Checkable, Model
from troth.progress import Progress, silent
from troth.standard import TABLE

PAIRS = 255
"""Subsets with their complements that are asked about, and one more pair for each feature."""

REFERENCE = 100
"""Reference rows that features are taken from; more would only lengthen the wait."""

Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class RowExplanation:
    """Why a row was given its label.

    label, probability: the model's answer. probabilities: of all labels of the model, in their order. base: the label's
    mean probability over the reference rows. likeliest: the most probable label, which is another one where the model
    decides by clauses or rules. features, values: of the row; None is missing. weights: of each feature, in
    probability, above 0 for the label; they sum to probability - base. typical: of each feature the median, or the
    commonest value, of the reference rows. error: the standard error of a weight at the most, of drawing reference rows
    and subsets of the features: 0 where all rows and subsets were asked about.
    """

    label: str
    probability: float
    probabilities: tuple[float, ...]
    base: float
    likeliest: str
    features: tuple[str, ...]
    values: tuple[float | str | None, ...]
    weights: tuple[float, ...]
    typical: tuple[float | str | None, ...]
    error: float

    @property
    def ranking(self) -> tuple[int, ...]:
        """The features' numbers, the one that speaks most for the label first; the earlier one on a tie."""
        return tuple(sorted(range(len(self.weights)), key=lambda place: (-self.weights[place], place)))


def explain_row(
    model: Model, row: Columns, reference: Columns, *, seed: int = 0, progress: Progress = silent
) -> RowExplanation:
    """Why the model gives a row its label. row: named columns of one value each. reference: columns of other rows.

    seed: of the reference rows and the subsets that are drawn. Raises ModelError where the model cannot be asked, or
    gives no probabilities.
    """
    if model.kind != TABLE or isinstance(model, Checkable):
        raise ModelError(
            "there is no explanation of rows by this model",
            where=model.describe().name,
            remedy="Name a model of tables that can be asked again.",
        )
    features = tuple(row)
    draw = np.random.default_rng(seed)
    others = _drawn(reference, draw)
    label, shares_of_labels = _answer(model, row)
    likeliest, stated = int(shares_of_labels.argmax()), float(shares_of_labels[label])
    masks, shares, exact = pairs_of(len(features), draw, PAIRS)
    edges = np.stack([np.zeros(len(features), bool), np.ones(len(features), bool)])
    said = _asked(model, row, others, np.concatenate([edges[:1], masks]), label, progress)
    means = said.mean(axis=1)
    weights, error = solved(masks, shares, means[1:], float(means[0]), stated)
    each = solved_each(masks, shares, said[1:], said[0], stated)
    return RowExplanation(
        label=model.labels[label],
        probability=stated,
        base=float(means[0]),
        likeliest=model.labels[likeliest],
        features=features,
        probabilities=tuple(shares_of_labels.tolist()),
        values=tuple(_plain(row[name][0]) for name in features),
        weights=tuple(weights.tolist()),
        typical=tuple(_middle(reference[name]) for name in features),
        error=float(np.hypot(0.0 if exact else error, _of_rows(each, len(next(iter(reference.values())))))),
    )


def _answer(model: Model, row: Columns) -> tuple[int, NDArray[np.float32]]:
    """The code of the label given, and the probabilities of all."""
    answer = model.predict(row)
    if answer.probabilities is None:
        raise ModelError(
            "the model gives labels without probabilities",
            where=model.describe().name,
            remedy="An explanation says what a probability is made of: have the model give them.",
        )
    said = answer.probabilities[0]
    return int(answer.codes[0]) if answer.codes[0] >= 0 else int(said.argmax()), said


def _drawn(reference: Columns, draw: np.random.Generator) -> dict[str, NDArray[Any]]:
    rows = len(next(iter(reference.values())))
    chosen = np.sort(draw.permutation(rows)[:REFERENCE])
    return {name: np.asarray(values)[chosen] for name, values in reference.items()}


def _of_rows(each: NDArray[np.float64], population: int) -> float:
    """The largest standard error of a mean of weights [rows, features] over rows drawn from a population at once."""
    rows = len(each)
    if rows < 2 or not each.shape[1]:
        return 0.0
    return float(np.sqrt(each.var(axis=0, ddof=1).max() / rows * (1 - rows / population)))


def _asked(
    model: Model, row: Columns, others: Columns, masks: Masks, label: int, progress: Progress
) -> NDArray[np.float64]:
    """The label's probability with the row's own values in each mask's features and another's elsewhere.

    [masks, rows]: beside each of the other rows.
    """
    rows = len(next(iter(others.values())))
    kept = np.repeat(masks, rows, axis=0)
    mixed = {
        name: np.where(kept[:, place], np.asarray(row[name])[0], np.tile(others[name], len(masks)))
        for place, name in enumerate(row)
    }
    answer = model.predict(mixed, progress=progress)
    assert answer.probabilities is not None
    found: NDArray[np.float64] = answer.probabilities[:, label].astype(np.float64).reshape(len(masks), rows)
    return found


def _plain(value: Any) -> float | str | None:
    if value is None or value != value:  # NaN alone differs from itself
        return None
    return value if isinstance(value, str) else float(value)


def _middle(values: NDArray[Any]) -> float | str | None:
    """The median of numbers, the commonest of anything else; what is missing does not count."""
    known = [plain for value in np.asarray(values).tolist() if (plain := _plain(value)) is not None]
    if not known:
        return None
    if isinstance(known[0], float):
        return float(np.median(np.array(known, np.float64)))
    return max(sorted(set(known), key=str), key=known.count)
