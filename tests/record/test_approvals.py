"""A vote counts for what its member signed: every field that is swapped by whoever keeps the log is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from record.stories import CHARTER, KEY, MODEL, ORIGIN, act
from troth.errors import RecordError
from troth.record import (
    APPROVE,
    REVOKE,
    Entry,
    Record,
    Signer,
    Statement,
    Subject,
    digest,
    open_record,
    read_statement,
    sign_statement,
    verify,
)

ADA, BOB = Signer.from_seed(b"a" * 32), Signer.from_seed(b"b" * 32)
GUARDS = "sha256:" + digest(b"guards")
OTHER = "sha256:" + digest(b"other")
UNTIL = "2999-01-01T00:00:00.000000Z"
MEMBERS = [["Ada", "auditor", str(ADA.public)], ["Bob", "regulator", str(BOB.public)]]
LIFE = ("charter-signed", "data-described", "test-committed", "training-started", "trained", "test-opened", "audited")


def council(text: str) -> dict[str, object]:
    """Reads the only charter that these logs have."""
    return {"charter": CHARTER, "members": MEMBERS}


@pytest.fixture
def record(tmp_path: Path) -> Record:
    made = open_record(tmp_path / "record.db", KEY, origin=ORIGIN)
    for each in LIFE:
        act(made, each, **({"text": "charter: 1"} if each == "charter-signed" else {}))
    return made


def propose(record: Record, **changed: Any) -> Entry:
    facts = {"charter": CHARTER, "model": MODEL, "guards": GUARDS, "audit": 6, "expires": UNTIL, "by": "Dee", **changed}
    about = [Subject(name, str(facts[name])) for name in ("charter", "model", "guards")]
    return record.append("release-proposed", about, facts)


def statement(record: Record, entry: Entry, signer: Signer = ADA, **changed: str) -> Statement:
    name, role = ("Ada", "auditor") if signer is ADA else ("Bob", "regulator")
    plain = Statement(
        APPROVE,
        ORIGIN,
        entry.leaf_hash,
        CHARTER,
        MODEL,
        GUARDS,
        UNTIL,
        name,
        role,
        str(signer.public),
        entry.time,
    )
    return replace(plain, **changed)


def vote(record: Record, said: object, proposal: int, type_: str = "release-approved", **changed: Any) -> Entry:
    facts = {"charter": CHARTER, "model": MODEL, "proposal": proposal, "statement": said, **changed}
    return record.append(type_, [Subject("charter", facts["charter"]), Subject("model", facts["model"])], facts)


def found(record: Record) -> list[str]:
    record.close()
    return [each.what for each in verify(record.path, key=str(KEY.public), read_charter=council).findings
            if each.severity == "wrong"]  # fmt: skip


def test_an_honest_log_is_genuine(record: Record) -> None:
    proposal = propose(record)
    for signer in (ADA, BOB):
        vote(record, sign_statement(statement(record, proposal, signer), signer), proposal.index)
    vote(
        record, sign_statement(statement(record, proposal, BOB, action=REVOKE), BOB), proposal.index, "release-revoked"
    )
    assert found(record) == []


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"action": REVOKE}, "a statement to revoke entered as release-approved"),
        ({"log": "example.org/other"}, "another proposal, or of another log"),
        ({"proposal": "ab" * 32}, "another proposal, or of another log"),
        ({"charter": OTHER}, "about something else"),
        ({"model": OTHER}, "about something else"),
        ({"guards": OTHER}, "about something else"),
        ({"expires": "2998-01-01T00:00:00.000000Z"}, "about something else"),
        ({"member": "Bob"}, "no member of a council"),
        ({"role": "regulator"}, "no member of a council"),
        ({"signed": "2001-01-01T00:00:00.000000Z"}, "signed before its proposal"),
        ({"signed": "2998-01-01T00:00:00.000000Z"}, "after its entry"),
    ],
)
def test_a_statement_for_something_else_is_found(record: Record, changed: dict[str, str], what: str) -> None:
    proposal = propose(record)
    vote(record, sign_statement(statement(record, proposal, **changed), ADA), proposal.index)
    assert any(what in each for each in found(record))


def test_a_statement_that_was_changed_or_signed_by_another_is_found(record: Record) -> None:
    proposal = propose(record)
    said = sign_statement(statement(record, proposal), ADA)
    forged = {**said, "signatures": sign_statement(statement(record, proposal, BOB), BOB)["signatures"]}
    for each in (forged, {**said, "payload": said["payload"][:-4] + "AAAA"}, {}, None, "text"):
        with pytest.raises(RecordError):
            read_statement(each)
    vote(record, forged, proposal.index)
    assert any("is not signed by Ada" in each for each in found(record))


def test_one_key_twice_and_an_approval_of_what_was_revoked_are_found(record: Record) -> None:
    proposal = propose(record)
    for text in ("", "again"):
        vote(record, sign_statement(statement(record, proposal, text=text), ADA), proposal.index)
    vote(record, sign_statement(statement(record, proposal, action=REVOKE), ADA), proposal.index, "release-revoked")
    vote(record, sign_statement(statement(record, proposal, BOB), BOB), proposal.index)
    wrong = found(record)
    assert any("approved it already" in each for each in wrong)
    assert any("an approval of what was revoked" in each for each in wrong)


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"audit": 5}, "an audit of its model that was not made"),
        ({"audit": True}, "an audit of its model that was not made"),
        ({"model": OTHER}, "an audit of its model that was not made"),
        ({"expires": "2001-01-01T00:00:00.000000Z"}, "expires before it is made"),
        ({"expires": "soon"}, "expires before it is made"),
        ({"note": "x"}, "no field for"),
    ],
)
def test_a_proposal_that_cannot_be(record: Record, changed: dict[str, Any], what: str) -> None:
    propose(record, **changed)
    assert any(what in each for each in found(record))


def test_a_vote_on_nothing_or_on_another_model_is_found(record: Record) -> None:
    proposal = propose(record)
    said = sign_statement(statement(record, proposal), ADA)
    vote(record, said, 3)
    vote(record, said, proposal.index, model=OTHER)
    wrong = found(record)
    assert any("not proposed before: 3" in each for each in wrong)
    assert any("of another charter or model" in each for each in wrong)


def test_a_statement_of_another_key_is_not_signed(record: Record) -> None:
    with pytest.raises(RecordError, match="another key"):
        sign_statement(statement(record, propose(record)), BOB)
