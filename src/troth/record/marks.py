"""Knowing a row again without showing it: one mark a row, of what the row asks of a model and of nothing else.

A commitment's root changes with every row, with their order and with any column beside them. A mark does not: it is
HMAC-SHA256 under the house's secret salt (RFC 2104), cut to 128 bits, of the row's content as `data` gives it. Rows
that were opened before are therefore known in whichever test set they stand again. Rewritten rows are not: no secret
hash can tell what is only alike.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from troth.errors import RecordError
from troth.record.commitment import salt_id
from troth.record.durable import replace

_MAGIC = b"troth row marks 1\n"
_ROW_MARK = b"troth row mark 1 "
_LENGTH = 16


@dataclass(frozen=True)
class Marks:
    """The marks of a test set's rows, in their order. packed: 16 bytes a row, which show nothing without the salt."""

    packed: bytes

    def __len__(self) -> int:
        return len(self.packed) // _LENGTH

    @cached_property
    def digest(self) -> str:
        """What an entry holds of them: `sha256:<hex>`."""
        return f"sha256:{hashlib.sha256(_MAGIC + self.packed).hexdigest()}"

    @cached_property
    def distinct(self) -> frozenset[bytes]:
        """Each mark once."""
        return frozenset(self._each())

    def shared(self, others: Iterable[Marks]) -> tuple[int, list[int]]:
        """How many of these rows stand in any of the others, and how many in each."""
        sets = [other.distinct for other in others]
        mine = self._each()
        return (
            sum(any(mark in known for known in sets) for mark in mine),
            [sum(mark in known for mark in mine) for known in sets],
        )

    def save(self, path: Path) -> None:
        """Write a file that `load` reads, durable."""
        try:
            replace(path, _MAGIC + self.packed)
        except OSError as error:
            raise RecordError(f"cannot write: {error.strerror}", where=str(path)) from error

    @classmethod
    def load(cls, path: Path) -> Marks:
        """Read a saved file; raises RecordError for one that is none."""
        try:
            content = path.read_bytes()
        except OSError as error:
            raise RecordError(f"cannot read: {error.strerror}", where=str(path)) from error
        packed = content.removeprefix(_MAGIC)
        if not content.startswith(_MAGIC) or len(packed) % _LENGTH:
            raise RecordError("these are no row marks", where=str(path))
        return cls(packed)

    def _each(self) -> list[bytes]:
        return [self.packed[at : at + _LENGTH] for at in range(0, len(self.packed), _LENGTH)]


def mark_rows(contents: Iterable[str], salt: bytes) -> Marks:
    """The marks of rows, of their contents, under the 32 secret bytes `salt`."""
    salt_id(salt)  # refuses a salt of another length
    digests = (
        hmac.digest(salt, _ROW_MARK + content.encode("utf-8", "surrogatepass"), "sha256") for content in contents
    )
    return Marks(b"".join(digest[:_LENGTH] for digest in digests))
