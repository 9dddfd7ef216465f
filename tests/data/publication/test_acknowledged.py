"""What is found beyond what a publisher acknowledged."""

from __future__ import annotations

import pytest

from troth.data.publication import Acknowledged, Found

TEXT, NOTE, HEADER = Found("text", "email", 3, 2), Found("note", "email", 1, 1), Found(None, "email", 1, 0)
FOUND = (TEXT, NOTE, HEADER)


@pytest.mark.parametrize(
    ("said", "beyond"),
    [
        (Acknowledged(), [*FOUND]),
        (Acknowledged({"email": None}), []),
        (Acknowledged({"email": 5}), []),
        (Acknowledged({"email": 4}), [*FOUND]),
        (Acknowledged({"email": 2}, {("text", "email"): 3}), []),
        (Acknowledged({"email": 1}, {("text", "email"): 3}), [NOTE, HEADER]),
        (Acknowledged({"email": None}, {("text", "email"): 4}), [TEXT]),
        (Acknowledged({"email": None}, {("text", "phone"): 1}), [Found("text", "phone", 0, 0)]),
        (Acknowledged({"email": None}, {("text", "phone"): 0}), []),
    ],
)
def test_a_column_is_acknowledged_exactly_and_a_kind_at_most(said: Acknowledged, beyond: list[Found]) -> None:
    assert said.beyond(FOUND) == beyond
