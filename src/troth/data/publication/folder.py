"""A folder that has its name only once it is whole: filled beside its place, flushed, then named."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from types import TracebackType

from troth.errors import DataError
from troth.record import sync_folder, whole


class Folder:
    """As a context: `path` is filled, and `finish` gives it its name; else nothing of it stays.

    A process that is killed leaves it under its hidden name, which the next one for the same target finds: `left` says
    so before it is cleared away.
    """

    def __init__(self, target: Path) -> None:
        if target.name in ("", ".."):
            raise DataError("is no name for a new folder", where=str(target), remedy="Name one that is not there yet.")
        self.target = target
        self.path = target.with_name(f".{target.name}.unfinished")
        self._keep = False

    @property
    def left(self) -> bool:
        """Whether one that was not finished lies here."""
        return os.path.lexists(self.path)

    def __enter__(self) -> Folder:
        if os.path.lexists(self.target):
            raise DataError("is there already, and was left as it is", where=str(self.target), remedy="Name another.")
        try:
            self._clear()
            self.path.mkdir(parents=True)
        except OSError as error:
            raise self._refused(error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._keep:
            self._clear()
        if isinstance(error, OSError):
            raise self._refused(error) from error

    def keep(self) -> None:
        """From now on it stays, whatever happens: what is in it was recorded."""
        self._keep = True

    def drop(self) -> None:
        """Nothing of it is to stay after all."""
        self._keep = False
        self._clear()

    def manifest(self) -> str | None:
        """The digest of the manifest of what lies here, None where there is none or files are not as it says."""
        return whole(self.path)

    def write(self, name: str, content: bytes) -> Path:
        """One file of it, flushed."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return path

    def take(self, name: str, source: Path) -> Path:
        """A copy of a file, flushed; it is open to be read whatever the source was."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as file, path.open("xb") as out:
            shutil.copyfileobj(file, out, 1 << 20)
            out.flush()
            os.fsync(out.fileno())
        return path

    def finish(self) -> None:
        """Give it its name; raises DataError where something has it already."""
        for folder in {self.path, *(path for path in self.path.rglob("*") if path.is_dir())}:
            sync_folder(folder)
        try:
            os.rename(self.path, self.target)  # noqa: PTH104  fails where a folder with files is there
        except OSError as error:
            raise self._refused(error) from error
        sync_folder(self.target.parent)
        self._keep = True

    def _clear(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(self.path)

    def _refused(self, error: OSError) -> DataError:
        return DataError(
            f"cannot be written: {error.strerror or error}",
            where=str(self.target),
            remedy="Free some space, or name another place.",
        )
