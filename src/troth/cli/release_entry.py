"""The entry of a release: what it says, when it may be written, and how a folder that it is of gets its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from troth.cli.release_asked import Asked
from troth.cli.released import comments_on, moment, refuse_open, releases, retention_end, reviewed
from troth.errors import DataError, Refused
from troth.record import PROOF, Entry, Subject, data_digest, subject_of, sync_folder

if TYPE_CHECKING:
    from troth.cli.session import Session
    from troth.data.publication import DataFile, Folder


def facts_for(
    session: Session, asked: Asked, files: Sequence[DataFile], at: datetime
) -> tuple[dict[str, Any], list[Entry]]:
    """What the entry will say but for the manifest's digest, and the comments that a final version answers.

    Raises Refused where a review is not over or was of something else, and where the data may no longer be kept;
    DataError for recipients or a version that cannot be.
    """
    from troth.data.publication import check_version, following

    record, charter = session.record, session.charter
    _refuse_late(session, at)
    digests = {file.split: file.sha256 for file in files}
    if not (asked.final or asked.review_days):
        refuse_open(record, charter.name, at)
    draft = reviewed(record, charter.name, at) if asked.final else None
    answered = [] if draft is None else comments_on(record, draft)
    access = asked.access or (str(draft.predicate["access"]) if draft else "")
    if draft is not None and (access != draft.predicate["access"] or data_digest(digests) != draft.predicate["data"]):
        raise Refused(
            f"the data, or who gets them, are not those that were reviewed (entry {draft.index})",
            where=str(charter.path),
            remedy="Release them with --review-days again; or name the same files as then.",
        )
    if (access == "request") != bool(asked.to):
        raise DataError(
            "data on request are sealed to recipients, and no others are",
            remedy="Name recipients with --to where --access is request, and nowhere else.",
        )
    before = releases(record, charter.name)
    last = str(before[-1].predicate["version"]) if before else None
    version = asked.version or following(last, before[-1].predicate["files"] if before else {}, digests)
    check_version(version, last)
    days = {"review_ends": asked.review_days, "refresh_due": asked.refresh_days}
    facts = {
        "charter": charter.digest,
        "name": charter.name,
        "version": version,
        "access": access,
        "data": data_digest(digests),
        "files": digests,
        **{name: None if count is None else moment(at + timedelta(days=count)) for name, count in days.items()},
        "final": asked.final,
        "reviewed": None if draft is None else draft.index,
        "comments": [one.index for one in answered],
    }
    return facts, answered


def _refuse_late(session: Session, at: datetime) -> None:
    end = retention_end(session.record, session.charter, at)
    if end is not None and end.is_past(at):
        raise Refused(
            f"the data were to be deleted by {end.date[:10]}: {end.since}",
            where=str(session.charter.path),
            remedy="Delete them; or, if they may be kept longer, raise data.retention_days in the charter.",
        )


def append(session: Session, folder: Folder, facts: Mapping[str, Any]) -> Entry:
    """The entry; from here on the folder stays until it has its name."""
    from troth.cli.promises import sign_charter

    sign_charter(session)
    folder.keep()
    try:
        return session.record.append(
            "data-release", [session.subject, Subject("manifest", str(facts["manifest"]))], facts
        )
    except BaseException:
        if not recorded(session, folder):
            folder.drop()
        raise


def recorded(session: Session, folder: Folder) -> Entry | None:
    """The entry of what lies unfinished in a folder, None where it was not recorded or is not whole."""
    manifest = folder.manifest()
    entries = releases(session.record, session.charter.name)
    return next((one for one in entries if manifest and one.predicate["manifest"] == manifest), None)


def check_same(session: Session, asked: Asked, files: Sequence[DataFile], folder: Folder, entry: Entry) -> None:
    """Refuse to finish what was asked for otherwise, and what may not leave any more. Raises DataError."""
    from troth.cli.release_gate import refuse_consentless

    told = entry.predicate
    same = (
        told["charter"] == session.charter.digest
        and asked.access in (None, told["access"])
        and asked.version in (None, told["version"])
        and asked.final == told["final"]
        and (asked.review_days is None) == (told["review_ends"] is None)
        and (asked.refresh_days is None) == (told["refresh_due"] is None)
        and data_digest({file.split: file.sha256 for file in files}) == told["data"]
    )
    if not same:
        raise DataError(
            f"a release that was recorded (entry {entry.index}, version {told['version']}, {told['access']}) lies here "
            "unfinished, and it is not the one that is asked for",
            where=str(folder.path),
            remedy="Give the command again as it was then; or remove this folder, and its version stays unpublished.",
        )
    if told["access"] != "closed":
        with withdrawn(session) as gone:
            refuse_consentless(files, gone)


def finished(session: Session, folder: Folder, entry: Entry, warnings: list[str]) -> dict[str, Any]:
    """Put the proof of its entry into a folder, and give it its name; what the command tells."""
    head = session.record.export_proof(entry.index, folder.path / PROOF)
    sync_folder(folder.path)
    folder.finish()
    told = ("version", "access", "manifest", "data", "final", "review_ends", "refresh_due", "comments")
    return {
        "folder": str(folder.target),
        "entry": entry.index,
        "record": str(session.home.record),
        "size": head.size,
        **{name: entry.predicate[name] for name in told},
        "warnings": warnings,
    }


@contextmanager
def withdrawn(session: Session) -> Iterator[Callable[[str], bool]]:
    """Whether the person of an identifier withdrew their consent, or was erased, by the record and the home's vault.

    Raises DataError where the record tells of persons who were erased, and the vault that knows them is not here.
    """
    from troth.cli.vault import home_vault

    gone = {str(one.predicate.get("subject")) for one in session.record.entries("consent-withdrawn")}

    def left(person: str) -> bool:
        return bool(gone) and subject_of(person, session.salt) in gone

    if not any(session.record.entries("data-erasure")):
        yield left
        return
    if not session.home.vault.is_dir():
        raise DataError(
            "the record tells of persons who were erased, and the vault that knows them is not here: whether rows name "
            "them cannot be told",
            where=str(session.home.vault),
            remedy="Put the vault back into the home.",
        )
    with home_vault(session.home) as vault:
        yield lambda person: left(person) or vault.state(person) == "erased"
