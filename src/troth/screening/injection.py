"""Whether a text tries to take a model over: by rules, and by a classifier that looks at every window of every view."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from troth.errors import DataError
from troth.screening.classifier import Classifier, classifier
from troth.screening.features import Features, features
from troth.screening.interface import Hit, Source
from troth.screening.views import View, views

if TYPE_CHECKING:
    from troth.screening.matching import Matcher

Verdict = Literal["attack", "unsure", "clear"]

DOUBTFUL = 0.7  # the score of a rule that leaves no text clear, whatever the classifier says


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """What speaks for an attack at characters `start` to `end` of the text as it was given.

    by: the name of a rule, or `classifier`. how: what was undone before it could be read, such as `base64`.
    """

    start: int
    end: int
    by: str
    how: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Screened:
    """What was found out about a text.

    score: 0 to 1, from 0.5 on an attack; it orders texts, and is no probability. verdict: `unsure` is for the caller to
    decide, as by not answering. families: those of `FAMILIES` whose rules matched. evidence: in the order of the text.
    """

    score: float
    verdict: Verdict
    families: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def find(text: str, *, source: Source = "user") -> Screened:
    """What a text tries. source: `document` for what nobody should be told what to do by: a page, a mail, a file.

    Takes time linear in the text. Raises DataError where what matches rules is not installed, or for another source.
    """
    if source not in ("user", "document"):
        raise DataError(f"no source of a text: {source!r}", remedy="Sources are 'user' and 'document'.")
    return screened(text, classifier(source), source)


def screened(text: str, judge: Classifier, source: Source) -> Screened:
    """The same by another classifier."""
    rules = _matcher()
    seen = [(view, hits, features(view.text, hits)) for view in views(text) for hits in [rules.hits(view.text)]]
    odds, place, worst = max(((*judge.worst(each), number) for number, (_, _, each) in enumerate(seen)), key=_first)
    hits = [hit for _, found, _ in seen for hit in found]
    doubtful = any(_said(hit, source) >= DOUBTFUL for hit in hits)
    verdict: Verdict = "attack" if odds > judge.attack else "unsure" if odds > judge.unsure or doubtful else "clear"
    score = 1 / (1 + math.exp(min(judge.attack - odds, 60.0)))
    evidence = {one for view, found, _ in seen for one in _of_rules(view, found, source)}
    if verdict == "attack":
        evidence.update(_of_window(*seen[worst][::2], place))
    families = tuple(sorted({hit.rule.family for hit in hits if _said(hit, source)}))
    return Screened(score, verdict, families, tuple(sorted(evidence)))


def _first(given: Sequence[float]) -> float:
    return given[0]


def _said(hit: Hit, source: Source) -> float:
    return hit.rule.planted if source == "document" else hit.rule.score


def _of_rules(view: View, hits: list[Hit], source: Source) -> Iterator[Evidence]:
    for hit in hits:
        if _said(hit, source):
            yield Evidence(*view.original(hit.start, hit.end), hit.rule.name, view.how)


def _of_window(view: View, seen: Features, place: int) -> Iterator[Evidence]:
    first, last = seen.windows[place].tolist()
    if last > first:
        start, end = seen.spans[first][0], seen.spans[last - 1][1]
        yield Evidence(*view.original(start, end), "classifier", view.how)


def _matcher() -> Matcher:
    try:
        from troth.screening.matching import matcher
    except ImportError as error:
        raise DataError(
            f"{error.name} is not installed, which injections are found by",
            remedy="Install it: pip install 'troth[serve]'",
        ) from None
    return matcher()
