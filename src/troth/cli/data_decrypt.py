"""`troth data decrypt FILE`: open a sealed file, or the sealed columns of a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from troth.cli.data_encrypt import ENDING
from troth.cli.sealing import column_names, keyed, secret_key
from troth.cli.terminal import say, say_json
from troth.errors import DataError

_FILE = click.Path(path_type=Path)


@click.command("decrypt")
@click.argument("file", type=_FILE)
@keyed("The secret key of a recipient")
@click.option("--columns", metavar="NAMES", help="Of a table: open these columns alone, with commas between them.")
@click.option("--subject", metavar="COLUMN", help="Open what was sealed for the persons that this column names.")
@click.option("--charter", type=_FILE, help="With --subject: the charter whose home has the keys of the persons.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="With --subject: that home itself.")
@click.option("--output", "-o", type=_FILE, help="File to write; FILE without .sealed when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(
    file: Path,
    uri: str | None,
    columns: str | None,
    subject: str | None,
    charter: Path | None,
    home: Path | None,
    output: Path | None,
    as_json: bool,
) -> int:
    """Open a sealed FILE, or the sealed columns of a table.

    What it is opened to appears, readable by you alone, once all of it was verified. What is not as it was sealed is
    refused, and nothing is written: another key, a file that was altered, cut off or added to, a cell that was moved.
    Of persons who were erased the cells stay empty. A key under a passphrase: you are asked for it, or set
    TROTH_PASSPHRASE.

    Exit status: 0; 2 bad input, or nothing that opens.
    """
    chosen = None if columns is None else column_names(columns)
    if subject is not None:
        if uri is not None:
            raise click.UsageError("--subject opens with the keys of persons: leave --key out.")
        found = _for_persons(file, output, chosen, subject, charter, home)
    elif charter or home:
        raise click.UsageError("--charter and --home go with --subject.")
    elif uri is None:
        raise click.UsageError("Name a secret key with --key, or persons with --subject.")
    else:
        found = _for_recipient(file, output, chosen, uri)
    if as_json:
        say_json({"format": 1, **found})
        return 0
    say(f"opened: {found['opened']}")
    if "columns" in found:
        say(f"columns: {', '.join(found['columns'])}")
    if found.get("erased"):
        rows = found["erased"]
        say(f"{rows:,} row{' is' if rows == 1 else 's are'} about persons who were erased; their cells are empty")
    return 0


def _for_recipient(file: Path, output: Path | None, columns: list[str] | None, uri: str) -> dict[str, Any]:
    from troth.cli.progress import shown
    from troth.data.sealing import is_sealed, keys_beside, open_table, unseal

    if not is_sealed(file) and keys_beside(file).exists():
        target = output or _target(file)
        opened = open_table(file, target, secret_key(uri), columns)
        return {"opened": str(target), "columns": columns or list(opened.columns)}
    if columns is not None:
        raise DataError(
            f"there is no {keys_beside(file).name} beside it, so it has no columns to be opened",
            where=str(file),
            remedy="Put the table and its .keys file together; or leave --columns out for a sealed file.",
        )
    key, target = secret_key(uri), output or _target(file)
    if not is_sealed(file):
        raise DataError(
            f"is not a sealed file, and there is no {keys_beside(file).name} beside it that would open its columns",
            where=str(file),
            remedy="Put the table and its .keys file together; what was sealed for persons is opened with --subject "
            "COLUMN --charter CHARTER.",
        )
    with shown() as progress:
        found = unseal(file, target, key, progress=progress)
    return {"opened": str(target), "bytes": found.length, "file_id": found.file_id}


def _for_persons(
    file: Path, output: Path | None, columns: list[str] | None, subject: str, charter: Path | None, home: Path | None
) -> dict[str, Any]:
    from troth.cli.progress import shown
    from troth.cli.vault import home_vault, vault_home
    from troth.data.vault import open_table_for

    target = output or _target(file)
    with shown() as progress, home_vault(vault_home(charter, home)) as vault:
        opened, erased = open_table_for(file, target, subject, vault, columns, progress=progress)
    return {"opened": str(target), "columns": list(opened), "erased": erased}


def _target(file: Path) -> Path:
    """`notes.txt.sealed` becomes `notes.txt`, and `people.sealed.csv` `people.csv`."""
    bare = file.name.removesuffix(ENDING)
    if bare == file.name:
        bare = file.name.replace(ENDING, "", 1)
    if bare in (file.name, ""):
        raise DataError("has no .sealed in its name", where=str(file), remedy="Name the file to write with --output.")
    return file.with_name(bare)
