"""A file that has its name only once it is whole: written beside its place, flushed, then named."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
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
    with _begun(path, mode) as (file, temporary):
        yield file
        _finish(file, temporary, path, replace)


Give = Callable[[Path, int], IO[bytes]]
"""From a path, and the mode it will have, to a file to write to."""


@contextmanager
def appearing_together() -> Iterator[Give]:
    """Files to write to, which all get their names when the block ends well, in the order they were asked for.

    If it does not, or one of the names cannot be given, none of them stays. Raises DataError as `appearing` does; what
    was there before is never replaced.
    """
    files: list[tuple[Path, IO[bytes], Path]] = []
    with ExitStack() as stack:

        def give(path: Path, mode: int = OPEN) -> IO[bytes]:
            if os.path.lexists(path):
                raise _taken(path)
            file, temporary = stack.enter_context(_begun(path, mode))
            files.append((path, file, temporary))
            return file

        yield give
        try:
            for path, file, temporary in files:
                _name(file, temporary, path)
        except BaseException:
            for path, _, temporary in files:
                if os.path.lexists(path) and path.samefile(temporary):
                    path.unlink()
            raise


def _name(file: IO[bytes], temporary: Path, path: Path) -> None:
    try:
        _finish(file, temporary, path, False)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def _begun(path: Path, mode: int) -> Iterator[tuple[IO[bytes], Path]]:
    """A file beside a path, open for writing, and its own path; it is gone when the block ends."""
    temporary = path.with_name(f".{path.name[:200]}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, mode)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file, temporary
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
