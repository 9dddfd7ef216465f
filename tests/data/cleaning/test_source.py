"""A file's bytes: unpacked, with line feeds of one byte, and back."""

from __future__ import annotations

import codecs
import gzip
import hashlib
from pathlib import Path

import pytest

from troth.data.cleaning.source import source_of, widened
from troth.errors import DataError

TEXT = "text,label\r\nwo ist ä,a\n我的卡,b\n"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-16-le", b""),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_what_is_held_is_utf8_and_goes_back(tmp_path: Path, encoding: str, mark: bytes, packed: bool) -> None:
    raw = mark + TEXT.encode(encoding)
    path = tmp_path / "posts.csv"
    path.write_bytes(gzip.compress(raw) if packed else raw)
    named = encoding[:6] if encoding != "utf-8" and mark else encoding
    with source_of(path, named) as source:
        source.file.seek(0)
        held = source.file.read()
        assert held == TEXT.encode()
        assert source.size == len(held)
        assert [held[at] for at in source.feeds] == [10, 10, 10]
        assert source.digest == f"sha256:{hashlib.sha256(raw).hexdigest()}"
        assert source.stored == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        if source.wide:
            assert b"".join(widened(iter([held]), source.wide, source.mark)) == raw


def test_half_a_character_is_refused(tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_bytes(codecs.BOM_UTF16_LE + "ab\n".encode("utf-16-le") + b"\x00")
    with pytest.raises(DataError, match="cannot be decoded"), source_of(tmp_path / "posts.csv", "utf-16"):
        pass
