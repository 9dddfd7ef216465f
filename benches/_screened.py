"""What the bench of injections is measured on: classifiers of which each has not seen one source, and shares found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from random import Random

from screener.sets import document_set, unlike, user_set
from screener.sources import injections, rows
from screener.train import taught

from troth.measures import clopper_pearson
from troth.screening.classifier import Classifier
from troth.screening.injection import Screened, screened
from troth.screening.interface import Source

MOST = 600  # texts of a file that are looked at
BY_DOCUMENT = ("BIPIA_text", "BIPIA_code")


@cache
def without(*held: str) -> Classifier:
    """For texts of users, taught without these sources and what is like them."""
    return taught(user_set(held))


@cache
def of_documents() -> Classifier:
    """For documents; it learns from no source of attacks."""
    return taught(document_set(), source="document")


@cache
def verdict(text: str, judge: Classifier, source: Source = "user") -> Screened:
    return screened(text, judge, source)


def found(
    texts: Iterable[str], judge: Classifier, source: Source = "user", *, least: str = "attack"
) -> tuple[int, int]:
    """How many are told to be attacks, or at least unsure, of how many."""
    told = [verdict(text, judge, source).verdict for text in texts]
    return sum(one == "attack" or one == least for one in told), len(told)


def share(counted: tuple[int, int]) -> str:
    """With its exact interval (Clopper and Pearson) at 95 percent."""
    low, high = (float(one) for one in clopper_pearson(*counted, 0.95))
    return f"{counted[0] / counted[1]:.3f} [{low:.3f}, {high:.3f}] of {counted[1]}"


def some(texts: Sequence[str], most: int = MOST, seed: int = 0) -> list[str]:
    """As many of them as are looked at."""
    return list(texts) if len(texts) <= most else Random(seed).sample(list(texts), most)


def planted(attacks: Sequence[tuple[str, str]], carriers: Sequence[str], draw: Random) -> list[str]:
    """Each attack in a mail: at its beginning, in the middle of it, or at its end."""
    texts = []
    for _, attack in attacks:
        words = draw.choice(carriers).split(" ")
        place = draw.choice((0, len(words) // 2, len(words)))
        texts.append(" ".join((*words[:place], attack, *words[place:])))
    return texts


def piguard(kind: str) -> list[str]:
    """PIGuard's attacks: those planted in texts and code (`document`), or of users, unlike what was learned from."""
    given = rows("prompt_injection/piguard_valid.jsonl.gz")
    attacks = [
        row for row in given if row["label"] == "attack" and (row["source"] in BY_DOCUMENT) == (kind == "document")
    ]
    return [row["text"] for row in attacks]


def as_long(texts: Sequence[str], carriers: Sequence[str], draw: Random) -> list[str]:
    """Texts that attack nobody, as long as these are, put together from carriers."""
    made = []
    for text in texts:
        parts: list[str] = []
        while sum(map(len, parts)) < len(text):
            parts.append(draw.choice(carriers))
        made.append("\n".join(parts)[: len(text)])
    return made


__all__ = [
    "as_long",
    "found",
    "injections",
    "of_documents",
    "piguard",
    "planted",
    "share",
    "some",
    "unlike",
    "verdict",
    "without",
]
