"""Knowing a row again without showing it: one mark a row, of what the row asks of a model and of nothing else.

A commitment's root changes with every row, with their order and with any column beside them. A mark does not: it is
HMAC-SHA256 under the house's secret salt (RFC 2104), cut to 128 bits, of the row's content as `data` gives it. Rows
that were opened before are therefore known in whichever test set they stand again, as long as it is marked by the same
columns; whether it is, is said beside the marks. Rewritten rows are not known: no secret hash can tell what is alike.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from troth.errors import RecordError
from troth.record.commitment import salt_id
from troth.record.durable import keep, kept

_MAGIC = b"troth row marks 1\n"
_ROW_MARK = b"troth row mark 1 "
_LENGTH = 16


@dataclass(frozen=True)
class Marks:
    """The marks of rows, in their order. packed: 16 bytes a row, which show nothing without the salt."""

    packed: bytes

    def __len__(self) -> int:
        return len(self.packed) // _LENGTH

    def __iter__(self) -> Iterator[bytes]:
        return (self.packed[at : at + _LENGTH] for at in range(0, len(self.packed), _LENGTH))

    @cached_property
    def digest(self) -> str:
        """What an entry holds of them: `sha256:<hex>`."""
        return f"sha256:{hashlib.sha256(_MAGIC + self.packed).hexdigest()}"

    def shared(self, others: Iterable[Marks]) -> tuple[int, list[int]]:
        """How many of these rows have a mark that any of the others has, and that each of them has."""
        rows: dict[bytes, int] = {}
        for mark in self:
            rows[mark] = rows.get(mark, 0) + 1
        found: set[bytes] = set()
        each = []
        for other in others:
            known = rows.keys() & set(other)
            each.append(sum(rows[mark] for mark in known))
            found |= known
        return sum(rows[mark] for mark in found), each

    def save(self, path: Path) -> None:
        """Write a file that `load` reads, durable."""
        keep(path, _MAGIC + self.packed)

    @classmethod
    def load(cls, path: Path) -> Marks:
        """Read a saved file; raises RecordError for one that is none."""
        content = kept(path)
        packed = content.removeprefix(_MAGIC)
        if not content.startswith(_MAGIC) or len(packed) % _LENGTH:
            raise RecordError("these are no row marks", where=str(path))
        return cls(packed)


def mark_rows(contents: Iterable[str], salt: bytes) -> Marks:
    """The marks of rows, of their contents, under the 32 secret bytes `salt`."""
    salt_id(salt)  # refuses a salt of another length
    digests = (
        hmac.digest(salt, _ROW_MARK + content.encode("utf-8", "surrogatepass"), "sha256") for content in contents
    )
    return Marks(b"".join(digest[:_LENGTH] for digest in digests))
