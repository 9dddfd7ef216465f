"""Compiled decision trees checked for what their code follows without looking: child numbers and feature numbers.

scikit-learn's tree predictors walk arrays of nodes in C without bounds checks, so a file made for it could make them
read outside the array, or walk in circles for ever.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError

_DEEPEST = 48
"""Steps from an estimator to its innermost part at most: a pipeline, a vote, a calibration take three or four each."""
_SPLITS = (8, np.dtype(np.uint32))
"""A set of a categorical split: 256 bits."""


def check_trees(estimator: object, where: str) -> None:
    """Raises ModelError when a tree anywhere in `estimator` leads out of its own arrays or of its owner's columns, or
    back to a node above; and when what a support vector machine walks does not fit together."""
    for part in _parts(estimator, where):
        held = getattr(part, "__dict__", {})
        if any(callable(getattr(type(part), name, None)) for name in held):
            raise _broken(where)  # an attribute in place of a method: the checks in the method would not be made
        if "_predictors" in held:
            _check_boosting(part, where)
        if type(held.get("tree_")).__name__ == "Tree":
            _check_tree(held["tree_"], _width(part, where), where)
        if "estimators_" in held:
            _check_alike(part, where)
        if "support_vectors_" in held:
            _check_vectors(part, where)


def _width(part: Any, where: str) -> int:
    """Columns that `part` lets in: it compares them with this number of its own, and not at all where it has none."""
    width = part.__dict__.get("n_features_in_")
    if not isinstance(width, int | np.integer) or isinstance(width, bool):
        raise _broken(where)
    return int(width)


def _check_tree(tree: Any, width: int, where: str) -> None:
    inner = tree.children_left >= 0
    _check(tree.children_left[inner], tree.children_right[inner], np.flatnonzero(inner), tree.node_count, where)
    if (tree.feature[inner] < 0).any() or (tree.feature[inner] >= width).any() or not tree.node_count:
        raise _broken(where)


def _check_alike(part: Any, where: str) -> None:
    """The members of an ensemble that hold trees take as many columns as it does: it looks at its own number only.

    Bagging alone gives each member columns of its own, and has each compare them.
    """
    if type(part).__name__ in ("BaggingClassifier", "BaggingRegressor"):
        return
    if not isinstance(part.estimators_, list | np.ndarray):
        raise _broken(where)
    members = list(np.asarray(part.estimators_, dtype=object).ravel())
    if any(hasattr(one, "tree_") and _width(one, where) != _width(part, where) for one in members):
        raise _broken(where)


def _check_vectors(part: Any, where: str) -> None:
    """The arrays libsvm reads by each other's lengths (CVE-2020-28975)."""
    rows, counts = part.support_vectors_.shape[0], np.asarray(part._n_support)
    pairs = len(counts) * (len(counts) - 1) // 2
    whole = (counts >= 0).all() and counts.sum() == rows == len(part.support_)
    sides = part._dual_coef_.shape == (len(counts) - 1, rows) and len(part._intercept_) == pairs
    chances = len(part._probA) == len(part._probB) and len(part._probA) in (0, pairs)
    wide = part.kernel == "precomputed" or part.support_vectors_.shape[1] == _width(part, where)
    if not (whole and sides and chances and wide and len(counts) == len(part.classes_)):
        raise _broken(where)
    for sparse in (part.support_vectors_, part._dual_coef_):
        if hasattr(sparse, "check_format"):
            sparse.check_format(full_check=True)


def _check_boosting(part: Any, where: str) -> None:
    width, bins = _width(part, where), part._bin_mapper
    grouped = np.asarray(bins.is_categorical_).astype(bool)
    if "_in_fit" in part.__dict__ or grouped.shape != (width,) or len(bins.bin_thresholds_) != width:
        raise _broken(where)
    for place in np.flatnonzero(grouped):
        known = np.asarray(bins.bin_thresholds_[place])
        if not ((known >= 0) & (known < 256)).all():
            raise _broken(where)
    if part._preprocessor is not None:
        _check_preprocessor(part._preprocessor, width, where)
    for predictor in (one for stage in part._predictors for one in stage):
        _check_histogram(predictor, width, grouped, where)


def _check_preprocessor(step: Any, width: int, where: str) -> None:
    """It puts the categories first and drops no column, as the learner itself makes it."""
    kept = [int(column) for name, *_ in step.transformers_ for column in step._transformer_to_input_indices[name]]
    given = [inner for name, inner, _ in step.transformers_ if len(step._transformer_to_input_indices[name])]
    kinds = {type(inner).__name__ for inner in given}
    if sorted(kept) != list(range(width)) or not kinds <= {"OrdinalEncoder", "FunctionTransformer"}:
        raise _broken(where)


def _check_histogram(predictor: Any, width: int, grouped: NDArray[np.bool_], where: str) -> None:
    nodes = predictor.nodes
    inner = ~nodes["is_leaf"].astype(bool)
    split = inner & nodes["is_categorical"].astype(bool)
    sets = predictor.raw_left_cat_bitsets
    if not len(nodes) or (nodes["feature_idx"][inner].astype(np.int64) >= width).any():
        raise _broken(where)
    if sets.ndim != 2 or (sets.shape[1], sets.dtype) != _SPLITS or (nodes["bitset_idx"][split] >= len(sets)).any():
        raise _broken(where)
    if not grouped[nodes["feature_idx"][split]].all():
        raise _broken(where)
    _check(nodes["left"][inner], nodes["right"][inner], np.flatnonzero(inner), len(nodes), where)


def _check(left: NDArray[Any], right: NDArray[Any], own: NDArray[Any], count: int, where: str) -> None:
    """Children lie inside the array, and behind their parent, so that no walk can come back."""
    for child in (left.astype(np.int64), right.astype(np.int64)):
        if (child <= own).any() or (child >= count).any():
            raise _broken(where)


def _parts(estimator: object, where: str) -> Iterator[Any]:
    """`estimator` and every object of scikit-learn reachable from it through attributes, containers and partials."""
    seen: set[int] = set()
    stack: list[tuple[object, int]] = [(estimator, 0)]
    while stack:
        node, depth = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if depth > _DEEPEST:
            raise ModelError("its parts are nested too deeply", where=where, remedy="Save a plainer model.")
        if type(node).__module__.startswith("sklearn."):
            yield node
        stack += [(inner, depth + 1) for inner in _inside(node)]


def _inside(node: object) -> list[Any]:
    if isinstance(node, dict):
        return list(node.values())
    if isinstance(node, list | tuple | set | frozenset) or (isinstance(node, np.ndarray) and node.dtype == object):
        return list(np.asarray(node, dtype=object).ravel()) if isinstance(node, np.ndarray) else list(node)
    if isinstance(node, functools.partial):
        return [node.func, *node.args, *node.keywords.values()]
    return list(getattr(node, "__dict__", {}).values()) if type(node).__module__.startswith("sklearn.") else []


def _broken(where: str) -> ModelError:
    return ModelError("a decision tree in it leads outside itself", where=where, remedy="Save the model again.")
