"""Labels decided under constraints: a row's probabilities less what each choice is expected to cost the groups.

A row's own group need not be known: the cost is expected over the groups and truths that its inputs make likely. How
costs are found is told by the training that found them; here they are values, and applied.

A. K. Menon and R. C. Williamson (2018), The cost of fairness in binary classification, PMLR 81:107–118.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Toll:
    """What choosing each label costs the rows of each group and truth.

    columns: the group columns whose intersections `groups` are; both empty where all rows are one group. costs:
    [G, K, K], group × truth × choice, as probability. file: the model of the groups beside the folder's own, a skops
    classifier of the feature columns and, last, the code of a truth, whose classes are codes of `groups` or one more
    for rows in none; None where all rows are one group.
    """

    columns: tuple[str, ...]
    groups: tuple[str, ...]
    costs: Floats
    file: str | None = None


def decide(
    scores: Floats, beliefs: Sequence[Floats], costs: Sequence[Floats], barred: NDArray[np.bool_] | None = None
) -> Codes:
    """The label of each row, [n]; -1 for one on which every label is barred.

    scores: [n, K] probabilities. beliefs: for each toll [n, G, K], the probability that a row is in a group and has a
    truth. costs: of each toll. barred: [n, K], the labels that a row must not get.
    """
    left = scores
    for belief, cost in zip(beliefs, costs, strict=True):
        left = left - np.einsum("ngy,gyk->nk", belief, cost, optimize=True)
    if barred is not None:
        left = np.where(barred, -np.inf, left)
    chosen: Codes = left.argmax(axis=1)
    return chosen if barred is None else np.where(barred.all(axis=1), -1, chosen)


def belief_of(estimator: Any, features: Floats, scores: Floats, groups: int) -> Floats:
    """The probability that each row is in a group and has a truth, [n, G, K].

    estimator: of a group from features and a truth, see `Toll.file`; None where all rows are one group. scores: [n, K]
    probabilities of the truths.
    """
    if estimator is None:
        return scores[:, None]
    known = [(place, int(code)) for place, code in enumerate(estimator.classes_) if code < groups]
    places, codes = [place for place, _ in known], [code for _, code in known]
    made = np.zeros((len(scores), groups, scores.shape[1]))
    for truth in range(scores.shape[1]):
        supposed = np.column_stack([features, np.full(len(features), float(truth))])
        made[:, codes, truth] = estimator.predict_proba(supposed)[:, places] if len(features) else 0.0
    return made * scores[:, None]


def tolls_to_json(tolls: Sequence[Toll]) -> list[dict[str, Any]]:
    """The tolls as the `decision` of `troth.json`."""
    return [
        {"columns": list(toll.columns), "groups": list(toll.groups), "file": toll.file, "costs": toll.costs.tolist()}
        for toll in tolls
    ]


def tolls_from_json(document: object, labels: int) -> tuple[Toll, ...]:
    """Read what `tolls_to_json` wrote; raises ModelError for anything else. labels: how many the model has."""
    if not isinstance(document, list) or not document:
        raise _unfit("is no list")
    return tuple(_from_json(item, labels) for item in document)


def _from_json(item: object, labels: int) -> Toll:
    match item:
        case {"columns": list(columns), "groups": list(groups), "file": None | str() as file, "costs": list(costs)}:
            if not all(isinstance(name, str) for name in (*columns, *groups)) or bool(groups) != (file is not None):
                raise _unfit("names no groups, or no model that tells them")
            return Toll(tuple(columns), tuple(groups), _costs(costs, (max(len(groups), 1), labels, labels)), file)
    raise _unfit("has a part that is not columns, groups, file and costs")


def _costs(values: list[Any], shape: tuple[int, int, int]) -> Floats:
    try:
        costs = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise _unfit("has costs that are not numbers") from None
    if costs.shape != shape or not np.isfinite(costs).all():
        raise _unfit(f"has costs that are not {' × '.join(map(str, shape))} numbers, one a group, truth and choice")
    return costs


def _unfit(what: str) -> ModelError:
    return ModelError(f"its 'decision' {what}", remedy="Restore troth.json, or train the model again.")
