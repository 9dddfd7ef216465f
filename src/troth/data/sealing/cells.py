"""One cell of a table, sealed: text in, `sealed:1:<base64>` out, different every time.

A cell is AES-256-GCM under its column's key and a random nonce, with the name of the column and the id of the row
beside it, so that it opens nowhere else. Before it is sealed it is padded to a multiple of 32 bytes: `female` would be
told from `male` by its length. A missing value is sealed like any other. With random nonces one column's key is good
for 2**32 cells (NIST SP 800-38D, 8.3), which no frame holds.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.data.sealing.header import ALTERED, NONCE
from troth.errors import DataError

PREFIX = "sealed:1:"
PADDED = 32
"""Bytes that a cell's length is a multiple of."""

_MISSING, _TEXT, _END = b"\x00", b"\x01", b"\x80"


def seal_cells(values: Iterable[str | None], column: str, rows: Iterable[str], key: bytes) -> list[str]:
    """Each value sealed for its place: the column, and the id of its row."""
    cipher, before = AESGCM(key), _before(column)
    sealed = []
    for value, row in zip(values, rows, strict=True):
        nonce = os.urandom(NONCE)
        content = cipher.encrypt(nonce, padded(value), before(row))
        sealed.append(PREFIX + base64.b64encode(nonce + content).decode())
    return sealed


def open_cells(
    cells: Iterable[str | None], column: str, rows: Iterable[str], key: bytes, place: Callable[[int], str]
) -> list[str | None]:
    """What `seal_cells` sealed; raises DataError at the first cell that is not the one of its place."""
    cipher, before = AESGCM(key), _before(column)
    opened: list[str | None] = []
    for number, (cell, row) in enumerate(zip(cells, rows, strict=True)):
        sealed = decoded(cell, PREFIX)
        try:
            opened.append(unpadded(cipher.decrypt(sealed[:NONCE], sealed[NONCE:], before(row))))
        except (InvalidTag, ValueError):
            raise foreign(column, place(number)) from None
    return opened


def foreign(column: str, where: str) -> DataError:
    """What a cell is told to be that does not open."""
    return DataError(
        f"the cell of column {column!r} is not the one that was sealed here: it was altered, or moved from elsewhere",
        where=where,
        remedy=ALTERED,
    )


def padded(value: str | None) -> bytes:
    """A value as bytes whose length says little: what it is, its text, a mark at its end, and zeros."""
    content = (_MISSING if value is None else _TEXT + value.encode()) + _END
    return content + bytes(-len(content) % PADDED)


def unpadded(content: bytes) -> str | None:
    """The value that `padded` was given; ValueError where it was not."""
    kind, text = content[:1], content[1:].rstrip(b"\0")
    if kind not in (_MISSING, _TEXT) or not text.endswith(_END):
        raise ValueError(content)
    return None if kind == _MISSING else text[:-1].decode()


def decoded(cell: str | None, prefix: str) -> bytes:
    """The bytes of a sealed cell; none where it is not one, in its one spelling."""
    encoded = (cell or "").removeprefix(prefix)
    try:
        content = base64.b64decode(encoded, validate=True)
    except ValueError:
        return b""
    return content if cell == prefix + base64.b64encode(content).decode() else b""


def _before(column: str) -> Callable[[str], bytes]:
    start = json.dumps(column, ensure_ascii=False)
    return lambda row: f"[{start},{json.dumps(row, ensure_ascii=False)}]".encode()
