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


REFUSED = {
    "race or colour": (
        "applicant_race-1 co-applicant_ethnicity-2 applicant_ethnicity_observed race1 RACE race_Black raceBlack "
        "race_Amer-Indian-Eskimo race_2_or_more is_hispanic cat__race_White HMDARace race_AA race_NA 民族_汉 "
        "客户民族代码"
    ),
    "sex": (
        "applicant_sex applicantSex co_applicant_sex_observed personal_status_sex Gender_F sex_male Sex:Female gender1 "
        "x0_sex_M is_female genderMale sex_encoded 性别_男 客户性别 申请人性别 共同申请人的性别 客户性别_女性"
    ),
    "marital status": (
        "maritalStatus MaritalStatus2 marital-status_Married-civ-spouse marital_status_Never-married personal_status "
        "is_married applicantMaritalStatus"
    ),
    "religion": "religion_Muslim Religion2 applicantReligion",
    "national origin": "nationality Nationality_DE nationality_german native-country_United-States countryOfBirth 国籍",
}
INNOCENT = (
    "average_balance sexagenarian racecourse message_count page package race_time raceCourse sex_ratio_of_town "
    "gender_pay_gap ethnic_food_sales church_street_branch faith_based_lender_score single_payment loan_age ageing "
    "mortgage statusPersonal raceways femaleness black white_goods supplier_nationality nationality_of_supplier "
    "male_to_male_cable married_filing_date averageAge_of_account embrace trace_id "
    "sex_ed race_km race_5km sex_per_capita 性别比例 客户性别比例 供应商国籍"
)


@pytest.mark.parametrize(("basis", "feature"), [(name, each) for name in REFUSED for each in REFUSED[name].split()])
def test_names_as_data_has_them_are_known(basis: str, feature: str) -> None:
    (found,) = prohibited(parse(TEXT, Path("c.yaml")), [feature])
    assert (found.basis.name, found.basis.refused) == (basis, True)


@pytest.mark.parametrize("feature", INNOCENT.split())
def test_names_that_only_sound_like_one_are_not(feature: str) -> None:
    assert prohibited(parse(TEXT, Path("c.yaml")), [feature]) == ()


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
