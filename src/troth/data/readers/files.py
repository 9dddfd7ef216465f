"""Opening what a user named: a regular file that is there and may be read, or the reason why not."""

from __future__ import annotations

import difflib
import errno
import stat
from pathlib import Path
from typing import IO

from troth.errors import DataError

REASONS = {
    errno.EACCES: ("may not be read by you", "Give yourself the right to read it (`chmod u+r`), or name a copy."),
    errno.EPERM: ("may not be read by you", "Give yourself the right to read it (`chmod u+r`), or name a copy."),
    errno.ELOOP: ("is a symbolic link that leads back to itself", "Mend the link, or name the file it should lead to."),
    errno.ENAMETOOLONG: ("has a name longer than the system allows", "Name a file."),
    errno.ENOTDIR: ("lies inside something that is not a folder", "Correct the path."),
}
"""What the system's error numbers mean for a data file, and the way out."""


def opened(path: Path) -> IO[bytes]:
    """Open for reading; never waits on a pipe or a device."""
    check(path)
    try:
        return path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from error


def check(path: Path) -> None:
    """Raise DataError unless `path` is a regular file, links followed."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error
    if stat.S_ISDIR(mode):
        raise DataError("is a folder, not a file", where=str(path), remedy="Name the data file in it.")
    if not stat.S_ISREG(mode):
        raise DataError(
            "is a pipe or a device, not a file",
            where=str(path),
            remedy="Data is read more than once and its digest recorded: write it to a file first.",
        )


def unreadable(path: Path, error: OSError | ValueError) -> DataError:
    """The DataError for a path that cannot be opened, naming the nearest file for one that does not exist."""
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.ENOENT:
        return DataError("there is no such file", where=str(path), remedy=_nearest(path))
    what, remedy = REASONS.get(number or 0, (f"cannot be opened: {error}", "Correct the path."))
    return DataError(what, where=str(path), remedy=remedy)


def _nearest(path: Path) -> str:
    if path.is_symlink():
        return f"It is a link to {path.readlink()}, which is not there: mend the link, or name the file itself."
    try:
        names = sorted(entry.name for entry in path.parent.iterdir())[:10_000]
    except OSError:
        return f"The folder {path.parent} is not there either: correct the path, or set the variable in it."
    close = difflib.get_close_matches(path.name, names, n=1, cutoff=0.5)
    return f"Did you mean {path.parent / close[0]}?" if close else f"Look what there is in {path.parent}."
