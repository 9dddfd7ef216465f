"""A charter of a chat model: what it names, what it has no use for, and what an amendment of it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.errors import CharterError
from troth.standard import CHAT, ChatModel, difference, json_schema, parse

TEXT = """\
charter: 1
name: helper
task: {kind: chat}
model: {base: "openai:http://127.0.0.1:8000/v1/", name: tiny, instructions: "Be kind.\\nBe short.", temperature: 0}
data: {test: prompts.jsonl, columns: {text: prompt}}
performance: [p99_ms <= 50]
"""
CLASSIFIER = """\
charter: 1
name: posts
task: {kind: text-classification}
model: {base: minilm}
data: {train: posts.csv, columns: {text: text, label: label}}
performance: [accuracy >= 0.8]
"""


def read(text: str, **_: object) -> object:
    return parse(text, Path("charter.yaml"))


def faults(text: str) -> list[str]:
    with pytest.raises(CharterError) as found:
        read(text)
    return [one.what for one in found.value.faults]


def test_what_it_says() -> None:
    charter = parse(TEXT, Path("charter.yaml"))
    assert charter.task.kind == CHAT
    assert charter.chat == ChatModel("http://127.0.0.1:8000/v1", "tiny", "Be kind.\nBe short.", 1024, 0.0)
    assert charter.data.test == charter.data.train
    assert not charter.serving.system_messages
    assert parse(CLASSIFIER, Path("charter.yaml")).chat is None
    keys = json_schema()["properties"]["model"]["properties"]
    assert {"name", "instructions", "most_tokens", "temperature"} < set(keys)


@pytest.mark.parametrize(
    ("was", "now", "what"),
    [
        (", name: tiny", "", "name is missing from the model"),
        ("name: tiny", "name: a b", "expected a name without blanks"),
        ("openai:http://127.0.0.1:8000/v1/", "minilm", "named by the address"),
        ("openai:http://127.0.0.1:8000/v1/", "http://127.0.0.1/v1", "named by the address"),
        ("openai:http:", "openai:file:", "named by the address"),
        ("//127.0.0.1", "//ann:word@127.0.0.1", "without a user"),
        (":8000/v1/", ":8000/v1?key=1", "without a user"),
        (":8000", ":eight", "not an http address"),
        ("temperature: 0", "temperature: 3", "expected a number"),
        ("test: prompts.jsonl", "train: prompts.jsonl", "nothing is learned"),
        ("test: prompts.jsonl, ", "", "test is missing"),
        ("{text: prompt}", "{label: answer}", "chat needs data.columns.text"),
        ("kind: chat", "kind: chat, output: {labels: [a, b]}", "answers in words"),
        ("p99_ms <= 50", "accuracy >= 0.8", "accuracy"),
        ("performance:", "training: {epochs: 2}\nperformance:", "no training"),
        ("performance:", "serving: {guards: [out_of_distribution]}\nperformance:", "out_of_distribution"),
    ],
)
def test_what_it_cannot_say(was: str, now: str, what: str) -> None:
    assert was in TEXT
    assert any(what in one for one in faults(TEXT.replace(was, now, 1))), faults(TEXT.replace(was, now, 1))


@pytest.mark.parametrize(
    ("was", "now", "what"),
    [
        ("train: posts.csv, ", "", "train is missing"),
        ("base: minilm", "base: minilm, name: x", "name is of a chat model"),
        ("base: minilm", 'base: "openai:http://a/v1"', "does not do text-classification"),
        ("performance:", "serving: {system_messages: true}\nperformance:", "system_messages"),
    ],
)
def test_what_only_it_says(was: str, now: str, what: str) -> None:
    assert any(what in one for one in faults(CLASSIFIER.replace(was, now, 1)))


def test_a_fault_is_told_once() -> None:
    assert len(faults(CLASSIFIER.replace("train: posts.csv", "train: [1]"))) == 1
    assert len(faults(TEXT.replace("name: tiny", "name: [1]"))) == 1


@pytest.mark.parametrize(
    ("was", "now", "effect"),
    [
        ("performance:", "serving: {system_messages: true}\nperformance:", "weaker"),
        ("performance:", "serving: {system_messages: false}\nperformance:", "other"),
        ("Be kind.", "Be rude.", "other"),
        ("name: tiny", "name: large", "other"),
    ],
)
def test_what_an_amendment_changes(was: str, now: str, effect: str) -> None:
    old, new = (parse(text, Path("charter.yaml")) for text in (TEXT, TEXT.replace(was, now, 1)))
    changes = difference(old, new)
    assert effect in {change.effect for change in changes}
    assert new.digest != old.digest
    back = {"weaker": "stronger"}.get(effect, effect)
    assert back in {change.effect for change in difference(new, old)}
