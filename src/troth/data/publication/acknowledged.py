"""What a publisher says to know of what is found personal, and what is found beyond it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from troth.data.publication.looked import Found


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """kinds: of each how many findings at most, wherever they are; None for any number. columns: of a column and a kind
    how many findings exactly, which do not count among those of `kinds`.
    """

    kinds: Mapping[str, int | None] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def beyond(self, found: Sequence[Found]) -> list[Found]:
        """What is not acknowledged; of a column also what is acknowledged in another number, or not found at all."""
        there = {(one.column, one.kind): one for one in found}
        other = {place for place, count in self.columns.items() if place not in there or there[place].count != count}
        rest = [one for one in found if (one.column, one.kind) not in self.columns]
        totals = sum((Counter({one.kind: one.count}) for one in rest), Counter[str]())
        over = {kind for kind, count in totals.items() if not self._covers(kind, count)}
        beyond = [one for one in found if (one.column, one.kind) in other or (one in rest and one.kind in over)]
        return [
            *beyond,
            *(Found(*place, 0, 0) for place, count in self.columns.items() if count and place not in there),
        ]

    def _covers(self, kind: str, count: int) -> bool:
        most = self.kinds.get(kind, 0)
        return most is None or count <= most
