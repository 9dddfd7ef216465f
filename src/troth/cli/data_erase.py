"""`troth data erase CHARTER --subject ID`: destroy a person's key, and sign into the record that it was done."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from troth.cli.given import person_given
from troth.cli.terminal import say, say_json
from troth.errors import DataError
from troth.plural import counted

if TYPE_CHECKING:
    from troth.cli.session import Session
    from troth.data.vault import Erasure
    from troth.record import Entry
    from troth.standard import Charter

COPIES = (
    "Copies of the vault made before still hold the key: `troth data keys rotate-vault` gives the vault and its owner "
    "new keys; destroy the old owner's key wherever it was copied, and such copies are closed too."
)


@click.command("erase")
@click.argument("charter", type=click.Path(path_type=Path))
@click.option(
    "--subject", required=True, metavar="ID", help="The person, as the data names them; - reads it from standard input."
)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the record and the persons' keys; .troth beside CHARTER when left out.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(charter: Path, subject: str, home: Path | None, as_json: bool) -> int:
    """Destroy the key of a person, and record that it was done.

    What was sealed for the person opens no more, wherever it lies. The entry has a keyed hash of the person and the
    digest of the wrapped key, and no name; `troth verify` proves it as the rest of the record. Interrupted between the
    two, the same command goes on. Data that was never sealed for the person is not erased by this: rows of the
    charter's files that still name the person are told, and `troth data release` refuses them.

    Exit status: 0; 2 bad input, or a person who was never known; 5 the home's record is not genuine.
    """
    from troth.cli.chat import read_classifier
    from troth.cli.home import Home
    from troth.cli.session import open_session
    from troth.cli.vault import home_vault

    person = person_given(subject)
    signed = read_classifier(charter)
    with home_vault(Home.of(signed.path, home)) as vault:
        if vault.state(person) == "unknown":
            raise DataError(
                "this person was never known here: nothing was sealed for them, and nothing was recorded",
                where=str(vault.path),
                remedy="Name them as the column does that `troth data encrypt --subject` named. Where rows of "
                f"theirs lie in clear, `troth data withdraw {shlex.quote(str(charter))} --subject ID` has releases "
                "refuse them.",
            )
        session = open_session(signed, home)
        try:
            erasure = vault.erase(person)
            entry, new = _recorded(session, erasure)
        finally:
            session.record.close()
    left = _still_named(signed, person)
    if as_json:
        told = {"index": entry.index, "time": entry.time, "leaf_hash": entry.leaf_hash, "new": new}
        say_json({"format": 1, **erasure.facts(), "entry": told, "still_named": left, "caution": COPIES})
        return 0
    say(f"erased: {erasure.subject}" if new else f"was erased before: {erasure.subject}")
    say(f"  key    {erasure.key}, destroyed")
    say(f"  entry  {entry.index} of {session.home.record}, {entry.time}")
    say(COPIES)
    say("Files in clear are not touched by this.")
    for each in left:
        say(f"warning: {each}")
    return 0


def _still_named(charter: Charter, person: str) -> list[str]:
    """Which of the charter's files still name a person, by the columns of ids and of what is personal, in words."""
    from troth.data.publication import consentless, files_of

    try:
        found = [one for file in files_of(charter, {}) for one in consentless(file, lambda each: each == person)]
    except DataError as error:
        return [f"whether the charter's files name the person cannot be told: {error.what}"]
    return [
        f"column {one.column!r} of {one.split} still names the person, in {counted(one.count, 'row')}: "
        + ", ".join(one.places)
        for one in found
    ]


def _recorded(session: Session, erasure: Erasure) -> tuple[Entry, bool]:
    """The entry of this erasure, and whether it was appended now: an erased person is told of once."""
    from troth.cli.promises import sign_charter
    from troth.record import Subject

    about = (erasure.vault, erasure.subject)
    for entry in session.record.entries("data-erasure"):
        if (entry.predicate.get("vault"), entry.predicate.get("subject")) == about:
            return entry, False
    sign_charter(session)
    facts = {"charter": session.charter.digest, **erasure.facts()}
    return session.record.append("data-erasure", [session.subject, Subject("destroyed key", erasure.key)], facts), True
