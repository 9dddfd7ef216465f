"""The Open Inference Protocol, version 2, over the same contract: tensors in, tensors out.

A text task takes one tensor `text` of BYTES; a task on words one tensor `tokens`, the words of one sentence; a table
one tensor a column, FP64 or BYTES, a row each. Answers are `outcome`, `label`, `probability` and `decision`.

Source: Open Inference Protocol (KServe V2), https://github.com/kserve/open-inference-protocol, inference_rest.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import jsonschema_rs

from troth.errors import RecordError
from troth.record import read_json
from troth.serving.contract import Contract
from troth.serving.items import Item
from troth.serving.problem import Refusal
from troth.standard import TABLE, TEXT

MOST_TENSORS, MOST_VALUES = 2_000, 100_000
TENSOR = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "shape", "datatype", "data"],
    "properties": {
        "name": {"type": "string", "maxLength": 400},
        "shape": {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 1, "maxItems": 2},
        "datatype": {"enum": ["BYTES", "FP64", "FP32", "INT64", "INT32"]},
        "data": {"type": "array", "minItems": 1, "maxItems": MOST_VALUES, "items": {"type": ["string", "number"]}},
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["inputs"],
    "properties": {
        "id": {"type": "string", "maxLength": 100, "pattern": "^[A-Za-z0-9_.:-]*$"},
        "inputs": {"type": "array", "minItems": 1, "maxItems": MOST_TENSORS, "items": TENSOR},
    },
}
_HELD = jsonschema_rs.validator_for(SCHEMA)


def read_tensors(body: bytes, contract: Contract) -> tuple[tuple[Item, ...], str | None]:
    """The inputs of a request and its id. Raises Refusal."""
    try:
        document = read_json(body)
    except RecordError:
        raise Refusal(400, "not-json", "not strict JSON (RFC 7493)") from None
    if not _HELD.is_valid(document):
        raise Refusal(422, "contract", "the request does not fit the schema; GET /openapi.json shows it")
    tensors = {one["name"]: one for one in document["inputs"]}
    if len(tensors) != len(document["inputs"]):
        raise Refusal(422, "contract", "inputs: two tensors of one name")
    for one in tensors.values():
        if _length(one["shape"]) != len(one["data"]):
            raise Refusal(422, "contract", "inputs: a tensor's shape and its data are of different lengths")
    return contract.items({"inputs": _inputs(tensors, contract)}), document.get("id")


def _length(shape: Sequence[int]) -> int:
    length = 1
    for one in shape:
        length *= one
    return length


def _inputs(tensors: Mapping[str, Mapping[str, Any]], contract: Contract) -> list[dict[str, Any]]:
    """The same as the contract's own route has it."""
    if contract.kind == TABLE:
        rows = {len(one["data"]) for one in tensors.values()}
        if len(rows) != 1:
            raise Refusal(422, "contract", "inputs: the columns are of different lengths")
        return [
            {"features": {name: one["data"][row] for name, one in tensors.items()}} for row in range(next(iter(rows)))
        ]
    field = "text" if contract.kind == TEXT else "tokens"
    if set(tensors) != {field}:
        raise Refusal(422, "contract", f"inputs: one tensor, {field}, is taken")
    data = tensors[field]["data"]
    return [{"text": one} for one in data] if contract.kind == TEXT else [{"tokens": data}]


def tensors_of(document: Mapping[str, Any], name: str, asked: str | None) -> dict[str, Any]:
    """An answer as tensors. asked: the request's id. What is not answered has the label "" and the probability -1."""
    outputs = document["outputs"]
    labels = [one["label"] for one in outputs]
    sure = [one["probability"] for one in outputs]
    if any(isinstance(one, list) for one in labels):
        labels, sure = [label for one in labels for label in one or []], [p for one in sure for p in one or []]
    answer: dict[str, Any] = {
        "model_name": name,
        "model_version": document["model"],
        "parameters": {key: document[key] for key in ("charter", "receipt", "notice") if key in document},
        "outputs": [
            _tensor("outcome", "BYTES", [one["outcome"] for one in outputs]),
            _tensor("label", "BYTES", ["" if label is None else label for label in labels]),
            _tensor("probability", "FP64", [-1.0 if one is None else one for one in sure]),
            _tensor("decision", "INT64", [one["decision"] for one in outputs]),
        ],
    }
    return answer if asked is None else {"id": asked, **answer}


def _tensor(name: str, datatype: str, data: list[Any]) -> dict[str, Any]:
    return {"name": name, "datatype": datatype, "shape": [len(data)], "data": data}
