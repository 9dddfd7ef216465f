"""Erasures are told of by digests, once a person, under a charter that was signed."""

from __future__ import annotations

from pathlib import Path

import pytest

from record.stories import CHARTER, KEY, ORIGIN, Memory, act
from troth.errors import RecordError
from troth.record import ACTS, Finding, NewEntry, Record, Subject, digest, open_record, verify
from troth.record.order import Promises

FACTS = {
    "charter": CHARTER,
    "vault": "0" * 32,
    "subject": "hmac-sha256:" + digest(b"ada under the vault's key"),
    "key": "sha256:" + digest(b"wrapped key"),
}


def erase(record: Record | Memory, **changed: object) -> None:
    facts = {**FACTS, **changed}
    record.append("data-erasure", [Subject("charter", CHARTER), Subject("destroyed key", str(FACTS["key"]))], facts)


def told(*erasures: dict[str, object]) -> list[Finding]:
    memory, promises = Memory(), Promises()
    act(memory, "charter-signed")
    for each in erasures:
        erase(memory, **each)
    return [finding for entry in memory.entries for finding in promises.see(entry)] + promises.finish()


def test_an_erasure_is_genuine_and_told(tmp_path: Path) -> None:
    with open_record(tmp_path / "record.db", KEY, origin=ORIGIN) as record:
        act(record, "charter-signed")
        erase(record)
        erase(record, subject="hmac-sha256:" + digest(b"bob"))
    found = verify(tmp_path / "record.db", key=str(KEY.public))
    assert found.genuine
    assert not found.findings
    assert found.charters[0].erased == (1, 2)
    assert found.counts["data-erasure"] == 2


def test_it_is_signed(tmp_path: Path) -> None:
    assert "data-erasure" in ACTS
    with open_record(tmp_path / "record.db", KEY, origin=ORIGIN) as record, pytest.raises(RecordError, match="signed"):
        record.append_many([NewEntry("data-erasure", (), FACTS)])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"subject": "ada@example.org"}, "the subject of an erasure is no digest"),
        ({"subject": "sha256:" + digest(b"ada")}, "the subject of an erasure is no digest"),
        ({"vault": "Ada Lovelace"}, "the vault of an erasure is no digest"),
        ({"key": "sha256:" + digest(b"wrapped key") + "0"}, "the key of an erasure is no digest"),
        ({"key": "sha256:" + digest(b"another")}, "its key is none of its subjects"),
        ({"subject": None}, "names no subject"),
        ({"name": "Ada"}, "an erasure tells name, where it may tell digests only"),
    ],
)
def test_what_could_tell_of_a_person_is_wrong(changed: dict[str, object], words: str) -> None:
    wrong = [finding.what for finding in told(changed) if finding.severity == "wrong"]
    assert words in str(wrong)


@pytest.mark.parametrize(
    ("name", "sha256"), [("Ada", FACTS["key"]), ("Ada", digest(b"")), ("destroyed key", digest(b""))]
)
def test_a_subject_more_is_wrong(name: str, sha256: str) -> None:
    memory, promises = Memory(), Promises()
    act(memory, "charter-signed")
    subjects = [Subject("charter", CHARTER), Subject("destroyed key", FACTS["key"]), Subject(name, sha256)]
    memory.append("data-erasure", subjects, FACTS)
    found = [finding.what for entry in memory.entries for finding in promises.see(entry)]
    assert "neither its charter nor the destroyed key" in str(found)


def test_a_person_is_erased_once() -> None:
    again = told({}, {})
    assert [(finding.severity, finding.where) for finding in again] == [("warning", "entry 2")]
    assert "erased before (entry 1)" in again[0].what
    other = digest(b"another key")
    lied = [finding for finding in told({}, {"key": f"sha256:{other}"}) if "another key" in finding.what]
    assert [finding.severity for finding in lied] == ["wrong"]
    assert not told({}, {"vault": "1" * 32})


def test_a_charter_is_signed_before() -> None:
    memory, promises = Memory(), Promises()
    erase(memory)
    (finding,) = promises.see(memory.entries[0])
    assert "a charter that was not signed before" in finding.what
