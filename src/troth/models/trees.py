"""Compiled decision trees checked for what their code follows without looking: child numbers and feature numbers.

scikit-learn's tree predictors walk arrays of nodes in C without bounds checks, so a file made for it could make them
read outside the array, or walk in circles for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError

_DEEPEST = 12
"""How deep estimators are nested in one another at most: pipeline, vote, calibration, forest, tree …"""


def check_trees(estimator: object, where: str) -> None:
    """Raises ModelError when a tree anywhere in `estimator` leads out of its own arrays or back to a node above."""
    for part in _parts(estimator, set(), 0):
        name = type(part).__name__
        if hasattr(part, "_predictors"):
            for predictor in (one for stage in part._predictors for one in stage):
                _check_histogram(predictor, part.n_features_in_, where)
        elif name == "Tree":
            inner = part.children_left >= 0
            _check(part.children_left[inner], part.children_right[inner], np.flatnonzero(inner), part.node_count, where)
            if (part.feature[inner] < 0).any() or (part.feature[inner] >= part.n_features).any():
                raise _broken(where)


def _check_histogram(predictor: Any, features: int, where: str) -> None:
    nodes = predictor.nodes
    inner = ~nodes["is_leaf"].astype(bool)
    choices = nodes["bitset_idx"][inner & nodes["is_categorical"].astype(bool)]
    sets = min(len(predictor.binned_left_cat_bitsets), len(predictor.raw_left_cat_bitsets))
    if (nodes["feature_idx"][inner].astype(np.int64) >= features).any() or (choices >= sets).any() or not len(nodes):
        raise _broken(where)
    _check(nodes["left"][inner], nodes["right"][inner], np.flatnonzero(inner), len(nodes), where)


def _check(left: NDArray[Any], right: NDArray[Any], own: NDArray[Any], count: int, where: str) -> None:
    """Children lie inside the array, and behind their parent, so that no walk can come back."""
    for child in (left.astype(np.int64), right.astype(np.int64)):
        if (child <= own).any() or (child >= count).any():
            raise _broken(where)


def _parts(node: object, seen: set[int], depth: int) -> Iterator[Any]:
    """`node` and every object of scikit-learn reachable from it through attributes and containers."""
    if id(node) in seen or depth > 4 * _DEEPEST:
        return
    seen.add(id(node))
    if isinstance(node, dict):
        inner: list[Any] = list(node.values())
    elif isinstance(node, list | tuple) or (isinstance(node, np.ndarray) and node.dtype == object):
        inner = list(node)
    elif type(node).__module__.startswith("sklearn."):
        yield node
        inner = list(getattr(node, "__dict__", {}).values())
    else:
        return
    for part in inner:
        yield from _parts(part, seen, depth + 1)


def _broken(where: str) -> ModelError:
    return ModelError("a decision tree in it leads outside itself", where=where, remedy="Save the model again.")
