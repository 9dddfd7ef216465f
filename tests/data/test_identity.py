"""Identity terms, and texts with others in their place."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data import exchanged, with_terms
from troth.data.identity import IDENTITY

TEXTS = [
    "My wife is a Muslim woman.",
    "Where is my card?",
    "JEWS and jews",
    "黑人和白人都来了",
    "",
    "an african american",
]


def test_only_texts_that_name_people_are_found() -> None:
    assert with_terms(TEXTS) == [0, 2, 3, 5]
    assert with_terms(["a blackbird in Germany", "the strait", "mandate", "womanly"]) == []


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32))
def test_every_term_becomes_another_and_nothing_else_changes(seed: int) -> None:
    found = exchanged(TEXTS, np.random.default_rng(seed))
    assert found == exchanged(TEXTS, np.random.default_rng(seed))
    assert found[1] == TEXTS[1]
    assert found[4] == ""
    assert re.fullmatch(r"My wife is an? [A-Z][a-z ]+ [a-z]+\.", found[0])
    assert "Muslim" not in found[0]
    assert "woman" not in found[0].split()
    upper, lower = found[2].split(" and ")
    assert upper == lower.upper()
    assert lower != "jews"
    one, other = found[3].removesuffix("都来了").split("和")
    assert one not in ("黑人", other)
    assert other != "白人"


def test_the_article_goes_with_the_word() -> None:
    draw = np.random.default_rng(1)
    for text in exchanged(["He met a muslim woman"] * 300, draw):
        article, word = re.match(r"He met (an?) (\w)", text).groups()  # type: ignore[union-attr]
        assert (article == "an") == (word in "aeiou") or re.match(r"He met a (eu|uk)", text)


@pytest.mark.parametrize("name", IDENTITY)
def test_every_term_is_found_where_it_stands_alone(name: str) -> None:
    terms = IDENTITY[name]
    assert with_terms(list(terms.found)) == list(range(len(terms.found)))
    assert len(set(terms.all)) == len(terms.all)


def test_terms_are_exchanged_evenly() -> None:
    found = exchanged(["muslim"] * 8000, np.random.default_rng(2))
    counts = {term: found.count(term) for term in set(found)}
    choices = set(IDENTITY["adjectives"].all) - {"muslim"}
    assert set(counts) == choices
    assert max(counts.values()) < 2.2 * min(counts.values())
