"""`troth data encrypt FILE`: seal a file, or columns of a table, so that only its recipients open it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from troth.cli.sealing import column_names, recipients
from troth.cli.steps import entering
from troth.cli.stopped import whole_or_not
from troth.cli.terminal import say, say_json
from troth.plural import counted

ENDING = ".sealed"
_FILE = click.Path(path_type=Path)


@click.command("encrypt")
@click.argument("file", type=_FILE)
@click.option(
    "--to", "named", multiple=True, metavar="KEY", help="A recipient: x25519:…, or a file of them; several times."
)
@click.option("--columns", metavar="NAMES", help="Of a table: seal these columns, with commas between them.")
@click.option("--id", "row_id", metavar="COLUMN", help="Of a table: what tells its rows, which may then be sorted.")
@click.option("--subject", metavar="COLUMN", help="Seal each row for the person that this column names.")
@click.option(
    "--charter", type=_FILE, help="Enter the step into this charter's record; with --subject, its home has the keys."
)
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="That home itself.")
@click.option("--output", "-o", type=_FILE, help="File to write; FILE.sealed, or of a table FILE with .sealed in it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(
    file: Path,
    named: tuple[str, ...],
    columns: str | None,
    row_id: str | None,
    subject: str | None,
    charter: Path | None,
    home: Path | None,
    output: Path | None,
    as_json: bool,
) -> int:
    """Seal FILE, or columns of it, to recipients; FILE stays as it is.

    The secret key of any of them opens it. With --columns only these columns of a table are sealed, cell by cell; their
    key lies beside the table, in a sealed file that ends in .keys and belongs to it. With --subject too every cell is
    sealed with the key of the person that its row is about, which is kept in the charter's home: `troth data erase`
    destroys it. The column that names the persons stays readable. Values of the sealed columns that stand in others too
    are counted, column by column.

    Exit status: 0; 2 bad input.
    """
    from troth.data.anonymising import digest
    from troth.data.sealing import keys_beside

    chosen = None if columns is None else column_names(columns)
    if subject is not None and (chosen is None or named or row_id):
        raise click.UsageError("--subject goes with --columns, and neither with --to nor with --id.")
    if subject is None and not named:
        raise click.UsageError("Name recipients with --to, or persons with --subject.")
    if chosen is None and row_id:
        raise click.UsageError("--id goes with --columns.")
    target = output or (_beside(file) if chosen is not None else file.with_name(file.name + ENDING))
    if subject is not None and chosen is not None:
        # Whose key is destroyed later is to leave nothing behind, no digest of what the file held either.
        with whole_or_not(file, (target,)):
            found = _for_persons(file, target, chosen, subject, charter, home)
    else:
        keys = () if chosen is None else (keys_beside(target),)
        with whole_or_not(file, (target, *keys)), entering(charter, home) as enter:
            found = _file(file, target, named) if chosen is None else _columns(file, target, chosen, row_id, named)
            enter("encrypt", digest(file), digest(target), None)
    if chosen is not None:
        found["in_clear"] = _in_clear(file, found["columns"])
    _tell(found, as_json)
    return 0


def _in_clear(file: Path, columns: list[str]) -> list[dict[str, Any]]:
    """Columns that were not sealed and have values of those that were."""
    from dataclasses import asdict

    from troth.data.elsewhere import elsewhere
    from troth.data.tables import read_table

    return [asdict(one) for one in elsewhere(read_table(file).frame, columns)]


def _file(file: Path, target: Path, named: tuple[str, ...]) -> dict[str, Any]:
    from troth.cli.progress import shown
    from troth.data.sealing import seal

    with shown() as progress:
        sealed = seal(file, target, recipients(named), progress=progress)
    return {"sealed": str(target), "bytes": sealed.length, "recipients": sealed.recipients, "file_id": sealed.file_id}


def _columns(
    file: Path, target: Path, columns: list[str], row_id: str | None, named: tuple[str, ...]
) -> dict[str, Any]:
    from troth.data.sealing import keys_beside, look, seal_table

    key = seal_table(file, target, columns, recipients(named), row_id=row_id)
    keys = keys_beside(target)
    return {
        "sealed": str(target),
        "columns": list(key.columns),
        "keys": str(keys),
        "recipients": look(keys).recipients,
    }


def _for_persons(
    file: Path, target: Path, columns: list[str], subject: str, charter: Path | None, home: Path | None
) -> dict[str, Any]:
    from troth.cli.progress import shown
    from troth.cli.vault import home_vault, vault_home
    from troth.data.vault import seal_table_for

    with shown() as progress, home_vault(vault_home(charter, home), create=True) as vault:
        rows = seal_table_for(file, target, columns, subject, vault, progress=progress)
        return {"sealed": str(target), "columns": columns, "rows": rows, "vault": str(vault.path)}


def _beside(file: Path) -> Path:
    """`people.csv` or `people.csv.gz` becomes `people.sealed.csv`."""
    bare = file.with_suffix("") if file.suffix.lower() == ".gz" else file
    return bare.with_name(f"{bare.stem}{ENDING}{bare.suffix}")


def _tell(found: dict[str, Any], as_json: bool) -> None:
    from troth.data.listed import listed

    if as_json:
        say_json({"format": 1, **found})
        return
    say(f"sealed: {found['sealed']}")
    if "columns" in found:
        say(f"columns: {', '.join(found['columns'])}")
    if "keys" in found:
        say(f"their key, sealed: {found['keys']}; keep the two together")
    if "recipients" in found:
        say(f"for {counted(found['recipients'], 'recipient')}; without a secret key of theirs nobody opens it")
    if "vault" in found:
        say(f"{counted(found['rows'], 'row')}, each for the person it is about; their keys: {found['vault']}")
    for one in found.get("in_clear", ()):
        cells = counted(one["cells"], "cell")
        say(f"warning: values of {one['of']!r} stand in clear in column {one['column']!r}: {cells}")
    if open_ := list(dict.fromkeys(one["column"] for one in found.get("in_clear", ()))):
        names = listed([*found["columns"], *open_])
        say(f"seal these too, in place of this file: --columns {names}; or have `troth data anonymise` replace them")
