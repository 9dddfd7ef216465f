"""`troth data read CHARTER`: columns that the charter lets few read, for one of them, and recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from troth.cli.reading import asked, asking
from troth.cli.terminal import say
from troth.errors import DataError
from troth.plural import counted

UNRULED = "no rule of data.access names the personal column {!r}: every member of the council reads it"

if TYPE_CHECKING:
    import polars as pl

    from troth.data import Split


@click.command("read")
@click.argument("charter", type=click.Path(path_type=Path))
@click.option("--columns", required=True, metavar="NAMES", help="What to read, commas between the names.")
@click.option("--split", type=click.Choice(["train", "validation"]), default="train", show_default=True)
@click.option("--rows", type=click.IntRange(1), help="Only the first so many.")
@asking
@click.option("--output", "-o", type=click.Path(path_type=Path), help="A new file (csv, jsonl, parquet); else printed.")
@click.option(
    "--home", type=click.Path(file_okay=False, path_type=Path), help="Folder of the record; .troth beside CHARTER."
)
def command(
    charter: Path,
    columns: str,
    split: str,
    rows: int | None,
    name: str | None,
    uri: str | None,
    purpose: str | None,
    output: Path | None,
    home: Path | None,
) -> int:
    """Read columns of a CHARTER's data, as far as its rules of access (data.access) let you.

    Who you are is told by your key, which the charter's council names. The record gets an entry, signed by you, before
    anything is given: which columns, how many rows, what for. A request of a member that is refused is recorded too;
    one under a wrong key, or of somebody who is no member, is not: nobody signed it. Read under the newest charter of
    its name in the record; another is refused where a newer one was signed, or where it opens columns that the newest
    keeps from somebody. Rows of the test split are not read.

    Exit status: 0; 2 bad input, or what you may not read; 5 the home's record is not genuine.
    """
    from troth.cli.chat import read_classifier
    from troth.cli.progress import shown
    from troth.cli.promises import commit_data, sign_charter
    from troth.cli.reading import check_newest, read_columns, reader_of
    from troth.cli.sealing import column_names
    from troth.cli.session import open_session
    from troth.data import load, readable, unruled

    who = asked(name, uri, purpose)
    if who is None:
        raise click.UsageError("Say who reads, and what for: --as NAME --key KEY --purpose TEXT.")
    signed = read_classifier(charter)
    if not signed.data.access:
        raise DataError(
            "the charter limits nobody's access",
            where=str(charter),
            remedy="Read the file itself; or say under data.access who may read which columns.",
        )
    with _place(output) as give:
        reader_of(signed, who)
        with shown() as progress:
            dataset = load(signed, progress=progress)
        session = open_session(signed, home)
        try:
            check_newest(session)
            sign_charter(session)
            commit_data(session, dataset)
            named = column_names(columns)
            _check_flat(readable(dataset, split), named, output)
            found = read_columns(session, dataset, split, named, who, rows)
        finally:
            session.record.close()
        give(found)
    for name in unruled(signed):
        say(f"warning: {UNRULED.format(name)}", err=True)
    if output is not None:
        say(f"read: {counted(len(found), 'row')} of {', '.join(found.columns)}: {output}, which only you may open")
    return 0


def _check_flat(split: Split, columns: list[str], output: Path | None) -> None:
    """Refuse lists where they would be written as separated values, before anything is recorded as given."""
    schema = split.frame.schema
    if output is not None and output.suffix.lower() not in (".csv", ".tsv"):
        return
    for name in columns:
        if name in schema and schema[name].is_nested():
            raise DataError(
                f"the column {name!r} holds lists, which separated values cannot",
                where=split.name,
                remedy="Name a file that ends in .jsonl or .parquet with --output.",
            )


@contextmanager
def _place(output: Path | None) -> Iterator[Callable[[pl.DataFrame], object]]:
    """What gives the rows, opened before anything is recorded as given: a file that its reader alone may open."""
    from troth.data.sealing.target import PRIVATE, appearing
    from troth.data.tables import writer_of

    if output is None:
        yield lambda found: say(found.write_csv().rstrip("\n"))
        return
    write = writer_of(output)
    with appearing(output, mode=PRIVATE) as out:
        yield lambda found: write(found, out, ",")
