"""Which writing and language texts are in."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.data.quality.writing import writing

TEXTS = {
    "English": "where is my card and what do I have to do with it",
    "German": "ich weiß nicht, wie das mit der Karte ist und wann sie kommt",
    "French": "je ne sais pas où est la carte que vous avez envoyée dans une lettre",
    "Spanish": "no sé cuando llega la tarjeta que me ha enviado el banco para las compras",
    "Chinese": "我的银行卡在哪里",
    "Japanese": "私のカードはどこにありますか",
    "Korean": "제 카드는 어디에 있나요",
    "Cyrillic": "где моя карта",
    "Arabic": "أين بطاقتي",
    "Latin, language not told": "card xyz",
    "not told": "123 !?",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_a_text_is_told_by_its_letters_and_stop_words(language: str, text: str) -> None:
    found = writing(pl.Series([text]))
    assert found is not None
    assert dict(found.found) == {language: 1}


def test_texts_are_counted_most_first() -> None:
    found = writing(pl.Series([TEXTS["Chinese"], *[TEXTS["English"]] * 3, None, "  "]))
    assert found is not None
    assert list(found.found.items()) == [("English", 3), ("Chinese", 1)]
    assert (found.looked, found.of) == (4, 6)


def test_nothing_is_in_no_writing() -> None:
    assert writing(pl.Series([None, " "], dtype=pl.String)) is None


@given(st.lists(st.text(max_size=15), min_size=1, max_size=6))
def test_every_text_that_is_looked_at_counts_once(texts: list[str]) -> None:
    found = writing(pl.Series(texts, dtype=pl.String))
    if found is not None:
        assert sum(found.found.values()) == found.looked
