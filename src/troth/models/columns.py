"""Named feature columns as the numbers a tabular model reads.

A number column is itself, NaN where missing. A category column is the place of its value in the list the model was
trained with; a value never seen in training is read as missing, so that a new category in service is an unknown, never
an error and never a false acquaintance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError

MOST_VALUES = 254  # distinct categories a column keeps: the histogram learner has 255 bins, one of them for "missing"


@dataclass(frozen=True, slots=True)
class FeatureColumn:
    """One input column: `values` are a category's known values in code order, empty for a number."""

    name: str
    kind: Literal["number", "category"]
    values: tuple[str, ...] = ()


def learn_columns(inputs: Mapping[str, NDArray[Any]]) -> tuple[FeatureColumn, ...]:
    """Describe each column of a training split: numeric arrays as numbers, all others as categories.

    A category keeps its most frequent values, at most 254, in alphabetical order.
    """
    return tuple(_learn(name, values) for name, values in inputs.items())


def encode_columns(columns: Sequence[FeatureColumn], inputs: Mapping[str, NDArray[Any]]) -> NDArray[np.float64]:
    """The matrix [rows, columns] of the inputs; NaN is missing or unknown. Columns that are not asked for are ignored.

    Raises ModelError when a column is missing, holds text where numbers belong, or is of another length.
    """
    absent = [column.name for column in columns if column.name not in inputs]
    if absent:
        raise ModelError(
            f"the model needs {_some(absent)}, which the data does not have",
            remedy=f"Give columns of these names; the data has {_some(list(inputs))}.",
        )
    if len({len(inputs[column.name]) for column in columns}) > 1:
        raise ModelError("the feature columns have different lengths", remedy="Give every column one value a row.")
    if not columns:
        raise ModelError("there is no feature column", remedy="Name some under `columns: {features: […]}`.")
    return np.stack([_codes(column, np.asarray(inputs[column.name])) for column in columns], axis=1)


def columns_to_json(columns: Sequence[FeatureColumn]) -> list[dict[str, Any]]:
    """The columns as `troth.json` stores them."""
    return [{"name": column.name, "kind": column.kind, "values": list(column.values)} for column in columns]


def columns_from_json(document: object) -> tuple[FeatureColumn, ...]:
    """Read what `columns_to_json` wrote; raises ModelError for anything else."""
    if not isinstance(document, list) or not document:
        raise ModelError("the model's feature columns are not a list", remedy="Train or export the model again.")
    columns = tuple(_from_json(item) for item in document)
    if len({column.name for column in columns}) < len(columns):
        raise ModelError("the model names a feature column twice", remedy="Train or export the model again.")
    return columns


def _from_json(item: object) -> FeatureColumn:
    match item:
        case {"name": str(name), "kind": "number" | "category" as kind, "values": list(values)}:
            if all(isinstance(value, str) for value in values) and len(set(values)) == len(values):
                return FeatureColumn(name, kind, tuple(values))
    raise ModelError(
        f"a feature column of the model is not valid: {str(item)[:80]!r}", remedy="Train or export the model again."
    )


def _learn(name: str, values: NDArray[Any]) -> FeatureColumn:
    if np.issubdtype(values.dtype, np.number) or values.dtype == np.bool_:
        return FeatureColumn(name, "number")
    counts = Counter(text for value in values if (text := _text(value)) is not None)
    kept = sorted(counts, key=lambda text: (-counts[text], text))[:MOST_VALUES]
    return FeatureColumn(name, "category", tuple(sorted(kept)))


def _codes(column: FeatureColumn, values: NDArray[Any]) -> NDArray[np.float64]:
    if column.kind == "number":
        return _numbers(column.name, values)
    places: dict[str | None, float] = {value: float(place) for place, value in enumerate(column.values)}
    return np.array([places.get(_text(value), np.nan) for value in values], dtype=np.float64)


def _numbers(name: str, values: NDArray[Any]) -> NDArray[np.float64]:
    try:
        numbers = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ModelError(
            f"column {name!r} holds something that is not a number ({error})",
            remedy="The model was trained with numbers there; mark missing values with `format: {missing: […]}`.",
        ) from None
    numbers[~np.isfinite(numbers)] = np.nan
    return numbers


def _text(value: object) -> str | None:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    return str(value)


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:8])
    return shown if len(names) <= 8 else f"{shown} and {len(names) - 8} more"
