"""A folder is there whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.data.publication import Folder
from troth.errors import DataError


def test_it_appears_at_once(tmp_path: Path) -> None:
    with Folder(tmp_path / "out") as folder:
        folder.write("a/b.txt", b"b")
        assert not (tmp_path / "out").exists()
        folder.finish()
    assert (tmp_path / "out" / "a" / "b.txt").read_bytes() == b"b"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def fail(place: Path, error: type[BaseException], *, recorded: bool) -> None:
    with Folder(place / "out") as folder:
        folder.write("a", b"a")
        if recorded:
            folder.keep()
        raise error


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_nothing_stays_of_one_that_was_not_finished(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error):
        fail(tmp_path, error, recorded=False)
    assert not list(tmp_path.iterdir())


def test_what_was_recorded_stays_until_it_is_finished(tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        fail(tmp_path, ValueError, recorded=True)
    again = Folder(tmp_path / "out")
    assert again.left
    again.finish()
    assert (tmp_path / "out" / "a").read_bytes() == b"a"


def test_what_a_killed_process_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".out.unfinished").mkdir()
    (tmp_path / ".out.unfinished" / "old").write_bytes(b"")
    with Folder(tmp_path / "out") as folder:
        folder.write("new", b"")
        folder.finish()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["new"]


def test_what_is_there_is_left(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(DataError, match="is there already"), Folder(tmp_path / "out"):
        pass


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DataError, match="cannot be written"), Folder(tmp_path / "file" / "out"):
        pass
