"""The principal reasons for a decision, as a person who got it is told them: at most four, in the charter's words.

12 CFR 1002.9(b)(2): a statement of reasons is specific and indicates the principal reasons. Supplement I to it, comment
9(b)(2)-1: more than four are not likely to be helpful; -5: features in which the applicant fell furthest below the
average of all applicants may be named, which is what weights beside a reference population say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from troth.explain.rows import RowExplanation
from troth.models import Model, Proven, Rule, holds

MOST = 4
LEAST = 0.0005
"""A weight below this is no reason: half of what three decimals show."""

Cell = float | str | None

SAID = {
    "en": {
        "missing": "{feature} is not given",
        "number": "{feature} is {value}; half of the reference rows have {typical} or less",
        "category": "{feature} is {value}; the commonest value is {typical}",
        "median": "{feature} is {value}, the median of the reference rows",
        "commonest": "{feature} is {value}, the commonest value",
        "rule": "a rule: {label} is never given where {where}",
        "clauses": "the charter's fairness clauses over {columns}: without them the answer would be {label}",
        "rates": "the charter's clauses on rates: without them the answer would be {label}",
    },
    "zh": {
        "missing": "没有提供 {feature}",
        "number": "{feature} 为 {value}；参照样本的中位数为 {typical}",
        "category": "{feature} 为 {value}；最常见的取值为 {typical}",
        "median": "{feature} 为 {value}，与参照样本的中位数相同",
        "commonest": "{feature} 为 {value}，即最常见的取值",
        "rule": "规则：凡 {where}，一律不得给予 {label}",
        "clauses": "章程中按 {columns} 比较的公平条款：若无这些条款，结果将为 {label}",
        "rates": "章程中关于比率的条款：若无这些条款，结果将为 {label}",
    },
}
"""What is said of a feature where the charter has no words for it."""

_KINDS = {(True, False): "number", (True, True): "median", (False, False): "category", (False, True): "commonest"}
"""By whether a value is a number, and the usual one: that is a reason too, where others have a better one."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One principal reason. feature: None for a rule or clauses. weight: in probability of the label, None for these.
    text: as told. worded: whether the charter gives the words."""

    feature: str | None
    weight: float | None
    text: str
    worded: bool


def principal_reasons(
    model: Model, found: RowExplanation, wording: Mapping[str, str], language: str = "en"
) -> tuple[Cause, ...]:
    """At most four, the gravest first: rules that kept the row from its most probable label, the charter's clauses
    where they decided on another one, then features.

    wording: the charter's words for features, in the language asked for.
    """
    told = SAID[language]
    ruled = [told["rule"].format(label=label, where=where) for label, where in _rules(model, found)]
    causes = [Cause(None, None, text, False) for text in (*ruled, *_clauses(model, found, told))]
    for place in found.ranking:
        if found.weights[place] >= LEAST:
            name = found.features[place]
            text = wording.get(name) or _generated(name, found.values[place], found.typical[place], told)
            causes.append(Cause(name, found.weights[place], text, name in wording))
    return tuple(causes[:MOST])


def _rules(model: Model, found: RowExplanation) -> list[tuple[str, str]]:
    """The rules of the model that bar the row's most probable label."""
    if found.label == found.likeliest:
        return []
    return [(rule.label, rule.where) for rule in _holding(model, found) if rule.label == found.likeliest]


def _clauses(model: Model, found: RowExplanation, told: Mapping[str, str]) -> list[str]:
    """The sentence about the clauses that costs were made for, where these decided on another label."""
    proofs = model.proofs if isinstance(model, Proven) else None
    if proofs is None or not proofs.tolls:
        return []
    barred = {rule.label for rule in _holding(model, found)}
    free = [each for each in zip(model.labels, found.probabilities, strict=True) if each[0] not in barred]
    without = max(free, key=lambda each: each[1], default=(found.label, 0.0))[0]
    if without == found.label:
        return []
    columns = ", ".join(dict.fromkeys(name for toll in proofs.tolls for name in toll))
    return [told["clauses" if all(proofs.tolls) else "rates"].format(columns=columns, label=without)]


def _holding(model: Model, found: RowExplanation) -> list[Rule]:
    """The rules of the model whose condition holds on the row."""
    proofs = model.proofs if isinstance(model, Proven) else None
    row = {name: np.array([value], dtype=object) for name, value in zip(found.features, found.values, strict=True)}
    return [rule for rule in (proofs.rules if proofs else ()) if holds(rule.comparisons, row).all()]


def _generated(feature: str, value: Cell, typical: Cell, told: Mapping[str, str]) -> str:
    usual, number = value == typical, isinstance(value, float)
    kind = "missing" if value is None else _KINDS[number, usual]
    return told[kind].format(feature=feature, value=written(value), typical=written(typical))


def written(value: Cell) -> str:
    """A cell for a reader."""
    return "–" if value is None else f"{value:,.6g}" if isinstance(value, float) else value
