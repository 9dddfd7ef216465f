"""What the user sees of a record: one screen, one JSON document, and the exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from record.stories import CHARTER, KEY, ORIGIN, ROWS, life
from troth.cli.record import command as record_command
from troth.cli.verify import command as verify_command
from troth.errors import TrothError
from troth.record import NoteKey, commit_rows, load_or_create_salt, open_record

TRUSTED = str(NoteKey(ORIGIN, KEY.public))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return life(tmp_path / "record.db", decided=20)


def _run(command: object, *arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])  # type: ignore[arg-type]
    return result.exit_code, result.output


def test_a_genuine_record_fits_one_screen(log: Path) -> None:
    status, output = _run(verify_command, log, "--key", TRUSTED)
    assert status == 0
    assert len(output.splitlines()) <= 22
    for words in (
        "genuine",
        ORIGIN,
        "28 entries",
        "20 sample",
        "signed in entry 0",
        "audited in entry 6",
        "met",
        CHARTER,
    ):
        assert words in output
    assert "compare it" not in output
    assert "taken from the file itself" in _run(verify_command, log)[1]  # trust on first use is said plainly


def test_what_is_not_genuine_ends_with_status_5_and_is_named(log: Path) -> None:
    content = log.read_bytes()
    at = content.index(b'"answer":7')
    log.write_bytes(content[: at + 9] + b"8" + content[at + 10 :])
    status, output = _run(verify_command, log)
    assert status == 5
    assert output.startswith("NOT GENUINE")
    assert "entry 15: its bytes are not those that were hashed into the tree" in output
    status, output = _run(verify_command, log, "--json")
    assert status == 5
    assert json.loads(output)["findings"][0]["where"] == "entry 15"


def test_rows_are_compared(log: Path, tmp_path: Path) -> None:
    salt = tmp_path / "salt"
    load_or_create_salt(salt)
    salt.write_text(bytes(range(32)).hex())
    rows = tmp_path / "rows"
    rows.write_bytes(b"\n".join(ROWS) + b"\n")
    commit_rows(ROWS, bytes(range(32))).save(tmp_path / "leaves")
    options = ("--rows", rows, "--salt", salt, "--leaves", tmp_path / "leaves")
    status, output = _run(verify_command, log, *options)
    assert (status, "12, all of them the committed ones" in output) == (0, True)
    rows.write_bytes(b"\n".join([*ROWS[:3], b"row x", *ROWS[4:]]))
    status, output = _run(verify_command, log, *options)
    assert (status, "row 3: it is not the row that was committed" in output) == (5, True)
    assert _run(verify_command, log, "--rows", rows)[0] == 2


def test_a_record_is_listed_exported_and_proved(log: Path, tmp_path: Path) -> None:
    status, output = _run(record_command, "list", log, "--type", "audited")
    assert (status, len(output.splitlines())) == (0, 1)
    document = json.loads(_run(record_command, "list", log, "--json")[1])
    assert (document["log"]["size"], document["entries"][0]["predicate"]["name"]) == (28, "posts")
    assert _run(record_command, "export", log, tmp_path / "tiles")[0] == 0
    assert _run(record_command, "proof", log, 6, tmp_path / "p")[0] == 0
    (tmp_path / "key").write_text(TRUSTED + "\n")
    for place in ("tiles", "p"):
        status, output = _run(verify_command, tmp_path / place, "--key", tmp_path / "key", "--json")
        assert (status, json.loads(output)["key_trusted"]) == (0, True)
    (tmp_path / "head").write_text((tmp_path / "tiles" / "checkpoint").read_text())
    with open_record(log, KEY) as record:
        record.append("note", [], {})
    assert _run(verify_command, log, "--head", tmp_path / "head")[0] == 0


def test_a_hostile_name_does_not_steer_the_terminal(tmp_path: Path) -> None:
    with open_record(tmp_path / "record.db", KEY) as record:
        record.append("charter-signed", [], {"charter": "c", "name": "\x1b[2Jgenuine", "version": "1"})
    assert "\x1b" not in _run(verify_command, tmp_path / "record.db")[1]


@pytest.mark.parametrize("key", ["x" * 5_000, "BINARY", ".", "a/b", "ed25519:AAAA", "nonsense"])
def test_a_key_that_is_none_is_bad_input(log: Path, tmp_path: Path, key: str) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00" * 100)
    with pytest.raises(TrothError):
        verify_command.main([str(log), "--key", key.replace("BINARY", str(tmp_path / "binary"))], standalone_mode=False)


def test_verifying_needs_neither_numbers_nor_frames(log: Path) -> None:
    program = (
        "import sys; from troth.cli.verify import command; command([sys.argv[1]], standalone_mode=False);"
        "bad = {'numpy', 'polars', 'scipy', 'torch', 'pydantic', 'httpx'} & set(sys.modules); assert not bad, bad"
    )
    done = subprocess.run([sys.executable, "-c", program, str(log)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
