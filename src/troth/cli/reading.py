"""Columns that a charter lets few read: who asks proves it by a key, and the record has it before anything is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from troth.cli.session import Session
from troth.errors import DataError
from troth.record import Subject, signed_request
from troth.standard import Charter

if TYPE_CHECKING:
    import polars as pl

    from troth.data import Dataset, Reader
    from troth.record import Signer


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks to read, and what for. key: where the member's private key is."""

    name: str
    key: str
    purpose: str


def asking(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --as, --key and --purpose."""
    function = click.option("--purpose", help="What it is read for; goes into the record.")(function)
    function = click.option("--key", "uri", metavar="KEY", help="Your private key: a file, file:PATH or env:NAME.")(
        function
    )
    return click.option("--as", "name", metavar="NAME", help="Who you are: a member of the charter's council.")(
        function
    )


def asked(name: str | None, uri: str | None, purpose: str | None) -> Asking | None:
    """What the options say; None where none of them is given. Raises UsageError where only some are."""
    given = (name, uri, purpose)
    if not any(given):
        return None
    if name is None or uri is None or not (purpose or "").strip() or purpose is None:
        raise click.UsageError("--as, --key and --purpose go together.")
    return Asking(name, uri, purpose)


def reader_of(charter: Charter, who: Asking) -> tuple[Reader, Signer]:
    """The member of the council with this name, whose key it is. Raises TrothError otherwise."""
    from troth.cli.membership import member_of
    from troth.data import Reader

    member, signer = member_of(charter.council, who.name, who.key)
    return Reader(member.name, member.role), signer


def check_newest(session: Session) -> None:
    """Refuse to read under a charter that a newer one of its name followed, or that opens what the newest keeps.

    Raises DataError. What is signed by another command first is told by `verify`, and then read under.
    """
    from troth.cli.amendments import facts_of
    from troth.record import newly_read
    from troth.standard import readers_named

    charter = session.charter
    every = [one for one in session.record.entries("charter-signed") if one.predicate.get("name") == charter.name]
    if not every or every[-1].predicate["charter"] == charter.digest:
        return
    newest = every[-1]
    if session.entries("charter-signed"):
        raise DataError(
            f"a newer charter of this name was signed (entry {newest.index}): columns are read under the newest alone",
            where=str(charter.path),
            remedy="Read under that one; or change the version of this one, and have it signed.",
        )
    text = str(newest.predicate.get("text") or "")
    kept: Any = facts_of(text)["readers"] if text else {}
    opened = list(newly_read(kept, readers_named(charter.source_text)))
    if opened or not text:
        raise DataError(
            opened[0] if opened else f"what the charter of entry {newest.index} keeps from whom is not in the record",
            where=str(charter.path),
            remedy=f"Read under the charter of entry {newest.index}. Where this one is meant, sign it into the record "
            "first, which `troth verify` then tells: `troth data ledger CHARTER --enter`.",
        )


def read_columns(
    session: Session, dataset: Dataset, split: str, columns: Sequence[str], who: Asking, rows: int | None = None
) -> pl.DataFrame:
    """Columns of a split for who asks, once the record says so; a request that is refused is recorded too.

    rows: only the first so many. Raises DataError for what the reader may not read.
    """
    from troth.data import columns_read, readable

    reader, signer = reader_of(session.charter, who)
    part = readable(dataset, split)
    request = signed_request(
        {
            "charter": session.charter.digest,
            "data": dataset.digest,
            "split": split,
            "columns": list(columns),
            "reader": reader.name,
            "role": reader.role,
            "purpose": who.purpose,
            "asked": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        },
        signer,
    )
    subjects = [session.subject, Subject("data", dataset.digest)]
    try:
        found = columns_read(session.charter, part, columns, reader)
    except DataError:
        session.record.append("data-read", subjects, {**request, "answer": "refused", "rows": 0})
        raise
    found = found if rows is None else found.head(rows)
    session.record.append("data-read", subjects, {**request, "answer": "given", "rows": len(found)})
    return found
