"""The description of a gateway before a chat model, in OpenAPI 3.1, made from the contract."""

from __future__ import annotations

from typing import Any

import troth
from troth.serving.chat.answers import schema
from troth.serving.chat.contract import ChatContract
from troth.serving.openapi import ANY, asks, gets, of_one, proof, text
from troth.serving.operating import PURPOSE, WHY


def openapi_of_chat(contract: ChatContract, name: str) -> dict[str, Any]:
    """The document."""
    asked = asks("ask the chat model", contract.schema, schema())
    events = {"schema": {"type": "string", "description": "server-sent events, where `stream` is true"}}
    asked["responses"]["200"]["content"]["text/event-stream"] = events
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{name}, behind its charter", "version": troth.__version__},
        "security": [{"key": []}],
        "paths": {
            "/v1/chat/completions": {"post": asked},
            "/v1/models": {"get": gets("the model that is served", ANY)},
            "/v1/decisions/{index}/proof": {"get": proof()},
            "/v1/decisions/{index}": {"get": of_one(gets("how a decision stands by now", ANY, more=("404", "503")))},
            "/v1/decisions/{index}/read": {"post": of_one(asks("what it was about, on record", PURPOSE, ANY))},
            "/v1/suspend": {"post": asks("answer nothing any more", WHY, ANY)},
            "/healthz": {"get": gets("whether it runs", ANY, free=True)},
            "/readyz": {"get": gets("whether it answers", ANY, free=True, more=("503",))},
            "/metrics": {"get": text("what was counted, for Prometheus")},
            "/openapi.json": {"get": gets("this document", ANY, free=True)},
        },
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    }
