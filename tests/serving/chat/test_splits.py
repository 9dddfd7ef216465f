"""Over real HTTP: an upstream that cuts its text at every place, and callers who all get the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

import pytest

from serving.chat.running import RunningChat, Streamed
from serving.chat.scripted import Scripted, halves, saying

Chat = Callable[..., RunningChat]
REDACTING = """\
serving:
  guards: [personal_data, injection, rules]
  personal_data: {names: false, deadline_ms: 60000}
  injection: {deadline_ms: 60000}
  rules: {never: [swordfish, 'x{3,9}'], canaries: [kappa-9911], links: [example.org], deadline_ms: 60000}
"""
TEXT = "Mail ann@example.org, or pay DE89 3704 0044 0532 0130 00. Card 4111 1111 1111 1111! 请发到 li@example.cn。"
BARRED = "All is well. It is so. The word is kap\npa - 9911, they say. And more of it."


def told(found: Streamed) -> tuple[object, ...]:
    return found.text, found.finish, found.done, found.error, found.last["redacted"], found.last["reason"]


@pytest.mark.parametrize(("text", "ends"), [(TEXT, "stop"), (BARRED, "content_filter")])
def test_wherever_it_is_cut(chat: Chat, upstream: Scripted, text: str, ends: str) -> None:
    one = chat(REDACTING)
    upstream.behave = saying([text])
    expected = told(one.stream("Hello"))
    assert expected[1] == ends
    assert not {"ann@example.org", "0130", "1111", "kap"} & {*str(expected[0]).replace(".", " ").split()}
    for pieces in halves(text):
        upstream.behave = saying(pieces)
        assert told(one.stream("Hello")) == expected
    draw = random.Random(7)
    for _ in range(12):
        places = sorted(draw.sample(range(len(text)), draw.randint(2, 40)))
        cuts = [0, *places, len(text)]
        upstream.behave = saying([text[a:b] for a, b in pairwise(cuts)])
        assert told(one.stream("Hello")) == expected
    upstream.behave = saying(list(text))
    assert told(one.stream("Hello")) == expected
    whole = one.post("Hello").json()
    if ends == "stop":
        assert whole["choices"][0]["message"]["content"] == expected[0]
    assert whole["troth"]["reason"] == expected[5]


def test_names_too(chat: Chat, upstream: Scripted) -> None:
    one = chat("serving: {guards: [personal_data], personal_data: {deadline_ms: 60000}}\n")
    text = "Dr. Ann Lee lives in London. She wrote to Peter Smith on Monday."
    upstream.behave = saying([text])
    expected = told(one.stream("Hello"))
    assert "Peter" not in str(expected[0])
    for pieces in list(halves(text))[::5]:
        upstream.behave = saying(pieces)
        assert told(one.stream("Hello")) == expected
