"""What was changed in a file, byte by byte: forwards it makes the new file, backwards it gives the old one again."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from troth.data.cleaning.source import between
from troth.errors import DataError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Change:
    """A run of bytes that became others. at: where it begins in the old file. line: of the row, None of what stands
    between rows. step: that dropped the row; None where it was only changed."""

    at: int
    was: bytes
    now: bytes
    line: int | None = None
    step: str | None = None


def changed(old: IO[bytes], size: int, changes: Iterable[Change]) -> Iterator[bytes]:
    """The new file's bytes, of the old one's and the changes in their order."""
    place = 0
    for change in changes:
        yield from between(old, place, change.at)
        yield change.now
        place = change.at + len(change.was)
    yield from between(old, place, size)


def restored(new: IO[bytes], size: int, changes: Iterable[tuple[int, int, bytes]]) -> Iterator[bytes]:
    """The old file's bytes, of the new one's and of each change where it began, how long it is now, and what was.

    Raises DataError where the changes are not of this file.
    """
    place = old = 0
    for at, length, was in changes:
        if at < old or place + (at - old) + length > size:
            raise DataError("the changes are not of this file", remedy="Keep file, log and changes together.")
        yield from between(new, place, place + at - old)
        yield was
        place += at - old + length
        old = at + len(was)
    yield from between(new, place, size)


def written(changes: Iterable[Change]) -> Iterator[str]:
    """Each change as a line of JSON; bytes that are UTF-8 as text."""
    yield json.dumps({"changes": FORMAT}) + "\n"
    for change in changes:
        told: dict[str, Any] = {"at": change.at, "now": len(change.now)}
        told |= {} if change.line is None else {"line": change.line}
        told |= {} if change.step is None else {"dropped_by": change.step}
        try:
            told["was"] = change.was.decode()
        except UnicodeDecodeError:
            told["was_base64"] = base64.b64encode(change.was).decode()
        yield json.dumps(told, ensure_ascii=False) + "\n"


def read(lines: Iterable[bytes], path: str) -> Iterator[tuple[int, int, bytes]]:
    """What `written` wrote, as `restored` takes it; DataError for anything else."""
    for number, line in enumerate(lines, 1):
        try:
            told = json.loads(line)
            if number == 1:
                if told != {"changes": FORMAT}:
                    raise ValueError("its first line names another format")
                continue
            was = told["was"].encode() if "was" in told else base64.b64decode(told["was_base64"], validate=True)
            at, now = told["at"], told["now"]
            if type(at) is not int or type(now) is not int or at < 0 or now < 0:
                raise ValueError("at and now are places")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise DataError(
                f"is no change that cleaning wrote: {error}",
                where=f"{path}:{number}",
                remedy="Keep file, log and changes together, as they were written.",
            ) from None
        yield at, now, was
