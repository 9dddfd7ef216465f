"""What a log says of proposals to release a model: read in order, as permits follow from the order.

A charter is in force once the council let a model of it be released; a later charter of its name, so that none can be
weakened by those alone who would gain by it, takes the approval of the council in force as well as that of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from troth.errors import TrothError
from troth.record import Entry, Statement, read_statement
from troth.standard import CouncilSection, Member, council_named


@dataclass(frozen=True, slots=True)
class Vote:
    """A statement that was entered. entry: its number."""

    entry: int
    said: Statement


@dataclass(slots=True)
class Proposal:
    """A model that somebody would release under a charter.

    entry, leaf, time: of its entry. name: of the charter. model, guards: digests. audit: the entry that judged the
    model. expires: when no permit follows from it any more. by: who proposed it. votes: approvals, in order; of one key
    the first. revoked: the first revocation. reached: the entry with which it had all approvals, None before.
    """

    entry: int
    leaf: str
    time: str
    name: str
    charter: str
    model: str
    guards: str
    audit: int
    expires: str
    by: str
    votes: list[Vote] = field(default_factory=list)
    revoked: Vote | None = None
    reached: int | None = None


@dataclass(frozen=True, slots=True)
class Charter:
    """A charter that was signed: the entry, and whom it names. council: None where the log does not hold its text."""

    entry: int
    digest: str
    name: str
    version: str
    council: CouncilSection | None


@dataclass(slots=True)
class Standing:
    """All of it, at some point of a log.

    charters: by digest. force: by name, the charter under which the council let a model be released last. verdicts:
    of the newest audit of each charter and model, with its entry.
    """

    charters: dict[str, Charter] = field(default_factory=dict)
    proposals: dict[int, Proposal] = field(default_factory=dict)
    force: dict[str, Charter] = field(default_factory=dict)
    verdicts: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """Take in the next entry."""
        told = entry.predicate
        if entry.type == "charter-signed":
            self.charters.setdefault(str(told["charter"]), _charter(entry))
        elif entry.type == "audited":
            self.verdicts[str(told["charter"]), str(told["model"])] = entry.index, str(told["verdict"])
        elif entry.type == "release-proposed":
            self.proposals[entry.index] = _proposal(entry, self)
        elif entry.type in ("release-approved", "release-revoked"):
            _count(self, entry)

    def councils(self, charter: Charter) -> Iterator[tuple[str, CouncilSection | None]]:
        """The councils whose approval a release under the charter takes, each with what it is called."""
        yield "the charter's council", charter.council
        before = self.force.get(charter.name)
        if before is not None and before.digest != charter.digest:
            yield f"the council of version {before.version}, in force since entry {before.entry},", before.council

    def asks(self, proposal: Proposal, said: Statement) -> bool:
        """Whether who speaks is a member, by name, role and key, of a council whose approval the proposal takes."""
        return any(
            (said.member, said.role, said.key) == (one.name, one.role, one.key)
            for _, council in self.councils(self.charters[proposal.charter])
            if council is not None
            for one in council.members
        )

    def followed(self, charter: Charter) -> Charter | None:
        """The later charter of its name that is in force; None where it is in force itself, or may come to be.

        What another has followed is never good again: it may have demanded less.
        """
        force = self.force.get(charter.name)
        return force if force is not None and force.entry > charter.entry else None

    def missing(self, proposal: Proposal) -> Iterator[str]:
        """What the proposal lacks, a clause of a sentence each."""
        for called, council in self.councils(self.charters[proposal.charter]):
            if council is None:
                yield f"{called} is not known, as the log does not hold the charter's text"
            else:
                yield from lacking(council, proposal.votes, called)


def standing_of(entries: Iterable[Entry]) -> Standing:
    """Read a log that `verify` calls genuine; entries in order."""
    found = Standing()
    for entry in entries:
        found.take(entry)
    return found


def lacking(council: CouncilSection, votes: Iterable[Vote], called: str) -> Iterator[str]:
    """What votes lack of what a council asks for. One member counts once, and so does one key."""
    if council.release is None:
        return
    signed = [one for one in council.members if _voted(one, votes := list(votes))]
    keys = Counter(one.key for one in signed)
    count = min(len(keys), len({one.name for one in signed}))
    if count < council.release.approvals:
        yield f"{called} has given {count} of {council.release.approvals} approvals"
    for role in council.release.roles:
        if role not in {one.role for one in signed}:
            yield f"no {role} of {called} has approved it"


def _voted(member: Member, votes: Iterable[Vote]) -> bool:
    return any(
        (each.said.member, each.said.role, each.said.key) == (member.name, member.role, member.key) for each in votes
    )


def _charter(entry: Entry) -> Charter:
    told: Mapping[str, object] = entry.predicate
    council = None
    if isinstance(told.get("text"), str):
        try:
            council = council_named(str(told["text"]))
        except TrothError:
            council = None
    return Charter(entry.index, str(told["charter"]), str(told.get("name")), str(told.get("version")), council)


def _proposal(entry: Entry, found: Standing) -> Proposal:
    told = entry.predicate
    charter = str(told["charter"])
    return Proposal(
        entry.index,
        entry.leaf_hash,
        entry.time,
        found.charters[charter].name,
        charter,
        str(told["model"]),
        str(told["guards"]),
        int(told["audit"]),
        str(told["expires"]),
        str(told["by"]),
    )


def _count(found: Standing, entry: Entry) -> None:
    proposal, vote = (
        found.proposals[int(entry.predicate["proposal"])],
        Vote(entry.index, read_statement(entry.predicate["statement"])),
    )
    if not found.asks(proposal, vote.said):
        return
    if entry.type == "release-revoked":
        proposal.revoked = proposal.revoked or vote
        return
    if vote.said.key not in {each.said.key for each in proposal.votes}:
        proposal.votes.append(vote)
    charter = found.charters[proposal.charter]
    late = proposal.reached is not None or proposal.revoked is not None or found.followed(charter) is not None
    if not late and not list(found.missing(proposal)):
        proposal.reached = entry.index
        found.force[proposal.name] = charter
