"""The gateway's own description, in OpenAPI 3.1: made from the contract that requests are held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import troth
from troth.serving.contract import Contract
from troth.serving.open_inference import Tensors
from troth.serving.operating import LABEL, PURPOSE, WHY
from troth.serving.problem import MEDIA_TYPE

PROBLEM = {
    "type": "object",
    "additionalProperties": False,
    "required": ["title", "status", "detail", "code"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
    },
}
REFUSED = {
    "400": "not readable",
    "401": "no key, or none that is good",
    "403": "the key has not the role",
    "404": "there is no such thing",
    "405": "no such method here",
    "408": "the request did not arrive in time",
    "409": "done before, or not to be done",
    "413": "too large",
    "415": "no JSON, or compressed",
    "422": "does not fit the contract",
    "429": "the key has asked for too much",
    "503": "nothing is answered now",
}
_ANY = {"type": "object"}


def openapi_of(contract: Contract, tensors: Tensors, name: str) -> dict[str, Any]:
    """The document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{name}, behind its charter", "version": troth.__version__},
        "security": [{"key": []}],
        "paths": {
            "/v1/infer": {"post": _asks("ask the model", contract.schema, contract.answer)},
            "/v1/decisions/{index}/proof": {"get": _proof()},
            "/v1/decisions/{index}": {"get": _of_one(_gets("how a decision stands by now", _ANY, more=("404", "503")))},
            "/v1/decisions/{index}/read": {"post": _of_one(_asks("what it was about, on record", PURPOSE, _ANY))},
            "/v1/decisions/{index}/answer": {"post": _of_one(_asks("a person's answer to it", LABEL, _ANY))},
            "/v1/decisions/{index}/outcome": {"post": _of_one(_asks("what came of it", LABEL, _ANY))},
            "/v1/queue": {"get": _gets("decisions that wait for a person", _ANY, more=("503",))},
            "/v1/suspend": {"post": _asks("answer nothing any more", WHY, _ANY)},
            "/v2": {"get": _gets("what this server is", _ANY)},
            "/v2/health/live": {"get": _gets("whether it runs", _ANY, free=True)},
            "/v2/health/ready": {"get": _gets("whether it answers", _ANY, free=True, more=("503",))},
            f"/v2/models/{name}": {"get": _gets("what the model takes and gives", _ANY)},
            f"/v2/models/{name}/ready": {"get": _gets("whether the model answers", _ANY, free=True, more=("503",))},
            f"/v2/models/{name}/infer": {"post": _asks("ask the model with tensors", tensors.schema, _ANY)},
            "/healthz": {"get": _gets("whether it runs", _ANY, free=True)},
            "/readyz": {"get": _gets("whether it answers", _ANY, free=True, more=("503",))},
            "/metrics": {"get": _text("what was counted, for Prometheus")},
            "/openapi.json": {"get": _gets("this document", _ANY, free=True)},
        },
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }


def _asks(summary: str, schema: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    body = {"required": True, "content": {"application/json": {"schema": _plain(schema)}}}
    return {
        "summary": summary,
        "requestBody": body,
        "responses": {"200": _json(_plain(answer), "answered"), **_refused()},
    }


def _gets(summary: str, schema: Mapping[str, Any], *, free: bool = False, more: tuple[str, ...] = ()) -> dict[str, Any]:
    codes = (*(() if free else ("401", "403")), "400", "405", *more)
    told: dict[str, Any] = {"summary": summary, "responses": {"200": _json(schema, "as asked"), **_refused(*codes)}}
    return {**told, "security": []} if free else told


def _text(summary: str) -> dict[str, Any]:
    content = {"text/plain": {"schema": {"type": "string"}}}
    return {"summary": summary, "responses": {"200": {"description": "as asked", "content": content}, **_refused()}}


def _proof() -> dict[str, Any]:
    return _of_one(_text("the proof that a decision is in the log (C2SP tlog-proof)"))


def _of_one(told: dict[str, Any]) -> dict[str, Any]:
    index = {"name": "index", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
    return {**told, "parameters": [index]}


def _json(schema: Mapping[str, Any], description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _refused(*codes: str) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": PROBLEM}}
    return {code: {"description": REFUSED[code], "content": content} for code in codes or REFUSED}


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "$schema"}
