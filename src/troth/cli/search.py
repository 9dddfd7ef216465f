"""Searching for settings of a training: each set is trained, recorded and found again; the best model is released.

The study is no file. It is told again what the record holds, and asks for the same settings again: interrupted, a
search goes on where it was.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from troth.cli.releases import Release, own_repeats, released, validation_score, violation
from troth.cli.session import Session
from troth.cli.terminal import finite
from troth.cli.trainings import Repeat, train_amended
from troth.progress import Progress
from troth.record import Subject
from troth.standard import Charter, seed_for

if TYPE_CHECKING:
    from troth.data import Dataset
    from troth.training import Tried


def search(session: Session, dataset: Dataset, base: str, count: int, progress: Progress) -> Release:
    """Train the charter's own repeats, then as many other settings; release the best of all on the validation split.

    document["fragment"] has the settings of that model as a charter takes them; None where they are the charter's own.
    """
    from troth.training import Study, space_of

    charter = session.charter
    seed = seed_for(charter.digest, dataset.digest, base, 0)
    study = Study(space_of(charter, len(dataset.train)), seed, stopping=not charter.articles.get("fairness"))
    own = own_repeats(session, dataset, base, progress)
    tried: list[Repeat] = []
    for number in range(count):
        progress("searching", number, count)
        tried += _made(session, dataset, base, study.ask(), progress)
    release = released([*own, *tried])
    release.document["fragment"] = fragment(charter, release.document.get("amendment"))
    _record(session, dataset, base, release, count, count - len(tried))
    return release


def fragment(charter: Charter, amendment: dict[str, Any] | None) -> str | None:
    """The `training` section of a charter with the settings of an amendment, in one line."""
    if not amendment:
        return None
    section = {**charter.document.get("training", {}), **amendment["training"]}
    return f"training: {{{', '.join(f'{key}: {json.dumps(value)}' for key, value in section.items())}}}"


def _made(session: Session, dataset: Dataset, base: str, tried: Tried, progress: Progress) -> list[Repeat]:
    """The training with these settings; none where it was stopped early."""
    from troth.training import Stopped

    try:
        made = train_amended(session, dataset, base, {"training": tried.settings}, progress, tried.watch)
    except Stopped as stopped:
        tried.stopped(stopped.scores)
        return []
    score = validation_score(made)
    tried.finished(0.0 if score is None else score, violation(made), _scores(made))
    return [made]


def _scores(made: Repeat) -> Sequence[float]:
    """The measure that decides, epoch by epoch; none where the course has others, as that of a table."""
    measure = made.trained.get("measure")
    found = [epoch["validation"].get(measure) for epoch in made.course["history"]]
    return [] if "members" in made.course["settings"] or None in found else found


def _record(session: Session, dataset: Dataset, base: str, release: Release, count: int, stopped: int) -> None:
    """What the search came to, once for the same search."""
    document = release.document
    chosen = next(each for each in document["repeats"] if each["repeat"] == document["repeat"])
    facts = {
        "charter": session.charter.digest,
        "data": dataset.digest,
        "base": base,
        "tried": count,
        "stopped": stopped,
        "repeat": chosen["repeat"],
        "model": chosen["model"],
        "score": finite(chosen["validation"]),
        "lost": chosen["lost"],
        "amendment": document.get("amendment"),
    }
    if any(entry.predicate == facts for entry in session.entries("searched")):
        return
    subjects = [session.subject, Subject("data", dataset.digest), Subject("model", chosen["model"])]
    session.record.append("searched", subjects, facts)
