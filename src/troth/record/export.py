"""Publishing a log as plain files that any static host can serve (C2SP tlog-tiles)."""

from __future__ import annotations

import os
from pathlib import Path

from troth.errors import RecordError
from troth.record.note import Checkpoint, NoteKey, parse_checkpoint
from troth.record.store import Stored
from troth.record.tiles import HASH, WIDTH, pack_bundle, tile_path, tiles_of

CHECKPOINT = "checkpoint"
KEY = "key"
"""The file with the log's key in text; not of the C2SP layout, so that a folder can be verified on its own."""


def export_tiles(folder: Path, key: NoteKey, head: Checkpoint, store: Stored) -> None:
    """Write the log up to `head` into `folder`, new or an earlier export of the same log.

    The checkpoint comes after all it needs, so that the folder is whole whenever this is interrupted.
    """
    try:
        _check_folder(folder, key)
        wanted = {_write(folder / KEY, f"{key}\n".encode())}
        for level, position, width in tiles_of(head.size):
            wanted.add(_write(folder / tile_path(level, position, width), store.tile(level, position)[: width * HASH]))
            if level == 0:
                start = position * WIDTH
                bundle = pack_bundle([leaf for _, leaf in store.leaves(start, start + width)])
                wanted.add(_write(folder / tile_path("entries", position, width), bundle))
        _write(folder / CHECKPOINT, str(head).encode())
        _remove_outgrown(folder, wanted)  # the checkpoint before needed them until now
    except OSError as error:
        raise RecordError(f"cannot write the export: {error.strerror}", where=str(folder)) from error


def _check_folder(folder: Path, key: NoteKey) -> None:
    if not folder.exists() or not any(folder.iterdir()):
        return
    try:
        origin = parse_checkpoint((folder / CHECKPOINT).read_bytes()).origin
    except (OSError, RecordError):
        origin = None
    if origin != key.name:
        raise RecordError("the folder holds something else", where=str(folder), remedy="name a new or empty folder")


def _write(path: Path, content: bytes) -> Path:
    """Put `content` at `path`, whole or not at all; a file that holds it already is left alone."""
    if path.is_file() and path.read_bytes() == content:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    temporary.write_bytes(content)
    temporary.replace(path)
    return path


def _remove_outgrown(folder: Path, wanted: set[Path]) -> None:
    """Delete partial tiles of earlier exports, which the written head does not need."""
    for partial in (folder / "tile").glob("**/*.p/*"):
        if partial not in wanted:
            partial.unlink()
            if not any(partial.parent.iterdir()):
                partial.parent.rmdir()
