"""`troth data ledger`: which file came from where, and whose consent was withdrawn, in the signed log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from troth.cli.released import now, retention_end
from troth.cli.terminal import say, say_json
from troth.errors import TrothError
from troth.plural import counted
from troth.record import Entry, Subject

if TYPE_CHECKING:
    from troth.cli.session import Session
    from troth.data.publication import DataFile

_FILE = click.Path(path_type=Path)
_HOME = click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Folder of the record.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


@click.command("ledger")
@click.argument("charter", type=_FILE)
@click.option("--enter", is_flag=True, help="Enter the charter's files that are not in it yet.")
@click.option(
    "--obtained", metavar="DATE", help="With --enter: when they were obtained; as before, or today, if left out."
)
@_HOME
@_JSON
def command(charter: Path, enter: bool, obtained: str | None, home: Path | None, as_json: bool) -> int:
    """Show the ledger of a CHARTER's data: each file with digest, source, licence, lawful basis and date.

    With --enter the charter is signed into the log where it is not the newest there, and the files are entered, each
    digest once, as the charter says of them; where it says something else now, or --obtained another day, they are
    entered again. Withdrawals of consent are listed by keyed digests.

    Exit status: 0; 2 bad input; 5 the home's record is not genuine.
    """
    from troth.cli.chat import read_classifier
    from troth.cli.session import open_session
    from troth.data.publication import files_of

    if obtained is not None and not enter:
        raise click.UsageError("--obtained goes with --enter.")
    when = None if obtained is None else day_of(obtained)
    signed = read_classifier(charter)
    files = files_of(signed, {})
    session = open_session(signed, home)
    try:
        new = _enter(session, files, when) if enter else []
        known = {file.split: _newest(session, file) for file in files}
        gone = list(session.record.entries("consent-withdrawn"))
        end = retention_end(session.record, signed, now())
    finally:
        session.record.close()
    rows = [{**_row(file, known[file.split]), "consent": _consent(file)} for file in files]
    withdrawn = [
        {"entry": one.index, **{name: one.predicate[name] for name in ("subject", "withdrawn")}} for one in gone
    ]
    if as_json:
        due = None if end is None else {"date": end.date, "since": end.since}
        say_json({"format": 1, "files": rows, "new": new, "withdrawn": withdrawn, "retention": due})
        return 0
    _tell(rows, withdrawn)
    if end is not None:
        say(f"to be deleted by {end.date[:10]}: {end.since}")
    return 0


def _enter(session: Session, files: Sequence[DataFile], when: str | None) -> list[int]:
    """Enter what is new, or told of otherwise; the entries' numbers. when: None where nobody said."""
    from troth.cli.promises import sign_charter

    sign_charter(session)  # also where no file is new: a charter that was changed is then the newest
    data, made = session.charter.data, []
    about = {"source": data.source, "licence": data.licence, "lawful_basis": data.lawful_basis}
    for file in files:
        before = _newest(session, file)
        known = None if before is None else str(before.predicate["obtained"])
        told = {**about, "obtained": when or known or day_of(None)}
        if before is not None and all(before.predicate[name] == value for name, value in told.items()):
            continue
        facts = {"charter": session.charter.digest, "split": file.split, "file": file.sha256, "bytes": file.size}
        subjects = [session.subject, Subject("file", file.sha256)]
        made.append(session.record.append("data-obtained", subjects, {**facts, **told}).index)
    return made


def _newest(session: Session, file: DataFile) -> Entry | None:
    """The newest entry of a file's digest."""
    found = [one for one in session.record.entries("data-obtained") if one.predicate["file"] == file.sha256]
    return found[-1] if found else None


def _row(file: DataFile, entry: Entry | None) -> dict[str, Any]:
    told = ("source", "licence", "lawful_basis", "obtained")
    known = dict.fromkeys(told) if entry is None else {name: entry.predicate[name] for name in told}
    number = None if entry is None else entry.index
    return {"split": file.split, "sha256": file.sha256, "bytes": file.size, "entry": number, **known}


def _consent(file: DataFile) -> dict[str, Any] | None:
    """How many rows of a file are of persons who consented, where the charter names the column that says so."""
    from troth.data.consented import consented

    column = file.source.columns.consent
    if column is None or column not in file.table.frame.columns:
        return None
    given = consented(file.table.frame[column])
    return {"column": column, "given": int(given.sum()), "rows": len(given)}


def _tell(rows: Sequence[dict[str, Any]], withdrawn: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        where = "not in the ledger" if row["entry"] is None else f"entry {row['entry']}"
        say(f"{row['split']:<10}  {row['sha256']}  {counted(row['bytes'], 'byte')}, {where}")
        if (consent := row["consent"]) is not None:
            all_rows = counted(consent["rows"], "row")
            say(f"            consent: {consent['given']:,} of {all_rows}, by {consent['column']!r}")
        for name in ("obtained", "source", "licence", "lawful_basis") if row["entry"] is not None else ():
            say(f"            {name.replace('_', ' ')}: {row[name] or 'not said'}")
    for one in withdrawn:
        say(f"consent withdrawn on {one['withdrawn']} (entry {one['entry']}): {one['subject']}")


def day_of(text: str | None) -> str:
    """A day of the past as ISO writes it, today where none is given. Raises TrothError for what is none."""
    today = now().date()
    if text is None:
        return today.isoformat()
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise TrothError(f"not a date: {text!r}", remedy="Write it as 2026-11-23.") from None
    if found > today:
        raise TrothError(f"{text} is still to come", remedy="Name the day on which it was.")
    return found.isoformat()
