"""A reading is signed by who reads, as a member of the council, and says what was given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from record.stories import CHARTER, KEY, ORIGIN, Memory, act
from troth.record import ACTS, Signer, Subject, digest, open_record, signed_request, verify
from troth.record.order import Promises
from troth.record.readings import Readings

ADA = Signer.from_seed(b"a" * 32)
DATA = "sha256:" + digest(b"rows")
REQUEST = {
    "charter": CHARTER,
    "data": DATA,
    "split": "train",
    "columns": ["income"],
    "reader": "Ada",
    "role": "auditor",
    "purpose": "a complaint",
    "asked": "2020-01-01T00:00:00Z",
}
MEMBERS = [["Ada", "auditor", str(ADA.public)]]


def reading(**changed: Any) -> dict[str, Any]:
    return {**signed_request(REQUEST, ADA), "answer": "given", "rows": 3, **changed}


def wrong(facts: dict[str, Any], members: list[list[str]] | None = MEMBERS) -> list[str]:
    memory = Memory()
    memory.append("data-read", [Subject("charter", CHARTER), Subject("data", DATA)], facts)
    return list(Readings().see(memory.entries[0], members))


def test_one_that_is_signed_is_right() -> None:
    assert "data-read" in ACTS
    assert wrong(reading()) == wrong(reading(answer="refused", rows=0)) == wrong(reading(), None) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"columns": ["income", "mail"]},
        {"purpose": "nothing"},
        {"split": "validation"},
        {"asked": "2019-01-01T00:00:00Z"},
        {"signature": reading(purpose="x")["signature"][:-4] + "AAA="},
        {"key": str(KEY.public)},
    ],
)
def test_what_was_not_asked_for_is_found(changed: dict[str, Any]) -> None:
    assert "the request to read is not signed by its reader" in wrong(reading(**changed), None)


def test_a_key_or_signature_that_is_none() -> None:
    for changed in ({"key": "ed25519:x"}, {"signature": "é"}, {"signature": 3}):
        assert wrong(reading(**changed), None)


def test_somebody_who_is_no_member() -> None:
    (said,) = wrong(reading(), [["Ada", "analyst", str(ADA.public)]])
    assert "no member of the charter's council" in said


def test_an_answer_that_is_none() -> None:
    assert wrong(reading(answer="perhaps")) == ["a request to read that was 'perhaps', with 3 rows"]
    assert wrong(reading(answer="refused")) == ["a request to read that was 'refused', with 3 rows"]


def test_it_comes_after_the_data_was_described(tmp_path: Path) -> None:
    memory, promises = Memory(), Promises()
    act(memory, "charter-signed")
    memory.append("data-read", [Subject("charter", CHARTER), Subject("data", DATA)], reading())
    found = [str(finding) for entry in memory.entries for finding in promises.see(entry)]
    assert len(found) == 1
    assert "not described before" in found[0]


def test_a_log_with_one_is_genuine(tmp_path: Path) -> None:
    with open_record(tmp_path / "record.db", KEY, origin=ORIGIN) as record:
        act(record, "charter-signed")
        subjects = [Subject("charter", CHARTER), Subject("data", DATA)]
        record.append("data-described", subjects, {"charter": CHARTER, "data": DATA})
        record.append("data-read", subjects, reading())
    found = verify(tmp_path / "record.db", key=str(KEY.public))
    assert (found.genuine, found.findings) == (True, ())


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"split": "test"}, "of which no rows are given"),
        ({"asked": "2999-01-01T00:00:00Z"}, "asked for after its entry"),
    ],
)
def test_what_nobody_may_ask_for(changed: dict[str, Any], words: str) -> None:
    signed = {**signed_request({**REQUEST, **changed}, ADA), "answer": "given", "rows": 3}
    (said,) = wrong(signed)
    assert words in said


def test_what_nobody_signed() -> None:
    (said,) = wrong(reading(note="and more"))
    assert "tells note, which nobody signed" in said


def test_a_request_is_for_one_reading() -> None:
    memory, readings = Memory(), Readings()
    for rows in (3, 54):
        memory.append("data-read", [Subject("charter", CHARTER), Subject("data", DATA)], reading(rows=rows))
    assert [list(readings.see(entry, MEMBERS)) for entry in memory.entries] == [
        [],
        ["the request to read is that of entry 0"],
    ]
