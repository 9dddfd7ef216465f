from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from troth.errors import RecordError
from troth.record.keys import PublicKey, Signer, load_key, load_or_create_key, load_or_create_salt


def test_a_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "log.pem"
    key = load_or_create_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text().startswith("-----BEGIN PRIVATE KEY-----")
    assert load_or_create_key(f"file:{path}").public == key.public == load_key(str(path)).public
    assert key.public.verifies(key.sign(b"m"), b"m")
    assert not key.public.verifies(key.sign(b"m"), b"n")
    assert list(path.parent.iterdir()) == [path]
    assert "sign" not in repr(key)


def test_a_passphrase_seals_the_key(tmp_path: Path) -> None:
    path = tmp_path / "log.pem"
    key = load_or_create_key(path, passphrase="correct horse")
    assert load_key(path, passphrase="correct horse").public == key.public
    assert b"PRIVATE KEY" in path.read_bytes()
    for passphrase, words in ((None, "under a passphrase"), ("wrong", "does not open")):
        with pytest.raises(RecordError, match=words):
            load_key(path, passphrase=passphrase)
    content = path.read_text()
    path.write_text(content.replace(content.splitlines()[1][:4], "////", 1))
    with pytest.raises(RecordError, match="damaged"):
        load_key(path, passphrase="correct horse")


def test_a_key_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.pem"
    load_or_create_key(path)
    path.chmod(0o644)
    with pytest.raises(RecordError, match="chmod 600"):
        load_key(path)


def test_a_key_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = load_or_create_key(tmp_path / "log.pem")
    monkeypatch.setenv("LOG_KEY", (tmp_path / "log.pem").read_text())
    assert load_key("env:LOG_KEY").public == key.public
    monkeypatch.delenv("LOG_KEY")
    with pytest.raises(RecordError, match="not set"):
        load_or_create_key("env:LOG_KEY")
    with pytest.raises(RecordError, match="kms"):
        load_key("kms:LOG_KEY")


def test_what_is_no_ed25519_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "k.pem"
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for content, words in ((other, "not an Ed25519"), (b"hello", "PEM"), (b"\xff", "cannot read")):
        path.write_bytes(content)
        path.chmod(0o600)
        with pytest.raises(RecordError, match=words):
            load_key(path)
    with pytest.raises(RecordError):
        load_key(tmp_path / "missing.pem")


def test_two_processes_make_one_key(tmp_path: Path) -> None:
    program = "import sys; from troth.record.keys import *; print(load_or_create_key(sys.argv[1]).public)"
    place = str(tmp_path / "log.pem")
    children = [
        subprocess.Popen([sys.executable, "-c", program, place], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    answers = {child.communicate()[0] for child in children}
    assert len(answers) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["log.pem"]


def test_a_public_key_has_one_spelling() -> None:
    text = str(Signer.generate().public)
    assert str(PublicKey.parse(text)) == text
    for bad in (text[:-1], text + "=", "rsa:" + text[8:], "", "ed25519:AAAA"):
        with pytest.raises(RecordError):
            PublicKey.parse(bad)


def test_a_salt_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "salt"
    salt = load_or_create_salt(path)
    assert len(salt) == 32
    assert load_or_create_salt(path) == salt
    path.write_text(salt.hex() + "\n")
    assert load_or_create_salt(path) == salt
    path.write_text("abc")
    with pytest.raises(RecordError):
        load_or_create_salt(path)
