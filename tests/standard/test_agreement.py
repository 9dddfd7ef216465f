from __future__ import annotations

from pathlib import Path

import pytest

from troth.errors import CharterError
from troth.standard import parse

KEYS = ("ed25519:" + "A" * 43 + "=", "ed25519:B" + "A" * 42 + "=")
TEXT = f"""\
charter: 1
name: x
task: {{kind: tabular-classification, output: {{labels: [no-loan, loan], positive: loan}}}}
model: {{base: gradient-boosting}}
data:
  train: a.csv
  columns: {{label: y, groups: [sex], personal: [sex], features: [age, sex], ignore: [id]}}
performance: [accuracy >= 0.8]
fairness: [accuracy >= 0.7]
council:
  members:
    - {{name: ann, role: developer, key: "{KEYS[0]}"}}
    - {{name: bob, role: regulator, key: "{KEYS[1]}"}}
  release: {{approvals: 2, roles: [regulator]}}
"""


def test_one_column_may_be_group_personal_and_feature() -> None:
    charter = parse(TEXT, Path("c.yaml"))
    assert charter.data.train.columns.groups == charter.data.train.columns.personal == ("sex",)
    assert [clause.article for clause in charter.clauses] == ["performance", "fairness"]


def test_annotators_take_the_place_of_a_label() -> None:
    charter = parse(TEXT.replace("label: y, ", "annotators: [y, z], "), Path("c.yaml"))
    assert charter.data.train.columns.annotators == ("y", "z")


@pytest.mark.parametrize(
    ("old", "new", "place", "what"),
    [
        ("ignore: [id]", "ignore: [age]", (7, 85), "named as features and ignore"),
        ("features: [age, sex]", "features: [age, y]", (7, 65), "'y' is named as label and features"),
        ("label: y, ", "", (7, 12), "tabular-classification needs data.columns.label"),
        ("approvals: 2", "approvals: 3", (14, 24), "takes 3 approvals, and the council has 2 members"),
        ("[regulator]", "[regulater]", (14, 35), "no member of the council has the role"),
        ("name: bob", "name: ann", (12, 5), "2 members of the council have the same name"),
        (KEYS[1], KEYS[0], (12, 5), "2 members of the council have the same key"),
        ("positive: loan", "positive: lone", (3, 82), "'lone' is not a label"),
    ],
)
def test_sections_that_do_not_fit(old: str, new: str, place: tuple[int, int], what: str) -> None:
    with pytest.raises(CharterError) as raised:
        parse(TEXT.replace(old, new, 1), Path("c.yaml"))
    (fault,) = raised.value.faults
    assert what in fault.what
    assert (fault.line, fault.column) == place


ACCESS = TEXT.replace(
    "performance:",
    "  access:\n    - {of: personal, roles: [regulator]}\n    - {columns: [age], roles: [developer]}\nperformance:",
)


def test_who_may_read_what() -> None:
    first, second = parse(ACCESS, Path("c.yaml")).data.access
    assert (first.of, first.columns, first.roles) == ("personal", (), ("regulator",))
    assert (second.of, second.columns, second.roles) == (None, ("age",), ("developer",))


@pytest.mark.parametrize(
    ("old", "new", "place", "what"),
    [
        ("of: personal, ", "", (9, 7), "a rule of access names no columns"),
        ("columns: [age], ", "columns: [age], of: groups, ", (10, 7), "names both"),
        ("roles: [developer]", "roles: [developper]", (10, 31), "no member of the council has the role"),
        ("columns: [age]", "columns: [age, id]", (10, 17), "which nobody reads: data.columns.ignore"),
        ("roles: [developer]", "roles: []", (10, 31), "expected at least one of the roles"),
        ("of: personal", "of: features", (9, 12), "is not the columns of a role"),
    ],
)
def test_rules_of_access_that_do_not_fit(old: str, new: str, place: tuple[int, int], what: str) -> None:
    with pytest.raises(CharterError) as raised:
        parse(ACCESS.replace(old, new, 1), Path("c.yaml"))
    (fault,) = raised.value.faults
    assert what in fault.what
    assert (fault.line, fault.column) == place


def test_rules_of_access_take_a_council() -> None:
    text = ACCESS[: ACCESS.index("council:")]
    with pytest.raises(CharterError, match=r"Add council\.members"):
        parse(text, Path("c.yaml"))


def test_a_column_of_consent_has_no_other_role() -> None:
    charter = parse(TEXT.replace("label: y, ", "label: y, consent: agreed, "), Path("c.yaml"))
    assert charter.data.train.columns.consent == "agreed"
    with pytest.raises(CharterError, match="'sex' is named as"):
        parse(TEXT.replace("label: y, ", "label: y, consent: sex, "), Path("c.yaml"))
