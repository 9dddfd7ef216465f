"""The Open Inference Protocol, version 2, over the same contract: tensors in, tensors out.

A text task takes one tensor `text` of BYTES; a task on words one tensor `tokens`, the words of one sentence; a table
one tensor a column, FP64 or BYTES, a row each. Answers are `outcome`, `label`, `probability` and `decision`.

Source: Open Inference Protocol (KServe V2), https://github.com/kserve/open-inference-protocol, inference_rest.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from troth.errors import RecordError
from troth.record import read_json
from troth.serving.contract import Contract
from troth.serving.items import Item
from troth.serving.problem import Refusal
from troth.standard import TABLE, TEXT

MOST_VALUES = 100_000
NUMBERS = ("FP64", "FP32", "INT64", "INT32")


@dataclass(frozen=True, slots=True)
class Tensors:
    """What the route takes of one contract. inputs: name and datatypes of each tensor. schema: of a request."""

    contract: Contract
    inputs: Mapping[str, tuple[str, ...]]
    schema: Mapping[str, Any]
    _held: Any

    def read(self, body: bytes) -> tuple[tuple[Item, ...], str | None]:
        """The inputs of a request and its id. Raises Refusal."""
        try:
            document = read_json(body)
        except RecordError:
            raise Refusal(400, "not-json", "not strict JSON (RFC 7493)") from None
        if not self._held.is_valid(document):
            raise Refusal(422, "contract", "the request does not fit the schema; GET /openapi.json shows it")
        tensors = {one["name"]: one for one in document["inputs"]}
        if set(tensors) != set(self.inputs):
            raise Refusal(422, "contract", "inputs: a tensor is missing, or there twice")
        if any(_length(one["shape"]) != len(one["data"]) for one in tensors.values()):
            raise Refusal(422, "contract", "inputs: a tensor's shape and its data are of different lengths")
        return self.contract.items({"inputs": _inputs(tensors, self.contract)}), document.get("id")

    def described(self) -> list[dict[str, Any]]:
        """The inputs as the protocol's metadata has them."""
        return [{"name": name, "datatype": kinds[0], "shape": [-1]} for name, kinds in self.inputs.items()]


def tensors_of_contract(contract: Contract) -> Tensors:
    """The route's own contract, made from the one that all requests are held against."""
    item = contract.schema["properties"]["inputs"]["items"]["properties"]
    if contract.kind == TABLE:
        cells = item["features"]["properties"].items()
        named = {name: NUMBERS if "number" in cell["type"] else ("BYTES",) for name, cell in cells}
    else:
        named = {"text" if contract.kind == TEXT else "tokens": ("BYTES",)}
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["inputs"],
        "properties": {
            "id": {"type": "string", "maxLength": 100, "pattern": "^[A-Za-z0-9_.:-]*$"},
            "inputs": {
                "type": "array",
                "minItems": len(named),
                "maxItems": len(named),
                "items": {"anyOf": [_tensor_schema(name, kinds) for name, kinds in named.items()]},
            },
        },
    }
    return Tensors(contract, named, schema, jsonschema_rs.validator_for(schema))


def _tensor_schema(name: str, kinds: Sequence[str]) -> dict[str, Any]:
    value = {"type": "string", "minLength": 1} if kinds == ("BYTES",) else {"type": "number"}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "shape", "datatype", "data"],
        "properties": {
            "name": {"const": name},
            "shape": {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 1, "maxItems": 2},
            "datatype": {"enum": list(kinds)},
            "data": {"type": "array", "minItems": 1, "maxItems": MOST_VALUES, "items": value},
        },
    }


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
