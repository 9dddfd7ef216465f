"""A comment is signed by its author's key, and once."""

from __future__ import annotations

from typing import Any

import pytest

from record.stories import KEY
from record.test_releases import COMMENT, told
from troth.record import AUTHOR, SIGNED, Signer, is_signed, signed_comment

OTHER = Signer.from_seed(bytes(32))
WORDS = {name: COMMENT[name] for name in SIGNED if name != "key"}
SAID = signed_comment(WORDS, OTHER)


def test_it_is_signed_by_the_key_that_it_names() -> None:
    assert is_signed(SAID)
    assert set(SAID) >= AUTHOR
    assert not told(("release", {}), ("comment", SAID))


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "Because."},
        {"by": "Ada"},
        {"kind": "objection"},
        {"key": str(KEY.public)},
        {"key": "ed25519:"},
        {"signature": "no"},
        {"signature": None},
    ],
)
def test_one_that_is_not_is_found(changed: dict[str, Any]) -> None:
    assert not is_signed({**SAID, **changed})
    said = told(("release", {}), ("comment", {**SAID, **changed}))
    assert "not signed by the key of its author" in str(said)


@pytest.mark.parametrize("name", sorted(AUTHOR))
def test_half_of_it_is_nothing(name: str) -> None:
    half = {field: value for field, value in SAID.items() if field != name}
    said = str(told(("release", {}), ("comment", half)))
    assert f"does not tell {name}" in said


def test_one_signature_is_for_one_comment() -> None:
    said = told(("release", {}), ("comment", SAID), ("comment", SAID))
    assert "its author said it once, in entry 2" in str(said)
