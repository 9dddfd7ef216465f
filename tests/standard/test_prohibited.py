"""Features that are a prohibited basis under the charter's regulations."""

from __future__ import annotations

from pathlib import Path

import pytest

from troth.errors import CharterError
from troth.standard import check_prohibited, prohibited
from troth.standard.document import parse

TEXT = """\
charter: 1
name: x
task: {kind: tabular-classification}
model: {base: gradient-boosting}
data:
  train: a.csv
  columns: {label: y, features: [income, applicant_sex]}
performance: [accuracy >= 0.5]
regulations: [ecoa]
reasons:
  - {feature: income, en: Income insufficient for amount of credit requested, zh: 收入不足}
"""


@pytest.mark.parametrize(
    ("feature", "basis", "refused"),
    [
        ("applicant_sex", "sex", True),
        ("Marital.Status", "marital status", True),
        ("derived_race", "race or colour", True),
        ("性别", "sex", True),
        ("age_cat", "age", False),
        ("native-country", "national origin", True),
    ],
)
def test_a_basis_is_known_by_its_name(feature: str, basis: str, refused: bool) -> None:
    (found,) = prohibited(parse(TEXT, Path("c.yaml")), [feature, "income", "loan_age", "car_color", "mortgage"])
    assert (found.feature, found.basis.name, found.basis.refused) == (feature, basis, refused)
    assert found.basis.article in found.what


def test_refused_ones_are_named_with_place_article_and_remedy() -> None:
    charter = parse(TEXT, Path("c.yaml"))
    with pytest.raises(CharterError) as caught:
        check_prohibited(charter, ["income", "applicant_sex", "age"])
    (fault,) = caught.value.faults
    assert (fault.line, fault.column) == (7, 33)
    assert "12 CFR 1002.6(b)(9)" in fault.what
    assert "data.columns.groups" in fault.remedy
    check_prohibited(charter, ["income", "age"])
    check_prohibited(parse(TEXT.replace("[ecoa]", "[gdpr]"), Path("c.yaml")), ["applicant_sex"])


def test_reasons_are_read() -> None:
    (reason,) = parse(TEXT, Path("c.yaml")).reasons
    assert (reason.feature, reason.zh, reason.label) == ("income", "收入不足", None)
    labelled = TEXT.replace("tabular-classification}", "tabular-classification, output: {labels: [a, b]}}")
    with pytest.raises(CharterError, match="'c' is not a label of the task"):
        parse(labelled.replace("{feature: income, en", "{feature: income, label: c, en"), Path("c.yaml"))
