"""The measures a paper uses, each with what it means, its direction and its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from troth.reports.sentences import inner_measure
from troth.reports.words import Words
from troth.standard import VOCABULARY


@dataclass(frozen=True, slots=True)
class Entry:
    """One measure: its name in the charter, what it is called, what it means, and where that is written."""

    measure: str
    called: str
    meaning: str
    source: str


def glossary(document: Mapping[str, Any], words: Words) -> tuple[Entry, ...]:
    """An entry for every measure in the clauses and pictures of a document, by name."""
    used = {clause["measure"] for clause in document["clauses"]}
    used |= {inner for clause in document["clauses"] if (inner := inner_measure(clause))}
    used |= {str(block.get("measure")) for block in document["groups"]}
    if document["performance"]["labels"]:
        used |= {"precision", "recall", "f1"}
    return tuple(_entry(measure, words) for measure in sorted(used) if measure)


def _entry(measure: str, words: Words) -> Entry:
    """The language's own meaning where it has one, else that of the vocabulary, which is written in English."""
    term = VOCABULARY.get(measure)
    own = f"meanings.{measure}"
    meaning = words(own) if own in words else term.definition if term else words("glossary.unknown")
    return Entry(measure, words.name(measure), meaning, term.source if term else "")
