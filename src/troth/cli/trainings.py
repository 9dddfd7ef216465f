"""Training a model and recording how: the plan before it, its digest and course after it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from troth.cli.session import Session, fits
from troth.cli.terminal import finite
from troth.errors import RecordError, TrainingError
from troth.progress import Progress
from troth.record import Entry, Subject, replace
from troth.standard import amended, seed_for

if TYPE_CHECKING:
    from troth.data import Dataset
    from troth.training import Older, Trained, Watch

Amendment = Mapping[str, Any]
"""What a training is done by instead of the charter's own: `training`, settings by their keys; `limits` of clauses, by
their texts."""


LEDGERS = ("privacy", "federated_privacy")
"""Of a training's settings, what its entry holds too: what is promised about rows, and about clients."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """One finished training. trained: its entry's predicate. course: seconds, settings, history and notes."""

    folder: Path
    trained: Mapping[str, Any]
    course: Mapping[str, Any]


def train_model(
    session: Session,
    dataset: Dataset,
    base: str,
    repeat: int,
    progress: Progress,
    amendment: Amendment | None = None,
    watch: Watch | None = None,
    older: Older | None = None,
    members: Sequence[Repeat] = (),
) -> Repeat:
    """Train one repeat on the base of this digest, or find it finished; as an amendment has it, where one is given; of
    an update, on the older release. members: finished repeats whose answers together it is to learn.

    watch: told how it goes. Raises Stopped where that stops it, and again when it is asked for again.
    """
    charter, base = session.charter, older.digest if older else base
    seed = seed_for(charter.digest, dataset.digest, base, repeat)
    plan: dict[str, Any] = {"charter": charter.digest, "data": dataset.digest, "base": base}
    plan |= {"seed": str(seed), "repeat": repeat}
    plan |= {"amendment": amendment} if amendment else {}
    if older and dataset.added:
        plan |= {"from": older.digest, "new": dataset.added.digest}
    plan |= {"members": [each.trained["model"] for each in members]} if members else {}
    finished = _finished(session, plan)
    if finished is not None:
        return finished
    if not _planned(session, plan):
        session.record.append("training-started", [session.subject, Subject("data", dataset.digest)], plan)
    _check_stopped(session, plan)
    return _trained(session, dataset, plan, seed, progress, watch, older, [each.folder for each in members])


def train_amended(
    session: Session,
    dataset: Dataset,
    base: str,
    amendment: Amendment,
    progress: Progress,
    watch: Watch | None = None,
) -> Repeat:
    """Train as an amendment has it, or find it finished.

    It is a repeat of the charter, of a number after those that the charter asks for: its seed follows from that, and
    the record counts it with the others.
    """
    about = {"charter": session.charter.digest, "data": dataset.digest, "base": base}
    started = [entry.predicate for entry in session.entries("training-started") if _has(entry, about)]
    same = [each["repeat"] for each in started if each.get("amendment") == amendment]
    following = max((session.charter.training.repeats, *(each["repeat"] + 1 for each in started)))
    return train_model(session, dataset, base, same[0] if same else following, progress, amendment, watch)


def _planned(session: Session, plan: Mapping[str, Any]) -> bool:
    return any(_is_of(entry, plan) for entry in session.entries("training-started"))


def _is_of(entry: Entry, plan: Mapping[str, Any]) -> bool:
    return _has(entry, plan) and entry.predicate.get("amendment") == plan.get("amendment")


def _has(entry: Entry, facts: Mapping[str, Any]) -> bool:
    return all(entry.predicate.get(key) == value for key, value in facts.items())


def _finished(session: Session, plan: Mapping[str, Any]) -> Repeat | None:
    from troth.models import digest_of

    for entry in session.entries("trained"):
        folder = session.home.model(entry.predicate["model"])
        if _is_of(entry, plan) and folder.is_dir():
            if digest_of(folder) != entry.predicate["model"]:
                raise RecordError(
                    "the model's files are not those that were recorded when it was trained",
                    where=str(folder),
                    remedy="Remove the folder to train again; the record keeps both trainings.",
                )
            return Repeat(folder, entry.predicate, _course_of(session, entry.predicate))
    return None


def _check_stopped(session: Session, plan: Mapping[str, Any]) -> None:
    from troth.training import Stopped

    for entry in session.entries("training-stopped"):
        if _is_of(entry, plan):
            raise Stopped(tuple(entry.predicate["scores"]))


def _trained(
    session: Session,
    dataset: Dataset,
    plan: Mapping[str, Any],
    seed: int,
    progress: Progress,
    watch: Watch | None,
    older: Older | None,
    members: Sequence[Path],
) -> Repeat:
    from troth.training import Stopped, train

    amendment = plan.get("amendment", {})
    changed = amendment and amended(session.charter, **{"training": {}, "limits": {}, **amendment})
    work = session.home.work(f"{session.charter.digest[7:23]}-{dataset.digest[7:15]}-{seed:016x}")
    try:
        made = train(
            changed or session.charter,
            dataset,
            folder=work / "model",
            work=work / "checkpoints",
            seed=seed,
            settings=_settings_before(session, plan),
            older=older,
            members=members,
            progress=progress,
            watch=watch,
            told=lambda account: _round_ended(session, plan, account),
        )
    except Stopped as stopped:
        subjects = [session.subject, Subject("data", dataset.digest)]
        session.record.append("training-stopped", subjects, {**plan, "scores": list(stopped.scores)})
        shutil.rmtree(work, ignore_errors=True)
        raise
    if made.base_digest != plan["base"]:
        raise TrainingError(
            "the base model changed while it was trained on: it is not the one of the recorded plan",
            where=session.charter.model_base,
            remedy="Run again; name a folder, or one revision, as model.base if it changes again.",
        )
    folder = session.home.model(made.digest)
    if folder.exists():
        shutil.rmtree(made.path)
    else:
        made.path.rename(folder)
    course = _course(made)
    privacy = {name: course["settings"][name] for name in LEDGERS if name in course["settings"]}
    predicate = {**plan, "model": made.digest, **_score(made), **privacy, **_kept(session, made.digest, course)}
    session.record.append(
        "trained", [session.subject, Subject("data", dataset.digest), Subject("model", made.digest)], predicate
    )
    shutil.rmtree(work, ignore_errors=True)
    return Repeat(folder, predicate, course)


def _round_ended(session: Session, plan: Mapping[str, Any], account: Mapping[str, Any]) -> None:
    """Record a round of a federated training, once: a training that goes on tells of its rounds again."""
    done = (entry.predicate for entry in session.entries("federated-round") if _is_of(entry, plan))
    if any(each.get("round") == account["round"] and each.get("weights") == account["weights"] for each in done):
        return
    subjects = [session.subject, Subject("data", str(plan["data"])), Subject("weights", str(account["weights"]))]
    predicate = {**plan, **finite(account)}
    if not fits(predicate):  # of very many clients their numbers alone
        predicate |= {name: len(value) for name, value in account.items() if isinstance(value, list)}
    session.record.append("federated-round", subjects, predicate)


def _settings_before(session: Session, plan: Mapping[str, Any]) -> Mapping[str, Any]:
    """The settings of a finished training of this plan whose model is gone, as far as they are kept."""
    courses = (_course_of(session, entry.predicate) for entry in session.entries("trained") if _is_of(entry, plan))
    settings: Mapping[str, Any] = next((course["settings"] for course in courses if course["settings"]), {})
    return settings


def _course(made: Trained) -> dict[str, Any]:
    course: dict[str, Any] = {
        "seconds": round(made.seconds, 1),
        "settings": dict(made.settings),
        "history": [
            {
                "epoch": epoch.number,
                "loss": epoch.loss,
                "validation": dict(epoch.validation),
                "seconds": round(epoch.seconds, 1),
            }
            for epoch in made.history
        ],
        "notes": list(made.notes),
    }
    plain: dict[str, Any] = finite(course)  # a loss that overflowed is no JSON number
    return plain


def privacy_ledger(session: Session, model: str, data: str) -> Mapping[str, Any] | None:
    """The privacy ledger of the training that this home's record has of a model on this data; None without one."""
    trained = [entry.predicate for entry in session.record.entries("trained")]
    found = [
        each["privacy"]
        for each in trained
        if each.get("model") == model and each.get("data") == data and "privacy" in each
    ]
    return found[-1] if found else None


def _score(made: Trained) -> dict[str, Any]:
    """How good the model that was left is on the validation split: what a release is chosen by."""
    measure, value = made.score or (None, None)
    return {"measure": measure, "score": finite(value)}


def _kept(session: Session, model: str, course: Mapping[str, Any]) -> dict[str, Any]:
    """The course goes into a file of the home, as an entry is short; the entry has its digest and length."""
    content = json.dumps(course, ensure_ascii=False, indent=1, allow_nan=False).encode()
    replace(session.home.training(model), content)
    return {"epochs": len(course["history"]), "seconds": course["seconds"], "course": _sha256(content)}


def _course_of(session: Session, trained: Mapping[str, Any]) -> dict[str, Any]:
    """The course of a finished training, or what the entry knows of it where the file is gone or another."""
    try:
        content = session.home.training(trained["model"]).read_bytes()
    except OSError:
        content = b""
    if _sha256(content) == trained.get("course"):
        course: dict[str, Any] = json.loads(content)
        return course
    note = "The course of this training is not in this home any more; the record holds its digest."
    return {"seconds": trained["seconds"], "settings": {}, "history": [], "notes": [note]}


def _sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
