"""`troth data release CHARTER`: data as a folder that describes itself, and that a signed log vouches for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from troth import __version__
from troth.cli.release_asked import LEFT_OUT, Asked, asked_of
from troth.cli.release_entry import append, check_same, facts_for, finished, recorded, withdrawn
from troth.cli.released import history, moment, next_moment, retention_end, said
from troth.cli.sealing import recipients
from troth.cli.terminal import say, say_json
from troth.record import ACCESS

if TYPE_CHECKING:
    from troth.cli.session import Session
    from troth.data.publication import DataFile, Folder, Looked
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
    "--acknowledge",
    multiple=True,
    metavar="[COLUMN:]KIND[=N]",
    help="Findings that may be public; several times. KIND or KIND=N: of this kind any number, or up to N, wherever "
    "they are. COLUMN:KIND=N: exactly so many in this column.",
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
    personal or lets few read (data.access) where they would lie open, personal data found beyond what --acknowledge
    names (what it names is in the entry and in the datasheet), and rows of persons who withdrew their consent or were
    erased. Versions rise, and none is written twice.

    Exit status: 0; 2 bad input, or data that may not be published; 4 the review is not over, an objection is not
    answered, or the data may no longer be kept; 5 the home's record is not genuine.
    """
    from troth.cli.chat import read_classifier
    from troth.cli.progress import shown

    asked = asked_of(**options)
    signed = read_classifier(charter)
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
    from troth.cli.begun import begun
    from troth.cli.home import Home
    from troth.cli.session import open_session
    from troth.cli.turn import turn
    from troth.data.publication import Folder, files_of

    files = files_of(charter, asked.instead, asked.splits)
    folder = Folder(asked.output)
    with begun(Home.of(charter.path, asked.home)):
        session = open_session(charter, asked.home)
        try:
            with turn(session.home.folder):
                if folder.left and (entry := recorded(session, folder)):
                    check_same(session, asked, files, folder, entry)
                    return finished(session, folder, entry, [])
                return _made(session, asked, files, folder, progress)
        finally:
            session.record.close()


def _made(
    session: Session, asked: Asked, files: Sequence[DataFile], folder: Folder, progress: Progress
) -> dict[str, Any]:
    from troth.cli.release_bundle import put_data, put_manifest, put_papers, put_proofs
    from troth.data.publication import document, found_by_column

    at, charter = next_moment(session.record), session.charter
    facts, answered = facts_for(session, asked, files, at)
    looks, description, sheets = _examined(session, asked, files, facts["access"], progress)
    if known := found_by_column(looks or ()):
        facts["acknowledged"] = known
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
        entry = append(session, folder, {**facts, "manifest": manifest})
        return finished(session, folder, entry, _warnings(session, facts, files, looks or ()))


def _examined(
    session: Session, asked: Asked, files: Sequence[DataFile], access: str, progress: Progress
) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """Refuse what may not leave; what was found in texts, the description, and its sheets by split."""
    from troth.cli.label_errors import probabilities
    from troth.cli.release_bundle import describe_files
    from troth.cli.release_found import look_through, refuse_found
    from troth.cli.release_gate import refuse_consentless, refuse_exposed, refuse_limited
    from troth.data import read_reference

    looks = None
    if access != "closed":
        with withdrawn(session) as gone:
            refuse_consentless(files, gone)
    if access == "public":
        refuse_exposed(files)
        refuse_limited(files, session.charter)
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


def _warnings(
    session: Session, facts: Mapping[str, Any], files: Sequence[DataFile], looks: Sequence[Looked]
) -> list[str]:
    """What is not refused and should be known before the folder is handed on."""
    from troth.cli.release_gate import undeclared_columns
    from troth.data import limited

    def present(names: Sequence[str]) -> list[str]:
        return [name for name in names if any(name in file.table.frame.columns for file in files)]

    found = undeclared_columns(files) if facts["access"] != "closed" else []
    there = present(session.charter.data.train.columns.groups)
    if codes := list(dict.fromkeys(name for one in looks for name in one.codes)):
        found.append(f"names were not looked for in columns of a few short codes: {', '.join(codes)}")
    if facts["access"] == "request" and (few := present(limited(session.charter))):
        found.append(
            f"columns that the charter lets few read are sealed to recipients of your choice: {', '.join(few)}"
        )
    if facts["access"] == "public" and there:
        found.append(f"columns that name groups of people are published: {', '.join(there)}")
    if facts["access"] == "public" and session.charter.data.test is None:
        found.append("the charter names no test file: rows held back as test rows are published with the others")
    if facts["access"] == "public" and "test" in facts["files"] and not session.entries("audited"):
        found.append("the test file is published before any audit: models made from now on may have learned from it")
    return found


def _digest_of_original(file: DataFile) -> str:
    from troth.record import hashed

    return hashed(file.original)[0] if file.replaced else file.sha256


def _left_out(kinds: Sequence[str]) -> list[str]:
    from troth import personal

    return [kind for kind in personal.KINDS if kind not in kinds]
