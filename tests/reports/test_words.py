"""The tables of words agree with each other, with the templates, and with the vocabulary."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

import troth.reports
from troth.errors import ReportError
from troth.reports.words import LANGUAGES, TURNED, _flat, words
from troth.standard import VOCABULARY

FOLDER = Path(troth.reports.__file__).parent


def table(language: str) -> dict[str, str]:
    tree = tomllib.loads((FOLDER / "languages" / f"{language}.toml").read_text(encoding="utf-8"))
    return _flat({key: value for key, value in tree.items() if key not in (*TURNED, "meanings")})


def plurals_gone(language: str) -> dict[str, str]:
    return {key: text for key, text in table(language).items() if not key.endswith("_one")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing_or_blank(language: str) -> None:
    assert plurals_gone(language).keys() == plurals_gone("en").keys()
    assert all(text.strip() for text in table(language).values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_for_values_are_the_same(language: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    english = plurals_gone("en")
    for key, text in plurals_gone(language).items():
        assert places(text) == places(english[key]), key


def test_every_word_a_template_asks_for_exists() -> None:
    sources = [*FOLDER.glob("templates/*"), *FOLDER.glob("*.py")]
    asked = {
        key
        for path in sources
        for key in re.findall(r"""(?:\bt|words)\(['"]([a-z_-]+\.[a-z_.-]+)['"][,)]""", path.read_text("utf-8"))
    }
    assert len(asked) > 100
    assert asked <= table("en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_measure_has_a_name_and_a_meaning(language: str) -> None:
    known = words(language)
    for name in VOCABULARY:
        assert f"measures.{name}" in known, name
        assert language == "en" or f"meanings.{name}" in known, name


def test_numbers_and_singulars() -> None:
    known = words("en")
    assert known("masthead.rows", n=1284) == "1,284 rows"
    assert known("masthead.rows", n=1) == "1 row"
    assert words("zh")("masthead.rows", n=1) == "1 个样本"


def test_sentences_of_other_rooms_are_turned_where_known() -> None:
    assert words("zh").turned("rows of sex=Female", "units") == "属于 sex=Female 的样本"
    loosened = "the limit of macro_f1 was loosened from 0.8 to 0.75 after the test set had been opened (entry 3)"
    assert "由 0.8 放宽为 0.75" in words("zh").turned(loosened)
    assert words("zh").turned("something new") == "something new"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ReportError, match="choose from: en, zh"):
        words("xx")
