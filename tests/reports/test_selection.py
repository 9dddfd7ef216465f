"""What is shown where: nothing twice, and each thing by the unit it is counted in."""

from __future__ import annotations

from typing import Any

from reports.sample import clause, minimal, part, sample
from troth.reports.document import read
from troth.reports.selection import by_verdict, composed, limiting, openings, units

NUMBERS = (0.5, 0.7, 0.6, 0.8)


def comparing(text: str, **arguments: Any) -> dict[str, Any]:
    parts = [part("en", 8, 10), part("de", 7, 10)]
    return clause(text, "fairness", "met", NUMBERS, arguments=arguments, parts=parts)


def test_parts_that_stand_in_another_table_are_not_shown_again() -> None:
    clauses = [
        comparing("macro_f1 >= 0.5"),
        comparing("accuracy_difference(group=language) >= 0.5", group="language"),
        comparing("accuracy_difference(group=age) >= 0.5", group="age"),
        comparing("worst_group(accuracy, group=[language, region]) >= 0.5", group=["language", "region"]),
        comparing("worst_group(auc, group=language) >= 0.5", group="language"),
        comparing("auc >= 0.5"),
    ]
    document = read(minimal(verdict="met", clauses=clauses, groups=sample()["groups"]))
    assert [found["number"] for found in composed(document)] == [3, 5, 6]
    assert limiting(document, "language & region", "accuracy") == document["clauses"][3]
    assert limiting(document, "language", "accuracy") is None


def test_every_verdict_has_its_clauses() -> None:
    found = by_verdict(read(sample()))
    assert {verdict: len(clauses) for verdict, clauses in found.items()} == {
        "met": 5, "broken": 2, "undecided": 4, "not measured": 2,
    }  # fmt: skip


def test_tokens_have_labels_and_sentences_are_rows() -> None:
    document = sample()
    document["charter"]["task"]["kind"] = "token-classification"
    assert units(read(document)) == {"unit": "tokens", "row": "sentences"}
    assert units(read(minimal())) == {"unit": "rows", "row": "rows"}


def test_openings_are_those_of_the_test_set_under_any_charter() -> None:
    assert openings(read(sample())) == 1
    assert openings(read(minimal(data={"opening": 4}))) == 4
    assert openings(read(minimal())) == 0
