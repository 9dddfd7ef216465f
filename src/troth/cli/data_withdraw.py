"""`troth data withdraw CHARTER --subject ID`: that a person withdrew their consent, in the signed log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from troth.cli.data_ledger import day_of
from troth.cli.given import person_given
from troth.cli.terminal import say, say_json
from troth.errors import DataError, TrothError
from troth.plural import counted
from troth.record import Entry, subject_of

if TYPE_CHECKING:
    from troth.data.publication import Known
    from troth.standard import Charter

_FILE = click.Path(path_type=Path)


@click.command("withdraw")
@click.argument("charter", type=_FILE)
@click.option(
    "--subject", required=True, metavar="ID", help="The person, as the data names them; - reads it from standard input."
)
@click.option("--on", "day", metavar="DATE", help="When; today where left out.")
@click.option("--unknown", is_flag=True, help="Record it also of a person whom the charter's files do not name.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Folder of the record.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(charter: Path, subject: str, day: str | None, unknown: bool, home: Path | None, as_json: bool) -> int:
    """Record that a person withdrew their consent: `troth data release` then refuses rows that name them.

    Persons are told by data.columns.id and data.columns.personal: one whom these columns of no file name is refused,
    unless with --unknown. The entry has a keyed hash of the person that only this home can make, and no name; another
    day with --on is another entry. Nothing is deleted by it: take the rows out of the files, and see `troth data
    erase`.

    Exit status: 0; 2 bad input; 5 the home's record is not genuine.
    """
    from troth.cli.chat import read_classifier

    person = person_given(subject).strip()
    if not person:
        raise TrothError("the person has no identifier", remedy="Name them with --subject as the data does.")
    when, signed = day_of(day), read_classifier(charter)
    earlier = _earlier(signed, home, person)
    before = [one for one in earlier if day is None or one.predicate["withdrawn"] == when]
    rows, warnings = ([], []) if unknown or earlier else _rows_of(signed, person)
    entry = before[0] if before else _recorded(signed, home, person, when)
    named = str(entry.predicate["subject"])
    if as_json:
        told = {"subject": named, "entry": entry.index, "new": not before, "rows": rows, "warnings": warnings}
        say_json({"format": 1, **told})
        return 0
    say(f"{'withdrawn before' if before else 'withdrawn'}: {named}, entry {entry.index}")
    for row in rows:
        say(f"named in column {row['column']!r} of {row['split']}: {counted(row['rows'], 'row')}")
    for warning in warnings:
        say(f"warning: {warning}")
    return 0


def _earlier(charter: Charter, home: Path | None, person: str) -> list[Entry]:
    """The entries of a person's withdrawals, of any day; none without a record."""
    from troth.cli.home import RECORD, Home
    from troth.cli.session import open_session

    if not (Home.of(charter.path, home).folder / RECORD).is_file():
        return []
    session = open_session(charter, home)
    try:
        named = subject_of(person, session.salt)
        return [one for one in session.record.entries("consent-withdrawn") if one.predicate["subject"] == named]
    finally:
        session.record.close()


def _recorded(charter: Charter, home: Path | None, person: str, when: str) -> Entry:
    from troth.cli.promises import sign_charter
    from troth.cli.session import open_session

    session = open_session(charter, home)
    try:
        sign_charter(session)
        facts = {"charter": charter.digest, "subject": subject_of(person, session.salt), "withdrawn": when}
        return session.record.append("consent-withdrawn", [session.subject], facts)
    finally:
        session.record.close()


def _rows_of(charter: Charter, person: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows that name a person, by file and column, and warnings; refuses a person whom none names.

    Raises DataError for such a person, and where the files cannot be read.
    """
    from troth.cli.release_gate import undeclared_columns
    from troth.data.publication import files_of, known

    try:
        files = files_of(charter, {})
        found = known(files, person)
    except DataError as error:
        way = f"{error.remedy or ''} Or record it without looking for the person: --unknown.".strip()
        raise DataError(error.what, where=error.where, remedy=way) from error
    if not found.named:
        raise _unknown(charter, found)
    rows = [{"split": one.split, "column": one.column, "rows": one.count} for one in found.named]
    open_ = [
        f"column {one.column!r} of {one.split} names the person too, in {counted(one.count, 'row')}, and `troth data "
        "release` does not look there: add it to data.columns.personal"
        for one in found.elsewhere
    ]
    return rows, [*open_, *undeclared_columns(files)]


def _unknown(charter: Charter, found: Known) -> DataError:
    """Why a person is not known, and how to go on."""
    looked = f"in {', '.join(map(repr, found.columns))}" if found.columns else "by an id or a personal column"
    what = f"no row of the charter's files names this person {looked}, so the withdrawal would hold nothing back"
    ways = [f"The nearest is {found.nearest!r}: name them as the data do."] if found.nearest else []
    if found.elsewhere:
        columns = ", ".join(dict.fromkeys(repr(one.column) for one in found.elsewhere))
        ways.append(f"They stand in {columns}: add it to data.columns.personal (or id) of the charter.")
    elif not found.columns:
        ways.append("Name the column that persons are told by under data.columns.id or personal of the charter.")
    return DataError(what, where=str(charter.path), remedy=" ".join([*ways, "Or record it anyway with --unknown."]))
