"""The vault of a home has one owner's key, also where its rotation was interrupted."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.acting import ran
from troth.cli.home import Home
from troth.cli.vault import NEXT, home_vault, rotate_vault
from troth.data.sealing import create_secret_key, load_secret_key
from troth.data.vault import open_vault
from troth.errors import DataError
from troth.progress import silent


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.of(tmp_path / "charter.yaml", None)


def test_it_is_made_where_it_is_needed(home: Home) -> None:
    with pytest.raises(DataError, match="there is no vault in this home"), home_vault(home):
        pass
    assert not home.folder.exists()
    with home_vault(home, create=True) as vault:
        vault.seal_for("ada", b"")
    with home_vault(home) as vault:
        assert vault.state("ada") == "known"
    assert home.vault_key.stat().st_mode & 0o777 == 0o600


def test_a_lost_key_is_not_made_anew(home: Home) -> None:
    with home_vault(home, create=True):
        pass
    home.vault_key.unlink()
    with pytest.raises(DataError, match="No such file"), home_vault(home, create=True):
        pass
    assert not home.vault_key.exists()


def test_rotating_puts_a_new_owner_in(home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with home_vault(home, create=True) as vault:
        letter = vault.seal_for("ada", b"letter")
    old = load_secret_key(home.vault_key)
    assert ran("data", "keys", "rotate-vault", tmp_path / "charter.yaml") == 0
    new = load_secret_key(home.vault_key)
    assert str(new.recipient) in capsys.readouterr().out
    assert new != old
    assert [path.name for path in home.vault_key.parent.glob("*.pem")] == ["vault.pem"]
    with home_vault(home) as vault:
        assert vault.open_for("ada", letter) == b"letter"
    with pytest.raises(DataError):
        open_vault(home.vault, old)


@pytest.mark.parametrize("sealed_anew", [True, False])
def test_an_interrupted_rotation_is_ended(home: Home, sealed_anew: bool) -> None:
    """Before the vault was sealed to its new owner, or after, and the key has not got its name."""
    with home_vault(home, create=True) as vault:
        letter = vault.seal_for("ada", b"letter")
        following = create_secret_key(home.vault_key.with_name(NEXT))
        if sealed_anew:
            vault.rotate(following)
    with home_vault(home) as vault:
        assert vault.open_for("ada", letter) == b"letter"
    assert home.vault_key.with_name(NEXT).exists() == (not sealed_anew)
    owner, count = rotate_vault(home, silent)
    assert count == 1
    assert (owner == str(following.recipient)) == (not sealed_anew)
    with home_vault(home) as vault:
        assert vault.open_for("ada", letter) == b"letter"
    assert not home.vault_key.with_name(NEXT).exists()
