"""Steps one after the other: every state has its digest, and every change its place."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from troth.data.cleaning import Beside, steps_named
from troth.data.cleaning.cleaning import STAGE, Cleaning
from troth.data.cleaning.patch import Change
from troth.data.cleaning.source import source_of
from troth.data.quality import sheet_of
from troth.errors import DataError
from troth.standard import Columns

POSTS = b"text,label,same\n one row,a,x\ntwo rows,b,x\n,a,x\none row,a,x\nthree rows are here,b,x\n"
NAMES = ["trim", "drop-empty", "drop-duplicates", "drop-constant-columns"]
AFTER = [
    b"text,label,same\none row,a,x\ntwo rows,b,x\n,a,x\none row,a,x\nthree rows are here,b,x\n",
    b"text,label,same\none row,a,x\ntwo rows,b,x\none row,a,x\nthree rows are here,b,x\n",
    b"text,label,same\none row,a,x\ntwo rows,b,x\nthree rows are here,b,x\n",
    b"text,label\none row,a\ntwo rows,b\nthree rows are here,b\n",
]


def test_each_step_begins_where_the_one_before_it_ended(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_bytes(POSTS)
    sheet = sheet_of(tmp_path / "posts.csv", columns=Columns(text="text", label="label"))
    calls: list[tuple[str, int, int | None, str]] = []

    def noted(stage: str, done: int, total: int | None = None, note: str = "") -> None:
        calls.append((stage, done, total, note))

    with source_of(tmp_path / "posts.csv") as source:
        cleaning = Cleaning(sheet, source, steps_named(NAMES), Beside())
        state, done = cleaning.run(noted)
        assert [one.after for one in done] == [f"sha256:{hashlib.sha256(each).hexdigest()}" for each in AFTER]
        assert [one.before for one in done] == [source.digest, *(one.after for one in done[:-1])]
        assert [(one.rows_before, one.rows_after) for one in done] == [(5, 5), (5, 4), (4, 3), (3, 3)]
        assert (state.rows.tolist(), state.dropped.tolist()) == ([0, 1, 4], [-1, -1, 1, 2, -1])
        assert b"".join(cleaning.pieces(state)) == AFTER[-1]
        changes = list(cleaning.changes(state))
    assert changes[:2] == [
        Change(0, b"text,label,same\n", b"text,label\n"),
        Change(16, b" one row,a,x\n", b"one row,a\n", 2),
    ]
    assert [(one.line, one.step) for one in changes if one.step] == [(4, "drop-empty"), (5, "drop-duplicates")]
    assert [one.at for one in changes] == sorted(one.at for one in changes)
    assert calls[0] == (STAGE, 0, 4, "trim")
    assert calls[-1][:3] == (STAGE, 4, 4)


def test_a_header_among_comments_loses_its_column_too(tmp_path: Path) -> None:
    content = b'# by hand, twice\n\ntext,label,"same\r\nthing"\none row,a,x\ntwo rows,b,x\nthree of them,b,x\n'
    (tmp_path / "posts.csv").write_bytes(content)
    sheet = sheet_of(tmp_path / "posts.csv", columns=Columns(text="text", label="label"))
    with source_of(tmp_path / "posts.csv") as source:
        cleaning = Cleaning(sheet, source, steps_named(["drop-constant-columns"]), Beside())
        state, (done,) = cleaning.run()
        assert done.columns == (sheet.written[2],)
        made = b"".join(cleaning.pieces(state))
    assert made == b"# by hand, twice\n\ntext,label\none row,a\ntwo rows,b\nthree of them,b\n"


def test_no_step_may_leave_nothing(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_bytes(b"text,label\none,a\none,b\n")
    sheet = sheet_of(tmp_path / "posts.csv", columns=Columns(text="text", label="label"))
    with source_of(tmp_path / "posts.csv") as source, pytest.raises(DataError, match="drop-conflicting would leave"):
        Cleaning(sheet, source, steps_named(["drop-conflicting"]), Beside()).run()
