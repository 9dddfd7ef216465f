"""The vault of a home: the keys of the persons that its data is about, and the owner's key that opens it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from troth.cli.home import Home
from troth.errors import DataError
from troth.progress import Progress

if TYPE_CHECKING:
    from troth.data.sealing import SecretKey
    from troth.data.vault import Vault

NEXT = "vault-next.pem"
"""The key of an owner to be, until the vault is sealed to it."""


def vault_home(charter: Path | None, home: Path | None) -> Home:
    """The home that the user named, or that of the charter."""
    if charter is None and home is None:
        raise click.UsageError("Name the charter with --charter, or its home with --home: it has the persons' keys.")
    return Home.of(charter or Path(), home)


@contextmanager
def home_vault(home: Home, *, create: bool = False) -> Iterator[Vault]:
    """The home's vault, open; create: made if there is none, and its owner's key with it."""
    from troth.data.vault import open_vault

    key = _owner(home, create)
    with open_vault(home.vault, key, create=create) as vault:
        yield vault


def rotate_vault(home: Home, progress: Progress) -> tuple[str, int]:
    """Give the vault a new key and its owner a new one; the public key of the new owner, and how many keys it has.

    Interrupted at any point, the vault opens with one of the two keys that are there then.
    """
    from troth.data.sealing import create_secret_key, load_secret_key

    following = _following(home)
    with home_vault(home) as vault:
        new = load_secret_key(following) if following.is_file() else create_secret_key(following)
        vault.rotate(new, progress=progress)
        following.replace(home.vault_key)
        return str(new.recipient), len(vault)


def _owner(home: Home, create: bool) -> SecretKey:
    from troth.data.sealing import create_secret_key, load_secret_key
    from troth.data.vault import open_vault

    there = home.vault.is_dir()
    if not there and not create:
        raise DataError(
            "there is no vault in this home: nothing was sealed for a person",
            where=str(home.folder),
            remedy="Name the charter, or with --home the home, that the data was sealed under. Where nothing was "
            "sealed, take the rows out of the files; `troth data withdraw CHARTER --subject ID` has releases refuse "
            "them.",
        )
    if not home.vault_key.is_file() and not there:
        return create_secret_key(home.vault_key)
    key = load_secret_key(home.vault_key)
    following = _following(home)
    if there and following.is_file():  # a rotation was interrupted: before the vault was sealed anew, or after
        new = load_secret_key(following)
        try:
            open_vault(home.vault, new).close()
        except DataError:
            return key
        following.replace(home.vault_key)
        return new
    return key


def _following(home: Home) -> Path:
    return home.vault_key.with_name(NEXT)
