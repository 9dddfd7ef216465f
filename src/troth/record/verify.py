"""Proving a record offline: every byte recomputed, every signature and every promise checked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from troth.record.commitment import RowCommitment
from troth.record.note import Checkpoint
from troth.record.verification import Verification


@dataclass(frozen=True, slots=True)
class OpenedRows:
    """Rows that are claimed to be the committed test set: their canonical bytes, the salt, and the kept leaves."""

    rows: Iterable[bytes]
    salt: bytes
    kept: RowCommitment | None = None


def verify(
    path: Path, *, key: str | None = None, rows: OpenedRows | None = None, head: Checkpoint | None = None
) -> Verification:
    """Verify a database, an exported log (folder) or a proof file; reports, never raises for what is not genuine.

    key: the log's key as `name+id+base64` or `ed25519:<base64>`; without it the key in what is verified is taken (trust
    on first use). head: a checkpoint kept from earlier, which the log must continue. Raises RecordError when there is
    nothing to read.
    """
    raise NotImplementedError


def verify_or_raise(
    path: Path, *, key: str | None = None, rows: OpenedRows | None = None, head: Checkpoint | None = None
) -> Verification:
    """As `verify`, for gates: raises NotGenuine, naming the first thing that is wrong."""
    raise NotImplementedError
