"""The record: an append-only log of what the acts did, durable when `append` returns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from troth.record.entry import Entry, NewEntry, Subject
from troth.record.keys import Signer
from troth.record.note import Checkpoint, NoteKey


class Record:
    """One log; safe to use from many threads, and by many processes at once."""

    path: Path
    key: NoteKey

    @property
    def origin(self) -> str:
        """The log's name, which its checkpoints and entries bear."""
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError

    def append(self, type: str, subjects: Iterable[Subject], predicate: Mapping[str, Any]) -> Entry:  # noqa: A002
        """Append one signed statement; when this returns, the entry is on disk under a signed head."""
        raise NotImplementedError

    def append_many(self, items: Iterable[NewEntry]) -> list[Entry]:
        """Append many entries at once, all or none, unsigned but under a signed head; acts' types are refused."""
        raise NotImplementedError

    def entry(self, index: int) -> Entry:
        """The entry at `index`."""
        raise NotImplementedError

    def entries(self, type: str | None = None, *, start: int = 0) -> Iterator[Entry]:  # noqa: A002
        """The entries in order, of one type or all, from index `start`."""
        raise NotImplementedError

    def head(self) -> Checkpoint:
        """The newest signed checkpoint."""
        raise NotImplementedError

    def openings(self, root: str) -> int:
        """How often the test set with this committed root was opened so far; an opening's number is this plus one."""
        raise NotImplementedError

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that entry `index` is in the tree of `size` (the head's)."""
        raise NotImplementedError

    def consistency(self, old: int, new: int | None = None) -> tuple[bytes, ...]:
        """The proof that the tree of `new` (the head's) continues the tree of `old`."""
        raise NotImplementedError

    def export_tiles(self, folder: Path) -> Checkpoint:
        """Write the log as C2SP tiles, entry bundles, checkpoint and key."""
        raise NotImplementedError

    def export_proof(self, index: int, path: Path) -> Checkpoint:
        """Write one entry with its inclusion proof and the checkpoint as one C2SP tlog-proof file."""
        raise NotImplementedError

    def close(self) -> None:
        """Finish what is under way and let go of the file."""
        raise NotImplementedError

    def __enter__(self) -> Record:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_record(where: str | Path, key: Signer | None = None, *, origin: str | None = None) -> Record:
    """Open the record at `where` (a path or `sqlite:PATH`), making it if a key is given; without one, for reading."""
    raise NotImplementedError
