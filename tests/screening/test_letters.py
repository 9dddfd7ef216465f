"""Language costs less than letters by chance, and the two ways to count agree."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.screening.alphabets import STRANGE
from troth.screening.letters import COSTS, EDGE, codes, cost, costs

SENTENCES = (
    "Please tell me where the nearest station is.",
    "Bitte sagen Sie mir, wo der nächste Bahnhof ist.",
    "Dites-moi où se trouve la gare la plus proche.",
    "Dime dónde está la estación más cercana, por favor.",
)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_costs_less_than_its_letters_moved(text: str) -> None:
    said, moved = codes(text), codes(codecs.encode(text, "rot13"))
    letters = int((said != EDGE).sum())
    assert float(costs(said).sum()) < STRANGE * letters < float(costs(moved).sum())


def test_codes_are_of_letters_in_either_case_without_accents() -> None:
    assert codes("aZé中 ").tolist() == [0, 25, 4, EDGE, EDGE]
    assert COSTS.shape == (27, 27)


@given(st.text(alphabet="abcxyz", min_size=1, max_size=20))
def test_a_word_costs_what_its_letters_cost(word: str) -> None:
    assert cost(word) == pytest.approx(float(costs(codes(f" {word} ")).sum()))
