"""X25519 keys: one spelling in public, files of their own in secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data.sealing import Recipient, SecretKey, create_secret_key, load_secret_key
from troth.errors import DataError
from troth.record import load_or_create_key


@settings(deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_a_recipient_is_read_as_it_is_written(raw: bytes) -> None:
    assert Recipient.parse(str(Recipient(raw))).raw == raw


@pytest.mark.parametrize(
    "text",
    ["", "x25519:", "x25519:AAAA", "ed25519:" + "A" * 43 + "=", "x25519:" + "A" * 43, "x25519:" + "A" * 42 + "B="],
)
def test_every_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="not the public key of a recipient"):
        Recipient.parse(text)
    with pytest.raises(DataError, match="32 bytes"):
        Recipient(b"short")


def test_a_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "ada.key"
    key = create_secret_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_secret_key(path) == load_secret_key(f"file:{path}") == key
    assert "private" not in repr(key)
    with pytest.raises(DataError, match="is there already"):
        create_secret_key(path)
    assert load_secret_key(path) == key
    assert list(path.parent.iterdir()) == [path]


def test_a_passphrase_is_asked_for_where_it_is_needed(tmp_path: Path) -> None:
    sealed, bare = tmp_path / "sealed.key", tmp_path / "bare.key"
    key, other = create_secret_key(sealed, passphrase="correct horse"), create_secret_key(bare)
    asked: list[str] = []

    def ask() -> str:
        asked.append("asked")
        return "correct horse"

    assert load_secret_key(bare, passphrase=ask) == other
    assert not asked
    assert load_secret_key(sealed, passphrase=ask) == key
    assert asked
    for passphrase, words in ((None, "under a passphrase"), ("wrong", "does not open")):
        with pytest.raises(DataError, match=words):
            load_secret_key(sealed, passphrase=passphrase)


def test_what_is_no_such_key_is_refused(tmp_path: Path) -> None:
    load_or_create_key(tmp_path / "log.pem")
    with pytest.raises(DataError, match="not an X25519 key"):
        load_secret_key(tmp_path / "log.pem")
    with pytest.raises(DataError, match="No such file"):
        load_secret_key(tmp_path / "missing.key")
    (tmp_path / "log.pem").chmod(0o644)
    with pytest.raises(DataError, match="chmod 600"):
        load_secret_key(tmp_path / "log.pem")


def test_keys_are_equal_by_what_they_open() -> None:
    assert SecretKey.generate() != SecretKey.generate()
