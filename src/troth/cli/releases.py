"""Training every repeat a charter asks for, and choosing the one that is released."""

from __future__ import annotations

from collections.abc import Sequence
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
    """Train (or find) every repeat on the base of this digest, and release the best of them.

    All repeats are in the record, so a lucky one cannot pass for the only one. older: the release that each starts
    from, where it is an update.
    """
    return released(own_repeats(session, dataset, base, progress, older))


def own_repeats(
    session: Session, dataset: Dataset, base: str, progress: Progress, older: Older | None = None
) -> list[Repeat]:
    """Every repeat that the charter asks for; of an ensemble one more, which is taught what the others say together."""
    training = session.charter.training
    made = [train_model(session, dataset, base, number, progress, older=older) for number in range(training.repeats)]
    if training.ensemble:
        made.append(train_model(session, dataset, base, len(made), progress, members=made))
    return made


def released(repeats: Sequence[Repeat]) -> Release:
    """The one that loses the fewest clauses it was trained for, then the best on the validation split, the earlier one
    on a tie; the document says so of each."""
    chosen = max(repeats, key=lambda repeat: (-(lost_clauses(repeat) or 0), _rank(validation_score(repeat))))
    document = {
        "seed": chosen.trained["seed"],
        "repeat": chosen.trained["repeat"],
        "measure": chosen.trained.get("measure"),
        **_amendment(chosen),
        "repeats": [
            {
                "repeat": each.trained["repeat"],
                "model": each.trained["model"],
                "validation": validation_score(each),
                "lost": lost_clauses(each),
                **_amendment(each),
                **_members(each),
            }
            for each in repeats
        ],
        **chosen.course,
    }
    return Release(chosen.folder, document)


def validation_score(repeat: Repeat) -> float | None:
    """What the weights that were left reach on the validation split; None when it was not measured."""
    score: float | None = repeat.trained.get("score")
    return score


def lost_clauses(repeat: Repeat) -> int | None:
    """How many of the clauses it was trained for it does not hold on the rows it was not taught; None without such."""
    constraints = repeat.course["settings"].get("constraints")
    return None if not constraints else sum(not clause["held"] for clause in constraints["clauses"])


def violation(repeat: Repeat) -> float:
    """By how much the clauses it was trained for are violated, all in all; a whole unit for what was not measured."""
    constraints = repeat.course["settings"].get("constraints") or {"clauses": ()}
    lost = [clause for clause in constraints["clauses"] if not clause["held"]]
    return float(sum(1.0 if one["after"] is None else abs(one["after"] - one["limit"]) for one in lost))


def _amendment(repeat: Repeat) -> dict[str, Any]:
    """What it was trained by instead of the charter's own settings, where a search had it so."""
    return {"amendment": repeat.trained["amendment"]} if "amendment" in repeat.trained else {}


def _members(repeat: Repeat) -> dict[str, Any]:
    """The digests of the repeats that taught it, of an ensemble."""
    return {"members": repeat.trained["members"]} if "members" in repeat.trained else {}


def _rank(score: float | None) -> float:
    return float("-inf") if score is None else score
