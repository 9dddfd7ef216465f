"""`troth data keys`: keys that open what is sealed, and who may open a sealed file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from troth.cli.sealing import keyed, new_passphrase, recipients, secret_key
from troth.cli.terminal import say, say_json
from troth.errors import DataError
from troth.plural import counted

if TYPE_CHECKING:
    from troth.data.sealing import Rewrapped

_FILE = click.Path(path_type=Path)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


@click.group("keys")
def command() -> None:
    """Make keys; list and change who may open what is sealed."""


@command.command("new")
@click.argument("file", type=_FILE)
@click.option("--passphrase", "under", is_flag=True, help="Put it under a passphrase: asked, or TROTH_PASSPHRASE.")
def new(file: Path, under: bool) -> None:
    """Make a secret key, and print its public key.

    FILE is readable by you alone; the public key is for others, to seal to you. Keep a copy of FILE: what is sealed to
    a key that is lost opens no more.
    """
    from troth.data.sealing import create_secret_key

    say(create_secret_key(file, passphrase=new_passphrase() if under else None).recipient)


@command.command("show")
@click.argument("uri", metavar="KEY")
def show(uri: str) -> None:
    """Print the public key of a secret KEY: a file, file:PATH or env:NAME."""
    say(secret_key(uri).recipient)


@command.command("list")
@click.argument("file", type=_FILE)
@keyed("The secret key of a recipient, who alone can see the others")
@_JSON
def list_(file: Path, uri: str | None, as_json: bool) -> None:
    """List who may open a sealed FILE.

    Of a table with sealed columns, who may open these. Without --key it is told how many they are.
    """
    from troth.data.sealing import look, recipients_of

    place = _place(file)
    seen = look(place)
    names = None if uri is None else [str(each) for each in recipients_of(place, secret_key(uri))]
    if as_json:
        shown = {"file_id": seen.file_id, "bytes": seen.length, "recipients": seen.recipients, "keys": names}
        say_json({"format": 1, "file": str(place), **shown})
        return
    count = counted(seen.recipients, "recipient")
    say(f"{place}: {counted(seen.length, 'byte')}, sealed to {count}" + ("; --key names them" if names is None else ""))
    for name in names or ():
        say(f"  {name}")


@command.command("rotate")
@click.argument("file", type=_FILE)
@keyed("The secret key of a recipient")
@click.option("--add", multiple=True, metavar="KEY", help="A recipient to let in: x25519:…, or a file of them.")
@click.option("--remove", multiple=True, metavar="KEY", help="A recipient to put out.")
@click.option("--full", is_flag=True, help="Seal the contents under a new data key as well.")
@_JSON
def rotate_(
    file: Path, uri: str | None, add: tuple[str, ...], remove: tuple[str, ...], full: bool, as_json: bool
) -> None:
    """Change who may open a sealed FILE.

    It is changed in its place; of a table with sealed columns, who may open these. Without --full the contents stay as
    they are, and only their key is sealed anew. Whoever was put out may then have kept it.
    """
    from troth.cli.progress import shown
    from troth.data.sealing import rewrap, rotate

    if uri is None:
        raise click.UsageError("Name a secret key with --key.")
    if not (add or remove or full):
        raise click.UsageError("Say what to change: --add, --remove or --full.")
    place = _place(file)
    if full:
        _refuse_table(place)
    key, inside, outside = secret_key(uri), recipients(add), recipients(remove)
    with shown() as progress:
        if full:
            found = rotate(place, key, add=inside, remove=outside, progress=progress)
        else:
            found = rewrap(place, key, add=inside, remove=outside)
    _tell(place, found, as_json)


@command.command("rotate-vault")
@click.argument("charter", type=_FILE)
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="The home; .troth beside CHARTER.")
@_JSON
def rotate_vault_(charter: Path, home: Path | None, as_json: bool) -> None:
    """Give a vault of persons' keys new keys of its own.

    The vault of the charter's home gets a new key, and its owner a new one. Copies of the vault that were made before
    open with the old owner's key alone, wherever that was copied: destroy it.
    """
    from troth.cli.progress import shown
    from troth.cli.vault import rotate_vault, vault_home

    place = vault_home(charter, home)
    with shown() as progress:
        owner, count = rotate_vault(place, progress)
    if as_json:
        say_json({"format": 1, "vault": str(place.vault), "owner": owner, "persons": count})
        return
    say(f"{place.vault}: {counted(count, 'key')} of persons wrapped anew, for {owner}")
    say("The owner's key before was removed from this home: destroy its copies, and no older copy of the vault opens.")


def _place(file: Path) -> Path:
    """The sealed file that is meant: of a table the one with the key of its columns."""
    from troth.data.sealing import is_sealed, keys_beside

    beside = keys_beside(file)
    return beside if file.is_file() and not is_sealed(file) and beside.is_file() else file


def _refuse_table(place: Path) -> None:
    from troth.data.sealing import KEYS

    if place.name.endswith(KEYS):
        raise DataError(
            "holds the key of a table's columns, which --full would leave as it is",
            where=str(place),
            remedy="Open the table with `troth data decrypt`, and seal it again.",
        )


def _tell(place: Path, found: Rewrapped, as_json: bool) -> None:
    document: dict[str, Any] = {
        name: [str(each) for each in getattr(found, name)] for name in ("recipients", "added", "removed")
    }
    if as_json:
        say_json({"format": 1, "file": str(place), "file_id": found.file.file_id, **document, "caution": found.caution})
        return
    say(f"{place}: sealed to")
    for name in document["recipients"]:
        say(f"  {name}" + ("  (new)" if name in document["added"] else ""))
    for name in document["removed"]:
        say(f"removed: {name}")
    if found.caution:
        say(found.caution)
