"""What makes sentences of one document on data that are published, in one language: topics build on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from troth.reports.words import Words

JSON = Mapping[str, Any]
SHOWN = 8
"""Labels, groups and columns that one sentence names; the description beside it has all."""


class Sentences:
    """A publication's document of format 1, in one language; each method of what builds on it is a topic."""

    def __init__(self, document: JSON, words: Words) -> None:
        self.d, self.t = document, words
        self.charter, self.data, self.history = document["charter"], document["data"], document["history"]
        self.sheets: Sequence[JSON] = document["description"]["sheets"]

    def say(self, key: str, **values: object) -> str:
        """One sentence."""
        return self.t(f"dataset.{key}", **values)

    def named(self, split: str) -> str:
        """A part of the data by its name in the language."""
        return self.t(f"data.name_{split}") if f"data.name_{split}" in self.t else split

    def some(self, named: Sequence[str]) -> str:
        """The first of many, and how many more."""
        more = [self.say("more", n=len(named) - SHOWN)] if len(named) > SHOWN else []
        return "; ".join([*named[:SHOWN], *more])
