"""A charter of a chat model: where the model answers, under which name, and what the gateway fixes of each request.

The bytes of such a model are not known here. What a permit is for is its address, its name and these settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from troth.standard.kinds import CHAT
from troth.standard.shapes import Number, Shape, Text, place_of
from troth.standard.tree import Entries, Faults, Node

OPENAI = "openai:"
"""What the base of a chat model begins with: an address that speaks as OpenAI's does (`/chat/completions`)."""

MOST_TOKENS = 1024

MODEL_KEYS: Mapping[str, Shape] = {
    "name": Text("the name by which a chat model is called at its address", r"[\x21-\x7e]+", "a name without blanks"),
    "instructions": Text("what a chat model is told before every request", longest=20_000, lines=True),
    "most_tokens": Number("the most tokens of an answer of a chat model", low=1, high=1_000_000, whole=True),
    "temperature": Number("the temperature of a chat model's answers", low=0, high=2),
}

Conflict = tuple[tuple[str, ...], str, str]
"""Where, what is wrong, and how to mend it."""


@dataclass(frozen=True, slots=True)
class ChatModel:
    """Where a chat model answers and what is fixed of every request. address: without a slash at its end. name: by
    which it is called there. instructions: the first message, None for none. most_tokens: of an answer. temperature:
    None for the address's own.
    """

    address: str
    name: str
    instructions: str | None = None
    most_tokens: int = MOST_TOKENS
    temperature: float | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """What is fixed, as a permit's digest has it."""
        return {"instructions": self.instructions, "most_tokens": self.most_tokens, "temperature": self.temperature}


def chat_of(values: Mapping[str, Any]) -> ChatModel | None:
    """The chat model of a charter's values, None of a classifier's."""
    if values["task"]["kind"] != CHAT:
        return None
    model = values["model"]
    fixed = {key: model[key] for key in MODEL_KEYS if key in model}
    return ChatModel(model["base"].path.removeprefix(OPENAI).rstrip("/"), **fixed)


def check_chat(root: Node, values: Mapping[str, Any], faults: Faults) -> None:
    """Note what a chat model's charter has no use for, or lacks, and what only such a charter has a use for."""
    kind = values.get("task", {}).get("kind")
    if kind is None:
        return
    found = _of_chat(root, values) if kind == CHAT else _of_others(root, values)
    for keys, what, remedy in found:
        faults.add(place_of(root, *keys), what, remedy)


def _of_chat(root: Node, values: Mapping[str, Any]) -> Iterator[Conflict]:
    model, data, serving = (values.get(section, {}) for section in ("model", "data", "serving"))
    if "base" in model:
        yield from _address(model["base"].path)
    if _lacks(root, "model", "name"):
        yield ("model",), "name is missing from the model", "Add the name that GET /v1/models of its address tells."
    if _lacks(root, "data", "test"):
        yield ("data",), "test is missing from the data", "Add test: FILE, a file of prompts that it is judged on."
    for split in ("train", "validation", "unlabelled"):
        if split in data:
            yield ("data", split), "nothing is learned from data of a chat model", "Name its prompts as data.test."
    for section in ("training", "reasons"):
        if section in values:
            yield (section,), f"a chat model has no {section}", f"Leave {section} out."
    if "output" in values["task"]:
        yield ("task", "output"), "a chat model answers in words, not labels", "Leave task.output out."
    if "out_of_distribution" in serving.get("guards", ()):
        what = "out_of_distribution holds inputs against rows that a model was judged on, which a chat model has not"
        yield ("serving", "guards"), what, "Take it out of serving.guards."


def _of_others(root: Node, values: Mapping[str, Any]) -> Iterator[Conflict]:
    kind = values["task"]["kind"]
    if _lacks(root, "data", "train"):
        yield ("data",), "train is missing from the data", "Add `train: …`, a data file."
    for key in MODEL_KEYS:
        if key in values.get("model", {}):
            yield ("model", key), f"{key} is of a chat model, and the task is {kind}", f"Leave model.{key} out."
    base = values.get("model", {}).get("base")
    if base is not None and base.path.startswith(OPENAI):
        yield ("model", "base"), f"a chat model does not do {kind}", "Write task: {kind: chat}, or name another base."
    if "system_messages" in values.get("serving", {}):
        what = f"system_messages are of a chat model, and the task is {kind}"
        yield ("serving", "system_messages"), what, "Leave serving.system_messages out."


def _lacks(root: Node, section: str, key: str) -> bool:
    """Whether a section was written without a key; what is there and wrong was told."""
    node = root.get(section) if isinstance(root, Entries) else None
    return isinstance(node, Entries) and node.get(key) is None


def _address(base: str) -> Iterator[Conflict]:
    """Whether a base is where a chat model can be."""
    place, remedy = ("model", "base"), "Write openai:http://HOST:PORT/v1, as its server tells."
    try:
        parts = urlsplit(base.removeprefix(OPENAI))
        _ = parts.port
    except ValueError:
        yield place, "not an http address", remedy
        return
    if not base.startswith(OPENAI) or parts.scheme not in ("http", "https") or not parts.hostname:
        yield place, "a chat model is named by the address that it answers at", remedy
    elif parts.username or parts.password or parts.query or parts.fragment:
        what = "an address without a user, a password, a query and a fragment is needed"
        yield place, what, "Take them out; a key belongs into the variable TROTH_UPSTREAM_KEY."
