"""Rules on outputs: a label that rows on which a condition holds never get, whatever the model says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError
from troth.standard import Comparison, parse_condition

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Rule:
    """A label, and the condition under which it must not be given."""

    label: str
    where: str

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """What must all hold of a row."""
        return parse_condition(self.where)


def holds(comparisons: Sequence[Comparison], columns: Mapping[str, NDArray[Any]]) -> Mask:
    """The rows on which all comparisons hold, [n]. A missing value compares with nothing, so they do not hold on it.

    Raises ModelError where a column is not there.
    """
    absent = [one.column for one in comparisons if one.column not in columns]
    if absent:
        raise ModelError(
            f"a rule looks at {', '.join(map(repr, absent))}, which the data does not have",
            remedy="Give columns of these names.",
        )
    found: Mask = np.all([_compared(one, np.asarray(columns[one.column])) for one in comparisons], axis=0)
    return found


def barred(rules: Sequence[Rule], columns: Mapping[str, NDArray[Any]], labels: Sequence[str]) -> Mask:
    """Which labels must not be given to which rows, [n, K]."""
    rows = len(next(iter(columns.values()), ()))
    found = np.zeros((rows, len(labels)), bool)
    for rule in rules:
        found[:, list(labels).index(rule.label)] |= holds(rule.comparisons, columns)
    return found


def rules_to_json(rules: Sequence[Rule]) -> list[dict[str, str]]:
    """The rules as the `rules` of `troth.json`."""
    return [{"label": rule.label, "where": rule.where} for rule in rules]


def rules_from_json(document: object, labels: Sequence[str]) -> tuple[Rule, ...]:
    """Read what `rules_to_json` wrote; raises ModelError for anything else."""
    if not isinstance(document, list):
        raise _unfit("is no list")
    return tuple(_from_json(item, labels) for item in document)


def _from_json(item: object, labels: Sequence[str]) -> Rule:
    match item:
        case {"label": str(label), "where": str(where)}:
            if label not in labels:
                raise _unfit(f"forbids {label!r}, which is no label of the model")
            try:
                parse_condition(where)
            except Exception:
                raise _unfit(f"has a condition that is none: {where[:80]!r}") from None
            return Rule(label, where)
    raise _unfit("has a part that is not a label and a condition")


def _compared(one: Comparison, values: NDArray[Any]) -> Mask:
    if isinstance(one.value, str):
        texts = [_text(value) for value in values.tolist()]
        same = np.array([text == one.value for text in texts], bool)
        there = np.array([text is not None for text in texts], bool)
        return same if one.operator == "==" else there & ~same
    numbers = np.array([_number(value) for value in values.tolist()], np.float64)
    with np.errstate(invalid="ignore"):
        made: Mask = {
            "<": numbers < one.value,
            "<=": numbers <= one.value,
            ">": numbers > one.value,
            ">=": numbers >= one.value,
            "==": numbers == one.value,
            "!=": (numbers != one.value) & ~np.isnan(numbers),
        }[one.operator]
    return made


def _number(value: object) -> float:
    """A cell as a number, NaN where it is none."""
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return float("nan")


def _text(value: object) -> str | None:
    if value is None or value != value:  # NaN alone differs from itself
        return None
    return f"{value:g}" if isinstance(value, float) else str(value)


def _unfit(what: str) -> ModelError:
    return ModelError(f"its 'rules' {what}", remedy="Restore troth.json, or train the model again.")
