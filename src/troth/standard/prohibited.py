"""Features that a regulation of the charter keeps out of a decision, known by their columns' names.

A name is only a name: a prohibited basis under another one is what the audit's look at proxies is for. Which bases are
prohibited: 12 CFR 1002.2(z). How each may be used all the same: 12 CFR 1002.6(b).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from troth.standard.charter import Charter
from troth.standard.shapes import place_of
from troth.standard.tree import Faults, plant
from troth.standard.words import listed, quoted

ECOA = "ecoa"


@dataclass(frozen=True, slots=True)
class Basis:
    """A prohibited basis. names: of columns. refused: whether no use of it as a feature is allowed; where one is, `why`
    says which."""

    name: str
    article: str
    names: str
    refused: bool
    why: str


BASES = (
    Basis("race or colour", "12 CFR 1002.6(b)(9)",
          "race ethnicity ethnic_group ethnic skin_colour skin_color 种族 民族 肤色", True, ""),
    Basis("religion", "12 CFR 1002.6(b)(9)", "religion faith belief church 宗教 宗教信仰 信仰", True, ""),
    Basis("national origin", "12 CFR 1002.6(b)(9)",
          "national_origin native_country country_of_birth birth_country birthplace ancestry "
          "籍贯 出生国 祖籍", True, ""),
    Basis("sex", "12 CFR 1002.6(b)(9)", "sex gender 性别", True, ""),
    Basis("marital status", "12 CFR 1002.6(b)(8)",
          "marital_status marital married civil_status relationship_status 婚姻 婚姻状况 婚姻状态", True, ""),
    Basis("age", "12 CFR 1002.6(b)(2)(ii)", "age age_years date_of_birth birth_date dob 年龄 出生日期", False,
          "a statistically sound system may use it, if no negative value is given to an elderly applicant's"),
    Basis("public assistance", "12 CFR 1002.6(b)(2)(iii)",
          "public_assistance welfare food_stamps snap benefits_income 低保 社会救助", False,
          "it may be used only where it bears on creditworthiness"),
)  # fmt: skip
"""Those of 12 CFR 1002.2(z) that a column can be recognised as."""

AROUND = frozenset(
    [
        *("applicant", "applicants", "borrower", "customer", "client", "person", "personal"),
        *("co", "derived", "group", "cat", "band", "range"),
    ]
)
"""Words beside the name of a basis that leave its meaning: `applicant_sex`, `age_cat`."""


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
    found = ((feature, _basis(feature)) for feature in features)
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


def _basis(feature: str) -> Basis | None:
    plain = [word for word in re.split(r"[\W_]+", feature.casefold()) if word and word not in AROUND]
    name = "_".join(plain)
    return next((basis for basis in BASES if name and name in basis.names.split()), None)
