"""What the record says of a service is held against what permitted it, and decisions against what was served."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from record.stories import CHARTER, KEY, MODEL, ORIGIN, act
from record.test_approvals import GUARDS, LIFE, council, propose, statement, vote
from troth.record import Entry, NewEntry, Record, Subject, open_record, sign_statement, verify

ROOT = base64.b64encode(bytes(32)).decode()


@pytest.fixture
def record(tmp_path: Path) -> Record:
    made = open_record(tmp_path / "record.db", KEY, origin=ORIGIN)
    for each in LIFE:
        act(made, each, **({"text": "charter: 1"} if each == "charter-signed" else {}))
    return made


def start(record: Record, **changed: Any) -> Entry:
    told = {"permit": None, "log": str(record.key), "size": 0, "root": ROOT, "guards": GUARDS, **changed}
    facts = {"charter": CHARTER, "model": MODEL, **told}
    about = [Subject(name, str(facts[name])) for name in ("charter", "model", "guards")]
    return record.append("service-started", about, facts)


def stop(record: Record, started: Entry, size: int = 0) -> Entry:
    told = {"started": started.index, "log": str(record.key), "size": size, "root": ROOT}
    facts = {"charter": CHARTER, "model": MODEL, **told}
    return record.append("service-stopped", [Subject("charter", CHARTER), Subject("model", MODEL)], facts)


def found(path: Path) -> list[str]:
    every = verify(path, key=str(KEY.public), read_charter=council).findings
    return [each.what for each in every if each.severity == "wrong"]


def test_a_service_by_an_approved_proposal_is_genuine(record: Record) -> None:
    proposal = propose(record)
    vote(record, sign_statement(statement(record, proposal), _ada()), proposal.index)
    first = start(record, permit=proposal.index)
    other = start(record, permit=proposal.index)  # two gateways of one home
    stop(record, first, 5)
    stop(record, other, 5)
    start(record, permit=proposal.index, size=5)
    record.close()
    assert found(record.path) == []


def _ada() -> Any:
    from record.test_approvals import ADA

    return ADA


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"permit": 3}, "by a proposal that was not made: 3"),
        ({"permit": None}, None),
        ({"guards": "sha256:" + "0" * 64, "permit": 7}, "proposes another charter, model or guards"),
        ({"log": "nobody", "permit": 7}, "names no log of decisions by its key"),
    ],
)
def test_a_service_that_nothing_permitted_is_found(record: Record, changed: dict[str, Any], what: str | None) -> None:
    proposal = propose(record)
    vote(record, sign_statement(statement(record, proposal), _ada()), proposal.index)
    start(record, **changed)
    record.close()
    if what is None:
        assert found(record.path) == []  # the audit of this story met every clause
    else:
        assert any(what in each for each in found(record.path))


def test_nobodys_approval_and_an_end_before_the_beginning_are_found(record: Record) -> None:
    proposal = propose(record)
    first = start(record, permit=proposal.index, size=5)
    stop(record, first, 4)
    stop(record, first, 5)
    record.close()
    told = found(record.path)
    assert any("nobody had approved" in each for each in told)
    assert any("went back from 5 entries to 4" in each for each in told)
    assert any("the end of a service that was not begun" in each for each in told)


SHA = "sha256:" + "0" * 64
SERVED = {"charter": SHA, "model": SHA, "guards": SHA, "record": "example.org", "entry": 0, "leaf": "1" * 64}
DECIDED = {"service": 0, "content": "00", "input": "0" * 64, "answer": "1" * 64, "outcome": "answered", "label": "good"}


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({}, None),
        ({"service": 7}, "of a service that was not begun: 7"),
        ({"service": []}, "of a service that was not begun: "),
        ({"outcome": {}}, "ended in no known way"),
        ({"label": {"any": ["thing"]}}, "of other types"),
        ({"caller": 7}, "of other types"),
        ({"outcome": "guessed"}, "ended in no known way"),
        ({"input": "short"}, "whose commitments are none"),
        ({"text": "in clear"}, "tells what it has no field for"),
    ],
)
def test_a_decision_is_of_what_was_served(tmp_path: Path, changed: dict[str, Any], what: str | None) -> None:
    with open_record(tmp_path / "log.db", KEY, origin="example.org/decisions") as log:
        log.append_many([NewEntry("service", (), SERVED), NewEntry("decision", (), {**DECIDED, **changed})])
    told = found(tmp_path / "log.db")
    assert (told == []) if what is None else any(what in each for each in told)


BEGUN = {"service": 0, "content": "00", "input": "0" * 64}


@pytest.mark.parametrize(
    ("begun", "changed", "what"),
    [
        ({}, {"begun": 1}, None),
        ({}, {"begun": 2}, "the end of an answer that was not begun"),
        ({}, {"begun": [1]}, "of other types"),
        ({"service": 5}, {"begun": 1}, "an answer of a service that was not begun: 5"),
        ({"service": 5}, {"begun": 1}, "or of another service: 1"),
        ({"input": "short"}, {"begun": 1}, "whose commitment is none"),
        ({"content": 7}, {"begun": 1}, "whose commitment is none"),
        ({"text": "in clear"}, {"begun": 1}, "tells what it has no field for"),
    ],
)
def test_an_answer_that_streamed_has_a_beginning(
    tmp_path: Path, begun: dict[str, Any], changed: dict[str, Any], what: str | None
) -> None:
    with open_record(tmp_path / "log.db", KEY, origin="example.org/decisions") as log:
        log.append_many([NewEntry("service", (), SERVED), NewEntry("decision-begun", (), {**BEGUN, **begun})])
        log.append_many([NewEntry("decision", (), {**DECIDED, **changed})])
    told = found(tmp_path / "log.db")
    assert (told == []) if what is None else any(what in each for each in told)


def test_a_beginning_ends_once_and_one_without_an_end_is_told(tmp_path: Path) -> None:
    with open_record(tmp_path / "log.db", KEY, origin="example.org/decisions") as log:
        log.append_many([NewEntry("service", (), SERVED), *(NewEntry("decision-begun", (), BEGUN) for _ in range(2))])
        log.append_many([NewEntry("decision", (), {**DECIDED, "begun": 1})])
    path = tmp_path / "log.db"
    assert found(path) == []
    warned = [each for each in verify(path, key=str(KEY.public)).findings if each.severity == "warning"]
    assert [(each.where, each.what) for each in warned] == [
        ("entry 2", "an answer was begun that has no end in the log")
    ]
    with open_record(path, KEY, origin="example.org/decisions") as log:
        log.append_many([NewEntry("decision", (), {**DECIDED, "begun": 1})])
    assert any("not begun" in each for each in found(path))
