"""Files are sealed and opened whole or not at all, and every fault is named."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.sealing.old_files import CONTENT, FORMAT_1, KEYS
from troth.data.sealing import SealedFile, SecretKey, is_sealed, look, seal, unseal
from troth.data.sealing.header import size_for
from troth.data.sealing.seal import CHUNK
from troth.errors import DataError

KEY = SecretKey.generate()
SIZE = 64


def sealed(folder: Path, content: bytes, *recipients: SecretKey, chunk_size: int = SIZE) -> Path:
    path = folder / "file.sealed"
    to = [each.recipient for each in recipients or (KEY,)]
    seal(io.BytesIO(content), path, to, chunk_size=chunk_size, replace=True)
    return path


def refusal(path: Path, key: SecretKey = KEY) -> str:
    """Why a file is not opened; nothing of it may be written."""
    before = sorted(path.parent.iterdir())
    with pytest.raises(DataError) as raised:
        unseal(path, path.with_name("opened"), key)
    assert sorted(path.parent.iterdir()) == before
    assert raised.value.where == str(path)
    assert raised.value.remedy
    return raised.value.what


@pytest.mark.parametrize("length", [0, 1, SIZE - 1, SIZE, SIZE + 1, 2 * SIZE, 3 * SIZE + 5])
def test_what_goes_in_comes_out(tmp_path: Path, length: int) -> None:
    content = os.urandom(length)
    (tmp_path / "file").write_bytes(content)
    made = seal(tmp_path / "file", tmp_path / "file.sealed", [KEY.recipient], chunk_size=SIZE)
    assert made == look(tmp_path / "file.sealed") == unseal(tmp_path / "file.sealed", tmp_path / "opened", KEY)
    assert made == SealedFile(made.file_id, length, max(1, -(-length // SIZE)), 1)
    assert (tmp_path / "opened").read_bytes() == content
    assert (tmp_path / "opened").stat().st_mode & 0o777 == 0o600
    assert content not in (tmp_path / "file.sealed").read_bytes() or length < 4


def test_a_file_of_several_ordinary_chunks(tmp_path: Path) -> None:
    content, told = os.urandom(2 * CHUNK + 1), []
    path, opened = tmp_path / "file.sealed", tmp_path / "opened"
    (tmp_path / "file").write_bytes(content)

    def progress(stage: str, done: int, total: int | None = None, note: str = "") -> None:
        told.append((stage, done, total))

    seal(tmp_path / "file", path, [KEY.recipient], progress=progress)
    unseal(path, opened, KEY, progress=progress)
    assert opened.read_bytes() == content
    assert told == [(stage, done, 3) for stage in ("seal", "unseal") for done in (1, 2, 3)]


@settings(deadline=None, max_examples=20)
@given(st.binary(max_size=300), st.integers(1, 70), st.integers(1, 3))
def test_every_recipient_opens_any_bytes(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, chunk_size: int, count: int
) -> None:
    folder = tmp_path_factory.mktemp("any")
    keys = [SecretKey.generate() for _ in range(count)]
    path = sealed(folder, content, *keys, chunk_size=chunk_size)
    for number, key in enumerate(keys):
        unseal(path, folder / f"opened-{number}", key)
        assert (folder / f"opened-{number}").read_bytes() == content


def test_an_old_file_opens(tmp_path: Path) -> None:
    (tmp_path / "old.sealed").write_bytes(FORMAT_1)
    for number, key in enumerate(KEYS):
        unseal(tmp_path / "old.sealed", tmp_path / str(number), key)
        assert (tmp_path / str(number)).read_bytes() == CONTENT


def test_every_flipped_byte_is_refused(tmp_path: Path) -> None:
    path = sealed(tmp_path, bytes(range(150)))
    whole, header = path.read_bytes(), size_for(1)
    for at in range(len(whole)):
        with path.open("r+b") as file:  # in its place: a file that is cut and written anew is flushed each time
            file.seek(at)
            file.write(bytes([whole[at] ^ 1 << at % 8]))
        chunk = f"chunk {(at - header) // (SIZE + 16) + 1} of 3"
        expected = chunk if at >= header else "header" if at >= 10 else "sealed file"
        assert expected in refusal(path), at
        with path.open("r+b") as file:
            file.write(whole)
    unseal(path, tmp_path / "opened", KEY)


def test_every_truncation_is_refused(tmp_path: Path) -> None:
    path = sealed(tmp_path, bytes(range(150)))
    for end in reversed(range(path.stat().st_size)):
        os.truncate(path, end)
        assert ("cut off" if end else "not a sealed file") in refusal(path), end


def test_every_extension_is_refused(tmp_path: Path) -> None:
    for length in (0, 10, SIZE, 150):
        path = sealed(tmp_path, bytes(length))
        whole = path.read_bytes()
        for more in (b"\0", b"x" * 16, whole[-SIZE:], whole):
            path.write_bytes(whole + more)
            assert "something was added" in refusal(path)


def test_each_fault_has_its_name(tmp_path: Path) -> None:
    path = sealed(tmp_path, b"some content")
    assert "not sealed to this key" in refusal(path, SecretKey.generate())
    path.write_bytes(b"id,name\n1,Ada\n")
    assert refusal(path) == "is not a sealed file"
    assert not is_sealed(path)
    with pytest.raises(DataError, match="there is no such file"):
        unseal(tmp_path / "missing", tmp_path / "opened", KEY)
    with pytest.raises(DataError, match="is a folder"):
        seal(tmp_path, tmp_path / "x", [KEY.recipient])


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    path = sealed(tmp_path, b"new")
    (tmp_path / "opened").write_bytes(b"old")
    with pytest.raises(DataError, match="is there already"):
        unseal(path, tmp_path / "opened", KEY)
    with pytest.raises(DataError, match="is there already"):
        seal(path, path, [KEY.recipient])
    assert (tmp_path / "opened").read_bytes() == b"old"
    unseal(path, tmp_path / "opened", KEY, replace=True)
    assert (tmp_path / "opened").read_bytes() == b"new"


def test_nothing_is_sealed_to_nobody(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nobody could open it"):
        seal(io.BytesIO(b""), tmp_path / "x", [])
    with pytest.raises(DataError, match="a chunk of 0 bytes"):
        seal(io.BytesIO(b""), tmp_path / "x", [KEY.recipient], chunk_size=0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("act", ["seal", "unseal"])
def test_an_interrupt_leaves_nothing(tmp_path: Path, act: str) -> None:
    path = sealed(tmp_path, bytes(300))

    def stop(stage: str, done: int, total: int | None = None, note: str = "") -> None:
        if done == 3:
            raise KeyboardInterrupt

    def run() -> None:
        if act == "seal":
            seal(path, tmp_path / "other", [KEY.recipient], chunk_size=SIZE, progress=stop)
        else:
            unseal(path, tmp_path / "other", KEY, progress=stop)

    with pytest.raises(KeyboardInterrupt):
        run()
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_contents_never_look_the_same(tmp_path: Path) -> None:
    assert sealed(tmp_path, b"x" * 100).read_bytes()[-100:] != sealed(tmp_path, b"x" * 100).read_bytes()[-100:]
