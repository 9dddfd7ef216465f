"""The source of a cleaned file made again, byte for byte (Parquet: row for row), from its log, file and changes."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import polars as pl

from troth.data.cleaning.files import FORMAT, packed
from troth.data.cleaning.parquet import ARROW, DROPPED, ROW, raw_table, restored_table, table_digest, write_table
from troth.data.cleaning.patch import read, restored
from troth.data.cleaning.source import WIDE, source_of, widened
from troth.data.readers.files import opened
from troth.data.sealing.target import appearing, mode_like
from troth.errors import DataError

NAMES = ("source", "target", "changes", "before", "after")
LOG_LIMIT, LINE_LIMIT = 1 << 29, 100_000_000
"""Bytes of a log, which numbers lines, and of one change, which is one row's: longer is something else."""
KEEP = "Keep the cleaned file, its log and its changes together, as they were written."


@dataclass(frozen=True, slots=True)
class Restored:
    """The source made again. digest: `sha256:<hex>` of its bytes, unpacked; of Parquet, of its rows."""

    target: Path
    digest: str


def restore_file(log: Path, folder: Path | None = None) -> Restored:
    """Undo what a log tells, into a new file: in a folder by its old name, or beside it with `.restored` in its name.

    Raises DataError where the log, the cleaned file or the changes are not those that were written, and where the
    result is not the source by its digest; then nothing is written.
    """
    told = _read(log)
    target = log.with_name(restored_name(told["source"])) if folder is None else folder / told["source"]
    if os.path.lexists(target):
        remedy = "Name another folder with --output, or take it away first."
        raise DataError("is there already, and was left as it is", where=str(target), remedy=remedy)
    if Path(told["changes"]).suffix == ".parquet":
        return Restored(target, _restore_table(log, told, target))
    hasher = hashlib.sha256()
    with source_of(log.with_name(told["target"])) as new, opened(log.with_name(told["changes"])) as changes:
        if new.digest != told["after"]:
            raise DataError("is not the file that was written", where=str(new.path), remedy=KEEP)
        with appearing(target, mode=_mode(log, told)) as out:
            with packed(out, target) as file:
                pieces = restored(new.file, new.size, read(_lines(changes), told["changes"]))
                if told["wide"]:
                    pieces = widened(pieces, told["encoding"], bytes.fromhex(told["mark"]))
                try:
                    for piece in pieces:
                        hasher.update(piece)
                        file.write(piece)
                except UnicodeError as error:
                    raise DataError("does not give the source again", where=told["changes"], remedy=KEEP) from error
            _compare(f"sha256:{hasher.hexdigest()}", told)
    return Restored(target, told["before"])


def _restore_table(log: Path, told: dict[str, Any], target: Path) -> str:
    """The same rows in a new Parquet file; its bytes may be others."""
    path, changes_path = log.with_name(told["target"]), log.with_name(told["changes"])
    new, changes = raw_table(path), raw_table(changes_path)
    if table_digest(new, path) != told["after"] or not {ROW, DROPPED} <= set(changes.columns):
        raise DataError("is not the file that was written", where=str(path), remedy=KEEP)
    try:
        whole = restored_table(new, changes, int(told["rows_before"]))
    except (pl.exceptions.PolarsError, ValueError, TypeError, IndexError) as error:
        raise DataError("does not give the source again", where=told["changes"], remedy=KEEP) from error
    _compare(table_digest(whole, changes_path), told)
    metadata = pl.read_parquet_metadata(path)
    with appearing(target, mode=_mode(log, told)) as out:
        write_table(whole, out, {key: text for key, text in metadata.items() if key != ARROW})
    return str(told["before"])


def _mode(log: Path, told: dict[str, Any]) -> int:
    """What was made of files that few may open, few may open too."""
    return mode_like(log.with_name(told["target"]), log.with_name(told["changes"]))


def _compare(digest: str, told: dict[str, Any]) -> None:
    if digest != told["before"]:
        raise DataError("does not give the source again", where=told["changes"], remedy=KEEP)


def restored_name(source: str) -> str:
    """`posts.csv` and `posts.csv.gz` become `posts.restored.csv` and `posts.restored.csv.gz`."""
    path = Path(source)
    packed_as = path.suffix if path.suffix.lower() == ".gz" else ""
    bare = path.with_suffix("") if packed_as else path
    return f"{bare.stem}.restored{bare.suffix}{packed_as}"


def _read(path: Path) -> dict[str, Any]:
    """The log, as far as it says what undoing needs; names of files beside it, and of nothing elsewhere."""
    with opened(path) as file:
        content = file.read(LOG_LIMIT)
    try:
        told = json.loads(content)
        names = [told[name] for name in NAMES]
        beside = all(isinstance(name, str) and _is_name(name) for name in names[:3])
        if told["cleaning"] != FORMAT or not beside or not _has_form(told):
            raise ValueError("another format, or names that are none")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError("is no log of cleaning", where=str(path), remedy=KEEP) from error
    found: dict[str, Any] = told
    return found


def _is_name(name: str) -> bool:
    """Whether a file in a folder may have this name: no path, and no NUL. Raises ValueError for what no file has."""
    return name not in ("", "..") and Path(name).name == name and b"\0" not in os.fsencode(name)


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file; one that is too long is cut, and so no change."""
    while line := file.readline(LINE_LIMIT):
        yield line


def _has_form(told: dict[str, Any]) -> bool:
    """Whether a log says how the source's bytes, or its rows, are made."""
    if Path(told["changes"]).suffix == ".parquet":
        return type(told["rows_before"]) is int
    bytes.fromhex(told["mark"])
    return told["wide"] is False or (told["wide"] is True and told["encoding"] in WIDE)
