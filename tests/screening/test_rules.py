"""Every rule matches its example, disguised in case too; what merely uses the words is none's."""

from __future__ import annotations

import pytest

from screening.attacks import EXAMPLES, INNOCENT
from troth.screening.interface import FAMILIES
from troth.screening.matching import matcher
from troth.screening.rules import RULES


def names(text: str) -> set[str]:
    return {hit.rule.name for hit in matcher().hits(text)}


def test_every_rule_has_an_example_and_a_family() -> None:
    assert {rule.name for rule in RULES} == set(EXAMPLES)
    assert {rule.family for rule in RULES} == set(FAMILIES)
    assert all(0 <= rule.score <= rule.planted <= 1 for rule in RULES)
    assert all(rule.name.startswith(f"{rule.family}_") for rule in RULES)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_rule_matches_its_example(name: str) -> None:
    assert name in names(EXAMPLES[name])
    assert name in names(EXAMPLES[name].upper()) or not EXAMPLES[name].isascii()


@pytest.mark.parametrize("text", INNOCENT)
def test_words_alone_are_no_attack(text: str) -> None:
    assert not [hit.rule.name for hit in matcher().hits(text) if hit.rule.score >= 0.5]
