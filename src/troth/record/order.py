"""What was promised came first: the rules of order between the acts on one charter.

charter signed < test set committed < test set opened < audited; and every opening counts, whichever charter it was for:
a test set is known by its root. To commit to rows that another charter opened is allowed, and said. The rules read
entries one by one, so that a log of any length is judged in one pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from troth.record.entry import Entry
from troth.record.verification import AuditLine, CharterHistory, Finding

_Said = Iterator[tuple[str, str]]  # (severity, what)


@dataclass(slots=True)
class _Charter:
    name: str = ""
    version: str = ""
    signed: int | None = None
    committed: dict[str, int] = field(default_factory=dict)  # root -> entry
    commitments: list[int] = field(default_factory=list)
    started: list[int] = field(default_factory=list)
    trained: list[int] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    audits: list[AuditLine] = field(default_factory=list)
    first_act: Entry | None = None


class Promises:
    """Reads a log's entries in order and says where a promise came too late."""

    def __init__(self) -> None:
        self._charters: dict[str, _Charter] = {}
        self._openings: dict[str, list[tuple[int, str]]] = {}  # root -> (entry, charter), whichever charter opened it
        self._salt: tuple[int, str] | None = None  # of the first commitment that names one: (entry, salt_id)
        self.roots: dict[str, tuple[int, int]] = {}
        """Each committed root with the entry that committed it and how many rows it promised."""

    def see(self, entry: Entry) -> list[Finding]:
        """What is wrong with the order once `entry` has happened."""
        rule = _RULES.get(entry.type)
        if rule is None:
            return []
        charter = entry.predicate.get("charter")
        if not isinstance(charter, str) or not charter:
            return [Finding("wrong", _where(entry.index), f"{entry.type} names no charter")]
        state = self._charters.setdefault(charter, _Charter())
        said = list(rule(self, state, entry))
        if entry.type != "charter-signed":
            state.first_act = state.first_act or entry
            if state.signed is None:
                said.insert(0, ("wrong", f"{entry.type} for a charter that was not signed before"))
        return [
            Finding("wrong" if severity == "wrong" else "warning", _where(entry.index), f"{what} (charter {charter})")
            for severity, what in said
        ]

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
            )
            for charter, state in self._charters.items()
        )

    def _charter_signed(self, state: _Charter, entry: Entry) -> _Said:
        if state.signed is not None:
            return
        state.signed = entry.index
        state.name, state.version = _text(entry, "name"), _text(entry, "version")
        if state.first_act is not None:
            late = state.first_act
            yield "wrong", f"the charter was signed late: {late.type} was already entry {late.index}"

    def _test_committed(self, state: _Charter, entry: Entry) -> _Said:
        root = _text(entry, "root")
        if not root:
            yield "wrong", "test-committed names no root"
            return
        if state.opened and root not in state.committed:
            yield "warning", f"another test set was committed after one was opened (entry {state.opened[0]})"
        elif state.committed and root not in state.committed:
            yield "warning", f"another test set was committed before (entry {state.commitments[0]})"
        if state.started and not state.committed:
            yield "warning", f"the test set was committed after training had started (entry {state.started[0]})"
        if self._openings.get(root) and root not in state.committed:
            yield "warning", f"this test set was {self._before(root, entry)}"
        yield from self._salted(entry)
        state.committed.setdefault(root, entry.index)
        state.commitments.append(entry.index)
        rows = entry.predicate.get("rows")
        self.roots.setdefault(root, (entry.index, rows if type(rows) is int else -1))

    def _before(self, root: str, entry: Entry) -> str:
        """How often a test set was opened so far, over all charters, and for which first where it was another."""
        openings = self._openings[root]
        times = "once" if len(openings) == 1 else f"{len(openings)} times"
        first, charter = openings[0]
        under = "" if charter == _text(entry, "charter") else f" under charter {charter}"
        return f"opened {times} before, first in entry {first}{under}"

    def _salted(self, entry: Entry) -> _Said:
        """Only commitments under one salt can be compared: another may hide that a test set is known already."""
        salt = _text(entry, "salt_id")
        if salt and self._salt is None:
            self._salt = entry.index, salt
        if salt and self._salt is not None and salt != self._salt[1]:
            first = f"committed under another salt than entry {self._salt[0]}"
            yield "warning", f"{first}: whether it is the same test set, opened before, cannot be told"

    def _training_started(self, state: _Charter, entry: Entry) -> _Said:
        state.started.append(entry.index)
        yield from ()

    def _trained(self, state: _Charter, entry: Entry) -> _Said:
        state.trained.append(entry.index)
        if not state.started:  # one plan may be trained again
            yield "wrong", "a training ended that had not started"

    def _test_opened(self, state: _Charter, entry: Entry) -> _Said:
        root = _text(entry, "root")
        if root not in state.committed:
            yield "wrong", "a test set was opened before it was committed"
        openings = self._openings.setdefault(root, [])
        number = len(openings) + 1
        claimed = entry.predicate.get("opening")
        if claimed != number or type(claimed) is not int:
            first = f"; it was opened first in entry {openings[0][0]}" if openings else ""
            yield "wrong", f"the test set's opening {number} says it is opening {claimed!r}{first}"
        elif openings:
            yield (
                "warning",
                f"opening {number} of the test set; it was {self._before(root, entry)}",
            )
        openings.append((entry.index, _text(entry, "charter")))
        state.opened.append(entry.index)

    def _audited(self, state: _Charter, entry: Entry) -> _Said:
        state.audits.append(AuditLine(entry.index, entry.time, _text(entry, "model"), _text(entry, "verdict")))
        if not state.opened:
            yield "wrong", "audited before any test set was opened"
        elif len(state.audits) > len(state.opened):
            yield "warning", f"{len(state.audits)} audits on {len(state.opened)} openings of the test set"


_RULES: dict[str, Callable[[Promises, _Charter, Entry], _Said]] = {
    "charter-signed": Promises._charter_signed,
    "test-committed": Promises._test_committed,
    "training-started": Promises._training_started,
    "trained": Promises._trained,
    "test-opened": Promises._test_opened,
    "audited": Promises._audited,
}


def _text(entry: Entry, key: str) -> str:
    value = entry.predicate.get(key)
    return value if isinstance(value, str) else ""


def _where(index: int) -> str:
    return f"entry {index}"
