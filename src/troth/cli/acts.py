"""The acts of a model's life, each with the signed entry it leaves in the record.

The order is the promise: charter signed, test set committed, training, test set opened, verdict. Nothing here computes:
each function calls one room and appends what it says.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from troth.cli.home import Home
from troth.cli.terminal import finite
from troth.errors import DataError, ModelError, RecordError, TrainingError
from troth.progress import Progress
from troth.record import (
    Entry,
    Record,
    RowCommitment,
    Subject,
    commit_rows,
    load_or_create_key,
    load_or_create_salt,
    open_record,
    replace,
    salt_id,
)
from troth.standard import Charter, seed_for

if TYPE_CHECKING:
    from troth.data import Dataset, Finding
    from troth.models import Inputs, Model
    from troth.training import Trained

REHEARSED = 8  # validation rows that a model answers before the test set is opened: enough to see that it can
BEFORE_TEST = ("train", "validation")  # splits that may be spoken of before the test set is opened
ENTRY_BYTES = 44_000  # of a predicate: in base64, with its signature, it stays within the 65,535 of an entry
FINDINGS_KEPT = 60  # findings in an entry; the report has them all


@dataclass(frozen=True, slots=True)
class Session:
    """One charter with its home, its open record and the home's secret row salt."""

    charter: Charter
    home: Home
    record: Record
    salt: bytes = field(repr=False)

    @property
    def subject(self) -> Subject:
        """The charter as the entries name it."""
        return Subject(self.charter.name, self.charter.digest)

    def entries(self, kind: str) -> list[Entry]:
        """The entries of one type that are about this charter."""
        return [entry for entry in self.record.entries(kind) if self._is_ours(entry)]

    def acts(self) -> list[Entry]:
        """Every entry that is about this charter."""
        return [entry for entry in self.record.entries() if self._is_ours(entry)]

    def _is_ours(self, entry: Entry) -> bool:
        return bool(entry.predicate.get("charter") == self.charter.digest)


@dataclass(frozen=True, slots=True)
class Judged:
    """What an audit found, and the entry that holds its verdicts. document: the audit document."""

    document: dict[str, Any]
    entry: Entry


def open_session(charter: Charter, home: Path | None) -> Session:
    """Open the record and the home's row salt; nothing is recorded yet.

    Called when charter, data and model have been read, so that bad input leaves nothing behind. Raises RecordError when
    the salt is not the one of the commitments in the record.
    """
    place = Home.of(charter.path, home)
    record = open_record(place.record, load_or_create_key(f"file:{place.key}"))
    _check_salt(record, place)
    return Session(charter, place, record, load_or_create_salt(place.salt))


def _check_salt(record: Record, home: Home) -> None:
    """One salt for all commitments: another would make known rows look new, and their openings uncounted."""
    committed = {entry.predicate.get("salt_id") for entry in record.entries("test-committed")}
    if not committed or (home.salt.is_file() and committed == {salt_id(load_or_create_salt(home.salt))}):
        return
    raise RecordError(
        "the secret salt of this home's test commitments is "
        + ("another one" if home.salt.is_file() else "not here any more"),
        where=str(home.salt),
        remedy="Put it back from a copy. Without it nobody can tell whether a test set was opened before: "
        "else begin again in a new home, with --home FOLDER.",
    )


def sign_charter(session: Session) -> None:
    """Sign the charter into the record, once for each digest."""
    charter = session.charter
    if session.entries("charter-signed"):
        return
    facts = {"charter": charter.digest, "name": charter.name, "version": charter.version}
    whole = {**facts, "clauses": [clause.text for clause in charter.clauses], "text": charter.source_text}
    session.record.append("charter-signed", [session.subject], whole if fits(whole) else facts)


def fits(predicate: Mapping[str, Any]) -> bool:
    """Whether an act's facts fit into one entry; what does not is held to by its digest."""
    return len(json.dumps(predicate, ensure_ascii=False).encode()) <= ENTRY_BYTES


def commit_data(session: Session, dataset: Dataset) -> RowCommitment:
    """Commit to the test set, then describe the rest of the data, once for each digest.

    What was found out about the test rows waits for the `audited` entry: before the commitment it could be fitted.
    """
    charter = session.charter
    commitment = commit_test(session, dataset)
    if not any(entry.predicate["data"] == dataset.digest for entry in session.entries("data-described")):
        session.record.append(
            "data-described",
            [session.subject, Subject("data", dataset.digest)],
            {
                "charter": charter.digest,
                "data": dataset.digest,
                "splits": {split.name: split.digest for split in (dataset.train, dataset.validation)},
                "findings": _noted(finding for finding in dataset.findings if finding.split in BEFORE_TEST),
            },
        )
    return commitment


def commit_test(session: Session, dataset: Dataset) -> RowCommitment:
    """The salted commitment to the test rows, recorded once for each charter and root."""
    commitment = commit_rows(dataset.test.rows(), session.salt)
    if any(entry.predicate["root"] == commitment.root for entry in session.entries("test-committed")):
        return commitment
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


