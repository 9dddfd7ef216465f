"""A person's key is made, used and destroyed; what is known of it afterwards is that it is gone."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.vault.old_files import ADA, BOB, CELL, ERASURE, FORMAT_1, LETTER
from data.vault.old_files import OWNER as OLD_OWNER
from troth.data.sealing import SecretKey
from troth.data.vault import Vault, open_columns_for, open_vault
from troth.errors import DataError, Erased

OWNER = SecretKey.generate()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with open_vault(tmp_path / "vault", OWNER, create=True) as vault:
        yield vault


def content(vault: Vault) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(vault.path.parent.iterdir()))


def wrapped(vault: Vault, subject: str) -> bytes:
    row = vault._row(vault._keys.hash(subject))
    assert row is not None
    assert row[0] is not None
    return row[0]


def has_any(haystack: bytes, needle: bytes, size: int = 8) -> bool:
    return any(needle[at : at + size] in haystack for at in range(len(needle) - size + 1))


@settings(deadline=None, max_examples=30)
@given(st.text(min_size=1, max_size=20), st.binary(max_size=100), st.text(max_size=10))
def test_what_goes_in_comes_out(shared: Vault, subject: str, what: bytes, context: str) -> None:
    sealed = shared.seal_for(subject, what, context=context)
    assert shared.open_for(subject, sealed, context=context) == what
    assert len(sealed) == len(what) + 1 + 12 + 16
    assert shared.seal_for(subject, what, context=context) != sealed


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    with open_vault(tmp_path_factory.mktemp("shared"), OWNER, create=True) as vault:
        yield vault


def test_it_opens_again_with_its_owners_key_alone(vault: Vault) -> None:
    sealed = vault.seal_for(ADA, b"letter")
    with open_vault(vault.path.parent, OWNER) as again:
        assert again.id == vault.id
        assert again.open_for(ADA, sealed) == b"letter"
        assert len(again) == 1
    with pytest.raises(DataError, match=r"this vault is sealed to x25519:.*, not to x25519:"):
        open_vault(vault.path.parent, SecretKey.generate())
    with pytest.raises(DataError, match="there is no vault here"):
        open_vault(vault.path.parents[1], OWNER)


def test_an_old_vault_opens(tmp_path: Path) -> None:
    (tmp_path / "vault.db").write_bytes(FORMAT_1)
    (tmp_path / "vault.db").chmod(0o600)
    with open_vault(tmp_path, OLD_OWNER) as vault:
        assert vault.open_for(ADA, LETTER, context="mail") == b"letter"
        frame = pl.DataFrame({"who": [ADA], "name": [CELL]})
        assert open_columns_for(frame, ["name"], "who", vault)[0].rows() == [(ADA, "Ada")]
        assert vault.state(BOB) == "erased"
        assert vault.erase(BOB) == ERASURE


def test_nobody_is_named_in_the_file(vault: Vault) -> None:
    vault.seal_for(ADA, b"letter")
    key = vault._keys.unwrap(wrapped(vault, ADA), vault._keys.hash(ADA))
    plain = hashlib.sha256(ADA.encode()).digest()
    for secret in (ADA.encode(), plain, key, vault._keys.vault, vault._keys.index, OWNER.private.private_bytes_raw()):
        assert not has_any(content(vault), secret)


def test_what_is_not_as_it_was_sealed_is_refused(vault: Vault) -> None:
    sealed = vault.seal_for(ADA, b"letter", context="mail")
    vault.seal_for(BOB, b"other")
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1 << at % 8
        with pytest.raises(DataError, match="does not open" if at else "is not something that a vault sealed"):
            vault.open_for(ADA, bytes(changed), context="mail")
        with pytest.raises(DataError):
            vault.open_for(ADA, sealed[:at], context="mail")
    for subject, context in ((BOB, "mail"), (ADA, "name"), (ADA, "")):
        with pytest.raises(DataError, match="another person or as something else"):
            vault.open_for(subject, sealed, context=context)


def test_erased_is_not_never_known(vault: Vault) -> None:
    sealed = vault.seal_for(ADA, b"letter")
    assert [vault.state(each) for each in (ADA, BOB)] == ["known", "unknown"]
    digest = hashlib.sha256(wrapped(vault, ADA)).hexdigest()
    erasure = vault.erase(ADA)
    assert erasure.facts() == {
        "vault": vault.id,
        "subject": f"hmac-sha256:{vault._keys.hash(ADA).hex()}",
        "key": f"sha256:{digest}",
    }
    assert [vault.state(each) for each in (ADA, BOB)] == ["erased", "unknown"]
    assert len(vault) == 0
    for act in (lambda: vault.open_for(ADA, sealed), lambda: vault.seal_for(ADA, b"again")):
        with pytest.raises(Erased, match="this person was erased"):
            act()
    for act in (lambda: vault.open_for(BOB, sealed), lambda: vault.erase(BOB)):
        with pytest.raises(DataError, match="never known here") as raised:
            act()
        assert not isinstance(raised.value, Erased)
    assert vault.state(BOB) == "unknown"
    assert vault.erase(ADA) == erasure


@pytest.mark.parametrize("others", [0, 1, 200])
def test_the_erased_key_is_in_no_file(vault: Vault, others: int) -> None:
    vault.add([ADA, *map(str, range(others))])
    secret = wrapped(vault, ADA)
    assert secret in content(vault)
    vault.erase(ADA)
    assert not has_any(content(vault), secret)
    vault.close()
    assert not has_any(content(vault), secret)
    assert sorted(path.name for path in vault.path.parent.iterdir()) == [".gitignore", "vault.db"]


def test_others_open_after_an_erasure(vault: Vault) -> None:
    letters = {name: vault.seal_for(name, name.encode()) for name in map(str, range(50))}
    for name in list(letters)[::2]:
        vault.erase(name)
    assert len(vault) == 25
    for name, letter in letters.items():
        if int(name) % 2:
            assert vault.open_for(name, letter) == name.encode()
        else:
            assert vault.state(name) == "erased"


def test_rotating_wraps_every_key_anew(vault: Vault) -> None:
    letters = {name: vault.seal_for(name, name.encode()) for name in map(str, range(20))}
    gone = vault.erase("7")
    copy, before = vault.path.read_bytes(), [wrapped(vault, name) for name in letters if name != "7"]
    told: list[tuple[int, int | None]] = []
    new = SecretKey.generate()
    vault.rotate(new, progress=lambda stage, done, total=None, note="": told.append((done, total)))
    assert told == [(19, 19)]
    assert not any(has_any(content(vault), each, 16) for each in before)
    assert vault.erase("7") == gone
    with open_vault(vault.path.parent, new) as again:
        assert all(again.open_for(name, letters[name]) == name.encode() for name in letters if name != "7")
        assert again.state("7") == "erased"
    with pytest.raises(DataError, match="not to x25519:"):
        open_vault(vault.path.parent, OWNER)
    (older := vault.path.parents[1] / "copy").mkdir()
    (older / "vault.db").write_bytes(copy)
    (older / "vault.db").chmod(0o600)
    with open_vault(older, OWNER) as kept:  # which is why the old owner's key is to be destroyed
        assert kept.open_for("8", letters["8"]) == b"8"


def test_a_rotation_that_is_interrupted_changes_nothing(vault: Vault) -> None:
    letter = vault.seal_for(ADA, b"letter")

    def stop(stage: str, done: int, total: int | None = None, note: str = "") -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        vault.rotate(SecretKey.generate(), progress=stop)
    assert vault.open_for(ADA, letter) == b"letter"
    with open_vault(vault.path.parent, OWNER) as again:
        assert again.open_for(ADA, letter) == b"letter"


def test_a_vault_that_another_process_rotated_is_read_anew(vault: Vault) -> None:
    """Neither is a key wrapped under the one that is gone, nor one taken for altered."""
    letter = vault.seal_for(ADA, b"letter")
    with open_vault(vault.path.parent, OWNER) as other:
        other.rotate(OWNER)
        second = vault.seal_for(BOB, b"second")
        assert vault.open_for(ADA, letter) == other.open_for(ADA, letter) == b"letter"
        assert other.open_for(BOB, second) == b"second"
        other.rotate(SecretKey.generate())
        with pytest.raises(DataError, match="not to x25519:"):
            vault.seal_for("cy", b"third")


def test_keys_that_changed_places_are_refused(vault: Vault) -> None:
    letter = vault.seal_for(ADA, b"letter")
    vault.seal_for(BOB, b"other")
    with vault._store.transaction() as connection:
        change = "UPDATE subject SET wrapped = ? WHERE hash = ?"
        connection.execute(change, (wrapped(vault, BOB), vault._keys.hash(ADA)))
    with pytest.raises(DataError, match="a person's key in the vault was altered"):
        vault.open_for(ADA, letter)


def test_many_threads_make_one_key_for_a_person(vault: Vault) -> None:
    letters: list[bytes] = []
    threads = [threading.Thread(target=lambda: letters.append(vault.seal_for(ADA, b"letter"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [vault.open_for(ADA, letter) for letter in letters] == [b"letter"] * 8


def test_two_processes_make_one_vault(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from troth.data.sealing import SecretKey\n"
        "from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey\n"
        "from troth.data.vault import open_vault\n"
        "key = SecretKey.of(X25519PrivateKey.from_private_bytes(bytes(range(32))))\n"
        "with open_vault(Path(sys.argv[1]), key, create=True) as vault:\n"
        "    vault.seal_for('ada', b'')\n"
        "    print(vault.id, len(vault))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "vault")]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert len({child.communicate()[0] for child in children}) == 1
    assert all(child.returncode == 0 for child in children)
