"""A key for every person, so that everything about one of them can be erased at once: by destroying the key."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from troth.data.sealing import Recipient, SecretKey
from troth.data.sealing.envelope import KEY
from troth.data.sealing.header import ALTERED, NONCE, TAG
from troth.data.vault.erasure import Erasure
from troth.data.vault.keys import VaultKeys
from troth.data.vault.store import Store
from troth.errors import DataError, Erased
from troth.progress import Progress, silent

State = Literal["known", "erased", "unknown"]

_BLOB = b"\x01"  # the format of what is sealed for a person
_PAGE = 10_000  # keys that are wrapped anew between two notices


class Vault:
    """Seals and opens what is about persons; safe to use from several threads and processes. Made by `open_vault`."""

    def __init__(self, store: Store, key: SecretKey) -> None:
        self._store, self._key = store, key
        if store.one("SELECT 1 FROM vault") is None:
            new = VaultKeys.new()
            with store.transaction() as connection:  # where two are at it at once, the first one's vault stands
                row = (new.id, key.recipient.raw, new.sealed(key.recipient))
                connection.execute("INSERT OR IGNORE INTO vault VALUES (1, ?, ?, ?)", row)
        self._read()

    @property
    def path(self) -> Path:
        """The vault's file."""
        return self._store.path

    @property
    def id(self) -> str:
        """The vault's own name: 32 hexadecimal digits."""
        return self._keys.id.hex()

    def __len__(self) -> int:
        """How many persons have a key."""
        row = self._store.one("SELECT count(*) FROM subject WHERE wrapped IS NOT NULL")
        return 0 if row is None else int(row[0])

    def state(self, subject: str) -> State:
        """Whether this person has a key, had one that was destroyed, or was never known here."""
        row = self._row(self._keys.hash(subject))
        return "unknown" if row is None else "erased" if row[0] is None else "known"

    def add(self, subjects: Iterable[str]) -> None:
        """Make keys for those of these persons who were never known here: all in one flush, where one takes one."""
        with self._store.transaction() as connection:
            for hashed in {self._keys.hash(subject) for subject in subjects}:
                if self._row(hashed) is None:
                    wrapped = self._keys.wrap(os.urandom(KEY), hashed)
                    connection.execute("INSERT INTO subject VALUES (?, ?, NULL)", (hashed, wrapped))

    def seal_for(self, subject: str, content: bytes, *, context: str = "") -> bytes:
        """Seal something about a person, whose key is made if it is the first thing.

        context: what it is, such as the name of a column; only with the same does it open. Raises Erased for a person
        whose key was destroyed: nothing is kept of somebody who was erased, under a new key neither.
        """
        hashed = self._keys.hash(subject)
        if self._row(hashed) is None:
            self.add([subject])
        nonce = os.urandom(NONCE)
        cipher = AESGCM(self._data_key(hashed))
        return _BLOB + nonce + cipher.encrypt(nonce, content, self._keys.beside(hashed, context))

    def open_for(self, subject: str, sealed: bytes, *, context: str = "") -> bytes:
        """Open what was sealed for a person.

        Raises Erased where the person's key was destroyed, and DataError where the person was never known here, or it
        is not what was sealed for this person and this context.
        """
        hashed = self._keys.hash(subject)
        cipher = AESGCM(self._data_key(hashed))
        nonce, content = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
        if sealed[:1] != _BLOB or len(content) < TAG:
            raise DataError("is not something that a vault sealed", remedy="Give it as it was sealed.")
        try:
            return cipher.decrypt(nonce, content, self._keys.beside(hashed, context))
        except InvalidTag:
            raise DataError(
                "does not open: it was sealed for another person or as something else, or was altered", remedy=ALTERED
            ) from None

    def erase(self, subject: str) -> Erasure:
        """Destroy a person's key; when this returns, nothing of it is in the vault's files.

        For a person who was erased already the same erasure is given again, and the files are cleaned once more. Raises
        DataError for one who was never known here. Copies of the vault that were made before hold the key, under the
        vault's key of then.
        """
        hashed = self._keys.hash(subject)
        with self._store.transaction() as connection:
            row = self._row(hashed)
            if row is None:
                raise _unknown(self.path)
            wrapped, destroyed = row
            if wrapped is not None:
                destroyed = hashlib.sha256(wrapped).digest()
                change = "UPDATE subject SET wrapped = NULL, destroyed = ? WHERE hash = ?"
                connection.execute(change, (destroyed, hashed))
        self._store.scrub(wrapped)
        return Erasure(self.id, f"hmac-sha256:{hashed.hex()}", f"sha256:{(destroyed or b'').hex()}")

    def rotate(self, key: SecretKey, *, progress: Progress = silent) -> None:
        """Put a new key of the vault, sealed to the owner `key`, in place of the old, and wrap every person's key anew.

        All of it happens or nothing. With a new owner, and the old owner's key destroyed, copies of the vault that were
        made before open no more.
        """
        page = "SELECT hash, wrapped FROM subject WHERE hash > ? AND wrapped IS NOT NULL ORDER BY hash LIMIT ?"
        done, total, last = 0, len(self), b""
        with self._store.transaction() as connection:
            self._row(b"")  # where another process rotated it meanwhile, its keys are those to begin with
            old, new = self._keys, self._keys.rotated()
            while rows := connection.execute(page, (last, _PAGE)).fetchall():
                anew = [(new.wrap(old.unwrap(wrapped, hashed), hashed), hashed) for hashed, wrapped in rows]
                connection.executemany("UPDATE subject SET wrapped = ? WHERE hash = ?", anew)
                last, done = rows[-1][0], done + len(rows)
                progress("rotate", done, total)
            row = (key.recipient.raw, new.sealed(key.recipient))
            connection.execute("UPDATE vault SET owner = ?, wrapped = ?", row)
        self._key = key
        self._read()
        self._store.scrub(None)

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    def __enter__(self) -> Vault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self) -> None:
        """Open the vault's keys as they are now."""
        row = self._store.one("SELECT id, owner, wrapped FROM vault")
        vault_id, owner, self._sealed = row or (b"", b"", b"")
        if owner != self._key.recipient.raw:
            whose = f"sealed to {Recipient(owner)}" if owner else "nobody's"
            raise DataError(
                f"this vault is {whose}, not to {self._key.recipient}",
                where=str(self.path),
                remedy="Give its owner's key.",
            )
        keys = VaultKeys.opened(vault_id, self._sealed, self._key)
        if keys is None:
            raise DataError("the vault's own key was altered", where=str(self.path), remedy="Put a copy in its place.")
        self._keys = keys

    def _row(self, hashed: bytes) -> tuple[bytes | None, bytes | None] | None:
        """A person's wrapped key, or the digest of the one that was destroyed; under the vault's key as it is now."""
        row = self._store.one(
            "SELECT vault.wrapped, hash, subject.wrapped, destroyed FROM vault LEFT JOIN subject ON hash = ?", hashed
        )
        if row is None or row[0] != self._sealed:  # another process rotated it: what was read by the old key is no use
            self._read()
            return self._row(hashed)
        return None if row[1] is None else (row[2], row[3])

    def _data_key(self, hashed: bytes) -> bytes:
        row = self._row(hashed)
        if row is None:
            raise _unknown(self.path)
        if row[0] is None:
            raise Erased(
                "this person was erased: the key was destroyed, and what was sealed with it opens no more",
                where=str(self.path),
                remedy="There is nothing to be done: that is what erasing is for.",
            )
        return self._keys.unwrap(row[0], hashed)


def open_vault(folder: Path, key: SecretKey, *, create: bool = False) -> Vault:
    """Open the vault in a folder with its owner's key; create: make it if there is none.

    Raises DataError where there is none, others can read it, or it is another owner's.
    """
    store = Store(folder, create=create)
    try:
        return Vault(store, key)
    except BaseException:
        store.close()
        raise


def _unknown(path: Path) -> DataError:
    return DataError(
        "this person was never known here: nothing was sealed for them",
        where=str(path),
        remedy="Look how the identifier is written where the data was sealed.",
    )
