"""Labels of a sheet that are probably wrong, by probabilities that the caller makes: out of fold, for every row.

What makes them learns; this room does not. It is told the rows, their labels and the folds: whoever answers about a row
must not have learned from a row of its fold. Rows of one content share a fold, as a copy would give its label away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.data.quality.contents import Contents
from troth.data.quality.copies import conflicting
from troth.data.quality.interface import Listing
from troth.measures import wrong_labels
from troth.progress import Progress
from troth.standard import Estimate, NotMeasured

FOLDS = 5
LEAST = 2 * FOLDS
"""Rows of a label from which it is learned in every fold; rows of rarer labels are left out."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """The rows that probabilities are wanted of.

    texts: of a text task, else None. features: of a table, as `Model.predict` takes them, else None. codes: [n] of
    their labels, 0 to K - 1, each with rows in every fold. labels: K names. folds: [n], 0 to FOLDS - 1.
    """

    texts: list[str] | None
    features: Mapping[str, NDArray[Any]] | None
    codes: NDArray[np.int64]
    labels: tuple[str, ...]
    folds: NDArray[np.int64]


class Probabilities(Protocol):
    """Makes the probabilities [n, K] of models that did not learn from the row's fold; or says why it cannot."""

    def __call__(self, asked: Asked, progress: Progress) -> Floats | NotMeasured:
        """See the class."""


@dataclass(frozen=True, slots=True)
class LabelErrors:
    """What was found.

    share: of labels that are wrong. rows: that were looked at. left_out: rows of labels too rare to be learned.
    listing: the rows suspected, the most suspicious first; scores are their margins. given, suggested: of each its
    label, and that which the model gives. pairs: given label, suggested label, rows, most first. edges, margins,
    suspected: a histogram of all rows' margins and of the suspected ones'.
    """

    share: Estimate
    rows: int
    left_out: int
    listing: Listing
    given: tuple[str, ...]
    suggested: tuple[str, ...]
    pairs: tuple[tuple[str, str, int], ...]
    edges: tuple[float, ...]
    margins: tuple[int, ...]
    suspected: tuple[int, ...]


def label_errors(
    contents: Contents, probabilities: Probabilities, *, seed: int, confidence: float, progress: Progress
) -> LabelErrors | NotMeasured:
    """Look for wrong labels in a sheet of texts or of a table. seed: of the folds."""
    sheet = contents.sheet
    labels = None if sheet.roles.tags else sheet.labels
    if labels is None:
        return NotMeasured("label errors are looked for where a text or a row has one label")
    rows, left_out = _usable(contents, labels)
    names = tuple(labels.gather(rows).unique().sort().to_list())
    if len(names) < 2 or len(rows) < LEAST * 2:
        return NotMeasured(f"there are not two labels of {LEAST} rows each", {"n": len(rows)})
    codes = labels.gather(rows).cast(pl.Enum(names)).to_physical().to_numpy().astype(np.int64)
    folds = folds_of(contents.firsts[rows], codes, seed)
    asked = Asked(_texts(contents, rows), _features(contents, rows), codes, names, folds)
    found = probabilities(asked, progress)
    if isinstance(found, NotMeasured):
        return found
    wrong = wrong_labels(found, codes, confidence=confidence, certain=_certain(contents, labels, rows))
    if isinstance(wrong, NotMeasured):
        return wrong
    places = wrong.suspects
    margins = wrong.margins[places]
    edges = np.linspace(-1, 1, 41)
    given, suggested = codes[places], wrong.likeliest[places]
    listing = Listing("suspects", sheet.name, "", rows[places], sheet.places, scores=margins)
    return LabelErrors(
        wrong.share,
        len(rows),
        left_out,
        listing,
        tuple(names[code] for code in given.tolist()),
        tuple(names[code] for code in suggested.tolist()),
        _pairs(given, suggested, names),
        tuple(edges.tolist()),
        tuple(np.histogram(wrong.margins, edges)[0].tolist()),
        tuple(np.histogram(margins, edges)[0].tolist()),
    )


def folds_of(firsts: NDArray[np.int64], codes: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """The fold of each row: rows of one content together, contents of each label spread as evenly as can be."""
    _, place, back = np.unique(firsts, return_index=True, return_inverse=True)
    drawn = np.random.default_rng(seed).permutation(len(place))
    order = drawn[np.argsort(codes[place][drawn], kind="stable")]
    folds = np.empty(len(place), np.int64)
    folds[order] = np.arange(len(place)) % FOLDS
    spread: NDArray[np.int64] = folds[back]
    return spread


def _usable(contents: Contents, labels: pl.Series) -> tuple[NDArray[np.int64], int]:
    """Rows with a content and a label of which there are enough different contents; how many rows had too few."""
    table = pl.DataFrame({"label": labels, "first": contents.firsts}).with_row_index("row").drop_nulls("label")
    table = table.filter(pl.col("first") >= 0)
    kept = table.filter(pl.col("first").n_unique().over("label") >= LEAST)
    return kept["row"].to_numpy().astype(np.int64), table.height - kept.height


def _certain(contents: Contents, labels: pl.Series, rows: NDArray[np.int64]) -> int:
    """How many of these rows must be wrong, as their texts have other labels too. Rows of a table that are alike in
    every feature may have different labels, all of them right.
    """
    if contents.texts is None:
        return 0
    asked = pl.Series([None] * len(labels), dtype=pl.String).scatter(rows, labels.gather(rows).cast(pl.String))
    return conflicting(contents, asked)[2]


def _texts(contents: Contents, rows: NDArray[np.int64]) -> list[str] | None:
    texts = contents.sheet.texts
    found: list[str] | None = None if texts is None else texts.gather(rows).to_list()
    return found


def _features(contents: Contents, rows: NDArray[np.int64]) -> dict[str, NDArray[Any]] | None:
    """The columns a model may see, numbers where all that is there are; lists are no feature."""
    if contents.texts is not None:
        return None
    sheet = contents.sheet
    names = [name for name in sheet.roles.features if not sheet.frame[name].dtype.is_nested()]
    return {name: _feature(sheet.frame[name].gather(rows)) for name in names}


def _feature(column: pl.Series) -> NDArray[Any]:
    numbers = (column if column.dtype.is_numeric() else column.cast(pl.String).str.strip_chars()).cast(
        pl.Float64, strict=False
    )
    if numbers.null_count() == column.null_count():
        return numbers.fill_null(float("nan")).to_numpy()
    return np.array(column.cast(pl.String).to_list(), dtype=object)


def _pairs(
    given: NDArray[np.int64], suggested: NDArray[np.int64], names: tuple[str, ...]
) -> tuple[tuple[str, str, int], ...]:
    counts = pl.DataFrame({"given": given, "suggested": suggested}).group_by("given", "suggested").len()
    ordered = counts.sort(["len", "given", "suggested"], descending=[True, False, False])
    return tuple((names[one], names[other], count) for one, other, count in ordered.iter_rows())
