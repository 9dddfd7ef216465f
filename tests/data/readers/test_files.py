from __future__ import annotations

import os
from pathlib import Path

import pytest

from troth.data.readers.files import check, opened
from troth.errors import DataError


def test_a_regular_file_opens(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"x")
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    with opened(tmp_path / "link.csv") as file:
        assert file.read() == b"x"


def test_the_nearest_name_is_offered(tmp_path: Path) -> None:
    (tmp_path / "train.csv").touch()
    with pytest.raises(DataError, match=r"tran.csv: there is no such file\n.*Did you mean .*train.csv"):
        check(tmp_path / "tran.csv")
    with pytest.raises(DataError, match="is not there either"):
        check(tmp_path / "nowhere" / "a.csv")


def test_a_link_to_nothing_says_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to("gone.csv")
    with pytest.raises(DataError, match=r"link.csv: there is no such file\n.*a link to gone.csv"):
        check(tmp_path / "link.csv")


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    (tmp_path / "a.csv").touch()
    for name, what in (
        ("pipe.csv", "pipe"),
        (".", "folder"),
        ("loop.csv", "leads back to itself"),
        ("a.csv/b", "inside"),
    ):
        with pytest.raises(DataError, match=what):
            check(tmp_path / name)
    with pytest.raises(DataError, match="longer than the system allows"):
        check(tmp_path / ("x" * 300))
    with pytest.raises(DataError, match="cannot be opened"):
        check(Path("a\0b"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch(mode=0o000)
    with pytest.raises(DataError, match="may not be read by you"):
        opened(tmp_path / "a.csv")


def test_no_permission_as_the_system_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").touch()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DataError, match="may not be read by you"):
        opened(tmp_path / "a.csv")
