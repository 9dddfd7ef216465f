from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.errors import RecordError
from troth.record import RowCommitment, check_rows, commit_rows
from troth.record.commitment import NAMED, salt_id

SALT, OTHER = bytes(range(32)), bytes(32)


@settings(deadline=None)
@given(st.lists(st.binary(max_size=20), min_size=1, max_size=40), st.data())
def test_a_changed_row_is_named(rows: list[bytes], data: st.DataObject) -> None:
    promised = commit_rows(rows, SALT)
    assert check_rows(promised, rows, SALT).matches
    at = data.draw(st.integers(0, len(rows) - 1))
    changed = [*rows[:at], rows[at] + b"x", *rows[at + 1 :]]
    found = check_rows(promised, changed, SALT)
    assert (found.matches, found.changed, found.changed_count) == (False, (at,), 1)
    assert f"row {at}" in str(found)


def test_swapped_missing_and_added_rows_are_named() -> None:
    rows = [b"%d" % number for number in range(50)]
    promised = commit_rows(rows, SALT)
    assert check_rows(promised, [rows[1], rows[0], *rows[2:]], SALT).changed == (0, 1)
    assert "50 rows were promised, 49" in str(check_rows(promised, rows[:-1], SALT))
    assert not check_rows(promised, [*rows, b"more"], SALT).matches
    shifted = check_rows(promised, rows[1:], SALT)
    assert (len(shifted.changed), shifted.changed_count) == (NAMED, 49)
    assert str(check_rows(promised, rows, SALT)) == "all 50 rows are the promised ones"
    assert "salt" in str(check_rows(promised, rows, OTHER))


def test_equal_rows_have_unequal_leaves_and_the_salt_is_needed() -> None:
    promised = commit_rows([b"yes", b"yes"], SALT)
    assert promised.leaves[0] != promised.leaves[1]
    assert not set(promised.leaves) & set(commit_rows([b"yes", b"yes", b"no"], OTHER).leaves)
    with pytest.raises(RecordError):
        commit_rows([b"yes"], b"short")


def test_a_saved_commitment_comes_back_or_is_refused(tmp_path: Path) -> None:
    promised, path = commit_rows([b"a", b"b\n", b""], SALT), tmp_path / "leaves"
    promised.save(path)
    assert RowCommitment.load(path) == promised
    assert promised.salt_id == salt_id(SALT)
    content = path.read_bytes()
    for at in range(len(content)):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with contextlib.suppress(RecordError):
            assert RowCommitment.load(path).salt_id != promised.salt_id  # a hint, which the salt itself decides
    with pytest.raises(RecordError):
        RowCommitment.load(tmp_path / "missing")
