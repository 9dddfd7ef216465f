"""Who may open a sealed file, and how that is changed: by wrapping its data key anew, or by a new data key.

To wrap anew leaves the contents as they are: quick, and enough to let somebody in. Whoever was let in before may have
kept the contents, or the data key, which opens these chunks as long as they are stored anywhere. Only `rotate` seals
the contents under a new data key; what was read, or copied, before stays out of anyone's reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj

from troth.data.sealing.header import render
from troth.data.sealing.keys import Recipient, SecretKey
from troth.data.sealing.seal import CHUNK, SealedFile, sealed, shown, told, unlocked, write_sealed
from troth.data.sealing.stream import open_pieces
from troth.data.sealing.target import appearing
from troth.errors import DataError
from troth.progress import Progress, silent

KEPT = (
    "Whoever was a recipient may have kept the contents, or the file's data key, which still opens these contents: "
    "seal them under a new one with --full. What was read before cannot be taken back."
)
ROTATED = (
    "The contents are under a new data key. Older copies of the file open as they did, and what was read before cannot "
    "be taken back."
)


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """What became of a file's recipients. caution: what it does not protect from, where somebody was removed."""

    file: SealedFile
    recipients: tuple[Recipient, ...]
    added: tuple[Recipient, ...]
    removed: tuple[Recipient, ...]
    caution: str | None


def recipients_of(path: Path, key: SecretKey) -> tuple[Recipient, ...]:
    """Everyone who may open a sealed file, which only they can tell; raises DataError as `unseal` does."""
    with unlocked(path, key) as (_, header, keys):
        return header.recipients(keys)


def rewrap(path: Path, key: SecretKey, *, add: Sequence[Recipient] = (), remove: Sequence[Recipient] = ()) -> Rewrapped:
    """Let recipients in or put them out by wrapping the same data key anew; the contents are copied as they are.

    Raises DataError as `unseal` does for the header, for a recipient to be removed who is none, and where nobody would
    be left. The chunks are not verified: that is for who opens them.
    """
    with unlocked(path, key) as (file, header, keys):
        before = header.recipients(keys)
        after = _changed(before, add, remove)
        with appearing(path, mode=_mode(path), replace=True) as out:
            out.write(render(header, keys, after))
            copyfileobj(file, out, CHUNK)
    return _rewrapped(path, before, after, KEPT)


def rotate(
    path: Path,
    key: SecretKey,
    *,
    add: Sequence[Recipient] = (),
    remove: Sequence[Recipient] = (),
    progress: Progress = silent,
) -> Rewrapped:
    """As `rewrap`, with a new data key: every chunk is opened, verified and sealed again, and nothing lies open."""
    with unlocked(path, key) as (file, header, keys):
        before = header.recipients(keys)
        after = _changed(before, add, remove)
        with appearing(path, mode=_mode(path), replace=True) as out:
            pieces = told(open_pieces(file, header, keys), "rotate", progress, header.chunks)
            write_sealed(pieces, header.chunk_size, out, after)
    return _rewrapped(path, before, after, ROTATED)


def _changed(
    before: tuple[Recipient, ...], add: Sequence[Recipient], remove: Sequence[Recipient]
) -> tuple[Recipient, ...]:
    unknown = [each for each in remove if each not in before]
    if unknown:
        raise DataError(f"is not sealed to {unknown[0]}", remedy="`troth data keys list FILE --key KEY` names them.")
    return tuple(dict.fromkeys([each for each in before if each not in remove] + list(add)))


def _rewrapped(path: Path, before: tuple[Recipient, ...], after: tuple[Recipient, ...], caution: str) -> Rewrapped:
    added = tuple(each for each in after if each not in before)
    removed = tuple(each for each in before if each not in after)
    with sealed(path) as (_, header):
        return Rewrapped(shown(header), after, added, removed, caution if removed else None)


def _mode(path: Path) -> int:
    """As it is now: what its owner hid stays hidden."""
    return path.stat().st_mode & 0o777