def _noted(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [{"what": finding.what, "count": finding.count} for finding in findings][:FINDINGS_KEPT]


@dataclass(frozen=True, slots=True)
class Repeat:
    """One finished training. trained: its entry's predicate. course: seconds, settings, history and notes."""

    folder: Path
    trained: Mapping[str, Any]
    course: Mapping[str, Any]


def train_model(session: Session, dataset: Dataset, base: str, repeat: int, progress: Progress) -> Repeat:
    """Train one repeat on the base of this digest, or find it finished."""
    charter = session.charter
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


def _trained(session: Session, dataset: Dataset, plan: Mapping[str, Any], seed: int, progress: Progress) -> Repeat:
    from troth.training import train

    work = session.home.work(f"{session.charter.digest[7:23]}-{dataset.digest[7:15]}-{seed:016x}")
    made = train(
        session.charter, dataset, folder=work / "model", work=work / "checkpoints", seed=seed, progress=progress
    )
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
    predicate = {**plan, "model": made.digest, **_score(made), **_kept(session, made.digest, course)}
    session.record.append(
        "trained", [session.subject, Subject("data", dataset.digest), Subject("model", made.digest)], predicate
    )
    shutil.rmtree(work, ignore_errors=True)
    return Repeat(folder, predicate, course)


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


def check_ready(dataset: Dataset, model: Model | None = None) -> None:
    """Refuse what would fail anyway, before anything is recorded or an opening of the test set is spent.

    A model answers a few validation rows; one of stored answers says whether it has as many as there are test rows.
    """
    if not len(dataset.test):
        raise DataError("the test split has no rows", remedy="Name a test file with rows, or leave data.test out.")
    if model is not None:
        _rehearse(model, dataset)


def _rehearse(model: Model, dataset: Dataset) -> None:
    from troth.audit import joined

    check = getattr(joined(model, dataset.test), "check", None)  # see models.Checkable
    if check is not None:
        check(dataset.test.inputs())
        return
    documents = dataset.validation.documents()
    few = None if documents is None else documents[:REHEARSED].tolist()
    model.predict(_first(dataset.validation.inputs()), documents=few)


def _first(inputs: Inputs) -> Inputs:
    if isinstance(inputs, Mapping):
        return {name: column[:REHEARSED] for name, column in inputs.items()}
    return inputs[:REHEARSED]


def check_origin(session: Session, model: Model, dataset: Dataset) -> None:
    """Refuse a model of this home that was trained on another split of the data the test rows were split off.

    Its training rows may be test rows now, and answers known by heart would count as right ones.
    """
    if not any(step.what == "split" and step.details.get("off") == "test" for step in dataset.lineage):
        return
    trainings = [entry for entry in session.record.entries("trained") if entry.predicate.get("model") == model.digest]
    if trainings and all(entry.predicate.get("data") != dataset.digest for entry in trainings):
        raise ModelError(
            f"this model was trained on another split of the data (entry {trainings[0].index}): "
            "some of these test rows may be rows it was trained on",
            where=model.describe().name,
            remedy="Train again with `troth run`, or name a file of test rows as data.test.",
        )


def open_test(session: Session, commitment: RowCommitment, model: Model) -> Entry:
    """Count one more opening of the test set, over all charters of this home."""
    return session.record.append_opening(
        commitment.root,
        [session.subject, Subject("test rows", commitment.root), Subject("model", model.digest)],
        {"charter": session.charter.digest, "model": model.digest},
    )


def judge(session: Session, model: Model, dataset: Dataset, commitment: RowCommitment, progress: Progress) -> Judged:
    """Open the test set, examine the model, record the verdicts."""
    from troth.audit import examine

    opening = int(open_test(session, commitment, model).predicate["opening"])
    seed = seed_for(session.charter.digest, dataset.digest, model.digest, 0)
    document = examine(session.charter, model, dataset, seed=seed, progress=progress).document
    document["data"]["opening"] = opening
    document["data"]["commitment"] = commitment.root
    if opening > 1:
        document["data"]["findings"].insert(0, _opened_before(session, commitment.root, opening - 1))
    facts = {
        "charter": session.charter.digest,
        "model": model.digest,
        "data": dataset.digest,
        "root": commitment.root,
        "opening": opening,
        "seed": str(seed),
        "verdict": document["verdict"],
    }
    said = _noted(finding for finding in dataset.findings if finding.split not in BEFORE_TEST)
    entry = session.record.append(
        "audited",
        [session.subject, Subject("model", model.digest), Subject("test rows", commitment.root)],
        _longest(facts, document["clauses"], said),
    )
    return Judged(document, entry)


def _longest(facts: dict[str, Any], clauses: list[dict[str, Any]], findings: list[dict[str, Any]]) -> dict[str, Any]:
    """The facts with as much of the clauses as one entry holds; the recorded papers have all of it."""
    numbers = ("clause", "verdict", "estimate", "low", "high", "confidence")
    for kept in ((*numbers, "counts", "method", "reason"), numbers, ("clause", "verdict")):
        predicate = {**facts, "clauses": [{key: clause[key] for key in kept} for clause in clauses]}
        if fits({**predicate, "findings": findings}):
            return {**predicate, "findings": findings}
    return facts


def _opened_before(session: Session, root: str, times: int) -> dict[str, Any]:
    """The finding that this test set is no longer new: each look at it makes a lucky verdict likelier."""
    first = next(entry for entry in session.record.entries("test-opened") if entry.predicate.get("root") == root)
    charter = first.predicate["charter"]
    signed = (entry for entry in session.record.entries("charter-signed") if entry.predicate["charter"] == charter)
    name = next((f"{entry.predicate['name']} {entry.predicate['version']}".strip() for entry in signed), charter)
    under = "this charter" if charter == session.charter.digest else f"the charter {name} ({charter[7:15]})"
    return {
        "severity": "warning",
        "what": f"the test set was opened before, first under {under}, at {first.time[:16]} UTC",
        "count": times,
        "examples": [f"entry {first.index}"],
    }
