"""Training every repeat a charter asks for, and choosing the one that is released."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from troth.cli.acts import Session, train_model
from troth.progress import Progress

if TYPE_CHECKING:
    from troth.data import Dataset


@dataclass(frozen=True, slots=True)
class Release:
    """The model that goes on to the audit. document: the `training` part of the audit document."""

    folder: Path
    document: dict[str, Any]


def train_repeats(session: Session, dataset: Dataset, progress: Progress) -> Release:
    """Train (or find) every repeat; the one best on the validation split is released, the earlier one on a tie.

    All repeats are in the record, so a lucky one cannot pass for the only one.
    """
    repeats = [train_model(session, dataset, repeat, progress) for repeat in range(session.charter.training.repeats)]
    folder, chosen = max(repeats, key=lambda repeat: validation_score(repeat[1]))
    document = {
        "seed": chosen["seed"],
        "repeat": chosen["repeat"],
        "repeats": [
            {"repeat": entry["repeat"], "model": entry["model"], "validation": validation_score(entry)}
            for _, entry in repeats
        ],
        **{key: chosen[key] for key in ("seconds", "settings", "history", "notes")},
    }
    return Release(folder, document)


def validation_score(entry: Mapping[str, Any]) -> float:
    """The best value that the first-named validation measure had in any epoch; -inf when none was taken."""
    values = [next(iter(epoch["validation"].values())) for epoch in entry["history"] if epoch["validation"]]
    return max(values, default=float("-inf"))
