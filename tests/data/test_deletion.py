"""Words of a text, and what is left of them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from troth.data import sequence_of, thinned


def test_what_is_left_depends_on_the_words_alone() -> None:
    spread, close = "Where  is\n my card?\t卡在 哪里", "Where is my card? 卡在哪里"
    assert sequence_of(spread) == sequence_of(close)
    assert thinned(sequence_of(spread), 0.0, np.random.default_rng(1)) == close
    assert thinned(sequence_of(close), 1.0, np.random.default_rng(1)) == ""


@given(st.text(max_size=40), st.floats(0, 1), st.integers(0, 99))
def test_words_that_are_left_are_words_of_the_text_in_order(text: str, rate: float, seed: int) -> None:
    words = sequence_of(text)
    left = iter(words)
    assert all(word in left for word in sequence_of(thinned(words, rate, np.random.default_rng(seed))))


def test_each_word_is_deleted_with_the_chance() -> None:
    left = sequence_of(thinned(("word",) * 5000, 0.8, np.random.default_rng(2)))
    assert 0.18 < len(left) / 5000 < 0.22
