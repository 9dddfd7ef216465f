"""Sets to learn from: attacks of some sources and written ones, texts that attack nobody, and a fifth laid aside."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from screener.attacks import attack, ordinary, planted
from screener.innocent import document, innocent
from screener.sources import ATTACKS, attacks, benign, documents

WRITTEN, INNOCENT, TASKS, DOCUMENTS, PADDED, LONG = 6000, 5000, 1000, 1500, 800, 700
ASIDE = 5  # one in so many texts that attack nobody is not learned from, and says where the threshold is
ALIKE, GRAM = 0.3, 6  # share of runs of six words that a text has from those held out before it is left out, too
SHARES = {"written": 0.5, "banking77": 0.5, "chinese": 0.5, "wildguard": 2.0, "self_instruct": 2.0, "python": 0.5}
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Given:
    """Texts, whether each is an attack, and its share of the loss; and what was laid aside, by file."""

    texts: list[str]
    attacks: list[bool]
    shares: list[float]
    aside: dict[str, list[str]]


def user_set(held: Collection[str] = (), seed: int = 7) -> Given:
    """For texts of users. held: sources that are not learned from, nor what is like them."""
    draw = Random(seed)
    known, aside = _split(benign_of(held))
    written = [attack(draw) for _ in range(WRITTEN)]
    innocents = [innocent(draw) for _ in range(INNOCENT)] + [ordinary(draw) for _ in range(TASKS)]
    parts = [document(draw) for _ in range(DOCUMENTS)]
    real = [text for source in ATTACKS if source not in held for text in unlike(attacks(source), _held(held))]
    short = [*known["banking77"], *known.get("deepset", ()), *parts]
    worse = [*written, *(_among([draw.choice(written)], short, draw, 8) for _ in range(PADDED))]
    pool = [text for name in known if name not in ("banking77", "chinese") for text in known[name]] + innocents
    long = [_among([], pool, draw, 14) for _ in range(LONG)]
    return _given([("real", real), ("written", worse)], [("written", innocents + parts), ("long", long)], known, aside)


def document_set(seed: int = 8) -> Given:
    """For documents: what is planted in them is what was written, and tasks that users would ask for."""
    draw = Random(seed)
    known, aside = _split(documents())
    parts = [document(draw) for _ in range(4 * DOCUMENTS)]
    pool = [*parts, *known["wikipedia"], *known["self_instruct"]]
    tasks = benign()["self_instruct"]
    said = [draw.choice((planted, planted, planted, attack, ordinary))(draw) for _ in range(WRITTEN)]
    said += [text for text in tasks if len(text) < 300] * 2
    worse = [_among([text], pool, draw, 4) if draw.random() < 0.8 else text for text in said]
    long = [_among([], pool, draw, 8) for _ in range(LONG)]
    return _given([("written", worse)], [("written", parts), ("long", long)], known, aside)


def benign_of(held: Collection[str]) -> dict[str, list[str]]:
    """What attacks nobody, without files of a source that is held out."""
    return {name: texts for name, texts in benign().items() if name not in held}


def unlike(texts: Iterable[str], others: set[str]) -> list[str]:
    """Those that share few runs of words with others."""
    return [text for text in texts if not others or len((own := grams(text)) & others) <= ALIKE * len(own)]


def grams(text: str) -> set[str]:
    """Runs of six words; of a shorter text all of it."""
    words = _WORD.findall(text.lower())
    return {" ".join(words[place : place + GRAM]) for place in range(max(1, len(words) - GRAM + 1))}


def _held(held: Iterable[str]) -> set[str]:
    return {gram for source in held for text in attacks(source) for gram in grams(text)}


def _split(files: Mapping[str, Sequence[str]]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    known, aside = {}, {}
    for name, texts in files.items():
        mixed = Random(1).sample(list(texts), len(texts))
        known[name], aside[name] = mixed[len(mixed) // ASIDE :], mixed[: len(mixed) // ASIDE]
    return known, aside


def _among(said: list[str], others: Sequence[str], draw: Random, most: int) -> str:
    """In a text of several, somewhere."""
    around = draw.sample(others, draw.randrange(1 + (not said) * 2, most))
    place = draw.randrange(len(around) + 1)
    return draw.choice(("\n", " ", "\n\n")).join((*around[:place], *said, *around[place:]))


def _given(
    worse: list[tuple[str, list[str]]],
    better: list[tuple[str, list[str]]],
    known: dict[str, list[str]],
    aside: dict[str, list[str]],
) -> Given:
    every = [(text, True, SHARES.get(name, 1.0)) for name, texts in worse for text in texts]
    every += [(text, False, SHARES.get(name, 1.0)) for name, texts in (*better, *known.items()) for text in texts]
    texts, labels, shares = (list(part) for part in zip(*every, strict=True))
    return Given(texts, labels, shares, aside)
