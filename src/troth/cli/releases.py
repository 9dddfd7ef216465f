"""Training every repeat a charter asks for, and choosing the one that is released."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from troth.cli.session import Session
from troth.cli.trainings import Repeat, train_model
from troth.progress import Progress

if TYPE_CHECKING:
    from troth.data import Dataset
    from troth.training import Older


@dataclass(frozen=True, slots=True)
class Release:
    """The model that goes on to the audit. document: the `training` part of the audit document."""

    folder: Path
    document: dict[str, Any]


def train_repeats(
    session: Session, dataset: Dataset, base: str, progress: Progress, older: Older | None = None
) -> Release:
    """Train (or find) every repeat on the base of this digest, and release the best on the validation split.

    On a tie it is the earlier one. All repeats are in the record, so a lucky one cannot pass for the only one. older:
    the release that each starts from, where it is an update.
    """
    numbers = range(session.charter.training.repeats)
    repeats = [train_model(session, dataset, base, number, progress, older) for number in numbers]
    chosen = max(repeats, key=lambda repeat: _rank(validation_score(repeat)))
    document = {
        "seed": chosen.trained["seed"],
        "repeat": chosen.trained["repeat"],
        "repeats": [
            {"repeat": each.trained["repeat"], "model": each.trained["model"], "validation": validation_score(each)}
            for each in repeats
        ],
        **chosen.course,
    }
    return Release(chosen.folder, document)


def validation_score(repeat: Repeat) -> float | None:
    """What the weights that were left reach on the validation split; None when it was not measured."""
    score: float | None = repeat.trained.get("score")
    return score


def _rank(score: float | None) -> float:
    return float("-inf") if score is None else score
