"""Permits follow from the order of a log: no duplicate counts, no end is outlived, no council is left out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.council import Permit, permit, speak, standing_of
from troth.council.standing import lacking
from troth.record import APPROVE, REVOKE, Entry, Signer, sign_statement
from troth.standard import CouncilSection, Member, Release

NAMES = ("Ada", "Bob", "Cyd", "Dee")
ROLES = ("auditor", "regulator", "public", "developer")
KEYS = {name: Signer.from_seed(name.encode().ljust(32)) for name in NAMES}
NOW, LATER, UNTIL = (f"20{year}-01-01T00:00:00.000000Z" for year in (30, 50, 40))
LOG = "example.org/log"


def sha(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


MODEL, GUARDS = sha("model"), sha("guards")


@dataclass
class Log:
    """Entries as they would be read, of charters c1, c2, … and what is said of them."""

    entries: list[Entry] = field(default_factory=list)

    def add(self, kind: str, **facts: object) -> Entry:
        number = len(self.entries)
        leaf = hashlib.sha256(f"{number} {kind}".encode()).hexdigest()
        self.entries.append(Entry(number, kind, f"2029-01-01T00:00:00.{number:06}Z", leaf, (), facts, True, b""))
        return self.entries[-1]

    def charter(self, name: str, members: Sequence[str], approvals: int | None, roles: Iterable[str] = ()) -> str:
        rows = [f'{{name: {each}, role: {ROLES[NAMES.index(each)]}, key: "{KEYS[each].public}"}}' for each in members]
        release = "" if approvals is None else f", release: {{approvals: {approvals}, roles: [{', '.join(roles)}]}}"
        text = f"council: {{members: [{', '.join(rows)}]{release}}}" if members else "name: posts"
        self.add("charter-signed", charter=sha(name), name="posts", version=name, text=text)
        return sha(name)

    def audited(self, charter: str, verdict: str = "met") -> None:
        self.add("audited", charter=charter, model=MODEL, verdict=verdict)

    def proposed(self, charter: str) -> Entry:
        told = {"model": MODEL, "guards": GUARDS, "audit": 1, "expires": UNTIL, "by": "Dee"}
        return self.add("release-proposed", charter=charter, **told)

    def said(self, proposal: Entry, *names: str, action: str = APPROVE) -> None:
        for name in names:
            member = Member(name, ROLES[NAMES.index(name)], str(KEYS[name].public))
            on = standing_of(self.entries).proposals[proposal.index]
            statement = speak(on, action, member, KEYS[name], log=LOG, at=NOW)
            kind = "release-approved" if action == APPROVE else "release-revoked"
            envelope = sign_statement(statement, KEYS[name])
            self.add(kind, charter=on.charter, model=MODEL, proposal=proposal.index, statement=envelope)

    def permit(self, charter: str, *, model: str = MODEL, guards: str = GUARDS, at: str = NOW) -> Permit:
        return permit(self.entries, charter=charter, model=model, guards=guards, at=at)


def released(approvals: int = 2, roles: Iterable[str] = ("regulator",)) -> tuple[Log, str, Entry]:
    log = Log()
    charter = log.charter("c1", NAMES[:3], approvals, roles)
    log.audited(charter)
    proposal = log.proposed(charter)
    log.said(proposal, "Ada", "Bob")
    return log, charter, proposal


def test_it_is_for_these_three_digests_until_it_ends() -> None:
    log, charter, _ = released()
    assert log.permit(charter).granted
    assert log.permit(charter).until == UNTIL
    assert not log.permit(charter, model=sha("another")).granted
    assert log.permit(charter, guards=sha("fewer")).why == ("entry 2 proposes it behind other guards",)
    assert log.permit(charter, at=LATER).why == ("entry 2 expired on 2040-01-01T00:00:00Z",)
    assert not log.permit(sha("unsigned")).granted


def test_a_member_who_revokes_ends_it_and_another_proposal_begins_anew() -> None:
    log, charter, proposal = released()
    log.said(proposal, "Cyd", action=REVOKE)
    assert log.permit(charter).why == ("Cyd revoked entry 2 (entry 5)",)
    again = log.proposed(charter)
    assert "2 approvals" in log.permit(charter).why[0]
    log.said(again, "Ada", "Bob")
    assert log.permit(charter).granted


def test_an_audit_that_breaks_a_clause_ends_it() -> None:
    log, charter, _ = released()
    log.audited(charter, "undecided")
    assert log.permit(charter).granted
    log.audited(charter, "broken")
    assert log.permit(charter).why == ("its newest audit (entry 6) says broken",)


@given(st.lists(st.sampled_from(NAMES), max_size=8), st.integers(1, 4), st.sets(st.sampled_from(ROLES)))
def test_only_distinct_members_of_the_council_count(said: list[str], approvals: int, roles: set[str]) -> None:
    log = Log()
    charter = log.charter("c1", NAMES[:3], approvals, roles)
    log.audited(charter)
    proposal = log.proposed(charter)
    log.said(proposal, *said)
    counted = set(said) & set(NAMES[:3])
    enough = len(counted) >= approvals and roles <= {ROLES[NAMES.index(one)] for one in counted}
    assert log.permit(charter).granted == enough


def test_one_key_under_two_names_counts_once() -> None:
    key = str(KEYS["Ada"].public)
    council = CouncilSection((Member("Ada", "auditor", key), Member("Eve", "regulator", key)), Release(2))
    log = Log()
    charter = log.charter("c1", ("Ada",), 1)
    log.audited(charter)
    proposal = log.proposed(charter)
    log.said(proposal, "Ada")
    votes = standing_of(log.entries).proposals[proposal.index].votes
    assert list(lacking(council, votes, "the council")) == ["the council has given 1 of 2 approvals"]


@pytest.mark.parametrize("members", [(), ("Dee",)])
def test_a_later_charter_takes_the_council_in_force(members: tuple[str, ...]) -> None:
    log, first, _ = released()
    second = log.charter("c2", members, 1 if members else None)
    log.audited(second)
    assert not log.permit(second).granted
    proposal = log.proposed(second)
    log.said(proposal, *members)
    assert any("the council of version c1" in each for each in log.permit(second).why)
    assert log.permit(first).granted
    log.said(proposal, "Ada", "Bob")
    assert log.permit(second).granted
    assert log.permit(first).why == ("version c2 of the charter (entry 5) is in force",)


def test_an_older_charter_never_comes_back_by_new_approvals() -> None:
    log, first, _ = released()
    second = log.charter("c2", NAMES[:3], 1)
    log.audited(second)
    log.said(log.proposed(second), "Ada", "Bob")
    log.said(log.proposed(first), "Ada", "Bob", "Cyd")
    assert not log.permit(first).granted
    assert log.permit(second).granted


def test_who_is_on_no_council_that_is_asked_takes_nothing_back() -> None:
    log, *_ = released()
    second = log.charter("c2", ("Ada", "Bob"), 1)
    log.audited(second)
    proposal = log.proposed(second)
    log.said(proposal, "Ada", "Bob")
    log.said(proposal, "Cyd", action=REVOKE)  # of the council before, which is in force no more
    assert log.permit(second).granted


def test_without_a_council_the_newest_audit_decides() -> None:
    log = Log()
    charter = log.charter("c1", (), None)
    assert log.permit(charter).why == ("no audit has judged this model under this charter",)
    log.audited(charter)
    assert log.permit(charter) == Permit(True, ())
    log.audited(charter, "undecided")
    assert not log.permit(charter).granted


def test_a_charter_whose_text_is_not_in_the_log_permits_nothing() -> None:
    log = Log()
    log.add("charter-signed", charter=sha("c1"), name="posts", version="1")
    log.audited(sha("c1"))
    log.said(log.proposed(sha("c1")), "Ada", "Bob", "Cyd")
    assert "does not hold the charter's text" in log.permit(sha("c1")).why[0]
