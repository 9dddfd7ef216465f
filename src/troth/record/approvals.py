"""Who said yes to a model under a charter: proposals to release it, and what members of the council signed of them.

Whether there are enough of them is the council room's to say; here, each is held against its signature, its proposal
and the members that a charter of this name had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from troth.errors import RecordError
from troth.record.acts import Acts
from troth.record.binding import text_of
from troth.record.entry import Entry, is_time
from troth.record.entry import read as read_entry
from troth.record.statements import APPROVE, REVOKE, Statement, read_statement

PROPOSAL = frozenset(("charter", "model", "guards", "audit", "expires", "by"))
VOTE = frozenset(("charter", "model", "proposal", "statement"))
_ACTION = {"release-approved": APPROVE, "release-revoked": REVOKE}
_Said = Iterator[tuple[str, str]]  # (severity, what)
_Members = list[list[str]]


@dataclass(slots=True)
class _Proposed:
    entry: Entry
    name: str
    signers: dict[str, int] = field(default_factory=dict)  # key of who approved -> entry
    revoked: int | None = None


class Approvals:
    """Reads the proposals of a log in order, and the statements about them."""

    def __init__(self) -> None:
        self._proposed: dict[int, _Proposed] = {}
        self._members: dict[str, list[_Members]] = {}  # by name of the charter: the councils of all that were signed
        self._rules: dict[str, Callable[[Acts, Entry], _Said]] = {
            "release-proposed": self._propose,
            "release-approved": self._vote,
            "release-revoked": self._vote,
        }

    @property
    def kinds(self) -> frozenset[str]:
        """The types of entries that it has rules for."""
        return frozenset(self._rules)

    def signed(self, state: Acts) -> None:
        """Take in the council of a charter that was signed."""
        if state.members is not None:
            self._members.setdefault(state.name, []).append(state.members)

    def see(self, state: Acts, entry: Entry) -> _Said:
        """What is wrong with an act, as (severity, what). state: what was done under its charter so far."""
        return self._rules[entry.type](state, entry)

    def against(self, number: object, exact: Mapping[str, str], at: str) -> Iterator[str]:
        """Why a model is not to be served by the proposal of an entry. exact: charter, model and guards that are."""
        proposed = self._proposed.get(number) if type(number) is int else None
        if proposed is None:
            yield f"a service by a proposal that was not made: {number!r}"
            return
        if any(text_of(proposed.entry, each) != digest for each, digest in exact.items()):
            yield f"entry {number} proposes another charter, model or guards than are served"
        if proposed.revoked is not None:
            yield f"a service by a proposal that was revoked (entry {proposed.revoked})"
        if at >= text_of(proposed.entry, "expires"):
            yield "a service by a proposal that had expired"
        if not proposed.signers:
            yield "a service by a proposal that nobody had approved"

    def _propose(self, state: Acts, entry: Entry) -> _Said:
        yield from _form(entry, PROPOSAL)
        expires, audit = text_of(entry, "expires"), entry.predicate.get("audit")
        if not is_time(expires) or expires <= entry.time:
            yield "wrong", f"a proposal that expires before it is made: {expires!r}"
        audits = {each.index: each.model for each in state.audits}
        if type(audit) is not int or audits.get(audit) != text_of(entry, "model"):
            yield "wrong", f"a proposal on an audit of its model that was not made: {audit!r}"
        self._proposed[entry.index] = _Proposed(entry, state.name)

    def _vote(self, state: Acts, entry: Entry) -> _Said:
        yield from _form(entry, VOTE)
        number = entry.predicate.get("proposal")
        proposed = self._proposed.get(number) if type(number) is int else None
        if proposed is None:
            yield "wrong", f"{entry.type} of what was not proposed before: {number!r}"
        elif any(text_of(entry, each) != text_of(proposed.entry, each) for each in ("charter", "model")):
            yield "wrong", f"{entry.type} of another charter or model than entry {number} proposes"
        else:
            yield from self._spoken(entry, proposed)

    def _spoken(self, entry: Entry, proposed: _Proposed) -> _Said:
        """What is wrong with the statement of a vote."""
        try:
            said = read_statement(entry.predicate.get("statement"))
        except RecordError as error:
            yield "wrong", error.what
            return
        yield from (("wrong", what) for what in _misplaced(said, entry, proposed.entry))
        councils = self._members.get(proposed.name)
        if councils is not None and not any([said.member, said.role, said.key] in each for each in councils):
            yield "wrong", f"{said.member!r} as {said.role!r} is no member of a council of this charter with this key"
        if entry.type == "release-revoked":
            proposed.revoked = proposed.revoked or entry.index
        elif proposed.revoked is not None:
            yield "wrong", f"an approval of what was revoked (entry {proposed.revoked})"
        elif (first := proposed.signers.setdefault(said.key, entry.index)) != entry.index:
            yield "wrong", f"{said.member} approved it already (entry {first})"


def _misplaced(said: Statement, entry: Entry, proposal: Entry) -> Iterator[str]:
    """What a statement was signed for, where that is something else than the proposal it is entered for."""
    if said.action != _ACTION[entry.type]:
        yield f"a statement to {said.action} entered as {entry.type}"
    _, log = read_entry(entry.leaf, bytes.fromhex(entry.leaf_hash))
    if said.log != log or said.proposal != proposal.leaf_hash:
        yield "a statement about another proposal, or of another log"
    if any(getattr(said, each) != text_of(proposal, each) for each in ("charter", "model", "guards", "expires")):
        yield "a statement about something else than its proposal"
    if said.signed > entry.time or said.signed < proposal.time:
        yield f"a statement signed before its proposal, or after its entry ({said.signed})"
    if entry.time > said.expires and said.action == APPROVE:
        yield "a proposal approved after it had expired"


def _form(entry: Entry, fields: frozenset[str]) -> _Said:
    if set(entry.predicate) != fields:
        off = sorted(set(entry.predicate) ^ fields)
        yield "wrong", f"{entry.type} tells what it has no field for, or leaves something out: {', '.join(off)}"
