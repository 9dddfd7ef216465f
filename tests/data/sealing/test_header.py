"""A header is read as it was written, and every byte of it counts."""

from __future__ import annotations

import hashlib
import hmac
import io

import pytest

from data.sealing.old_files import CHUNK, CONTENT, FORMAT_1, KEYS
from troth.data.sealing import SecretKey
from troth.data.sealing.header import Header, Keys, read_header, render, size_for
from troth.errors import DataError

ID = bytes(range(16))
DATA_KEY = bytes(range(32))


def made(*recipients: SecretKey, length: int = 100, chunk_size: int = 30) -> bytes:
    return render(Header(ID, chunk_size, length), Keys.of(DATA_KEY, ID), [each.recipient for each in recipients])


def test_it_is_read_as_it_was_written() -> None:
    keys = [SecretKey.generate() for _ in range(3)]
    content = made(*keys, keys[0])  # who is named twice is there once
    header = read_header(io.BytesIO(content + b"chunks"))
    assert (header.file_id, header.length, header.chunk_size, header.chunks) == (ID, 100, 30, 4)
    assert header.size == len(content) == size_for(3)
    assert header.file_size == len(content) + 100 + 4 * 16
    for key in keys:
        unlocked = header.unlock(key)
        assert unlocked == Keys.of(DATA_KEY, ID)
        assert header.recipients(unlocked) == tuple(each.recipient for each in keys)


def test_keys_follow_from_the_data_key_as_they_did() -> None:
    keys = Keys.of(DATA_KEY, bytes(16))
    assert keys.chunk.hex() == "c62387a511c48387445f7c7ee8011cc790d42bdf802f564c6c2aa80e33a370c2"
    assert keys.tag.hex() == "840f939e9dac772dab5f02bfef5dae5b7eb127d060e96fba1a91a2809750dee3"
    assert keys.names.hex() == "da6a454c33d6982b4158e06c8330d9f3e1b5af7fce6ad45f30878b770e54743e"
    assert keys.prefix.hex() == "3dfeb79ab11091"
    assert "c623" not in repr(keys)


def test_an_old_header_is_read() -> None:
    header = read_header(io.BytesIO(FORMAT_1))
    assert (header.length, header.chunk_size, header.file_size) == (len(CONTENT), CHUNK, len(FORMAT_1))
    for key in KEYS:
        assert header.recipients(header.unlock(key)) == tuple(each.recipient for each in KEYS)


def test_every_flipped_byte_is_named_as_damage() -> None:
    key = SecretKey.generate()
    content = made(key)
    for at in range(len(content)):
        changed = bytearray(content)
        changed[at] ^= 1 << at % 8
        expected = "not a sealed file" if at < 8 else "of format" if at < 10 else "its header is damaged"
        with pytest.raises(DataError, match=expected):
            read_header(io.BytesIO(changed)).unlock(key)


def test_every_cut_is_named() -> None:
    content = made(SecretKey.generate())
    for end in range(1, len(content)):
        with pytest.raises(DataError, match="cut off: it ends within its header"):
            read_header(io.BytesIO(content[:end]))
    for foreign in (b"", b"PK\x03\x04", b"plain text that is longer than a header" * 9):
        with pytest.raises(DataError, match="is not a sealed file"):
            read_header(io.BytesIO(foreign))


def test_who_alters_a_header_with_its_checksum_is_found_by_the_tag() -> None:
    """The length is changed, and what needs no key is put right again."""
    key = SecretKey.generate()
    longer = bytearray(made(key, length=101)[:44])
    forged = bytes(longer) + made(key)[44:-32]
    forged += hashlib.sha256(forged).digest()
    with pytest.raises(DataError, match="somebody altered it"):
        read_header(io.BytesIO(forged)).unlock(key)


def test_a_header_commits_to_its_data_key() -> None:
    """A sender who wraps two data keys, to have two recipients read two contents, can tag with one of them only."""
    first, second = SecretKey.generate(), SecretKey.generate()
    ours, theirs = Keys.of(DATA_KEY, ID), Keys.of(bytes(32), ID)
    both = [first.recipient, second.recipient]
    start, other = made(first, second), render(Header(ID, 30, 100), theirs, both)
    forged = start[: 44 + 80] + other[44 + 80 : 44 + 160] + start[44 + 160 : -64]
    forged += hmac.digest(ours.tag, forged, "sha256")
    header = read_header(io.BytesIO(forged + hashlib.sha256(forged).digest()))
    assert header.unlock(first) == ours
    with pytest.raises(DataError, match="somebody altered it"):
        header.unlock(second)


def test_another_key_is_named() -> None:
    other = SecretKey.generate()
    with pytest.raises(DataError, match=r"not sealed to this key: it has 2 recipients, none of them x25519:"):
        read_header(io.BytesIO(made(SecretKey.generate(), SecretKey.generate()))).unlock(other)


@pytest.mark.parametrize(("chunk_size", "length"), [(0, 1), (17 * 1024 * 1024, 1), (1, 2**32 + 1)])
def test_what_no_reader_can_hold_is_refused(chunk_size: int, length: int) -> None:
    key = SecretKey.generate()
    with pytest.raises(DataError, match="its header is damaged"):
        read_header(io.BytesIO(made(key, chunk_size=chunk_size, length=length)))
