"""Which prohibited basis a column is called by: its name's words hold that of the basis, and beside it only words that
leave its meaning, or values of it, as in the names of columns that were made one for each value.

Which bases are prohibited: 12 CFR 1002.2(z). How each may be used all the same: 12 CFR 1002.6(b).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Basis:
    """A prohibited basis. names: of columns. refused: whether no use of it as a feature is allowed; where one is, `why`
    says which. values: words for what it can be; None where there are too many to list, so that any may follow."""

    name: str
    article: str
    names: frozenset[str]
    refused: bool
    why: str = ""
    values: frozenset[str] | None = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BASES = (
    Basis(
        "race or colour", "12 CFR 1002.6(b)(9)",
        _words("race ethnicity ethnic_group ethnic skin_colour skin_color hispanic latino latina caucasian "
               "african_american 种族 民族 肤色"), True,
        values=_words("white black asian indian american african hispanic latino latina latinx caucasian hawaiian "
                      "pacific islander alaska alaskan native amer eskimo pac aleut mixed multiracial biracial chinese "
                      "japanese korean vietnamese filipino arab european minority races two or more aa ai an nh pi"),
    ),
    Basis(
        "religion", "12 CFR 1002.6(b)(9)", _words("religion faith belief church 宗教 宗教信仰 信仰"), True,
        values=_words("christian muslim islam jewish hindu buddhist catholic protestant orthodox sikh mormon atheist "
                      "agnostic"),
    ),
    Basis(
        "national origin", "12 CFR 1002.6(b)(9)",
        _words("national_origin nationality native_country country_of_birth birth_country birthplace ancestry "
               "籍贯 国籍 出生国 祖籍"), True, values=None,
    ),
    Basis(
        "sex", "12 CFR 1002.6(b)(9)", _words("sex gender female male 性别"), True,
        values=_words("female male fem man men woman women nonbinary non binary trans transgender intersex diverse "
                      "undisclosed nb"),
    ),
    Basis(
        "marital status", "12 CFR 1002.6(b)(8)",
        _words("marital_status marital married unmarried divorced widowed civil_status relationship_status "
               "personal_status 婚姻 婚姻状况 婚姻状态"), True,
        values=_words("single married unmarried divorced divorcee widowed widow widower separated partner partnered "
                      "partnership never cohabiting civil civ af spouse absent union common law"),
    ),
    Basis("age", "12 CFR 1002.6(b)(2)(ii)", _words("age age_years date_of_birth birth_date dob 年龄 出生日期"), False,
          "a statistically sound system may use it, if no negative value is given to an elderly applicant's"),
    Basis("public assistance", "12 CFR 1002.6(b)(2)(iii)",
          _words("public_assistance welfare food_stamps snap benefits_income 低保 社会救助"), False,
          "it may be used only where it bears on creditworthiness"),
)  # fmt: skip
"""Those of 12 CFR 1002.2(z) that a column can be recognised as."""

AROUND = _words(
    "applicant applicants coapplicant borrower coborrower cosigner guarantor customer cust client member employee "
    "candidate respondent owner head person personal primary secondary co self hmda derived group cat band range of "
    "the above over under below"
)
"""Words beside the name of a basis that leave its meaning: `applicant_sex`, `age_cat`."""

ENCODED = _words(
    "is has status and code coded encoded enc label id value type category flag indicator ind dummy onehot ohe bin x "
    "feature feat col column var variable num name observed reported declared other unknown missing nan none null not "
    "available provided applicable na joint yes no true false"
)
"""Words beside a basis whose values were turned into numbers, or into columns: `sex_encoded`, `race_other`."""

AROUND_CHINESE = _words(
    "共同申请人 共同借款人 申请人 主借款人 借款人 贷款人 担保人 保证人 投保人 被保险人 持卡人 "
    "客户 用户 会员 员工 户主 本人 个人 的"
)
"""The like in Chinese, which stand before the name without a blank: 客户性别."""

ENCODED_CHINESE = _words("代码 编码 编号 类别 类型 标志")
"""The like of `ENCODED`, which stand behind it: 民族代码."""

_BEFORE, _AFTER = ("|".join(sorted(words, key=len, reverse=True)) for words in (AROUND_CHINESE, ENCODED_CHINESE))
_KNOWN = re.compile(f"{_BEFORE}|{_AFTER}")
_CHINESE = re.compile(f"(?P<before>(?:{_BEFORE})*)(?P<name>.+?)(?P<after>(?:{_AFTER})*)")


def basis_of(feature: str) -> Basis | None:
    """The prohibited basis that a column of this name is."""
    words = words_in(feature)
    return next((basis for basis in BASES if any(_is_named(basis, words, *run) for run in _runs(len(words)))), None)


def words_in(name: str) -> list[str]:
    """The words of a column's name in small letters, without numbers: those of maritalStatus_2 are marital, status.

    Chinese is cut at the words that stand around a basis: those of 客户性别 are 客户, 性别.
    """
    parts = re.sub(
        r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)", "_", name
    )
    words = (word for word in re.split(r"[\W_]+", parts.casefold()) if word and not word.isdigit())
    return [part for word in words for part in ([word] if word.isascii() else _cut(word))]


def _cut(word: str) -> list[str]:
    found = _CHINESE.fullmatch(word)
    assert found is not None  # the name may be anything
    before, after = (_KNOWN.findall(found[part]) for part in ("before", "after"))
    return [*before, found["name"], *after]


def _runs(count: int) -> list[tuple[int, int]]:
    return [(start, end) for start in range(count) for end in range(count, start, -1)]


def _is_named(basis: Basis, words: Sequence[str], start: int, end: int) -> bool:
    """Whether these words in the midst are a name of the basis, and the others leave it that."""
    if "_".join(words[start:end]) not in basis.names:
        return False
    before, after = words[:start], words[end:]
    around = AROUND | AROUND_CHINESE
    if not basis.refused:
        return around.issuperset((*before, *after))
    known = around | ENCODED | ENCODED_CHINESE | (basis.values or frozenset())
    if basis.values is None and "of" not in after:
        after = []
    return known.issuperset((*before, *(word for word in after if not _is_short(word))))


def _is_short(word: str) -> bool:
    """Whether it is but a letter, as in gender_F, or a value in Chinese."""
    return len(word) <= (1 if word.isascii() else 2)
