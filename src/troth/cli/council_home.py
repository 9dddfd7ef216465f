"""A charter's council in the record of its home: what stands there, and what the options name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from troth.errors import DataError, Refused, TrothError

if TYPE_CHECKING:
    from troth.cli.session import Session
    from troth.council import Proposal, Standing
    from troth.serving import Reference, Screen


def named_home(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --home."""
    return click.option(
        "--home", type=click.Path(file_okay=False, path_type=Path), help="Folder of the record; .troth beside CHARTER."
    )(function)


def now() -> str:
    """The time as entries bear it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def session_of(path: Path, home: Path | None) -> Session:
    """The session of a charter under which something was done. Raises TrothError without a record."""
    from troth.cli.home import Home
    from troth.cli.session import open_session
    from troth.standard import read

    charter = read(path)
    place = Home.of(charter.path, home)
    if not (place.folder / "record.db").is_file():
        raise TrothError(
            "nothing was done under this charter yet",
            where=str(place.folder),
            remedy="Judge a model first: `troth run` or `troth audit`; or name its home with --home.",
        )
    return open_session(charter, home)


@contextmanager
def council_of(path: Path, home: Path | None) -> Iterator[tuple[Session, Standing]]:
    """The charter's session and what its record says; one command at a time. Raises TrothError without a record."""
    from troth.cli.turn import turn
    from troth.council import standing_of

    session = session_of(path, home)
    try:
        with turn(session.home.folder):
            yield session, standing_of(session.record.entries())
    finally:
        session.record.close()


def guards_before(session: Session, model: str) -> tuple[Screen, ...]:
    """What stands before a model, by its digest: the charter's guards in their order. Raises TrothError."""
    from troth.serving import guards_of

    return guards_of(session.charter, reference_of(session, model))


def guards_digest(session: Session, model: str) -> str:
    """The digest of what stands before a model, by what it is made of."""
    from troth.serving import digest_of

    return digest_of(guards_before(session, model))


def reference_of(session: Session, model: str) -> Reference | None:
    """What the model was like when it was judged, as the record has it; None where nobody made it.

    Raises Refused where the file is another one than that on record.
    """
    from troth.serving import read_reference

    told = [
        str(entry.predicate["reference"])
        for entry in session.entries("reference-made")
        if entry.predicate["model"] == model
    ]
    if not told:
        return None
    path = session.home.reference(model)
    reference = read_reference(path)
    if reference.digest != told[-1]:
        raise Refused(
            "it is not the reference that the record names",
            where=str(path),
            remedy=f"Put the one of {told[-1][:23]}… back, or make it again: `troth reference {session.charter.path}`.",
        )
    return reference


def model_of(session: Session, reference: str | None) -> str:
    """The digest of the model that is meant: a reference, a digest, or the one that was audited last."""
    judged = [str(entry.predicate["model"]) for entry in session.entries("audited")]
    if reference is None:
        if not judged:
            raise TrothError(
                "no model was judged under this charter",
                where=str(session.charter.path),
                remedy="Judge one first: `troth run` or `troth audit`.",
            )
        return judged[-1]
    if reference.startswith("sha256:"):
        found = sorted({each for each in judged if each.startswith(reference)})
        if len(found) != 1:
            raise DataError(
                f"{len(found) or 'no'} audited model has a digest that begins so",
                where=reference,
                remedy="`troth council show` lists what was proposed, `troth record list` what was audited.",
            )
        return found[0]
    if session.charter.chat is not None:
        from troth.cli.chat import digest_told

        return digest_told(session.charter, reference)
    from troth.models import load

    return load(reference, kind=session.charter.task.kind, labels=None).digest


def proposal_meant(session: Session, found: Standing, number: int | None) -> Proposal:
    """The proposal of an entry, under any charter of this name; or the newest under this one."""
    every = found.proposals.values()
    ours = [each for each in every if each.charter == session.charter.digest]
    if number is not None:
        ours = [each for each in every if each.entry == number and each.name == session.charter.name]
    if not ours:
        what = "nothing was proposed under this charter" if number is None else f"entry {number} proposes nothing here"
        raise TrothError(what, where=str(session.home.record), remedy="Propose a model: `troth council propose`.")
    return ours[-1]
