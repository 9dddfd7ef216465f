"""The words of a paper in one language: a table per language, `languages/<code>.toml`, and how it is read.

A missing word is an error, never a blank or another language: the tables are compared by a test.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from troth.errors import ReportError
from troth.reports.numerals import whole

LANGUAGES = ("en", "zh")
"""The languages a paper can be written in."""


class Words:
    """The words of one language, by dotted key; `phrases` turns sentences that other rooms wrote in English."""

    def __init__(self, language: str, table: Mapping[str, str], phrases: Mapping[str, str]) -> None:
        self.language = language
        self._table = table
        self._phrases = [(re.compile(pattern), text) for pattern, text in phrases.items()]

    def __call__(self, key: str, /, **values: object) -> str:
        """The words for a key, with values put in; `n=1` takes the singular where the language has one."""
        singular = f"{key}_one" if values.get("n") == 1 else key
        text = self._table.get(singular) or self._table[key]
        return text.format(**{name: whole(v) if type(v) is int else v for name, v in values.items()})

    def __contains__(self, key: str) -> bool:
        return key in self._table

    def name(self, measure: str) -> str:
        """What a measure is called in this language; its own name when the table does not know it."""
        return self._table.get(f"measures.{measure}", measure.replace("_", " "))

    def turned(self, sentence: str | None) -> str:
        """A sentence written in English by another room, in this language where the table knows it."""
        for pattern, text in self._phrases:
            if sentence and (match := pattern.fullmatch(sentence)):
                return match.expand(text)
        return sentence or ""


@functools.cache
def words(language: str) -> Words:
    """The words of a language. Raises ReportError when there is no table for it."""
    if language not in LANGUAGES:
        raise ReportError(f"there is no report in {language!r}", remedy=f"choose from: {', '.join(LANGUAGES)}")
    source = resources.files("troth.reports") / "languages" / f"{language}.toml"
    tree = tomllib.loads(source.read_text(encoding="utf-8"))
    phrases = tree.pop("phrases", {})
    return Words(language, _flat(tree), phrases)


def _flat(tree: Mapping[str, Any], before: str = "") -> dict[str, str]:
    made: dict[str, str] = {}
    for name, value in tree.items():
        made |= _flat(value, f"{before}{name}.") if isinstance(value, dict) else {before + name: value}
    return made
