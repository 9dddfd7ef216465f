"""What the acts on one charter have left so far, as the rules of their order look at it."""

from __future__ import annotations

from dataclasses import dataclass, field

from troth.record.entry import Entry
from troth.record.verification import AuditLine

PlanKey = tuple[str, str, str, object]  # data, base, seed, repeat

SAID_BESIDE = ("members", "from", "new", "amendment")
"""What a plan says besides, which its end repeats: models that teach, the release it starts from, the digest of new
rows, and other settings or limits.
"""


@dataclass(slots=True)
class Plan:
    """A training that was started, and what became of it."""

    started: int
    beside: list[tuple[object, ...]] = field(default_factory=list)  # `SAID_BESIDE`, of each time it was started
    models: dict[str, int] = field(default_factory=dict)  # what it was trained into -> entry
    stopped: bool = False  # by a search, for being worse than others
    rounds: int = 0  # that ended, of a federated training, that of the head included
    of: int | None = None  # after that of the head, as its rounds say


@dataclass(slots=True)
class Opening:
    """A test set that was opened for a model, and the audit of it."""

    entry: int
    charter: str
    model: str
    audited: int | None = None


@dataclass(frozen=True, slots=True)
class Commitment:
    """Test rows that a charter committed to, by their root."""

    entry: int
    charter: str
    rows: object


@dataclass(slots=True)
class Acts:
    """What was done under one charter so far. Numbers are those of entries."""

    name: str = ""
    version: str = ""
    signed: int | None = None
    clauses: list[str] | None = None
    rounds: int | None = None  # of a federated charter that was read: as ReadCharter has them
    members: list[list[str]] | None = None  # of the council: name, role, key; as ReadCharter has them
    described: set[str] = field(default_factory=set)  # data digests
    committed: dict[str, int] = field(default_factory=dict)  # root -> entry
    commitments: list[int] = field(default_factory=list)
    plans: dict[PlanKey, Plan] = field(default_factory=dict)
    repeats: set[tuple[str, str, object]] = field(default_factory=set)  # (data, base, repeat) that were started
    started: list[int] = field(default_factory=list)
    trained: list[int] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    audits: list[AuditLine] = field(default_factory=list)
    erased: list[int] = field(default_factory=list)
    released: list[int] = field(default_factory=list)
    first_act: Entry | None = None
