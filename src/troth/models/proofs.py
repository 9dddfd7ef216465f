"""What a table's model is by construction, whatever rows come: the columns it reads, its direction in each, its rules.

A measure of such a thing on some rows can only bound it; what follows from the model's own files is exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from troth.models.rules import Rule
from troth.standard import parse_condition

Direction = Literal["rising", "falling"]


@dataclass(frozen=True, slots=True)
class Proofs:
    """Of one model of tables.

    reads: the columns that its answers rest on. directions: of each column of numbers, by label, how the label's
    probability is known to move as the column goes up; both directions where it does not move at all. tolls: of each
    set of costs that it decides by, the group columns that it compares; none where all rows are one group.
    """

    reads: tuple[str, ...]
    directions: Mapping[str, Mapping[str, frozenset[Direction]]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    tolls: tuple[tuple[str, ...], ...] = ()

    def moves(self, column: str, label: str, direction: str) -> bool:
        """Whether a label's probability is known to move in this direction only, or not at all."""
        return column not in self.reads or direction in self.directions.get(column, {}).get(label, ())

    def forbids(self, label: str, where: str) -> bool:
        """Whether no row on which the condition holds can get the label."""
        wanted = parse_condition(where)
        return any(rule.label == label and set(rule.comparisons) <= set(wanted) for rule in self.rules)


@runtime_checkable
class Proven(Protocol):
    """A model that knows what it is by construction; `proofs` is None where its files do not tell."""

    @property
    def proofs(self) -> Proofs | None:
        """What follows from its own files."""


def both(labels: Sequence[str], direction: Direction) -> dict[str, frozenset[Direction]]:
    """Of two labels, the directions of each where the second one's is known: they move against each other."""
    other: Direction = "falling" if direction == "rising" else "rising"
    return {labels[0]: frozenset((other,)), labels[1]: frozenset((direction,))}
