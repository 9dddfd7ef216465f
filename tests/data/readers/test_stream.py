from __future__ import annotations

import gzip
import hashlib
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data.readers import stream
from troth.data.readers.stream import Lines, Stream
from troth.errors import DataError


def must_name(error: DataError, path: Path) -> None:
    assert path.name in str(error)
    assert error.remedy


def lines(path: Path, data: bytes, encoding: str | None = None) -> list[str]:
    path.write_bytes(data)
    return list(Lines(path, encoding))


def test_lines_keep_their_breaks_and_quoted_carriage_returns(tmp_path: Path) -> None:
    assert lines(tmp_path / "a.csv", "a\r\n早\u2028b\nlast".encode()) == ["a\r\n", "早\u2028b\n", "last"]


def test_lines_are_the_same_whatever_the_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = "早上好\nhello, wörld\n\n😀 end".encode()
    whole = lines(tmp_path / "a.txt", data)
    monkeypatch.setattr(stream, "PIECE", 3)
    assert [lines(tmp_path / "b.txt", data), lines(tmp_path / "c.gz", gzip.compress(data))] == [whole, whole]


def test_the_digest_is_that_of_the_stored_bytes(tmp_path: Path) -> None:
    for name, data in (("a.csv", b"a,b\n1,2\n"), ("a.csv.gz", gzip.compress(b"a,b\n1,2\n"))):
        (tmp_path / name).write_bytes(data)
        read = Stream(tmp_path / name)
        assert b"".join(read.pieces()) == b"a,b\n1,2\n"
        assert read.digest == f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_byte_order_marks_are_no_content(tmp_path: Path) -> None:
    assert lines(tmp_path / "a.csv", b"\xef\xbb\xbftext\n") == ["text\n"]
    assert lines(tmp_path / "b.csv", "text\n早".encode("utf-16")) == ["text\n", "早"]


def test_a_wrong_encoding_is_named_by_line_and_byte(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"a.csv:2: byte 9 \(0xe9\) is not valid utf-8\n.*encoding: windows-1252"):
        lines(tmp_path / "a.csv", b"text\ncaf\xe9 au lait\n")
    with pytest.raises(DataError, match=r"b.csv:1: .*\n.*encoding: gb18030"):
        lines(tmp_path / "b.csv", "很好吃".encode("gb18030"))
    assert lines(tmp_path / "b.csv", "很好吃".encode("gb18030"), "gb18030") == ["很好吃"]


@pytest.mark.parametrize("name", ["klingon", "rot13", "base64", "hex", "zlib"])
def test_an_encoding_must_be_one_of_text(tmp_path: Path, name: str) -> None:
    with pytest.raises(DataError, match=f"no encoding is called '{name}'"):
        lines(tmp_path / "a.csv", b"text\n", name)


def test_a_character_cut_off_at_the_end(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"a.csv:2: byte 6"):
        lines(tmp_path / "a.csv", b"text\n\xe6\x97")


def test_a_nul_is_named_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"a.csv:3: holds a NUL"):
        lines(tmp_path / "a.csv", b"a\nb\nc\0d\n")


def test_a_line_without_end(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"a.csv:2: the line is longer than 10000000 characters"):
        lines(tmp_path / "a.csv", b"text\n" + b"x" * 10_000_001)


def test_a_truncated_gzip(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cut off or damaged"):
        lines(tmp_path / "a.csv.gz", gzip.compress(b"text,label\n" * 1000)[:-12])


def test_a_bomb_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    """A hundred megabytes of one row, over and over; nothing near that is ever held."""
    packer = zlib.compressobj(9, wbits=31)
    with (tmp_path / "bomb.csv.gz").open("wb") as file:
        block = (b"words " * 40 + b",b\n") * (1 << 12)
        for _ in range(100):
            file.write(packer.compress(block))
        file.write(packer.flush())
    tracemalloc.start()
    with pytest.raises(
        DataError, match=r"bomb.csv.gz: unpacks to more than [89] MiB from \d+ bytes: a decompression bomb"
    ):
        for _ in Lines(tmp_path / "bomb.csv.gz"):
            pass
    assert tracemalloc.get_traced_memory()[1] < 60 << 20
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("magic", "what"), [(b"PK\x03\x04", "zip"), (b"PAR1", "Parquet"), (b"%PDF-1.7", "PDF"), (b"BZh9", "bzip2")]
)
def test_files_that_are_no_text(tmp_path: Path, magic: bytes, what: str) -> None:
    with pytest.raises(DataError, match=what):
        lines(tmp_path / "a.csv", magic + b" something")


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200), st.sampled_from([None, "utf-16", "gb18030", "latin-1"]))
def test_any_bytes_give_lines_or_a_data_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str | None
) -> None:
    path = tmp_path_factory.mktemp("any") / "a.csv"
    try:
        text = "".join(lines(path, data, name))
    except DataError as error:
        must_name(error, path)
    else:
        assert (
            name
            or text.encode() in (data, data.removeprefix(b"\xef\xbb\xbf"))
            or data[:2] in (b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b")
        )


@pytest.mark.parametrize("data", [b"\xef", b"\xef\xbb"])
def test_half_a_byte_order_mark_is_no_text(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(DataError, match="UTF-8"):
        list(lines(tmp_path / "a.csv", data))


def test_what_a_password_protects_is_told_to_be(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"zip archive .*, protected by a password"):
        lines(tmp_path / "a.csv", b"PK\x03\x04\x14\x00\x01\x00" + bytes(40))
    with pytest.raises(DataError, match="zip archive"):
        lines(tmp_path / "b.csv", b"PK\x03\x04")
