"""Words and sentences of WordNet 3.0 (Princeton University), whose licence lets anybody use and pass it on.

It is read where Debian's package `wordnet-base` puts it, or in the folder that `WORDNET` names. Sentences with a name in
them are left out: what is in a text must be known.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PLACE = Path(os.environ.get("WORDNET", "/usr/share/wordnet"))
_FILES = ("noun", "verb", "adj", "adv")
_PERSON, _ARTEFACT, _FOOD, _PLACES = "18", "06", "13", "15"  # lexicographers' files
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b(?!I\b|I'|TV\b)[A-Z]")
_QUOTED = re.compile(r'"([^"]{12,160})"')


@dataclass(frozen=True, slots=True)
class WordNet:
    """sentences: examples of use. definitions: what words mean. jobs, things: words for people and for what they have.
    words: of every kind, nouns, verbs, adjectives and adverbs. places: their names.
    """

    sentences: tuple[str, ...]
    definitions: tuple[str, ...]
    jobs: tuple[str, ...]
    things: tuple[str, ...]
    words: tuple[str, ...]
    places: tuple[str, ...]


@cache
def wordnet() -> WordNet:
    """All of it. Raises SystemExit where it is not installed."""
    if not (PLACE / "data.noun").is_file():
        raise SystemExit(
            f"There is no WordNet in {PLACE}: install Debian's wordnet-base, or set WORDNET to its folder."
        )
    sentences, definitions = [], []
    found: dict[str, list[str]] = {kind: [] for kind in ("jobs", "things", "words", "places")}
    for file, words, instance, gloss in _entries():
        meaning, *examples = gloss.split('; "', 1)
        sentences += [one for part in examples for one in _QUOTED.findall(f'"{part}') if not _NAME.search(one)]
        if 20 < len(meaning) < 160 and not _NAME.search(meaning) and not meaning[:1].isupper():
            definitions.append(meaning)
        for word in words:
            if word[0].isupper():
                kind = "places" if file == _PLACES and instance else None
            elif word.isalpha() and len(word) > 2:
                kind = {_PERSON: "jobs", _ARTEFACT: "things", _FOOD: "things"}.get(file)
                found["words"].append(word)
            else:
                kind = None
            if kind:
                found[kind].append(word)
    return WordNet(
        tuple(sentences), tuple(definitions), **{kind: tuple(dict.fromkeys(words)) for kind, words in found.items()}
    )


def _entries() -> Iterator[tuple[str, list[str], bool, str]]:
    """Lexicographer's file, words, whether it is one thing and no kind of things, and the gloss, of every set."""
    for name in _FILES:
        for line in (PLACE / f"data.{name}").read_text(encoding="latin-1").splitlines():
            if line.startswith("  "):
                continue
            data, _, gloss = line.partition(" | ")
            parts = data.split()
            count = int(parts[3], 16)
            words = [re.sub(r"\(\w+\)$", "", word).replace("_", " ") for word in parts[4 : 4 + 2 * count : 2]]
            yield parts[1], words, "@i" in parts, gloss.strip()
