"""The interface of a model, from its charter: one JSON Schema that every request is held against, whatever its route.

What is read is strict JSON (RFC 7493): two programs that read a request understand the same (`THREATS.md`, G1). What
does not fit is refused with its place and never with its content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import jsonschema_rs

from troth.errors import RecordError
from troth.models import FeatureColumn
from troth.record import read_json
from troth.serving.items import Item, texts_of
from troth.serving.problem import Refusal
from troth.standard import TABLE, TEXT, Charter, Limits, TaskKind

DIALECT = "https://json-schema.org/draft/2020-12/schema"
LONGEST_SUBJECT, LONGEST_GROUP, MOST_WORDS = 200, 100, 2_000
FIELDS: Mapping[TaskKind, str] = {
    "text-classification": "text",
    "token-classification": "tokens",
    "tabular-classification": "features",
}
"""What an input of each task is called in a request."""

FAULTS = 20  # looked at, to name the first
QUOTELESS = (
    "Expecting",
    "Extra data",
    "Invalid control",
    "Unterminated",
    "a key is",
    "an integer",
    "nesting",
    "half a",
)
"""How faults of JSON begin that quote nothing."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What may be asked, and what is answered. schema, answer: JSON Schemas of request and answer bodies."""

    kind: TaskKind
    labels: tuple[str, ...]
    limits: Limits
    schema: Mapping[str, Any]
    answer: Mapping[str, Any]
    _held: Any

    def read(self, body: bytes) -> tuple[Item, ...]:
        """The inputs of a request. Raises Refusal, 400 for what is no JSON, 422 for what does not fit."""
        try:
            document = read_json(body)
        except RecordError as error:
            raise Refusal(400, "not-json", without_content(error.what)) from None
        return self.items(document)

    def items(self, document: Any) -> tuple[Item, ...]:
        """The inputs of a parsed request. Raises Refusal where it does not fit."""
        asked = document.get("inputs") if isinstance(document, dict) else None
        if isinstance(asked, list) and len(asked) > self.limits.inputs:
            raise Refusal(422, "contract", f"inputs: more than {self.limits.inputs}")
        if not self._held.is_valid(document):
            raise Refusal(422, "contract", first_fault(islice(self._held.iter_errors(document), FAULTS)))
        items = tuple(self._item(one) for one in document["inputs"])
        for number, item in enumerate(items):
            if sum(map(len, texts_of(item.value))) > self.limits.characters:
                detail = f"inputs/{number}: longer than {self.limits.characters} characters"
                raise Refusal(413, "too-long", detail)
        return items

    def _item(self, one: Mapping[str, Any]) -> Item:
        value = one[FIELDS[self.kind]]
        return Item(tuple(value) if isinstance(value, list) else value, one.get("subject"), one.get("groups", {}))


def contract_of(charter: Charter, labels: Sequence[str], columns: Sequence[FeatureColumn] = ()) -> Contract:
    """The contract of a charter's task. labels: of the model. columns: of a table's model, which it is asked by."""
    task, limits = charter.task, charter.serving.limits
    if task.max_chars is not None:
        limits = replace(limits, characters=min(limits.characters, task.max_chars))
    schema = {
        "$schema": DIALECT,
        "title": f"request of {charter.name}",
        "type": "object",
        "additionalProperties": False,
        "required": ["inputs"],
        "properties": {
            "inputs": {
                "type": "array",
                "minItems": 1,
                "maxItems": limits.inputs,
                "items": _input(task.kind, limits, columns, charter.data.train.columns.groups),
            },
        },
    }
    held = jsonschema_rs.validator_for(schema)
    return Contract(task.kind, tuple(labels), limits, schema, _answer(task.kind, labels), held)


def _input(kind: TaskKind, limits: Limits, columns: Iterable[FeatureColumn], groups: Iterable[str]) -> dict[str, Any]:
    group = {"type": "string", "minLength": 1, "maxLength": LONGEST_GROUP}
    properties: dict[str, Any] = {
        FIELDS[kind]: _value(kind, limits, columns),
        "subject": {
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_SUBJECT,
            "description": "whom the input is about: what is kept of it is sealed under a key of theirs",
        },
    }
    if named := list(groups):
        properties["groups"] = {
            "type": "object",
            "additionalProperties": False,
            "properties": dict.fromkeys(named, group),
            "description": "groups of whom it is about, which fairness is watched over; the model does not see them",
        }
    return {"type": "object", "additionalProperties": False, "required": [FIELDS[kind]], "properties": properties}


def _value(kind: TaskKind, limits: Limits, columns: Iterable[FeatureColumn]) -> dict[str, Any]:
    if kind == TEXT:
        return {"type": "string", "minLength": 1, "maxLength": limits.characters}
    if kind == TABLE:
        kinds = {one.name: "number" if one.kind == "number" else "string" for one in columns}
        cells = {name: {"type": [kind, "null"]} for name, kind in kinds.items()}
        for cell in cells.values():
            if "string" in cell["type"]:
                cell["maxLength"] = limits.characters  # type: ignore[assignment]
        return {"type": "object", "additionalProperties": False, "required": list(cells), "properties": cells}
    word = {"type": "string", "minLength": 1, "maxLength": limits.characters}
    return {"type": "array", "minItems": 1, "maxItems": MOST_WORDS, "items": word}


def _answer(kind: TaskKind, labels: Sequence[str]) -> dict[str, Any]:
    label: dict[str, Any] = {"enum": [*labels, None]}
    probability: dict[str, Any] = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
    if kind not in (TEXT, TABLE):
        label, probability = ({"type": ["array", "null"], "items": one} for one in (label, probability))
    output: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "required": ["outcome", "label", "probability", "reason", "redacted", "decision"],
        "properties": {
            "outcome": {"enum": ["answered", "abstained", "refused", "routed"]},
            "label": label,
            "probability": probability,
            "reason": {"type": ["string", "null"]},
            "redacted": {"type": "array", "items": {"type": "string"}},
            "decision": {"type": "integer", "minimum": 0},
        },
    }
    properties = {
        "charter": {"type": "string"},
        "model": {"type": "string"},
        "outputs": {"type": "array", "items": output},
        "receipt": {"type": "string"},
        "notice": {"type": "string"},
    }
    return {
        "$schema": DIALECT,
        "type": "object",
        "additionalProperties": False,
        "required": ["charter", "model", "outputs", "receipt"],
        "properties": properties,
    }


def without_content(what: str) -> str:
    """What strict reading says where it quotes nothing of what it read."""
    said = what.partition(": ")[2]
    return f"not strict JSON: {said}" if said.startswith(QUOTELESS) else "not strict JSON (RFC 7493)"


def first_fault(faults: Iterable[Any]) -> str:
    """Where the first fault is and which rule it breaks; never what stands there, or is called."""
    fault = min(faults, key=lambda one: len(list(one.instance_path)), default=None)
    if fault is None:
        return "the request does not fit the schema"
    rule = next((str(step) for step in reversed(list(fault.schema_path)) if isinstance(step, str)), "schema")
    place = "/".join(str(step) for step in fault.instance_path) or "the request"
    return f"{place}: does not fit `{rule}` of the schema; GET /openapi.json shows it"
