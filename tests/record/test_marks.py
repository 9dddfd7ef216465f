"""A row is known again by its mark alone, and the mark tells nothing of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.errors import RecordError
from troth.record import mark_rows
from troth.record.marks import Marks

SALT, OTHER = bytes(range(32)), bytes(32)


@settings(deadline=None)
@given(st.lists(st.text(max_size=6), max_size=30), st.lists(st.text(max_size=6), max_size=30))
def test_shared_rows_are_counted_wherever_they_stand(mine: list[str], others: list[str]) -> None:
    marks, known = mark_rows(mine, SALT), mark_rows(others, SALT)
    counted = sum(row in others for row in mine)
    assert len(marks) == len(mine)
    assert marks.shared([known]) == (counted, [counted])
    assert marks.shared([known, marks]) == (len(mine), [counted, len(mine)])
    assert marks.shared([]) == (0, [])


def test_a_mark_needs_its_salt() -> None:
    assert mark_rows(["yes"], SALT).shared([mark_rows(["yes"], OTHER)]) == (0, [0])
    assert mark_rows(["yes"], SALT).digest != mark_rows(["yes"], OTHER).digest
    with pytest.raises(RecordError):
        mark_rows(["yes"], b"short")


def test_saved_marks_come_back_or_are_refused(tmp_path: Path) -> None:
    marks, path = mark_rows(["a", "b", "a"], SALT), tmp_path / "marks"
    marks.save(path)
    assert Marks.load(path) == marks
    assert Marks.load(path).digest == marks.digest
    for content in (b"", b"something else", path.read_bytes()[:-1]):
        path.write_bytes(content)
        with pytest.raises(RecordError, match="no row marks"):
            Marks.load(path)
    with pytest.raises(RecordError, match="cannot read"):
        Marks.load(tmp_path / "missing")
