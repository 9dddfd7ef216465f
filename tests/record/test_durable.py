"""Files that are whole and named on the disk, or not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from troth.errors import RecordError
from troth.record import commit_rows, durable, load_or_create_salt


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was flushed, in order, by name."""
    names: list[str] = []
    fsync = os.fsync

    def note(descriptor: int) -> None:
        names.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    return names


def test_content_is_flushed_before_the_name(tmp_path: Path, flushed: list[str]) -> None:
    durable.write_new(tmp_path / "a", b"one", mode=0o600)
    durable.replace(tmp_path / "b", b"two")
    assert [Path(name).name.split(".")[:2] for name in flushed] == [
        ["", "a"],
        [tmp_path.name],
        ["", "b"],
        [tmp_path.name],
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_stands_or_is_replaced(tmp_path: Path) -> None:
    durable.write_new(tmp_path / "a", b"one", mode=0o600)
    durable.write_new(tmp_path / "a", b"two", mode=0o600)
    assert (tmp_path / "a").read_bytes() == b"one"
    durable.replace(tmp_path / "a", b"three")
    assert (tmp_path / "a").read_bytes() == b"three"


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RecordError, match="No space left"):
        load_or_create_salt(tmp_path / "rows.salt")
    with pytest.raises(RecordError, match="No space left"):
        commit_rows([b"row"], bytes(32)).save(tmp_path / "leaves")
    assert list(tmp_path.iterdir()) == []
