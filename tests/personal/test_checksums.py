"""Checks of candidates."""

from __future__ import annotations

import pytest

from troth.personal import checksums


@pytest.mark.parametrize(
    "number",
    [
        *("4111 1111 1111 1111", "5500-0000-0000-0004", "340000000000009", "30000000000004", "6011000000000004"),
        *("3530111333300000", "180065008155082", "6212345678901232", "630427373398"),
    ],
)
def test_cards_of_many_schemes(number: str) -> None:
    assert checksums.card(number)


def test_what_is_no_card() -> None:
    assert not checksums.card("4111 1111 1111 1112")
    assert not checksums.card("0000 0000 0000 0000")
    assert not checksums.card("9111111111111111")


def test_a_vehicle_has_a_check_digit() -> None:
    assert checksums.vehicle("1M8GDM9AXKP042788")
    assert not checksums.vehicle("1M8GDM9A1KP042788")
    assert not checksums.vehicle("ABCDEFGHJKLMNPRST")
    assert not checksums.vehicle("1M8GDM9AXKP04278")


def test_dates_are_no_telephones() -> None:
    assert checksums.phone("020 7946 0958")
    assert checksums.phone("001-668-040-8670x171123")
    for text in ("2024-01-05", "05.01.2024", "1999-2001", "1111 1111", "12-34"):
        assert not checksums.phone(text)


def test_days_there_are() -> None:
    assert checksums.day("3/13/1956")
    assert checksums.day("31.12.1999")
    assert checksums.day("1990年3月3日")
    assert checksums.day("March 3, 1990")
    assert not checksums.day("13/32/1999")
    assert not checksums.day("14.15.1999")


def test_words_are_no_passwords() -> None:
    assert checksums.telling("Hunter2!")
    assert not checksums.telling("wrong")
    assert not checksums.telling("a1")


def test_chance_mixes_letters_and_digits() -> None:
    assert checksums.random_looking("9f8e7d6c5b4a")
    assert not checksums.random_looking("documentation")
    assert not checksums.random_looking("aaaaaaaa1111")


def test_examples_of_examples() -> None:
    assert not checksums.varied("1111")
    assert not checksums.varied("12345678")
    assert checksums.varied("19283746")


def test_chinese_identity_numbers_of_counties_that_are_gone() -> None:
    assert checksums.identity_of_china("11010519491231002X")
    assert checksums.identity_of_china("110105 19491231 002x")
    assert not checksums.identity_of_china("110105194912310021")
    assert not checksums.identity_of_china("11010519490231002X")
    assert not checksums.identity_of_china("99010519491231002X")
