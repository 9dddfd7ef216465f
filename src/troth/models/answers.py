"""What is sent to a remote model and what it answers, as JSON; see `endpoint` for the shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError
from troth.models.inputs import TABLE, TOKENS
from troth.models.interface import Prediction
from troth.models.probabilities import check_rows


def rows_of(columns: Mapping[str, NDArray[Any]]) -> list[dict[str, Any]]:
    """Table rows as JSON objects; a missing number is null."""
    names = list(columns)
    lists = [[_plain(value) for value in columns[name].tolist()] for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*lists, strict=True)]


def asked_of(batch: Sequence[Any], kind: str, *, open_protocol: bool) -> dict[str, Any]:
    """The question for one batch."""
    if not open_protocol:
        return {"inputs": list(batch)}
    if kind == TABLE:
        return {"inputs": [_tensor(name, [row[name] for row in batch]) for name in batch[0]]}
    texts = [" ".join(words) for words in batch] if kind == TOKENS else list(batch)
    return {"inputs": [_tensor("text", texts)]}


def parse_answers(answer: Any, expected: int, labels: Sequence[str], *, where: str) -> Prediction:
    """`expected` answers from what the host said; raises ModelError saying what it was instead."""
    if isinstance(answer, dict) and isinstance(answer.get("outputs"), list):
        return _from_tensors(answer["outputs"], expected, labels, where)
    items = answer.get("predictions") if isinstance(answer, dict) else answer
    if not isinstance(items, list):
        raise _unfit(where, f"its answer has no list of predictions, but {str(answer)[:120]}")
    if items and isinstance(items[0], list) and items[0] and "score" not in _first(items[0]):
        items = [item for part in items for item in part]  # token tasks: a list a sentence
    if len(items) != expected:
        raise _unfit(where, f"it gave {len(items)} answers for {expected} inputs")
    return _from_items([_normal(item, where) for item in items], labels, where)


def _from_tensors(outputs: Sequence[Any], expected: int, labels: Sequence[str], where: str) -> Prediction:
    tensors = {str(output.get("name")): output.get("data") for output in outputs if isinstance(output, dict)}
    names, table = tensors.get("label", tensors.get("labels")), tensors.get("probabilities")
    probabilities = None
    if table is not None:
        values = _numbers(table, where)
        if values.size != expected * len(labels):
            raise _unfit(where, f"it gave {values.size} probabilities for {expected} inputs and {len(labels)} labels")
        probabilities = check_rows(values.reshape(expected, len(labels)), expected, len(labels), where=where)
    if names is None and probabilities is None:
        raise _unfit(where, f"its outputs are {', '.join(tensors) or 'none'}, not label or probabilities")
    if names is None and probabilities is not None:
        return Prediction(probabilities.argmax(axis=1).astype(np.int32), probabilities)
    if not isinstance(names, list) or len(names) != expected:
        raise _unfit(where, f"it did not give {expected} labels")
    return Prediction(np.array([_code(name, labels, where) for name in names], np.int32), probabilities)


def _from_items(items: Sequence[tuple[Any, Any]], labels: Sequence[str], where: str) -> Prediction:
    tables = [table for _, table in items]
    if not items or any(table is None for table in tables):
        return Prediction(np.array([_code(name, labels, where) for name, _ in items], np.int32), None)
    for table in tables:
        for name in table:
            _code(name, labels, where)
    values = _numbers([[table.get(label, 0.0) for label in labels] for table in tables], where)
    probabilities = check_rows(values, len(items), len(labels), where=where)
    best = probabilities.argmax(axis=1)
    codes = [int(best[row]) if name is _MOST else _code(name, labels, where) for row, (name, _) in enumerate(items)]
    return Prediction(np.array(codes, np.int32), probabilities)


_MOST = object()  # the label was not said: the most probable one


def _normal(item: Any, where: str) -> tuple[Any, Any]:
    """(label, {label: probability} or None) of one answer, whichever way it is written."""
    if isinstance(item, str) or item is None:
        return item, None
    if isinstance(item, dict) and isinstance(item.get("probabilities"), dict):
        return item.get("label", _MOST), item["probabilities"]
    if isinstance(item, dict) and "label" in item:
        return item["label"], None
    if isinstance(item, list) and all(isinstance(one, dict) and {"label", "score"} <= set(one) for one in item):
        return _MOST, {one["label"]: one["score"] for one in item}
    raise _unfit(where, f"an answer is neither a label nor probabilities: {str(item)[:120]}")


def _code(name: Any, labels: Sequence[str], where: str) -> int:
    if name is None:
        return -1
    if name not in labels:
        raise _unfit(where, f"it answered {str(name)[:60]!r}, which is none of {', '.join(labels[:10])}")
    return list(labels).index(name)


def _numbers(values: Any, where: str) -> NDArray[np.float64]:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise _unfit(where, "its probabilities are not numbers") from None


def _tensor(name: str, values: list[Any]) -> dict[str, Any]:
    text = any(isinstance(value, str) for value in values)
    data = ["" if value is None else str(value) for value in values] if text else [_nan(value) for value in values]
    return {"name": name, "shape": [len(values)], "datatype": "BYTES" if text else "FP64", "data": data}


def _nan(value: Any) -> Any:
    return 0.0 if value is None else value


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _first(items: Sequence[Any]) -> Any:
    return items[0] if isinstance(items[0], dict) else {}


def _unfit(where: str, what: str) -> ModelError:
    return ModelError(what, where=where, remedy="Its shapes are in the documentation of the http model.")
