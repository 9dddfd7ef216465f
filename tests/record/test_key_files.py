"""Private keys of any kind are read as they were written, from files and variables."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from troth.errors import RecordError
from troth.record import read_private_key, split_uri, write_private_key
from troth.record.key_files import read_secret


@pytest.mark.parametrize("private", [X25519PrivateKey.generate(), Ed25519PrivateKey.generate()])
@pytest.mark.parametrize("passphrase", [None, "correct horse"])
def test_a_key_is_read_as_it_was_written(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    private: X25519PrivateKey | Ed25519PrivateKey,
    passphrase: str | None,
) -> None:
    path = tmp_path / "keys" / "key.pem"
    write_private_key(path, private, passphrase=passphrase)
    assert path.stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("THE_KEY", path.read_text())
    for uri in (path, str(path), f"file:{path}", f"file://{path}", "env:THE_KEY"):
        read = read_private_key(uri, passphrase=passphrase)
        assert type(read) is type(private)
        assert isinstance(read, X25519PrivateKey | Ed25519PrivateKey)
        assert read.private_bytes_raw() == private.private_bytes_raw()


def test_a_key_that_is_there_is_left_alone(tmp_path: Path) -> None:
    first, second = X25519PrivateKey.generate(), X25519PrivateKey.generate()
    write_private_key(tmp_path / "key.pem", first)
    write_private_key(tmp_path / "key.pem", second)
    read = read_private_key(tmp_path / "key.pem")
    assert isinstance(read, X25519PrivateKey)
    assert read.private_bytes_raw() == first.private_bytes_raw()
    assert [path.name for path in tmp_path.iterdir()] == ["key.pem"]


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"x")
    (tmp_path / "secret").chmod(0o640)
    with pytest.raises(RecordError, match="chmod 600"):
        read_secret(tmp_path / "secret")


def test_a_uri_is_split(tmp_path: Path) -> None:
    assert split_uri(tmp_path) == ("file", str(tmp_path))
    assert split_uri("file:///a/b") == split_uri("/a/b") == ("file", "/a/b")
    assert split_uri("env:NAME") == ("env", "NAME")
    with pytest.raises(RecordError, match="no keys are kept under kms:"):
        split_uri("kms:1")
