"""What takes the place of a finding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personal.examples import EXAMPLES
from troth import personal
from troth.errors import DataError
from troth.personal.interface import KINDS
from troth.personal.operators import canonical

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
KEYED = (personal.hashed, personal.pseudonym, personal.encrypt)


def test_what_each_leaves() -> None:
    assert personal.redact("email", "a@b.org") == "[email]"
    assert personal.mask("card", "4111 1111 1111 1234") == "**** **** **** 1234"
    assert personal.mask("person", "Ann-Lee O'Neil") == "***-*** *'****"
    assert personal.mask("national_id", "536-90-4399") == "***-**-****"
    assert personal.mask("secret", "x" * 40) == "****"
    assert personal.generalise("date_of_birth", "March 3, 1990") == "1990"
    assert personal.generalise("ip_address", "192.0.2.17") == "192.0.2.0/24"
    assert personal.generalise("ip_address", "2001:db8:1:2::3") == "2001:db8:1::/48"
    assert personal.generalise("postcode", "SW1A 1AA") == "SW******"
    assert personal.generalise("url", "https://u:p@example.org/a?b") == "example.org"
    assert personal.generalise("email", "ann@example.org") == "[email]@example.org"
    assert personal.generalise("coordinates", "-33.8688, 151.2093") == "-33.8, 151.2"
    assert personal.generalise("person", "Ann") == "[person]"


def test_findings_without_an_operator_stay() -> None:
    text = "Mail ann@example.org or call +44 20 7946 0958."
    operators = {"email": personal.redact}
    assert personal.replaced(text, personal.find(text), operators) == "Mail [email] or call +44 20 7946 0958."


@pytest.mark.parametrize("make", KEYED)
def test_one_value_is_answered_alike_and_another_key_otherwise(make: type) -> None:
    operator = make(KEY)
    for kind, value in (("email", "ann@example.org"), ("card", "4111 1111 1111 1111"), ("person", "王小明")):
        assert operator(kind, value) == operator(kind, value) != make(OTHER)(kind, value)
        assert value not in operator(kind, value)
    assert operator("person", "Ann") != operator("person", "Bob")


@pytest.mark.parametrize("make", [personal.hashed, personal.pseudonym])
def test_however_a_value_is_written(make: type) -> None:
    operator = make(KEY)
    digits = [operator("phone", value)[-4:] for value in ("020 7946 0958", "020-7946-0958", "02079460958")]
    assert len(set(digits)) == 1
    assert operator("email", "Ann@Example.org") == operator("email", "ann@example.org")


@pytest.mark.parametrize("make", KEYED)
def test_a_short_key_is_refused(make: type) -> None:
    with pytest.raises(DataError, match="32 bytes"):
        make(b"short")


@given(st.sampled_from(sorted(KINDS)), st.text(min_size=1, max_size=60))
def test_a_pseudonym_keeps_the_shape(kind: str, value: str) -> None:
    made = personal.pseudonym(KEY)(kind, value)
    if kind in ("email", "url"):
        assert "example.org" in made
    else:
        assert len(made) == len(value)
        assert all(a.isalnum() == b.isalnum() for a, b in zip(made, value, strict=True))


@given(st.lists(st.tuples(st.sampled_from(sorted(EXAMPLES)), st.text(max_size=20)), max_size=4))
def test_what_was_sealed_opens_again(parts: list[tuple[str, str]]) -> None:
    text = "".join(f"{EXAMPLES[name][0]} {rest}" for name, rest in parts)
    findings = personal.find(text)
    sealed = personal.replaced(text, findings, personal.encrypt(KEY))
    assert personal.restored(sealed, KEY) == text


def test_another_key_or_a_change_does_not_open() -> None:
    sealed = personal.encrypt(KEY)("email", "ann@example.org")
    with pytest.raises(DataError, match="does not open"):
        personal.restored(sealed, OTHER)
    with pytest.raises(DataError, match="character 4"):
        personal.restored("see " + sealed.replace("email", "phone"), KEY)


def test_secrets_are_told_apart_by_case() -> None:
    assert canonical("secret", "aB") != canonical("secret", "ab")
    assert canonical("person", "Ann  LEE") == "ann lee"
    assert canonical("iban", "DE89 3704") == "de893704"


@pytest.mark.parametrize("kind", sorted({*personal.KINDS} - {"postcode"}))
def test_what_is_not_of_its_kind_is_not_told_when_generalised(kind: str) -> None:
    assert personal.generalise(kind, "Grace Okafor") == f"[{kind}]"


def test_no_short_postcode_stays() -> None:
    assert personal.generalise("postcode", "12") == "[postcode]"
