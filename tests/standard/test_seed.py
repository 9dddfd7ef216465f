from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.standard import seed_for


def test_a_known_seed() -> None:
    first = hashlib.sha256(b"troth seed 1\0a\0b\0c\x000").digest()[:8]
    assert seed_for("a", "b", "c", 0) == int.from_bytes(first, "big") // 2


@given(st.text("abc", max_size=4), st.text("abc", max_size=4), st.integers(0, 99))
def test_each_part_matters(a: str, b: str, repeat: int) -> None:
    seed = seed_for(a, b, "c", repeat)
    assert 0 <= seed < 2**63
    assert seed != seed_for(a, b, "c", repeat + 1)
    assert seed != seed_for(a + "x", b, "c", repeat)
    assert a == b or seed != seed_for(b, a, "c", repeat)


def test_parts_cannot_run_together() -> None:
    with pytest.raises(ValueError, match="NUL"):
        seed_for("a\0b", "c", "d", 0)
    with pytest.raises(ValueError, match="0 or more"):
        seed_for("a", "b", "c", -1)
