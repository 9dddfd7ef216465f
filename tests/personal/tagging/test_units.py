"""Units of a window, and the numbers they are given as."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from troth.personal.tagging.units import CODES, HASHES, SIGNS, TABLE, is_chinese, units_of


def words(window: str) -> list[str]:
    return [window[start:end] for start, end in units_of(window).spans]


def test_words_signs_and_chinese_characters() -> None:
    assert words("Mr. O'Neil_x paid 3.50!") == ["Mr", ".", "O", "'", "Neil", "_", "x", "paid", "3", ".", "50", "!"]
    assert words("我是Tom。") == ["我", "是", "Tom", "。"]
    assert words(" \n") == []


@given(st.text(max_size=80))
def test_numbers_are_within_their_tables(window: str) -> None:
    units = units_of(window)
    longest = max((end - start for start, end in units.spans), default=0)
    assert units.signs.shape == (len(units.spans), min(SIGNS, longest + 2))
    assert units.hashes.shape == (len(units.spans), HASHES)
    assert ((units.signs >= 0) & (units.signs < CODES)).all()
    assert ((units.hashes > 0) & (units.hashes < TABLE)).all()
    assert all(window[start:end].strip() for start, end in units.spans)


def test_case_shows_in_the_signs_alone_and_digits_in_neither() -> None:
    lower, upper = units_of("ann"), units_of("ANN")
    assert np.array_equal(lower.hashes, upper.hashes)
    assert not np.array_equal(lower.signs, upper.signs)
    assert np.array_equal(units_of("123").hashes, units_of("987").hashes)


def test_a_long_word_shows_its_beginning_and_its_end() -> None:
    word = "abcdefghij" + "x" * 40 + "uvwxyz"
    assert "".join(map(chr, units_of(word).signs[0])) == "abcdefghijuvwxyz"


def test_a_chinese_character_is_hashed_with_its_neighbours() -> None:
    first, second = units_of("小明"), units_of("小红")
    assert first.hashes[0, 0] == second.hashes[0, 0]
    assert first.hashes[0, 2] != second.hashes[0, 2]
    assert is_chinese("see 小")
    assert not is_chinese("see ü")


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_what_is_ascii_is_numbered_as_it_is_beside_what_is_not(window: str) -> None:
    plain, other = units_of(window), units_of(f"{window} é")
    assert plain.spans == other.spans[:-1]
    assert np.array_equal(plain.signs, other.signs[:-1, : plain.signs.shape[1]])
    assert not other.signs[:-1, plain.signs.shape[1] :].any()
    assert np.array_equal(plain.hashes, other.hashes[:-1])
