"""A file that has its name only once it is whole: written beside its place, flushed, then named."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from troth.errors import DataError
from troth.record import sync_folder

OPEN, PRIVATE = 0o644, 0o600
"""Modes of files that everybody may read, and of what their owner alone may."""


def mode_like(*sources: Path, private: bool = False) -> int:
    """The mode of a file made of others: nobody may read it who may not read each of them, its owner alone if private.

    A source that is not there says nothing.
    """
    mode = PRIVATE if private else OPEN
    for source in sources:
        with suppress(OSError):
            mode &= stat.S_IMODE(source.stat().st_mode) | PRIVATE
    return mode


@contextmanager
def appearing(path: Path, *, mode: int = OPEN, replace: bool = False) -> Iterator[IO[bytes]]:
    """A file to write to, which becomes `path` when the block ends well; if it does not, nothing of it stays.

    replace: whether a file that is there may be replaced. Raises DataError where one is there that may not, or the
    system refuses to write.
    """
    if not replace and os.path.lexists(path):
        raise _taken(path)
    temporary = path.with_name(f".{path.name[:200]}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, mode)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            _finish(file, temporary, path, replace)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        temporary.unlink(missing_ok=True)


def digest_of(file: IO[bytes]) -> str:
    """`sha256:` and the digest of a file that is being written, from its beginning."""
    file.flush()
    file.seek(0)
    return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"  # type: ignore[arg-type]


def _finish(file: IO[bytes], temporary: Path, path: Path, replace: bool) -> None:
    file.flush()
    os.fsync(file.fileno())
    if replace:
        temporary.replace(path)
    else:
        os.link(temporary, path)  # which, unlike a renaming, fails where somebody was first
    sync_folder(path.parent)


def _taken(path: Path) -> DataError:
    return DataError("is there already, and was left as it is", where=str(path), remedy="Name another file.")


def _unwritable(path: Path, error: OSError) -> DataError:
    return DataError(
        f"cannot be written: {error.strerror or error}",
        where=str(path),
        remedy="Free some space, or name another place.",
    )
