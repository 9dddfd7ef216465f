"""What training hands back: the model's folder and digest, and the history of how it came to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

JSON = Any
"""Anything `json.dumps` takes: None, bool, int, float, str, and lists and dictionaries of them."""

Watch = Callable[[Sequence[float]], None]
"""Told the scores of all epochs after each of them; may raise Stopped."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """One pass over the training split, or one candidate of a search.

    number: from 1. loss: mean training loss, in nats. validation: measure name to its plain value on the validation
    split. seconds: wall-clock time of this epoch alone.
    """

    number: int
    loss: float
    validation: Mapping[str, float]
    seconds: float


class Stopped(Exception):
    """A training was stopped by whoever watched it. scores: of its epochs."""

    def __init__(self, scores: tuple[float, ...]) -> None:
        super().__init__(scores)
        self.scores = scores


@dataclass(frozen=True, slots=True)
class Trained:
    """A finished training.

    path: the model folder. digest: `sha256:<hex>` of the model, as `models.digest_of` gives it. base_digest: of what
    it was adapted from; for a model trained from nothing, the digest of the learner's name. settings: everything that
    a second run needs to come to the same model. notes: what a reader of the report should know, a sentence each.
    score: a measure and its value, on the validation split, of the weights that were left (for a table, of what its
    members decide together); larger is better; None without such a split.
    """

    path: Path
    digest: str
    base_digest: str
    history: tuple[Epoch, ...]
    settings: Mapping[str, JSON]
    seconds: float
    notes: tuple[str, ...] = ()
    score: tuple[str, float] | None = None
