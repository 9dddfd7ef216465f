"""What `--acknowledge` of `troth data release` takes, and what a refusal of findings says."""

from __future__ import annotations

import pytest

from troth.cli.release_found import acknowledgements, refuse_found
from troth.data.publication import Acknowledged, Found, Looked
from troth.errors import DataError, TrothError

LOOKS = (
    Looked(2, (Found("text", "email", 3, 2, ("a.csv:2", "a.csv:9")), Found("text", "phone", 1, 1, ("a.csv:3",)))),
    Looked(1, (Found("text", "email", 1, 1, ("b.csv:2",)), Found(None, "email", 1, 0, ("b.csv, name of column 3",)))),
)


def refusal(*given: str) -> str:
    with pytest.raises(DataError) as caught:
        refuse_found(LOOKS, acknowledgements(given))
    return str(caught.value)


def test_every_form_is_read() -> None:
    assert acknowledgements(["email", "phone=2", "a:b=c:email=3"]) == Acknowledged(
        {"email": None, "phone": 2}, {("a:b=c", "email"): 3}
    )


@pytest.mark.parametrize("given", ["emails", "text:email", ":email=3", "text:email=x", "text:email=", "email=-1", ""])
def test_what_has_no_form_is_refused(given: str) -> None:
    with pytest.raises(TrothError, match="--acknowledge takes KIND, KIND=COUNT or COLUMN:KIND=COUNT"):
        acknowledgements([given])


@pytest.mark.parametrize("given", [("email", "email=3"), ("text:email=3", "text:email=4")])
def test_nothing_is_named_twice(given: tuple[str, ...]) -> None:
    with pytest.raises(TrothError, match="twice"):
        acknowledgements(given)


def test_a_column_is_a_line_with_what_to_do() -> None:
    said = refusal()
    assert "column 'text': email, 4 findings in 3 cells (a.csv:2, a.csv:9, b.csv:2); phone, 1 finding in 1 cell" in said
    assert "beside the cells: email, 1 finding (b.csv, name of column 3)" in said
    assert "anonymise FILE --columns text; or --acknowledge text:email=4 --acknowledge text:phone=1" in said
    assert "beside the cells: take it out; or --acknowledge email=1" in said


def test_another_number_is_refused_again() -> None:
    assert "4 findings in 3 cells, where 5 are acknowledged" in refusal("text:email=5", "email", "phone")
    assert "column 'label': email, 0 findings, where 1 is acknowledged" in refusal("label:email=1", "email", "phone")
    refuse_found(LOOKS, acknowledgements(["text:email=4", "text:phone=1", "email=1"]))
