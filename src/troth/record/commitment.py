"""A promise of rows without showing them: the Merkle root of salted rows.

Leaf i is the RFC 6962 leaf hash of (salt_i, row_i), where salt_i = HMAC-SHA256(secret salt, index). Without the secret
nobody can test a guessed row against the root or the kept leaves; with it, any one row can be shown to have been
promised without showing another (each has its own salt). The leaves are kept beside the record, so that a changed row
is named by its index and not only known to exist.

The same rows under the same secret give the same root. A house therefore keeps one secret for all its commitments:
then a test set is known again by its root, whichever charter opens it, and its openings can be counted.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from troth.errors import RecordError
from troth.record.durable import keep, kept
from troth.record.tree import root_of

_MAGIC = b"troth row commitment 1\n"
_ROW_SALT = b"troth row salt 1 "
_SALT_ID = b"troth salt id 1 "
_SALT_LENGTH = 32


@dataclass(frozen=True, slots=True)
class RowCommitment:
    """The promise: `root` (`sha256:<hex>`), how many rows, which salt (by its id), and the leaves it was made of."""

    root: str
    count: int
    salt_id: str
    leaves: tuple[bytes, ...]

    def save(self, path: Path) -> None:
        """Write the commitment to a file that `load` reads, durable; it holds nothing that shows a row."""
        header = f"{self.count}\n{self.root}\n{self.salt_id}\n".encode()
        keep(path, _MAGIC + header + b"".join(self.leaves))

    @classmethod
    def load(cls, path: Path) -> RowCommitment:
        """Read a saved commitment; raises RecordError unless its leaves give its root."""
        content = kept(path)
        try:
            magic, count, root, salt_id, packed = content.split(b"\n", 4)
            leaves = tuple(packed[at : at + 32] for at in range(0, len(packed), 32))
            found = cls(root.decode("ascii"), int(count), salt_id.decode("ascii"), leaves)
            whole = magic + b"\n" == _MAGIC and len(packed) == 32 * found.count and str(found.count).encode() == count
        except ValueError:
            whole = False
        if not whole or _text(root_of(leaves)) != found.root:
            raise RecordError("not a row commitment, or its leaves do not give its root", where=str(path))
        return found


@dataclass(frozen=True, slots=True)
class RowCheck:
    """Whether rows are the promised ones. changed: indexes of rows that differ (at most `NAMED`), in order."""

    matches: bool
    promised: int
    found: int
    changed: tuple[int, ...]
    changed_count: int
    same_salt: bool

    def __str__(self) -> str:
        if self.matches:
            return f"all {self.found:,} rows are the promised ones"
        if not self.same_salt:
            return "the salt is not the one the rows were committed with"
        parts = []
        if self.promised != self.found:
            parts.append(f"{self.promised:,} rows were promised, {self.found:,} are there")
        if self.changed_count:
            named = ", ".join(map(str, self.changed)) + (", …" if self.changed_count > len(self.changed) else "")
            parts.append(f"{self.changed_count:,} rows are not the promised ones: row {named}")
        return "; ".join(parts) or "the rows do not give the promised root; no kept leaves say which row differs"


NAMED = 20
"""How many changed rows a check names before it only counts them."""


def salt_id(salt: bytes) -> str:
    """A public name for a secret salt: 16 hexadecimal digits of a hash of it."""
    if len(salt) != _SALT_LENGTH:
        raise RecordError(f"a salt has {_SALT_LENGTH} secret bytes, this one has {len(salt)}")
    return hashlib.sha256(_SALT_ID + salt).hexdigest()[:16]


def commit_rows(rows: Iterable[bytes], salt: bytes) -> RowCommitment:
    """Promise `rows` (their canonical bytes, in order) under the 32 secret bytes `salt`."""
    name = salt_id(salt)
    leaves = tuple(_leaves(rows, salt))
    return RowCommitment(_text(root_of(leaves)), len(leaves), name, leaves)


def check_rows(commitment: RowCommitment, rows: Iterable[bytes], salt: bytes) -> RowCheck:
    """Compare `rows` with what was promised; a row that differs is named by its index."""
    return compare(commitment, commit_rows(rows, salt))


def compare(promised: RowCommitment, found: RowCommitment) -> RowCheck:
    """Compare two commitments leaf by leaf."""
    same_salt = found.salt_id == promised.salt_id
    pairs = zip(promised.leaves, found.leaves, strict=False)
    changed = [index for index, (one, other) in enumerate(pairs) if one != other]
    matches = found.root == promised.root and found.count == promised.count and same_salt
    return RowCheck(matches, promised.count, found.count, tuple(changed[:NAMED]), len(changed), same_salt)


def _leaves(rows: Iterable[bytes], salt: bytes) -> Iterator[bytes]:
    sha256 = hashlib.sha256
    for index, row in enumerate(rows):
        row_salt = hmac.digest(salt, _ROW_SALT + index.to_bytes(8, "big"), "sha256")
        yield sha256(b"\x00" + row_salt + row).digest()


def _text(root: bytes) -> str:
    return f"sha256:{root.hex()}"
