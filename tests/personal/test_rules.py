"""Every rule finds its example, and what is nearly one is none."""

from __future__ import annotations

import pytest

from personal.examples import EXAMPLES
from troth import personal
from troth.personal.interface import KINDS, PERSON
from troth.personal.rules import RULES

PATTERNED = tuple(kind for kind in KINDS if kind not in personal.NAMED)
NONE = (
    "Call me at 5 past 12, or 2024-01-05 10:30.",
    "Version 1.2.3.4.5 was released in 1999-2001.",
    "The score was 89-53 in front of 12,345 people and $1,234,567.89 was paid.",
    "The password is wrong, and my card is blue.",
    "I paid 4111 1111 1111 1112 times nothing.",
    "ISBN 978-3-16-148410-0 costs 20.00.",
    "Order of the day: 100 metres.",
    "他在2023年5月1日买了3公斤苹果,花了128元。",
    "The key is under the mat and the token is a coin.",
    "IP range 999.1.2.3 and 256.256.256.256",
    "train 1234567890 of 0000000000",
)


def test_every_rule_has_an_example() -> None:
    assert set(EXAMPLES) == {rule.name for rule in RULES}
    assert {rule.kind for rule in RULES} < set(KINDS)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_rule_finds_its_example(name: str) -> None:
    text, value = EXAMPLES[name]
    found = {(one.rule, text[one.start : one.end]) for one in personal.find(text, kinds=PATTERNED)}
    assert (name, value) in found, found


@pytest.mark.parametrize("name", sorted(rule.name for rule in RULES if not rule.alone))
def test_a_number_that_needs_a_word_is_none_without_it(name: str) -> None:
    _, value = EXAMPLES[name]
    assert name not in {one.rule for one in personal.find(f"The sign read {value} in red.", kinds=PATTERNED)}


@pytest.mark.parametrize(
    "name",
    [
        *("iban", "bank_routing", "uk_health_service", "german_tax", "french_social_security", "french_tax"),
        *("spanish_identity", "spanish_foreigner", "italian_company", "dutch_citizen", "european_vat", "imei"),
        *("chinese_company", "indian_company"),
    ],
)
def test_a_digit_that_is_wrong_is_noticed(name: str) -> None:
    """Where the sum of a number does not come out, it is another number, or surely less of one."""
    text, value = EXAMPLES[name]
    place = text.index(value) + max(place for place, sign in enumerate(value) if sign.isdigit())
    scores = {one.rule: one.score for one in personal.find(text, kinds=PATTERNED)}
    for digit in "0123456789".replace(text[place], "")[:3]:
        changed = personal.find(text[:place] + digit + text[place + 1 :], kinds=PATTERNED)
        assert all(one.score < scores[name] for one in changed if one.rule == name), digit


@pytest.mark.parametrize("text", NONE)
def test_nothing_is_found_where_nothing_is(text: str) -> None:
    assert not personal.find(text, kinds=PATTERNED)


def test_every_kind_of_a_rule_is_described() -> None:
    assert all(KINDS.values())
    assert PERSON in KINDS
