"""What the commands on sealed data take: recipients, a secret key, names of columns."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from troth.errors import TrothError

if TYPE_CHECKING:
    from troth.data.sealing import Recipient, SecretKey

PASSPHRASE = "TROTH_PASSPHRASE"  # noqa: S105
"""The variable that a passphrase is taken from where nobody can be asked."""

_LONGEST = 1024 * 1024  # bytes read of a file of recipients


def keyed(help_: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add --key."""
    return click.option("--key", "uri", metavar="KEY", help=f"{help_}: a file, file:PATH or env:NAME.")


def secret_key(uri: str) -> SecretKey:
    """The secret key at a URI; its passphrase, if it has one, is asked for or taken from TROTH_PASSPHRASE."""
    from troth.data.sealing import load_secret_key

    return load_secret_key(uri, passphrase=passphrase)


def passphrase() -> str | None:
    """The passphrase of a key that is there, None where there is nobody to ask."""
    given = os.environ.get(PASSPHRASE)
    if given or not sys.stdin.isatty():
        return given
    asked: str = click.prompt("Passphrase", hide_input=True, err=True)
    return asked


def new_passphrase() -> str:
    """The passphrase of a key that is made."""
    given = os.environ.get(PASSPHRASE)
    if not given and not sys.stdin.isatty():
        raise TrothError("there is nobody to ask for a passphrase", remedy=f"Set the variable {PASSPHRASE}.")
    chosen: str = given or click.prompt("New passphrase", hide_input=True, err=True, confirmation_prompt=True)
    return chosen


def recipients(named: Sequence[str]) -> list[Recipient]:
    """Recipients as they were named: `x25519:…`, or a file that has one to a line."""
    from troth.data.sealing import Recipient

    found = []
    for each in named:
        lines = [each] if each.startswith("x25519:") else _lines(Path(each))
        found += [Recipient.parse(line) for line in lines]
    return found


def column_names(text: str) -> list[str]:
    """Names of columns with commas between them; a name that holds one stands in quotes."""
    return [name.strip() for name in next(csv.reader([text], skipinitialspace=True), []) if name.strip()]


def _lines(path: Path) -> list[str]:
    from troth.data.readers.files import check

    remedy = "Give a public key, x25519:…, or a file that has one to a line."
    try:
        if path.exists():
            check(path)  # a pipe would be waited for
        with path.open("rb") as file:
            text = file.read(_LONGEST).decode()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise TrothError(f"cannot read recipients: {why}", where=str(path)[:200], remedy=remedy) from error
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        raise TrothError("names no recipient", where=str(path), remedy=remedy)
    return lines
