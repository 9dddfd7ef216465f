"""Tables of letters: none twice for another, none that is plain already."""

from __future__ import annotations

from troth.screening.lookalikes import DRAWN, LIKE, SAME, unmarked


def test_every_look_alike_becomes_one_plain_letter() -> None:
    for table in (SAME, LIKE, DRAWN):
        assert all(len(letter) == 1 and letter.isascii() and letter.isalpha() for letter in table.values())
        assert not any(chr(place).isascii() for place in table)


def test_letters_that_nobody_tells_apart_are_the_same_in_a_mixed_word() -> None:
    assert all(LIKE[place] == letter for place, letter in SAME.items())


def test_accents_and_bars_go_from_latin_letters_alone() -> None:
    assert "".join(map(unmarked, "éüñøłđı")) == "eunoldi"
    assert "".join(map(unmarked, "йάß中")) == "йάß中"
