"""What was promised came first: the rules of order between the acts on one charter.

charter signed < test set committed < test set opened < audited, and training started < trained. Each act is held
against the one that promised it: a training against the plan of its start (data, base, seed, repeat, and what it says
besides, as which models teach it), an audit against its opening (test set, number, model), an update against the
training that made it, a federated training against its rounds. Every opening counts, whichever charter it was for: a
test set is known by its root. To commit to rows that another charter opened is allowed, and said, as is what was begun
and has no end (pre-registration: an unfinished plan stays visible). The rules read entries one by one, so that a log of
any length is judged in one pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from troth.record.acts import SAID_BESIDE, Acts, Commitment, Plan, PlanKey
from troth.record.amendments import Amendments, CompareCharters
from troth.record.approvals import Approvals
from troth.record.binding import (
    ReadCharter,
    check_charter,
    check_form,
    check_seed,
    check_update,
    check_verdict,
    members_of,
    readers_of,
    rounds_of,
    text_of,
)
from troth.record.custody import Custody, described
from troth.record.entry import Entry
from troth.record.openings import Openings
from troth.record.rounds import check_rounds, next_round
from troth.record.services import DECIDED, Services
from troth.record.verification import AuditLine, CharterHistory, Finding, RowsPlace

ReadPermits = Callable[[], Callable[[Entry], list[str]]]
"""Makes a reader of one log, which is given every act in order and says what stood against it."""
_Said = Iterator[tuple[str, str]]  # (severity, what)


class Promises:
    """Reads a log's entries in order and says where a promise came too late, or was not kept.

    read: how a charter's text is read; without it the text is not held against the charter's digest. compare: how two
    texts are compared; without it nothing is said of a charter that was loosened. permits: what says of each act what
    stood against it by the council's rules; without it services are held against their proposals alone.
    """

    def __init__(
        self,
        read: ReadCharter | None = None,
        compare: CompareCharters | None = None,
        permits: ReadPermits | None = None,
    ) -> None:
        self._read = read
        self._amendments = None if compare is None else Amendments(compare)
        self._permits = None if permits is None else permits()
        self._charters: dict[str, Acts] = {}
        self._models: set[str] = set()  # what any training of the log ended in
        self._updates: set[tuple[str, str]] = (
            set()
        )  # (release, model) where a training of the log made one of the other
        self._rechecked: set[str] = set()  # models that were held against the release they were made from
        self._refused: dict[str, int] = {}  # models that were no release -> entry
        self._openings = Openings()
        self._salt: tuple[int, str] | None = None  # of the first commitment that names one: (entry, salt_id)
        self._custody, self._approvals = Custody(), Approvals()
        self._services = Services(self._approvals)
        self.roots: dict[str, list[Commitment]] = {}
        """Each committed root with the entries that committed it."""

    def see(self, entry: Entry) -> list[Finding]:
        """What is wrong with the order once `entry` has happened."""
        if entry.type in DECIDED:
            return [Finding("wrong", _where(entry.index), what) for what in self._services.decided(entry)]
        rule = self._rule(entry.type)
        if rule is None:
            return []
        charter = text_of(entry, "charter")
        if not charter:
            return [Finding("wrong", _where(entry.index), f"{entry.type} names no charter")]
        state = self._charters.setdefault(charter, Acts())
        said = [("wrong", what) for what in check_form(entry)]
        said += rule(state, entry)
        if self._amendments is not None:
            said += [("warning", what) for what in self._amendments.see(entry)]
        if self._permits is not None:
            said += [("wrong", what) for what in self._permits(entry)]
        if entry.type != "charter-signed":
            state.first_act = state.first_act or entry
            if state.signed is None:
                said.insert(0, ("wrong", f"{entry.type} for a charter that was not signed before"))
        return [_finding(severity, entry.index, what, charter) for severity, what in said]

    def _rule(self, kind: str) -> Callable[[Acts, Entry], _Said] | None:
        """What holds an act of this type against those before it; None where an entry of it is no act."""
        for part in (self._custody, self._approvals, self._services):
            if kind in part.kinds:
                return part.see
        rule = _RULES.get(kind)
        return None if rule is None else partial(rule, self)

    def finish(self) -> list[Finding]:
        """What was begun and has no end once every entry was seen."""
        unended = [
            (plan.started, "this training has no end in the log", charter)
            for charter, state in self._charters.items()
            for plan in state.plans.values()
            if not plan.models and not plan.stopped
        ]
        unended += [
            (opening.entry, "the test set was opened and no audit followed", opening.charter)
            for opening in self._openings.every()
            if opening.audited is None
        ]
        warned = [_finding("warning", index, what, charter) for index, what, charter in sorted(unended)]
        return [*warned, *(Finding("warning", _where(index), what) for index, what in self._services.unended())]

    def histories(self) -> tuple[CharterHistory, ...]:
        """The order of promises, charter by charter as they first appear."""
        return tuple(
            CharterHistory(
                charter,
                state.name,
                state.version,
                state.signed,
                tuple(state.commitments),
                tuple(state.started),
                tuple(state.trained),
                tuple(state.opened),
                tuple(state.audits),
                tuple(state.erased),
                tuple(state.released),
            )
            for charter, state in self._charters.items()
        )

    def places(self, root: str) -> tuple[RowsPlace, ...]:
        """For which charters the rows of this root were committed, and what came of each."""
        return tuple(self._place(root, commitment) for commitment in self.roots.get(root, ()))

    def _place(self, root: str, commitment: Commitment) -> RowsPlace:
        state = self._charters[commitment.charter]
        opened = [each.entry for each in self._openings.of(root) if each.charter == commitment.charter]
        audits = [audit for audit in state.audits if audit.root == root]
        return RowsPlace(commitment.entry, commitment.charter, state.name, state.version, tuple(opened), tuple(audits))

    def _charter_signed(self, state: Acts, entry: Entry) -> _Said:
        if self._read is not None:
            for what in check_charter(entry, self._read):
                yield "wrong", what
            state.rounds, state.members = rounds_of(entry, self._read), members_of(entry, self._read)
        name, version = text_of(entry, "name"), text_of(entry, "version")
        if state.signed is not None:
            if (name, version) != (state.name, state.version):
                yield "wrong", f"the charter has another name or version than in entry {state.signed}"
            return
        state.signed, state.name, state.version = entry.index, name, version
        self._approvals.signed(state)
        readers = None if self._read is None else readers_of(entry, self._read)
        yield from (("warning", what) for what in self._custody.newest.sign(entry, readers))
        clauses = entry.predicate.get("clauses")
        state.clauses = [str(clause) for clause in clauses] if isinstance(clauses, list) else None
        if state.first_act is not None:
            late = state.first_act
            yield "wrong", f"the charter was signed late: {late.type} was already entry {late.index}"

    def _data_described(self, state: Acts, entry: Entry) -> _Said:
        state.described.add(text_of(entry, "data"))
        yield from ()

    def _test_committed(self, state: Acts, entry: Entry) -> _Said:
        root = text_of(entry, "root")
        if not root:
            return
        if state.opened and root not in state.committed:
            yield "warning", f"another test set was committed after one was opened (entry {state.opened[0]})"
        elif state.committed and root not in state.committed:
            yield "warning", f"another test set was committed before (entry {state.commitments[0]})"
        if state.started and not state.committed:
            yield "warning", f"the test set was committed after training had started (entry {state.started[0]})"
        if self._openings.of(root) and root not in state.committed:
            yield "warning", f"this test set was {self._openings.told(root, entry)}"
        yield from self._salted(entry)
        state.committed.setdefault(root, entry.index)
        state.commitments.append(entry.index)
        commitment = Commitment(entry.index, text_of(entry, "charter"), entry.predicate.get("rows"))
        self.roots.setdefault(root, []).append(commitment)

    def _salted(self, entry: Entry) -> _Said:
        """Only commitments under one salt can be compared: another may hide that a test set is known already."""
        salt = text_of(entry, "salt_id")
        if salt and self._salt is None:
            self._salt = entry.index, salt
        if salt and self._salt is not None and salt != self._salt[1]:
            first = f"committed under another salt than entry {self._salt[0]}"
            yield "warning", f"{first}: whether it is the same test set, opened before, cannot be told"

    def _training_started(self, state: Acts, entry: Entry) -> _Said:
        yield from described(state, entry)
        for what in check_seed(entry, text_of(entry, "base"), entry.predicate.get("repeat")):
            yield "wrong", what
        state.started.append(entry.index)
        data, base, _, repeat = key = _plan_key(entry)
        if type(repeat) is int and repeat > 0 and (data, base, repeat - 1) not in state.repeats:
            yield "warning", f"repeat {repeat} was started without repeat {repeat - 1} before it"
        state.repeats.add((data, base, repeat))
        yield from self._taught(state, entry)
        opened = self._openings.first(state.committed)
        if opened is not None:
            yield "warning", f"training started after the test set was opened (entry {opened})"
        state.plans.setdefault(key, Plan(entry.index)).beside.append(_beside(entry))

    def _taught(self, state: Acts, entry: Entry) -> _Said:
        """Models that teach a training are those of others on the same data and base, under the same charter."""
        members = entry.predicate.get("members")
        if not isinstance(members, list):
            return
        own = _plan_key(entry)[:2]
        like = {model for key, plan in state.plans.items() if key[:2] == own for model in plan.models}
        if any(member not in self._models for member in members):
            yield "warning", "a training is taught by a model that no training in this log ended in"
        elif any(member not in like for member in members):
            yield "warning", "a training is taught by a model of another charter, other data or another base"

    def _training_stopped(self, state: Acts, entry: Entry) -> _Said:
        plan = state.plans.get(_plan_key(entry))
        if plan is None:
            yield "wrong", "a training was stopped that had not started with this data, base, seed and repeat"
            return
        plan.stopped = True

    def _federated_round(self, state: Acts, entry: Entry) -> _Said:
        plan = state.plans.get(_plan_key(entry))
        if plan is None:
            yield "wrong", "a round ended of a training that had not started with this data, base, seed and repeat"
            return
        yield from next_round(plan, state.rounds, entry)

    def _trained(self, state: Acts, entry: Entry) -> _Said:
        state.trained.append(entry.index)
        older = text_of(entry, "from")
        if older and older not in self._models:
            yield "warning", "trained from a release that no training in this log ended in"
        self._models.add(text_of(entry, "model"))
        self._updates.add((older, text_of(entry, "model")))
        plan = state.plans.get(_plan_key(entry))
        if plan is None:
            yield "wrong", "a training ended that had not started with this data, base, seed and repeat"
            return
        for place, name in enumerate(SAID_BESIDE):
            if _beside(entry)[place] not in [each[place] for each in plan.beside]:
                yield "wrong", f"a training ended that had started with another {name!r} than its end names"
        for what in check_rounds(plan, state.rounds):
            yield "wrong", what
        model, opened = text_of(entry, "model"), self._openings.first(state.committed)
        if plan.models and model not in plan.models:
            first = next(iter(plan.models.values()))
            yield "warning", f"the training of entry {plan.started} gave another model before (entry {first})"
        if opened is not None and plan.started < opened:
            yield "warning", f"the training ended after the test set was opened (entry {opened})"
        plan.models.setdefault(model, entry.index)

    def _test_opened(self, state: Acts, entry: Entry) -> _Said:
        root, model = text_of(entry, "root"), text_of(entry, "model")
        if root not in state.committed:
            yield "wrong", "a test set was opened before it was committed"
        if state.trained and model not in self._models:
            yield "warning", "the test set was opened for a model that no training in this log ended in"
        rows = next((each.rows for each in self.roots.get(root, ()) if type(each.rows) is int), None)
        yield from self._openings.open(root, entry, rows)
        state.opened.append(entry.index)

    def _audited(self, state: Acts, entry: Entry) -> _Said:
        root, model, number = text_of(entry, "root"), text_of(entry, "model"), entry.predicate.get("opening")
        opening_said = number if type(number) is int else None
        state.audits.append(AuditLine(entry.index, entry.time, model, text_of(entry, "verdict"), root, opening_said))
        yield from described(state, entry)
        if model in self._refused:
            yield "warning", f"audited a model that was refused as an update (entry {self._refused[model]})"
        elif model not in self._rechecked and any(older and made == model for older, made in self._updates):
            yield "warning", "audited an update that was not held before against the release it was made from"
        for what in (*check_seed(entry, model, 0), *check_verdict(entry, state.clauses)):
            yield "wrong", what
        if not state.opened:
            yield "wrong", "audited before any test set was opened"
            return
        openings = self._openings.of(root)
        if type(number) is not int or not 0 < number <= len(openings):
            yield "wrong", f"audited on opening {number!r} of a test set that was opened {len(openings)} times"
            return
        opening = openings[number - 1]
        if opening.charter != text_of(entry, "charter"):
            yield "wrong", f"audited on an opening for another charter (entry {opening.entry})"
        elif opening.model != model:
            yield "wrong", f"audited another model than the one the test set was opened for (entry {opening.entry})"
        elif opening.audited is not None:
            yield "wrong", f"its opening of the test set was audited already (entry {opening.audited})"
        else:
            opening.audited = entry.index

    def _updated(self, state: Acts, entry: Entry) -> _Said:
        yield from described(state, entry)
        for what in check_update(entry):
            yield "wrong", what
        older, model = text_of(entry, "from"), text_of(entry, "model")
        if (older, model) not in self._updates:
            yield "wrong", "an update by a model that no training in this log made from that release"
        self._rechecked.add(model)
        if text_of(entry, "verdict") == "refused":
            self._refused.setdefault(model, entry.index)

    def _reported(self, state: Acts, entry: Entry) -> _Said:
        audit = entry.predicate.get("audit")
        if audit is None:
            yield "warning", "a report that does not say of which audit"
        elif type(audit) is not int or audit not in (each.index for each in state.audits):
            yield "wrong", f"a report of an audit that was not made: {audit!r}"


_RULES: dict[str, Callable[[Promises, Acts, Entry], _Said]] = {
    "charter-signed": Promises._charter_signed,
    "data-described": Promises._data_described,
    "test-committed": Promises._test_committed,
    "training-started": Promises._training_started,
    "training-stopped": Promises._training_stopped,
    "federated-round": Promises._federated_round,
    "trained": Promises._trained,
    "test-opened": Promises._test_opened,
    "audited": Promises._audited,
    "reported": Promises._reported,
    "updated": Promises._updated,
}


def _plan_key(entry: Entry) -> PlanKey:
    """What tells one plan from another. A repeat that is no number was found already; any text of it will do."""
    repeat = entry.predicate.get("repeat")
    return (
        text_of(entry, "data"),
        text_of(entry, "base"),
        text_of(entry, "seed"),
        repeat if type(repeat) is int else repr(repeat),
    )


def _beside(entry: Entry) -> tuple[object, ...]:
    return tuple(entry.predicate.get(name) for name in SAID_BESIDE)


def _finding(severity: str, index: int, what: str, charter: str) -> Finding:
    return Finding("wrong" if severity == "wrong" else "warning", _where(index), f"{what} (charter {charter})")


def _where(index: int) -> str:
    return f"entry {index}"
