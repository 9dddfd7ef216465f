"""Features that a regulation of the charter keeps out of a decision, known by their columns' names.

A name is only a name: a prohibited basis under another one is what the audit's look at proxies is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from troth.standard.bases import Basis, basis_of
from troth.standard.charter import Charter
from troth.standard.shapes import place_of
from troth.standard.tree import Faults, plant
from troth.standard.words import listed, quoted

ECOA = "ecoa"


@dataclass(frozen=True, slots=True)
class Prohibited:
    """A feature that is called as a prohibited basis is."""

    feature: str
    basis: Basis

    @property
    def what(self) -> str:
        """A sentence without its full stop."""
        if self.basis.refused:
            return f"the feature {quoted(self.feature)} is {self.basis.name}, a prohibited basis ({self.basis.article})"
        about = f"a prohibited basis ({self.basis.article}): {self.basis.why}"
        return f"the feature {quoted(self.feature)} is {self.basis.name}, {about}"


def prohibited(charter: Charter, features: Sequence[str]) -> tuple[Prohibited, ...]:
    """Those of a table's features that a regulation of the charter keeps out, or has rules for."""
    if ECOA not in charter.regulations:
        return ()
    found = ((feature, basis_of(feature)) for feature in features)
    return tuple(Prohibited(feature, basis) for feature, basis in found if basis is not None)


def check_prohibited(charter: Charter, features: Sequence[str]) -> None:
    """Raise CharterError, which names the place, where a feature may not be used under the charter's regulations."""
    refused = [each for each in prohibited(charter, features) if each.basis.refused]
    if not refused:
        return
    faults = Faults(str(charter.path))
    place = place_of(plant(charter.source_text, faults), "data", "columns", "features")
    names = listed([each.feature for each in refused], last="and")
    for each in refused:
        remedy = f"Name {names} under data.columns.groups, over which fairness is measured, and not as features."
        faults.add(place, each.what, remedy)
    raise faults.error()
