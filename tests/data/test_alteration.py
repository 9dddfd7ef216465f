"""What an attack changes of a text, and what it leaves."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.data import ATTACKS, altered, masked, words_alone

TEXTS = [
    "The parcel never arrived, and I want my money back!",
    "COVID-19 is over?",
    "no",
    "",
    "卡在哪里",
    "a b c 12 _x_",
]


@pytest.mark.parametrize("attack", ATTACKS)
@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 2**32), share=st.floats(0, 1))
def test_only_words_change_and_as_the_seed_says(attack: str, seed: int, share: float) -> None:
    found = altered(TEXTS, attack, np.random.default_rng(seed), share)
    assert found == altered(TEXTS, attack, np.random.default_rng(seed), share)
    for before, after in zip(TEXTS, found, strict=True):
        assert re.sub(r"[^\W\d_]+", "w", after) == re.sub(r"[^\W\d_]+", "w", before)
    assert found[3] == ""
    assert found[0] != TEXTS[0]  # one word at least


@pytest.mark.parametrize("attack", ["typos", "keyboard"])
def test_first_and_last_letters_and_short_words_stay(attack: str) -> None:
    draw = np.random.default_rng(3)
    for _ in range(200):
        (found,) = altered(["the purchase was declined"], attack, draw, 1.0)
        the, purchase, was, declined = found.split()
        assert (the, was) == ("the", "was")
        assert (purchase[0], purchase[-1], declined[0], declined[-1]) == ("p", "e", "d", "d")
        assert purchase != "purchase"


@pytest.mark.parametrize("attack", ["typos", "keyboard"])
@pytest.mark.parametrize("word", ["arrived", "aabb", "ошибка", "卡在哪里"])
def test_a_word_chosen_is_another_word_after(attack: str, word: str) -> None:
    draw = np.random.default_rng(6)
    assert word not in altered([word] * 500, attack, draw)


def test_letters_that_look_alike_are_other_letters() -> None:
    draw = np.random.default_rng(4)
    for _ in range(100):
        (found,) = altered(["Exchange"], "homoglyphs", draw)
        changed = [(one, other) for one, other in zip("Exchange", found, strict=True) if one != other]
        assert changed
        assert all(ord(other) > 127 for _, other in changed)


def test_case_alone_changes() -> None:
    draw = np.random.default_rng(5)
    for _ in range(50):
        (found,) = altered(["Transfer PENDING now"], "casing", draw, 1.0)
        assert found.lower() == "transfer pending now"
        assert all(one != other for one, other in zip(found.split(), ["Transfer", "PENDING", "now"], strict=True))


def test_the_share_is_that_of_the_words() -> None:
    text = " ".join(["purchase"] * 2000)
    (found,) = altered([text], "typos", np.random.default_rng(6), 0.3)
    changed = sum(word != "purchase" for word in found.split()) / 2000
    assert 0.26 < changed < 0.34


SYNONYMS = {"great": ["excellent"], "film": ["movie", "picture"], "top": ["upper"], "co": ["firm"]}


def test_synonyms_stand_in_the_place_of_whole_small_words() -> None:
    draw = np.random.default_rng(8)
    found = {
        altered(["A great film; my Film, film-like, film's."], "synonyms", draw, synonyms=SYNONYMS)[0]
        for _ in range(90)
    }
    rest = "; my Film, film-like, film's."
    assert found == {
        *(f"A great {film}{rest}" for film in ("movie", "picture")),
        *(f"An excellent {film}{rest}" for film in ("film", "movie", "picture")),
    }
    kept = ["top-up at https://bank.co/film or film@bank.co", "GREAT", ""]
    assert altered(kept, "synonyms", draw, 1.0, synonyms=SYNONYMS) == kept
    assert altered(["a great film"], "synonyms", draw) == ["a great film"]


def test_words_alone_are_what_synonyms_may_replace() -> None:
    assert words_alone("It's in top-up, see bank.co: my card 12 did arrive.") == [
        "in",
        "see",
        "my",
        "card",
        "did",
        "arrive",
    ]


def test_words_are_hidden_and_nothing_else() -> None:
    draw = np.random.default_rng(9)
    text = " ".join(["purchase,"] * 2000)
    (found,) = masked([text], "[MASK]", draw)
    assert found.replace("[MASK]", "purchase") == text
    assert 0.12 < found.count("[MASK]") / 2000 < 0.18
    assert all(one.count("[MASK]") >= 1 for one in masked(["two words"] * 50, "[MASK]", draw))
    assert masked(["", "12 !?"], "[MASK]", draw) == ["", "12 !?"]
