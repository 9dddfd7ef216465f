"""Files of rows whose columns are sealed, each with the key of its columns beside it in a sealed file of its own."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from troth.data.sealing.columns import ColumnKey, open_columns, seal_columns
from troth.data.sealing.keys import Recipient, SecretKey
from troth.data.sealing.seal import placed, seal, unlocked
from troth.data.sealing.stream import open_pieces
from troth.data.sealing.target import PRIVATE, appearing, mode_like
from troth.data.tables import read_table, separator_of, writer_of
from troth.errors import DataError

KEYS = ".keys"
"""What is put to a table's name to name the file of its key."""

_KEY_LIMIT = 1024 * 1024  # bytes of a key of columns: more than any table's names come to


def keys_beside(table: Path) -> Path:
    """The sealed file that holds the key of a table's columns."""
    return table.with_name(table.name + KEYS)


def seal_table(
    source: Path, target: Path, columns: Sequence[str], recipients: Sequence[Recipient], *, row_id: str | None = None
) -> ColumnKey:
    """Write a table again with some of its columns sealed to the recipients, and their key beside it.

    row_id: as `seal_columns` has it. Raises DataError where something is there already, and as `seal_columns` does;
    then nothing is written.
    """
    table, write, keys = read_table(source), writer_of(target), keys_beside(target)
    with placed(source):
        frame, key = seal_columns(table.frame, columns, row_id=row_id)
    made = False
    try:
        with appearing(target, mode=mode_like(source)) as out:
            write(frame, out, separator_of(table))
            seal(BytesIO(key.to_bytes()), keys, recipients)
            made = True
    except BaseException:
        if made and not target.exists():
            keys.unlink()
        raise
    return key


def open_table(source: Path, target: Path, key: SecretKey, columns: Sequence[str] | None = None) -> ColumnKey:
    """Write a table again with its sealed columns, or some of them, as they were; mode 0600.

    Raises DataError where the key beside it is missing or not sealed to `key`, and as `open_columns` does; then nothing
    is written.
    """
    table, write = read_table(source), writer_of(target)
    opened = column_key(keys_beside(source), key)
    with placed(source):
        frame = open_columns(table.frame, opened, columns, place=table.places.of)
    with appearing(target, mode=PRIVATE) as out:
        write(frame, out, separator_of(table))
    return opened


def column_key(path: Path, key: SecretKey) -> ColumnKey:
    """The key of columns in a sealed file."""
    with unlocked(path, key) as (file, header, keys):
        if header.length > _KEY_LIMIT:
            raise DataError("holds no key of sealed columns", remedy="Name the file that was written beside the table.")
        return ColumnKey.of_bytes(b"".join(bytes(piece) for piece in open_pieces(file, header, keys)))
