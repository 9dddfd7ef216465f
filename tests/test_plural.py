"""Things counted."""

from __future__ import annotations

import pytest

from troth.plural import counted


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (counted(0, "row"), "0 rows"),
        (counted(1, "row"), "1 row"),
        (counted(12_000, "cell"), "12,000 cells"),
        (counted(1, "copy", "copies"), "1 copy"),
        (counted(2, "copy", "copies"), "2 copies"),
    ],
)
def test_one_is_singular(told: str, expected: str) -> None:
    assert told == expected
