"""`troth data release CHARTER`: data as a folder that describes itself, and that a signed log vouches for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from troth import __version__
from troth.cli.release_asked import LEFT_OUT, Asked, asked_of
from troth.cli.released import comments_on, history, moment, now, releases, retention_end, reviewed, said
from troth.cli.sealing import recipients
from troth.cli.terminal import say, say_json
from troth.errors import DataError, Refused
from troth.record import ACCESS, PROOF, Entry, data_digest

if TYPE_CHECKING:
    from troth.cli.session import Session
    from troth.data.publication import DataFile, Folder
    from troth.progress import Progress
    from troth.standard import Charter

_FILE = click.Path(path_type=Path)
_DAYS = click.IntRange(1, 36_525)


@click.command("release")
@click.argument("charter", type=_FILE)
@click.option("--access", type=click.Choice(ACCESS), help="Who gets the data: everybody, recipients, or nobody.")
@click.option("--output", "-o", required=True, type=_FILE, help="The folder to make.")
@click.option(
    "--replace", "instead", multiple=True, metavar="SPLIT=FILE", help="Publish FILE in place of the charter's own."
)
@click.option("--without", multiple=True, type=click.Choice(LEFT_OUT), help="Leave a split out; several times.")
@click.option("--to", multiple=True, metavar="KEY", help="On request: a recipient, x25519:…, or a file of them.")
@click.option("--kinds", metavar="NAMES", help="Look for these kinds of personal data only, commas between them.")
@click.option(
    "--acknowledge", multiple=True, metavar="KIND[=COUNT]", help="Findings of a kind that may be public; several times."
)
@click.option("--version", metavar="X.Y.Z", help="Left out: the next one, by how much the data changed.")
@click.option("--review-days", type=_DAYS, help="Open it for review; the final version may follow after so many days.")
@click.option("--final", is_flag=True, help="The final version of what was reviewed last.")
@click.option("--refresh-days", type=_DAYS, help="Have `troth data due` remind of it after so many days.")
@click.option("--creator", metavar="NAME", help="Who made the data: an organisation, or person:NAME.")
@click.option("--contact", metavar="TEXT", help="How who is responsible can be reached.")
@click.option("--url", help="The page of the data set.")
@click.option("--cite", metavar="TEXT", help="How to cite it.")
@click.option("--answers", type=_FILE, help="YAML: answers to the datasheet's questions, by their keys.")
@click.option("--reference", type=_FILE, help="Shares of a population: columns group,value,share.")
@click.option("--label-errors", is_flag=True, help="Look for wrong labels too, as `troth data describe` does.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Folder of the record; .troth beside.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(charter: Path, as_json: bool, **options: Any) -> int:
    """Publish the data of a CHARTER as a folder: data, description, datasheet, metadata, manifest and proof.

    Public data lie open in it, data on request are sealed to the recipients of --to, and of closed data it has only the
    description and digests. `troth verify FOLDER` proves it offline. Refused are columns that the charter calls
    personal where they would lie open, personal data found in texts beyond what --acknowledge names, and rows of
    persons who withdrew their consent. Versions rise, and none is written twice.

    Exit status: 0; 2 bad input, or data that may not be published; 4 the review is not over, an objection is not
    answered, or the data may no longer be kept; 5 the home's record is not genuine.
    """
    from troth.cli.progress import shown
    from troth.standard import read

    asked = asked_of(**options)
    signed = read(charter)
    with shown() as progress:
        told = _released(signed, asked, progress)
    if as_json:
        say_json({"format": 1, **told})
        return 0
    say(f"released: {told['folder']}, version {told['version']}, {told['access']}")
    say(f"  entry     {told['entry']} of {told['record']}")
    say(f"  manifest  {told['manifest']}")
    for warning in told["warnings"]:
        say(f"warning: {warning}")
    if told["review_ends"]:
        say(f"open for review until {told['review_ends'][:19]}Z: troth data comment {told['folder']} --text … --by …")
    say(f"verify: troth verify {told['folder']}")
    return 0


def _released(charter: Charter, asked: Asked, progress: Progress) -> dict[str, Any]:
    from troth.cli.session import open_session
    from troth.cli.turn import turn
    from troth.data.publication import Folder, files_of

    files = files_of(charter, asked.instead, asked.splits)
    folder = Folder(asked.output)
    session = open_session(charter, asked.home)
    try:
        with turn(session.home.folder):
            if folder.left and (entry := _recorded(session, folder)):
                _check_same(session, asked, files, folder, entry)
                return _finished(session, folder, entry, [])
            return _made(session, asked, files, folder, progress)
    finally:
        session.record.close()


def _check_same(session: Session, asked: Asked, files: Sequence[DataFile], folder: Folder, entry: Entry) -> None:
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
        refuse_consentless(files, _withdrawn(session))


def _made(
    session: Session, asked: Asked, files: Sequence[DataFile], folder: Folder, progress: Progress
) -> dict[str, Any]:
    from troth.cli.release_bundle import put_data, put_manifest, put_papers, put_proofs
    from troth.data.publication import document

    at, charter = now(), session.charter
    facts, answered = _facts(session, asked, files, at)
    looks, description, sheets = _examined(session, asked, files, facts["access"], progress)
    to = recipients(asked.to)
    with folder:
        parts = put_data(folder, files, sheets, facts["access"], to)
        release = {name: facts[name] for name in ("version", "access", "final", "review_ends", "refresh_due")}
        end = retention_end(session.record, charter, at)
        paper = document(
            charter,
            parts,
            description=description,
            release={**release, "made": moment(at), "troth": __version__, "recipients": len(set(to))},
            said=asked.said,
            looked=looks,
            left_out=_left_out(asked.kinds) if looks is not None else (),
            history=history(session.record, charter, {file.split: _digest_of_original(file) for file in files}),
            comments=said(answered),
            retention_ends=None if end is None else end.date,
        )
        put_papers(folder, charter, paper)
        put_proofs(folder, session.record, answered)
        manifest = put_manifest(folder, facts)
        entry = _append(session, folder, {**facts, "manifest": manifest})
        return _finished(session, folder, entry, _warnings(session, facts, files))


def _facts(
    session: Session, asked: Asked, files: Sequence[DataFile], at: datetime
) -> tuple[dict[str, Any], list[Entry]]:
    """What the entry will say but for the manifest's digest, and the comments that a final version answers."""
    from troth.data.publication import check_version, following

    record, charter = session.record, session.charter
    end = retention_end(record, charter, at)
    if end is not None and end.is_past(at):
        raise Refused(
            f"the data were to be deleted by {end.date[:10]}: {end.since}",
            where=str(charter.path),
            remedy="Delete them; or say in the charter why they may be kept longer.",
        )
    digests = {file.split: file.sha256 for file in files}
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


