"""What is sent to a remote model and what it answers, as JSON; see `endpoint` for the shapes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError
from troth.models.interface import Prediction
from troth.models.probabilities import check_rows
from troth.standard import TABLE, TOKENS


def rows_of(columns: Mapping[str, NDArray[Any]]) -> list[dict[str, Any]]:
    """Table rows as JSON objects; a missing number is null."""
    names = list(columns)
    lists = [[_plain(value) for value in columns[name].tolist()] for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*lists, strict=True)]


def asked_of(batch: Sequence[Any], kind: str, *, open_protocol: bool) -> dict[str, Any]:
    """The question for one batch; raises ModelError for words that a line of text cannot keep apart."""
    if not open_protocol:
        return {"inputs": list(batch)}
    if kind == TABLE:
        return {"inputs": [_tensor(name, [row[name] for row in batch]) for name in batch[0]]}
    if kind == TOKENS and any(len(word.split()) != 1 for words in batch for word in words):
        raise ModelError(
            "a word is empty or has a blank in it, and this protocol sends words with blanks between them",
            remedy="Ask an endpoint that takes lists of words, or mend the data.",
        )
    texts = [" ".join(words) for words in batch] if kind == TOKENS else list(batch)
    return {"inputs": [_tensor("text", texts)]}


def parse_answers(answer: Any, sizes: Sequence[int], labels: Sequence[str], *, words: bool, where: str) -> Prediction:
    """The answers to a batch from what the host said; raises ModelError saying what it was instead.

    sizes: how many answers each input wants; labels: in the host's order. words: a token task, whose answers come as a
    list for each sentence, so that a sentence with too many cannot make up for one with too few.
    """
    if isinstance(answer, dict) and isinstance(answer.get("outputs"), list):
        return _from_tensors(answer["outputs"], sum(sizes), labels, where)
    items = answer.get("predictions") if isinstance(answer, dict) else answer
    if not isinstance(items, list):
        raise _unfit(where, f"its answer has no list of predictions, but {str(answer)[:120]}")
    if len(items) != len(sizes):
        raise _unfit(where, f"it gave {len(items)} answers for {len(sizes)} {'sentences' if words else 'inputs'}")
    if words:
        for row, (part, size) in enumerate(zip(items, sizes, strict=True)):
            if not isinstance(part, list) or len(part) != size:
                found = f"{len(part)} answers" if isinstance(part, list) else "no list of answers"
                raise _unfit(where, f"it gave {found} for the {size} words of sentence {row + 1} of a request")
        items = [item for part in items for item in part]
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
    if isinstance(item, list) and all(map(_is_scored, item)) and len({one["label"] for one in item}) == len(item):
        return _MOST, {one["label"]: one["score"] for one in item}
    raise _unfit(where, f"an answer is neither a label nor probabilities: {str(item)[:120]}")


def _is_scored(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("label"), str) and "score" in one


def _code(name: Any, labels: Sequence[str], where: str) -> int:
    if name is None:
        return -1
    if not isinstance(name, str) or name not in labels:
        raise _unfit(where, f"it answered {str(name)[:60]!r}, which is none of {', '.join(labels[:10])}")
    return labels.index(name)


def _numbers(values: Any, where: str) -> NDArray[np.float64]:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        raise _unfit(where, "its probabilities are not numbers") from None


def _tensor(name: str, values: list[Any]) -> dict[str, Any]:
    text = any(isinstance(value, str) for value in values)
    data = ["" if value is None else str(value) for value in values] if text else list(values)
    return {"name": name, "shape": [len(values)], "datatype": "BYTES" if text else "FP64", "data": data}


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not np.isfinite(value) else value


def printable(text: str) -> str:
    """What a host wrote, as it may reach a terminal: one line without control characters."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def _unfit(where: str, what: str) -> ModelError:
    return ModelError(printable(what), where=where, remedy="Its shapes are in the documentation of the http model.")
