"""The ledger tells of files by digests, and of persons by keyed ones alone."""

from __future__ import annotations

from typing import Any

import pytest

from record.stories import CHARTER, Memory, act
from troth.record import ACTS, Subject, digest, subject_of
from troth.record.order import Promises

SALT = bytes(range(32))
FILE = "sha256:" + digest(b"train")
OBTAINED: dict[str, Any] = {
    "charter": CHARTER, "split": "train", "file": FILE, "bytes": 5, "source": None, "licence": "MIT",
    "lawful_basis": None, "obtained": "2025-12-31",
}  # fmt: skip
WITHDRAWN: dict[str, Any] = {"charter": CHARTER, "subject": subject_of("ada", SALT), "withdrawn": "2026-01-01"}


def told(type_: str, facts: dict[str, Any], *more: Subject) -> list[str]:
    memory, promises = Memory(), Promises()
    act(memory, "charter-signed")
    about = [Subject("file", facts["file"])] if type_ == "data-obtained" and facts.get("file") else []
    memory.append(type_, [Subject("charter", CHARTER), *about, *more], facts)
    return [finding.what for entry in memory.entries for finding in promises.see(entry)]


def test_both_are_signed_and_genuine() -> None:
    assert {"data-obtained", "consent-withdrawn"} <= ACTS
    assert not told("data-obtained", OBTAINED)
    assert not told("consent-withdrawn", WITHDRAWN)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"obtained": "yesterday"}, "on no date"),
        ({"obtained": "2025-19-39"}, "on no date"),
        ({"obtained": "20251231"}, "on no date"),
        ({"obtained": "2026-01-02"}, "after its entry"),
        ({"owner": "Ada"}, "in other fields than there are"),
        ({"bytes": "5"}, "gives no number as its bytes"),
        ({"file": None}, "names no file"),
    ],
)
def test_a_file_that_is_told_of_wrongly(changed: dict[str, Any], words: str) -> None:
    assert words in str(told("data-obtained", {**OBTAINED, **changed}))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"subject": "ada"}, "is no digest"),
        ({"subject": FILE}, "is no digest"),
        ({"name": "Ada"}, "tells more, or less"),
        ({"withdrawn": "soon"}, "on no date"),
        ({"withdrawn": "2026-01-02"}, "after its entry"),
    ],
)
def test_a_withdrawal_that_tells_of_a_person(changed: dict[str, Any], words: str) -> None:
    assert words in str(told("consent-withdrawn", {**WITHDRAWN, **changed}))
    assert "tells more, or less" in str(told("consent-withdrawn", WITHDRAWN, Subject("ada", FILE)))


def test_a_person_is_known_by_the_secret_alone() -> None:
    assert subject_of("ada", SALT) == subject_of("ada", SALT)
    assert len({subject_of("ada", SALT), subject_of("bob", SALT), subject_of("ada", bytes(32))}) == 3
