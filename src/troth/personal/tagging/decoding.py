"""From scores of tags to spans: the likeliest sequence in which nothing goes on that did not begin.

Tags are O, and B- and I- of every kind (Ramshaw and Marcus, 1995); the sequence is found by Viterbi (1967).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from troth.personal.interface import LOCATION, ORGANISATION, PERSON, STREET_ADDRESS

TAGGED = (PERSON, LOCATION, ORGANISATION, STREET_ADDRESS)
TAGS = ("O", *(f"{part}-{kind}" for kind in TAGGED for part in "BI"))
_INSIDE = np.array([tag.startswith("I-") for tag in TAGS])
_ALLOWED = np.array(
    [
        [not _in or (before[2:] == tag[2:] and before != "O") for tag, _in in zip(TAGS, _INSIDE, strict=True)]
        for before in TAGS
    ]
)


def spans_of(scores: NDArray[np.float32]) -> list[tuple[int, int, str, float]]:
    """First unit, unit after the last, kind, and mean probability of the tags, of every span.

    scores: unnormalised, [units, tags].
    """
    if not len(scores):
        return []
    logs = scores - scores.max(1, keepdims=True)
    logs = logs - np.log(np.exp(logs).sum(1, keepdims=True))
    tags = logs.argmax(1)
    if _INSIDE[tags[0]] or not _ALLOWED[tags[:-1], tags[1:]].all():
        tags = _viterbi(logs)
    return _read(tags.tolist(), np.exp(logs[np.arange(len(tags)), tags]))


def _read(tags: Sequence[int], probabilities: NDArray[np.float32]) -> list[tuple[int, int, str, float]]:
    found = []
    place = 0
    while place < len(tags):
        if TAGS[tags[place]] == "O":
            place += 1
            continue
        end = place + 1
        while end < len(tags) and _INSIDE[tags[end]]:
            end += 1
        found.append((place, end, TAGS[tags[place]][2:], float(probabilities[place:end].mean())))
        place = end
    return found


def _viterbi(logs: NDArray[np.float32]) -> NDArray[np.int64]:
    barred = np.where(_ALLOWED, 0.0, -np.inf)
    best = np.where(_INSIDE, -np.inf, logs[0])
    came = np.zeros((len(logs), len(TAGS)), dtype=np.int64)
    for place in range(1, len(logs)):
        through = best[:, None] + barred
        came[place] = through.argmax(0)
        best = through.max(0) + logs[place]
    tags = [int(best.argmax())]
    for place in range(len(logs) - 1, 0, -1):
        tags.append(int(came[place, tags[-1]]))
    return np.array(tags[::-1])