def _examined(
    session: Session, asked: Asked, files: Sequence[DataFile], access: str, progress: Progress
) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """Refuse what may not leave; what was found in texts, the description, and its sheets by split."""
    from troth.cli.label_errors import probabilities
    from troth.cli.release_bundle import describe_files
    from troth.cli.release_gate import look_through, refuse_consentless, refuse_exposed, refuse_found
    from troth.data import read_reference

    looks = None
    if access != "closed":
        refuse_consentless(files, _withdrawn(session))
    if access == "public":
        refuse_exposed(files)
        looks = look_through(files, asked.kinds, progress)
        refuse_found(looks, asked.said.acknowledged)
    known = None if asked.reference is None else read_reference(asked.reference)
    base = session.charter.model_base
    described = describe_files(
        session.charter,
        files,
        test=access == "public",
        reference=known,
        probabilities=probabilities(base) if asked.label_errors else None,
        progress=progress,
    )
    return looks, *described


def _append(session: Session, folder: Folder, facts: Mapping[str, Any]) -> Entry:
    """The entry; from here on the folder stays until it has its name."""
    from troth.cli.promises import sign_charter
    from troth.record import Subject

    sign_charter(session)
    folder.keep()
    try:
        return session.record.append(
            "data-release", [session.subject, Subject("manifest", str(facts["manifest"]))], facts
        )
    except BaseException:
        if not _recorded(session, folder):
            folder.drop()
        raise


def _recorded(session: Session, folder: Folder) -> Entry | None:
    """The entry of what lies unfinished in a folder, None where it was not recorded or is not whole."""
    manifest = folder.manifest()
    entries = releases(session.record, session.charter.name)
    return next((one for one in entries if manifest and one.predicate["manifest"] == manifest), None)


def _finished(session: Session, folder: Folder, entry: Entry, warnings: list[str]) -> dict[str, Any]:
    from troth.record import sync_folder

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


def _warnings(session: Session, facts: Mapping[str, Any], files: Sequence[DataFile]) -> list[str]:
    """What is not refused and should be known before the folder is handed on."""
    found = []
    groups = session.charter.data.train.columns.groups
    there = [name for name in groups if any(name in file.table.frame.columns for file in files)]
    if facts["access"] == "public" and there:
        found.append(f"columns that name groups of people are published: {', '.join(there)}")
    if facts["access"] == "public" and "test" in facts["files"] and not session.entries("audited"):
        found.append("the test file is published before any audit: models made from now on may have learned from it")
    return found


def _withdrawn(session: Session) -> Any:
    from troth.record import subject_of

    gone = {str(one.predicate.get("subject")) for one in session.record.entries("consent-withdrawn")}
    return lambda person: bool(gone) and subject_of(person, session.salt) in gone


def _digest_of_original(file: DataFile) -> str:
    from troth.record import hashed

    return hashed(file.original)[0] if file.replaced else file.sha256


def _left_out(kinds: Sequence[str]) -> list[str]:
    from troth import personal

    return [kind for kind in personal.KINDS if kind not in kinds]
