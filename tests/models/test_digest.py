from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from troth.errors import ModelError
from troth.models import digest_of


def test_layout(tmp_path: Path) -> None:
    """Computed by hand from the docstring."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x").write_bytes(b"two")
    (tmp_path / "a").write_bytes(b"one!")
    lines = b"troth model folder 1\n"
    lines += b"a\0" + b"4\n" + hashlib.sha256(b"one!").digest()
    lines += b"b/x\0" + b"3\n" + hashlib.sha256(b"two").digest()
    assert digest_of(tmp_path) == f"sha256:{hashlib.sha256(lines).hexdigest()}"


def test_every_change_changes_it(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"one")
    seen = {digest_of(tmp_path)}
    file.write_bytes(b"onf")
    seen.add(digest_of(tmp_path))
    file.rename(tmp_path / "b")
    seen.add(digest_of(tmp_path))
    (tmp_path / ".hidden").write_bytes(b"")
    seen.add(digest_of(tmp_path))
    assert len(seen) == 4


def test_times_and_caches_do_not_count(tmp_path: Path) -> None:
    import os

    (tmp_path / "a").write_bytes(b"one")
    before = digest_of(tmp_path)
    os.utime(tmp_path / "a", (1, 1))
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "x").write_bytes(b"x")
    assert digest_of(tmp_path) == before


def test_links(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    (room / "a").write_bytes(b"one")
    (room / "inside").symlink_to(room / "a")
    digest_of(room)
    (room / "outside").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ModelError, match="leads out"):
        digest_of(room)


def test_what_is_no_folder(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(ModelError):
            digest_of(path)
