"""Files of rows about persons, with columns that are sealed with the key of the person each row is about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from troth.data.sealing.seal import placed
from troth.data.sealing.target import PRIVATE, appearing, mode_like
from troth.data.tables import read_table, separator_of, writer_of
from troth.data.vault.columns import open_columns_for, seal_columns_for, sealed_for
from troth.data.vault.vault import Vault
from troth.errors import DataError
from troth.progress import Progress, silent


def seal_table_for(
    source: Path, target: Path, columns: Sequence[str], subject: str, vault: Vault, *, progress: Progress = silent
) -> int:
    """Write a table again with these columns sealed for the person that the column `subject` names; gives its rows.

    Raises DataError where something is there already, and as `seal_columns_for` does; then nothing is written.
    """
    table, write = read_table(source), writer_of(target)
    with placed(source), appearing(target, mode=mode_like(source)) as out:
        frame = seal_columns_for(table.frame, columns, subject, vault, place=table.places.of, progress=progress)
        write(frame, out, separator_of(table))
    return table.frame.height


def open_table_for(
    source: Path,
    target: Path,
    subject: str,
    vault: Vault,
    columns: Sequence[str] | None = None,
    *,
    progress: Progress = silent,
) -> tuple[tuple[str, ...], int]:
    """Write a table again with what was sealed for persons as it was, mode 0600; null where a person was erased.

    columns: which; left out, all that are sealed so. Gives them, and how many rows are about persons who were erased.
    Raises DataError as `open_columns_for` does; then nothing is written.
    """
    table, write = read_table(source), writer_of(target)
    chosen = tuple(columns or sealed_for(table.frame))
    with placed(source), appearing(target, mode=PRIVATE) as out:
        if not chosen:
            raise DataError(
                "has no column that was sealed for persons", remedy="Name the file with the sealed columns."
            )
        frame, erased = open_columns_for(table.frame, chosen, subject, vault, place=table.places.of, progress=progress)
        write(frame, out, separator_of(table))
    return chosen, erased
