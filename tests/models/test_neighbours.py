"""Words that may stand in each other's place, and those that never may."""

from __future__ import annotations

import pytest

from troth.errors import ModelError
from troth.models import Neighbourhood, neighbours
from troth.models.neighbours import ending
from troth.models.unlike_words import KEPT, opposed


@pytest.fixture(scope="module")
def english() -> Neighbourhood:
    return Neighbourhood.open()


def test_synonyms_are_found_both_ways(english: Neighbourhood) -> None:
    found = english.of(["film", "movie", "terrible", "buying", "quickly"])
    assert found["film"] == ("movie",)
    assert found["movie"] == ("film",)
    assert "horrible" in found["terrible"]
    assert found["buying"] == ("purchasing",)
    assert "rapidly" in found["quickly"]
    alone = english.of(["film"])
    assert alone["film"] == found["film"]  # whatever else is asked about


def test_what_would_say_something_else_is_no_synonym(english: Neighbourhood) -> None:
    kept = ["not", "never", "three", "blue", "paris", "german", "monday", "actor", "million", "bread", "went", "xyzzy"]
    assert english.of([*kept, "Film", ""]) == {}
    asked = ["good", "bad", "best", "increase", "expensive", "happy", "correct", "possible", "debit", "useful"]
    for word, others in english.of(asked).items():
        assert not {"bad", "good", "worst", "decrease", "cheap", "unhappy", "incorrect", "credit", "useless"} & {
            *others
        }
        assert not any(opposed(word, other) or other in KEPT or other[:4] == word[:4] for other in others)
        assert all(ending(other) == ending(word) for other in others)


def test_a_text_is_held_against_its_copy(english: Neighbourhood) -> None:
    texts = ["The exchange rate was wrong.", "I lost my card at the hotel and want it blocked."]
    copies = ["The film was wrong.", "I lost my card at the hotel and need it blocked."]
    assert english.alike(texts, copies).tolist() == [False, True]
    assert english.alike([], []).tolist() == []


def test_without_torch_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "torch_installed", lambda: False)
    with pytest.raises(ModelError) as caught:
        Neighbourhood.open()
    assert "pip install troth[train]" in str(caught.value.remedy)


def test_lists_of_opposites_have_two_sides() -> None:
    assert opposed("good", "awful")
    assert opposed("awful", "good")
    assert not opposed("good", "great")
