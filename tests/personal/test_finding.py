"""The main function."""

from __future__ import annotations

import subprocess
import sys

import pytest

from troth import personal
from troth.errors import DataError


def test_kinds_that_are_not_asked_for_are_not_told() -> None:
    text = "ann@example.org, 4111 1111 1111 1111"
    assert [one.kind for one in personal.find(text)] == ["email", "card"]
    assert [one.kind for one in personal.find(text, kinds=["card"])] == ["card"]


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(DataError, match="no kind of personal data: shoe"):
        personal.find("", kinds=["shoe"])


def test_nothing_in_nothing() -> None:
    assert personal.find("") == []


def test_it_runs_without_torch_and_tables() -> None:
    """A gateway finds personal data in an environment without them."""
    code = (
        "import sys\n"
        "for name in ('polars', 'scipy', 'torch', 'transformers'): sys.modules[name] = None\n"
        "from troth import personal\n"
        "print([one.kind for one in personal.find('Ask Maria Rossi, ann@example.org')])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "['person', 'email']"


@pytest.mark.parametrize(
    ("beside", "text", "kind"),
    [
        ("birth", "1946-07-18", "date_of_birth"),
        ("birth", "1946年7月18日", "date_of_birth"),
        ("name", "王小明", "person"),
        ("passport", "X1234567", "passport"),
    ],
)
def test_words_beside_a_text_count_and_are_no_finding(beside: str, text: str, kind: str) -> None:
    (one,) = personal.find(text, beside=beside)
    assert (one.kind, text[one.start : one.end]) == (kind, text)


def test_nothing_is_found_in_the_words_beside() -> None:
    assert personal.find("nothing", beside="mail ann@example.org") == []


@pytest.mark.parametrize(
    "text", ["IBAN GB29 NWBK 6016 1331 9268 19", "Card 4111 1111 1111 1111", "银行 6222020000000000"]
)
def test_what_says_what_a_number_is_is_no_name(text: str) -> None:
    word = text.split()[0]
    assert all(word not in text[one.start : one.end] for one in personal.find(text))
