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
ANY = {"type": "object"}


def openapi_of(contract: Contract, tensors: Tensors, name: str) -> dict[str, Any]:
    """The document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{name}, behind its charter", "version": troth.__version__},
        "security": [{"key": []}],
        "paths": {
            "/v1/infer": {"post": asks("ask the model", contract.schema, contract.answer)},
            "/v1/decisions/{index}/proof": {"get": proof()},
            "/v1/decisions/{index}": {"get": of_one(gets("how a decision stands by now", ANY, more=("404", "503")))},
            "/v1/decisions/{index}/read": {"post": of_one(asks("what it was about, on record", PURPOSE, ANY))},
            "/v1/decisions/{index}/answer": {"post": of_one(asks("a person's answer to it", LABEL, ANY))},
            "/v1/decisions/{index}/outcome": {"post": of_one(asks("what came of it", LABEL, ANY))},
            "/v1/queue": {"get": gets("decisions that wait for a person", ANY, more=("503",))},
            "/v1/suspend": {"post": asks("answer nothing any more", WHY, ANY)},
            "/v2": {"get": gets("what this server is", ANY)},
            "/v2/health/live": {"get": gets("whether it runs", ANY, free=True)},
            "/v2/health/ready": {"get": gets("whether it answers", ANY, free=True, more=("503",))},
            f"/v2/models/{name}": {"get": gets("what the model takes and gives", ANY)},
            f"/v2/models/{name}/ready": {"get": gets("whether the model answers", ANY, free=True, more=("503",))},
            f"/v2/models/{name}/infer": {"post": asks("ask the model with tensors", tensors.schema, ANY)},
            "/healthz": {"get": gets("whether it runs", ANY, free=True)},
            "/readyz": {"get": gets("whether it answers", ANY, free=True, more=("503",))},
            "/metrics": {"get": text("what was counted, for Prometheus")},
            "/openapi.json": {"get": gets("this document", ANY, free=True)},
        },
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }


def asks(summary: str, schema: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """An operation that asks the model."""
    body = {"required": True, "content": {"application/json": {"schema": _plain(schema)}}}
    return {
        "summary": summary,
        "requestBody": body,
        "responses": {"200": _json(_plain(answer), "answered"), **_refused()},
    }


def gets(summary: str, schema: Mapping[str, Any], *, free: bool = False, more: tuple[str, ...] = ()) -> dict[str, Any]:
    """An operation that tells something. free: without a key. more: codes that it may say besides."""
    codes = (*(() if free else ("401", "403")), "400", "405", *more)
    told: dict[str, Any] = {"summary": summary, "responses": {"200": _json(schema, "as asked"), **_refused(*codes)}}
    return {**told, "security": []} if free else told


def text(summary: str) -> dict[str, Any]:
    """An operation that tells something in plain text."""
    content = {"text/plain": {"schema": {"type": "string"}}}
    return {"summary": summary, "responses": {"200": {"description": "as asked", "content": content}, **_refused()}}


def proof() -> dict[str, Any]:
    """The operation that proves a decision."""
    return of_one(text("the proof that a decision is in the log (C2SP tlog-proof)"))


def of_one(told: dict[str, Any]) -> dict[str, Any]:
    """An operation about one decision."""
    index = {"name": "index", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
    return {**told, "parameters": [index]}


def _json(schema: Mapping[str, Any], description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _refused(*codes: str) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": PROBLEM}}
    return {code: {"description": REFUSED[code], "content": content} for code in codes or REFUSED}


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "$schema"}
