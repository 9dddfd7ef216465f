"""Changes of bytes, forwards and backwards."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.data.cleaning.patch import Change, changed, read, restored, written
from troth.errors import DataError

PARTS = st.lists(st.tuples(st.binary(max_size=6), st.binary(max_size=6), st.binary(max_size=6)), max_size=6)


@given(PARTS)
def test_backwards_gives_the_old_bytes_again(parts: list[tuple[bytes, bytes, bytes]]) -> None:
    old, new, changes = b"", b"", []
    for kept, was, now in parts:
        old, new = old + kept, new + kept
        changes.append(Change(len(old), was, now, len(changes)))
        old, new = old + was, new + now
    assert b"".join(changed(io.BytesIO(old), len(old), changes)) == new
    told = [line.encode() for line in written(changes)]
    assert b"".join(restored(io.BytesIO(new), len(new), read(told, "x"))) == old


@pytest.mark.parametrize(
    "lines",
    [
        [b'{"changes": 2}'],
        [b"no json"],
        [b'{"changes": 1}', b'{"at": -1, "now": 0, "was": ""}'],
        [b'{"changes": 1}', b'{"at": true, "now": 0, "was": ""}'],
        [b'{"changes": 1}', b'{"at": 0, "now": 0}'],
        [b'{"changes": 1}', b'{"at": 0, "now": 0, "was_base64": "%"}'],
        [b'{"changes": 1}', b"[" * 100_000],
        [b'{"changes": 1}', b'{"at": 99, "now": 0, "was": ""}'],
    ],
)
def test_what_is_no_change_is_refused(lines: list[bytes]) -> None:
    with pytest.raises(DataError):
        b"".join(restored(io.BytesIO(b"abc"), 3, read(lines, "x")))
