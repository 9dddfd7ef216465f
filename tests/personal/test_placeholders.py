"""Nothing is found in what stands for something personal, and everything beside it still is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.personal import KINDS, find
from troth.personal.interface import Finding
from troth.personal.placeholders import outside


@pytest.mark.parametrize("kind", KINDS)
def test_a_placeholder_is_no_finding(kind: str) -> None:
    for text in (
        f"[{kind}]",
        f"我住在[location][{kind}]。",
        f"Write to [{kind}] or [{kind}:0123456789abcdef], please.",
    ):
        marks = [one for one in find(text) if "[" in text[one.start : one.end] or "]" in text[one.start : one.end]]
        assert marks == []
        assert all(kind not in text[one.start : one.end] for one in find(text))


def test_what_stands_beside_one_is_found() -> None:
    text = "[person] wrote to ann@example.org and [email] from 10.1.2.3[ip_address]"
    assert [text[one.start : one.end] for one in find(text)] == ["ann@example.org", "10.1.2.3"]


def test_other_brackets_hide_nothing() -> None:
    for text in ("[ann@example.org]", "[email:ann@example.org]", "[card:4111111111111111]"):
        assert find(text)


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(["[person]", "Ann Lee", " ", "x", "[", "]", "[email:0123456789abcdef]", "7"]), max_size=8),
    st.integers(0, 60),
    st.integers(1, 60),
)
def test_what_is_left_lies_in_the_finding_and_in_no_placeholder(parts: list[str], start: int, length: int) -> None:
    text = "".join(parts)
    if start + length > len(text):
        return
    one = Finding(start, start + length, "person", "rule", 0.9)
    left = outside(text, [(0, len(text))], [one])
    held = {place for place in range(len(text)) for mark in ("[person]", "[email:0123456789abcdef]")
            for at in range(max(0, place - len(mark) + 1), place + 1) if text.startswith(mark, at)}  # fmt: skip
    kept = {place for each in left for place in range(each.start, each.end)}
    assert not kept & held
    assert all(start <= each.start < each.end <= start + length for each in left)
    wanted = {place for place in range(start, start + length) if text[place].isalnum()} - held
    assert wanted <= kept
