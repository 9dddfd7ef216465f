"""Files that are there after a power cut, whole or not at all.

The content is flushed before the file gets its name, and the folder's list of names after it (fsync(2): "calling fsync
does not necessarily ensure that the entry in the directory … has also reached disk").
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from troth.errors import RecordError


def write_new(path: Path, content: bytes, *, mode: int) -> None:
    """Make the file `path`, durable; one that is there is left alone, whoever made it."""
    temporary = _written(path, content, mode)
    try:
        with contextlib.suppress(FileExistsError):  # another process was first: its file stands
            os.link(temporary, path)
    finally:
        temporary.unlink()
    sync_folder(path.parent)


def replace(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Make or replace the file `path`, durable: a reader sees the old content or the new, never a part."""
    temporary = _written(path, content, mode)
    try:
        temporary.replace(path)
    except BaseException:
        temporary.unlink()
        raise
    sync_folder(path.parent)


def keep(path: Path, content: bytes) -> None:
    """As `replace`, of a file that is kept beside the record; raises RecordError."""
    try:
        replace(path, content)
    except OSError as error:
        raise RecordError(f"cannot write: {error.strerror}", where=str(path)) from error


def kept(path: Path) -> bytes:
    """What `keep` wrote; raises RecordError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise RecordError(f"cannot read: {error.strerror}", where=str(path)) from error


def sync_folder(folder: Path) -> None:
    """Flush a folder's own list of names, so that a new file is found after a power cut."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _written(path: Path, content: bytes, mode: int) -> Path:
    """A file beside `path` under a name of its own, flushed; none is left when it cannot be written."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink()
        raise
    return temporary
