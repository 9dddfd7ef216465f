"""Chunks: whatever goes in comes out, and nothing else does."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data.sealing.header import TAG, Header, Keys
from troth.data.sealing.stream import fill, open_pieces, pieces_of, seal_pieces
from troth.errors import DataError

KEYS = Keys.of(bytes(range(32)), bytes(16))
SIZES = st.integers(1, 40)
KNOWN = "5fafe767614eabf121ca3c313bcd7d9a0740c223eac58172b9d320fbc0140c487656b4ba3a6d"


def sealed(content: bytes, size: int) -> list[bytes]:
    return [bytes(chunk) for chunk in seal_pieces(pieces_of(io.BytesIO(content), size), KEYS, size)]


def opened(chunks: Sequence[bytes], size: int, length: int) -> bytes:
    file = io.BytesIO(b"".join(chunks))
    return b"".join(bytes(piece) for piece in open_pieces(file, Header(bytes(16), size, length), KEYS))


@settings(deadline=None)
@given(st.binary(max_size=200), SIZES)
def test_what_goes_in_comes_out(content: bytes, size: int) -> None:
    chunks = sealed(content, size)
    assert len(chunks) == Header(b"", size, len(content)).chunks
    assert opened(chunks, size, len(content)) == content


@pytest.mark.parametrize("length", [0, 1, 9, 10, 11, 19, 20, 21, 50])
def test_chunks_are_those_of_the_stream_construction(length: int) -> None:
    """Written out: nonce = prefix, counter, whether it is the last."""
    content = bytes(range(length))
    cipher, pieces = AESGCM(KEYS.chunk), [content[at : at + 10] for at in range(0, length, 10)] or [b""]
    nonces = [KEYS.prefix + bytes([0, 0, 0, at, at == len(pieces) - 1]) for at in range(len(pieces))]
    assert sealed(content, 10) == [cipher.encrypt(*each, None) for each in zip(nonces, pieces, strict=True)]


def test_chunks_are_what_they_were() -> None:
    assert b"".join(sealed(b"STREAM", 4)).hex() == KNOWN


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=60), st.integers(1, 20), st.data())
def test_a_flipped_bit_anywhere_is_refused(content: bytes, size: int, data: st.DataObject) -> None:
    whole = bytearray(b"".join(sealed(content, size)))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(DataError, match=f"chunk {at // (size + TAG) + 1} of .* is not the one that was sealed"):
        opened([whole], size, len(content))


def test_chunks_that_changed_places_are_refused() -> None:
    one, two, three = sealed(bytes(30), 10)
    for order in ([two, one, three], [one, three, two], [one, one, three]):
        with pytest.raises(DataError, match="is not the one that was sealed"):
            opened(order, 10, 30)


def test_a_file_that_claims_another_length_is_refused() -> None:
    """With a header that was altered to go with it: the last chunk is known to be the last."""
    chunks = sealed(bytes(30), 10)
    with pytest.raises(DataError, match="chunk 2 of 2"):
        opened(chunks[:2], 10, 20)
    with pytest.raises(DataError, match="chunk 3 of 4"):
        opened([*chunks, chunks[2]], 10, 40)
    with pytest.raises(DataError, match="chunk 2 of 2"):
        opened([chunks[0], sealed(b"", 10)[0]], 10, 11)


def test_what_is_missing_or_added_is_named() -> None:
    chunks = sealed(bytes(30), 10)
    with pytest.raises(DataError, match="ends within chunk 3 of 3"):
        opened([*chunks[:2], chunks[2][:-1]], 10, 30)
    with pytest.raises(DataError, match="something was added"):
        opened([*chunks, b"x"], 10, 30)


class Drops(io.BytesIO):
    """Gives a byte or two at a time, as a pipe may."""

    def readinto(self, buffer: object) -> int:
        return super().readinto(memoryview(buffer)[: 1 + self.tell() % 2])  # type: ignore[call-overload]


class Broken(io.BytesIO):
    def readinto(self, buffer: object) -> int:
        raise OSError(5, "Input/output error")


def test_a_source_that_gives_little_at_a_time_is_sealed_whole() -> None:
    content = bytes(range(25))
    pieces = [bytes(piece) for piece in pieces_of(Drops(content), 10)]
    assert pieces == [content[:10], content[10:20], content[20:]]
    with pytest.raises(DataError, match="cannot be read: Input/output error"):
        fill(Broken(), memoryview(bytearray(1)))
