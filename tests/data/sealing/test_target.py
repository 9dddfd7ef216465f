"""A file appears whole, or nothing does."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from troth.data.sealing.target import appearing, appearing_together, mode_like
from troth.errors import DataError


def test_it_appears_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with appearing(path, mode=0o600) as file:
        file.write(b"content")
        assert not path.exists()
    assert path.read_bytes() == b"content"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def write(path: Path, *, replace: bool = False, meanwhile: Callable[[], object] = bool) -> None:
    with appearing(path, replace=replace) as file:
        file.write(b"ours")
        meanwhile()


def interrupted() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("replace", [True, False])
def test_what_fails_leaves_what_was_there(tmp_path: Path, replace: bool) -> None:
    path = tmp_path / "file"
    if replace:
        path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        write(path, replace=replace, meanwhile=interrupted)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == ([b"old"] if replace else [])


def test_somebody_who_was_first_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with pytest.raises(DataError, match="is there already"):
        write(path, meanwhile=lambda: path.write_bytes(b"theirs"))
    assert path.read_bytes() == b"theirs"
    path.unlink()
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(DataError, match="is there already"):
        write(path)
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DataError, match="No space left on device"):
        write(tmp_path / "file")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(DataError, match="cannot be written"):
        write(tmp_path / "no" / "such" / "folder")


def test_what_is_made_of_a_file_is_open_to_nobody_else(tmp_path: Path) -> None:
    for name, mode in (("all", 0o666), ("group", 0o640), ("own", 0o600)):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(mode)
    assert mode_like() == mode_like(tmp_path / "all") == mode_like(tmp_path / "none") == 0o644
    assert mode_like(tmp_path / "all", tmp_path / "group") == 0o640
    assert mode_like(tmp_path / "own") == mode_like(tmp_path / "all", private=True) == 0o600


def test_several_appear_together_or_not_at_all(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a", "b", "c")]
    with appearing_together() as give:
        for path in paths:
            give(path).write(path.name.encode())
        assert not any(path.exists() for path in paths)
    assert [path.read_text() for path in paths] == ["a", "b", "c"]
    assert sorted(tmp_path.iterdir()) == paths


def test_one_that_was_taken_meanwhile_takes_the_others_back(tmp_path: Path) -> None:
    def write() -> None:
        with appearing_together() as give:
            give(tmp_path / "a").write(b"ours")
            give(tmp_path / "b").write(b"ours")
            (tmp_path / "b").write_text("theirs")

    with pytest.raises(DataError, match="is there already") as error:
        write()
    assert error.value.where == str(tmp_path / "b")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("b", "theirs")]
