"""Words of Chinese by kind: those of jieba's dictionary, whose licence (MIT) lets anybody use and pass them on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from random import Random

_OFTEN = 3  # times that a word was seen where the dictionary was counted


@dataclass(frozen=True, slots=True)
class Words:
    """nouns, verbs, adjectives, adverbs, phrases; and names of places and organisations. Each the commonest first."""

    nouns: tuple[str, ...]
    verbs: tuple[str, ...]
    adjectives: tuple[str, ...]
    adverbs: tuple[str, ...]
    phrases: tuple[str, ...]
    places: tuple[str, ...]
    organisations: tuple[str, ...]


def common(draw: Random, choices: Sequence[str]) -> str:
    """One of them, the first ones oftener: half of the time of the first sixth."""
    return choices[int(len(choices) * draw.random() ** 2.6)]


_KINDS = {"n": "nouns", "v": "verbs", "vn": "verbs", "a": "adjectives", "d": "adverbs", "i": "phrases", "l": "phrases"}
_NAMES = {"ns": "places", "nt": "organisations"}
_PLACES = tuple(
    "省市县区州镇乡村山江河湖岛港湾国海城"
)  # a name of a place in the dictionary that ends otherwise may be a word


@cache
def words() -> Words:
    """All of them. Raises SystemExit where jieba is not installed."""
    try:
        text = (resources.files("jieba") / "dict.txt").read_text(encoding="utf-8")
    except ImportError:
        raise SystemExit("jieba is not installed: pip install jieba") from None
    found: dict[str, list[str]] = {kind: [] for kind in (*_KINDS.values(), *_NAMES.values())}
    lines = sorted((line.split(" ") for line in text.splitlines()), key=lambda line: (-int(line[1]), line[0]))
    for word, times, tag in lines:
        if int(times) < _OFTEN or not word.isalpha() or word.isascii():
            continue
        if kind := _KINDS.get(tag):
            found[kind].append(word)
        elif tag in _NAMES and len(word) > 1 and (tag == "nt" or word.endswith(_PLACES)):
            found[_NAMES[tag]].append(word)
    return Words(**{kind: tuple(each) for kind, each in found.items()})
