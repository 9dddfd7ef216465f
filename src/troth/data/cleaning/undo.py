"""The source of a cleaned file made again, byte for byte, from its log, the file and its changes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from troth.data.cleaning.files import FORMAT, packed
from troth.data.cleaning.patch import read, restored
from troth.data.cleaning.source import WIDE, source_of, widened
from troth.data.readers.files import opened
from troth.data.sealing.target import appearing
from troth.errors import DataError

NAMES = ("source", "target", "changes", "before", "after")
KEEP = "Keep the cleaned file, its log and its changes together, as they were written."


@dataclass(frozen=True, slots=True)
class Restored:
    """The source made again. digest: `sha256:<hex>` of its bytes, unpacked; the one that the log tells."""

    target: Path
    digest: str


def restore_file(log: Path, folder: Path | None = None) -> Restored:
    """Undo what a log tells, into a new file: in a folder by its old name, or beside it with `.restored` in its name.

    Raises DataError where the log, the cleaned file or the changes are not those that were written, and where the
    result is not the source by its digest; then nothing is written.
    """
    told = _read(log)
    target = log.with_name(restored_name(told["source"])) if folder is None else folder / told["source"]
    hasher = hashlib.sha256()
    with source_of(log.with_name(told["target"])) as new, opened(log.with_name(told["changes"])) as changes:
        if new.digest != told["after"]:
            raise DataError("is not the file that was written", where=str(new.path), remedy=KEEP)
        with appearing(target) as out, packed(out, target) as file:
            pieces = restored(new.file, new.size, read(changes, told["changes"]))
            if told["wide"]:
                pieces = widened(pieces, told["encoding"], bytes.fromhex(told["mark"]))
            for piece in pieces:
                hasher.update(piece)
                file.write(piece)
            if (digest := f"sha256:{hasher.hexdigest()}") != told["before"]:
                raise DataError("does not give the source again", where=told["changes"], remedy=KEEP)
    return Restored(target, digest)


def restored_name(source: str) -> str:
    """`posts.csv` and `posts.csv.gz` become `posts.restored.csv` and `posts.restored.csv.gz`."""
    path = Path(source)
    packed_as = path.suffix if path.suffix.lower() == ".gz" else ""
    bare = path.with_suffix("") if packed_as else path
    return f"{bare.stem}.restored{bare.suffix}{packed_as}"


def _read(path: Path) -> dict[str, Any]:
    """The log, as far as it says what undoing needs; names of files beside it, and of nothing elsewhere."""
    with opened(path) as file:
        content = file.read()
    try:
        told = json.loads(content)
        if told["cleaning"] != FORMAT:
            raise ValueError("another format")
        names = [told[name] for name in NAMES]
        beside = all(isinstance(name, str) and name and Path(name).name == name for name in names[:3])
        wide = told["wide"] is False or (told["wide"] is True and told["encoding"] in WIDE)
        if not beside or not wide or not isinstance(told["mark"], str):
            raise ValueError("names that are none")
        bytes.fromhex(told["mark"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError("is no log of cleaning", where=str(path), remedy=KEEP) from error
    found: dict[str, Any] = told
    return found
