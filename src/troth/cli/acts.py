"""The acts of a model's life, each with the signed entry it leaves in the record.

The order is the promise: charter signed, test set committed, training, test set opened, verdict. Nothing here computes:
each function calls one room and appends what it says.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from troth.cli.home import Home
from troth.errors import DataError, RecordError
from troth.progress import Progress
from troth.record import Entry, Record, RowCommitment, Subject, commit_rows, load_or_create_key, open_record
from troth.standard import Charter, seed_for

if TYPE_CHECKING:
    from troth.data import Dataset, Split
    from troth.models import Model
    from troth.training import Trained

SALT_BYTES = 32  # as many as the hash: guessing a row means guessing the salt


@dataclass(frozen=True, slots=True)
class Session:
    """One charter with its home and its open record."""

    charter: Charter
    home: Home
    record: Record

    @property
    def subject(self) -> Subject:
        """The charter as the entries name it."""
        return Subject(self.charter.name, self.charter.digest)

    def entries(self, kind: str) -> list[Entry]:
        """The entries of one type that are about this charter."""
        return [entry for entry in self.record.entries(kind) if entry.predicate.get("charter") == self.charter.digest]


def open_session(charter: Charter, home: Path | None) -> Session:
    """Open the record and sign the charter into it, once for each digest.

    Called when charter, data and model have been read, so that bad input leaves nothing behind.
    """
    place = Home.of(charter.path, home)
    session = Session(charter, place, open_record(place.record, load_or_create_key(f"file:{place.key}")))
    if not session.entries("charter-signed"):
        session.record.append(
            "charter-signed",
            [session.subject],
            {
                "charter": charter.digest,
                "name": charter.name,
                "version": charter.version,
                "clauses": [clause.text for clause in charter.clauses],
                "text": charter.source_text,
            },
        )
    return session


def commit_data(session: Session, dataset: Dataset) -> RowCommitment:
    """Describe the data in the record and commit to the test set, once for each data digest."""
    charter = session.charter
    if not any(entry.predicate["data"] == dataset.digest for entry in session.entries("data-described")):
        session.record.append(
            "data-described",
            [session.subject, Subject("data", dataset.digest)],
            {
                "charter": charter.digest,
                "data": dataset.digest,
                "splits": {split.name: split.digest for split in (dataset.train, dataset.validation)},
                "findings": [{"what": finding.what, "count": finding.count} for finding in dataset.findings],
            },
        )
    return commit_test(session, dataset.test)


def commit_test(session: Session, test: Split) -> RowCommitment:
    """The salted commitment to the test rows: the one in the record where it is about these rows, else a new one."""
    for entry in session.entries("test-committed"):
        salt = session.home.salt(entry.predicate["root"])
        if not salt.is_file():
            continue
        commitment = commit_rows(test.rows(), salt.read_bytes())
        if commitment.root == entry.predicate["root"]:
            return commitment
    return _new_commitment(session, test)


def _new_commitment(session: Session, test: Split) -> RowCommitment:
    salt = secrets.token_bytes(SALT_BYTES)
    commitment = commit_rows(test.rows(), salt)
    path = session.home.salt(commitment.root)
    # The salt is on disk before the entry is: a commitment that cannot be opened would be worthless.
    path.touch(mode=0o600)
    path.write_bytes(salt)
    commitment.save(session.home.leaves(commitment.root))
    session.record.append(
        "test-committed",
        [session.subject, Subject("test rows", commitment.root)],
        {
            "charter": session.charter.digest,
            "root": commitment.root,
            "rows": commitment.count,
            "salt_id": commitment.salt_id,
        },
    )
    return commitment


def train_model(session: Session, dataset: Dataset, repeat: int, progress: Progress) -> tuple[Path, Mapping[str, Any]]:
    """Train one repeat, or find it finished; returns its folder, named by its digest, and its entry's predicate."""
    from troth.models import base_digest

    charter = session.charter
    base = base_digest(charter.model_base, kind=charter.task.kind)
    seed = seed_for(charter.digest, dataset.digest, base, repeat)
    plan = {"charter": charter.digest, "data": dataset.digest, "base": base, "seed": str(seed), "repeat": repeat}
    finished = _finished(session, plan)
    if finished is not None:
        return finished
    if not _planned(session, plan):
        session.record.append("training-started", [session.subject, Subject("data", dataset.digest)], plan)
    return _trained(session, dataset, plan, seed, progress)


def _planned(session: Session, plan: Mapping[str, Any]) -> bool:
    return any(_is_of(entry, plan) for entry in session.entries("training-started"))


def _is_of(entry: Entry, plan: Mapping[str, Any]) -> bool:
    return all(entry.predicate.get(key) == value for key, value in plan.items())


def _finished(session: Session, plan: Mapping[str, Any]) -> tuple[Path, Mapping[str, Any]] | None:
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
            return folder, entry.predicate
    return None


def _trained(
    session: Session, dataset: Dataset, plan: Mapping[str, Any], seed: int, progress: Progress
) -> tuple[Path, Mapping[str, Any]]:
    from troth.training import train

    work = session.home.work(f"{session.charter.digest[7:23]}-{dataset.digest[7:15]}-{seed:016x}")
    made = train(
        session.charter, dataset, folder=work / "model", work=work / "checkpoints", seed=seed, progress=progress
    )
    folder = session.home.model(made.digest)
    if folder.exists():
        shutil.rmtree(made.path)
    else:
        made.path.rename(folder)
    predicate = {**plan, "model": made.digest, **_training_part(made)}
    session.record.append(
        "trained", [session.subject, Subject("data", dataset.digest), Subject("model", made.digest)], predicate
    )
    shutil.rmtree(work, ignore_errors=True)
    return folder, predicate


def _training_part(made: Trained) -> dict[str, Any]:
    return {
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


def open_test(session: Session, commitment: RowCommitment, model: Model) -> int:
    """Count one more opening of the test set; returns which opening it is, from 1."""
    opening = session.record.openings(commitment.root) + 1
    session.record.append(
        "test-opened",
        [session.subject, Subject("test rows", commitment.root), Subject("model", model.digest)],
        {"charter": session.charter.digest, "root": commitment.root, "model": model.digest, "opening": opening},
    )
    return opening


def judge(
    session: Session, model: Model, dataset: Dataset, commitment: RowCommitment, progress: Progress
) -> dict[str, Any]:
    """Open the test set, examine the model, record the verdicts; returns the audit document."""
    from troth.audit import examine

    if not len(dataset.test):
        raise DataError("the test split has no rows", remedy="Name a test file with rows, or leave data.test out.")
    opening = open_test(session, commitment, model)
    seed = seed_for(session.charter.digest, dataset.digest, model.digest, 0)
    document = examine(session.charter, model, dataset, seed=seed, progress=progress).document
    document["data"]["opening"] = opening
    document["data"]["commitment"] = commitment.root
    session.record.append(
        "audited",
        [session.subject, Subject("model", model.digest), Subject("test rows", commitment.root)],
        {
            "charter": session.charter.digest,
            "model": model.digest,
            "data": dataset.digest,
            "root": commitment.root,
            "opening": opening,
            "seed": str(seed),
            "verdict": document["verdict"],
            "clauses": [_recorded(clause) for clause in document["clauses"]],
        },
    )
    return document


def _recorded(clause: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("clause", "verdict", "estimate", "low", "high", "confidence", "counts", "method", "reason")
    return {key: clause[key] for key in kept}
