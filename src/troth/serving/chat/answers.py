"""What is sent of a chat model's answer: OpenAI's shapes, whole and in pieces, and beside them what Troth says of it.

Source: OpenAI API reference, "The chat completion object" and "The chat completion chunk object".
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from troth.record import Entry
from troth.serving.decision import Decision

GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
"""How IPTC's vocabulary of digital sources calls what a trained model made; media carry it in C2PA and XMP, too."""
MARK = {"ai-disclosure": "mode=machine-generated"}
"""The header of draft-abaris-aicdh, an Internet-Draft that expired: there is no standard for text over HTTP yet. What
the law asks for: Regulation (EU) 2024/1689, art. 50(2)."""
REFUSED = "content_filter"
DONE = b"data: [DONE]\n\n"


@dataclass(frozen=True, slots=True)
class ChatServes:
    """What is served. charter, model: digests; the model's is of its address, name and settings. name: of the charter,
    which callers know the model by. notice: told with every answer.
    """

    charter: str
    model: str
    name: str
    notice: str | None = None

    def told(self, *, generated: bool = True) -> dict[str, Any]:
        """As every answer tells it. generated: whether it has words of the model's."""
        told: dict[str, Any] = {"charter": self.charter, "model": self.model, "bytes": "unknown"}
        if generated:
            told["generated"] = {"digitalSourceType": GENERATED}
        return told if self.notice is None else {**told, "notice": self.notice}


@dataclass(frozen=True, slots=True)
class Shapes:
    """The answers to one request."""

    serves: ChatServes
    id: str = field(default_factory=lambda: f"chatcmpl-{secrets.token_hex(12)}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(
        self,
        decision: Decision,
        entry: Entry,
        receipt: str,
        *,
        text: str | None,
        finish: str,
        usage: Mapping[str, int] | None = None,
    ) -> dict[str, Any]:
        """An answer that comes at once. text: None where there is none."""
        refusal = reason(decision) if text is None else None
        message = {"role": "assistant", "content": text, "refusal": refusal}
        document = {
            **self._head("chat.completion"),
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish}],
            "troth": {**self.serves.told(generated=text is not None), **outcome(decision, entry, receipt)},
        }
        return document if usage is None else {**document, "usage": dict(usage)}

    def chunk(
        self, delta: Mapping[str, Any], finish: str | None = None, told: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """A piece of one that streams. told: what Troth says with it."""
        choice = {"index": 0, "delta": dict(delta), "logprobs": None, "finish_reason": finish}
        document = {**self._head("chat.completion.chunk"), "choices": [choice]}
        return document if told is None else {**document, "troth": dict(told)}

    def used(self, usage: Mapping[str, int]) -> dict[str, Any]:
        """What it took: a piece without a choice."""
        return {**self._head("chat.completion.chunk"), "choices": [], "usage": dict(usage)}

    def _head(self, name: str) -> dict[str, Any]:
        return {"id": self.id, "object": name, "created": self.created, "model": self.serves.name}


def outcome(decision: Decision, entry: Entry, receipt: str) -> dict[str, Any]:
    """How it ended, and what proves that it was recorded."""
    return {
        "outcome": decision.outcome,
        "reason": reason(decision),
        "redacted": list(decision.redacted),
        "decision": entry.index,
        "receipt": receipt,
    }


def reason(decision: Decision) -> str | None:
    """The guard that ended it, and the codes of what it found."""
    codes = ", ".join(decision.found)
    return decision.by if not codes else f"{decision.by}: {codes}"


def refused_events(document: Mapping[str, Any]) -> bytes:
    """An answer that ended before it began, for who asked for a stream."""
    (choice,) = document["choices"]
    shared = {**document, "object": "chat.completion.chunk"}
    said = {"index": 0, "delta": dict(choice["message"]), "logprobs": None, "finish_reason": None}
    last = {**said, "delta": {}, "finish_reason": choice["finish_reason"]}
    first = {key: value for key, value in shared.items() if key != "troth"}
    return event({**first, "choices": [said]}) + event({**shared, "choices": [last]}) + DONE


def event(document: Mapping[str, Any]) -> bytes:
    """A server-sent event."""
    return b"data: " + json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"


def schema() -> dict[str, Any]:
    """An answer that comes at once, as JSON Schema."""
    text = {"type": ["string", "null"]}
    choice = {
        "type": "object",
        "required": ["index", "message", "finish_reason"],
        "properties": {
            "index": {"const": 0},
            "message": {
                "type": "object",
                "required": ["role", "content", "refusal"],
                "properties": {"role": {"const": "assistant"}, "content": text, "refusal": text},
            },
            "finish_reason": {"enum": ["stop", "length", REFUSED]},
        },
    }
    told = {name: {"type": "string"} for name in ("charter", "model", "bytes", "outcome", "receipt", "notice")}
    return {
        "type": "object",
        "required": ["id", "object", "created", "model", "choices", "troth"],
        "properties": {
            "id": {"type": "string"},
            "object": {"const": "chat.completion"},
            "created": {"type": "integer"},
            "model": {"type": "string"},
            "choices": {"type": "array", "minItems": 1, "maxItems": 1, "items": choice},
            "usage": {"type": "object"},
            "troth": {
                "type": "object",
                "required": ["charter", "model", "bytes", "outcome", "decision", "receipt"],
                "properties": {**told, "decision": {"type": "integer"}, "generated": {"type": "object"}},
            },
        },
    }
