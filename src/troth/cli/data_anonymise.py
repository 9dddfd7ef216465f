"""`troth data anonymise` and `restore`: what is personal in a file is replaced, and what was sealed comes back."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from troth.cli.formulas import tell_formulas
from troth.cli.sealing import column_names
from troth.cli.steps import entering, recording
from troth.cli.stopped import whole_or_not
from troth.cli.terminal import say, say_json
from troth.errors import DataError, RecordError

if TYPE_CHECKING:
    import polars as pl

    from troth.data.anonymising import Anonymised, Change
    from troth.personal import Finding, Operator

_FILE = click.Path(path_type=Path)
LONGEST = 10_000_000  # characters of a line that is held, as of a table's
KEYLESS, KEYED = ("redact", "mask", "generalise"), ("hash", "pseudonym", "encrypt")
_columns = click.option(
    "--columns", metavar="NAMES", help="Of a table: the columns to look through, commas between them."
)
_output = click.option(
    "--output", "-o", type=_FILE, help="File to write; FILE with .anonymised in its name when left out."
)
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")


@click.command("anonymise")
@click.argument("file", type=_FILE)
@_columns
@click.option(
    "--with",
    "how",
    type=click.Choice((*KEYLESS, *KEYED)),
    default="redact",
    show_default=True,
    help="What takes its place.",
)
@click.option(
    "--whole",
    multiple=True,
    metavar="COLUMN[=KIND]",
    help="Of a table: a column whose every cell is replaced, whatever it looks like; several times. KIND is what its "
    "name tells, else person.",
)
@click.option(
    "--kinds", metavar="NAMES", help="Only these kinds of personal data, commas between them; all when left out."
)
@click.option(
    "--key", type=_FILE, help="The file of the secret of hash, pseudonym and encrypt; made if it is not there."
)
@_output
@recording
@_json
def anonymise(
    file: Path,
    columns: str | None,
    how: str,
    whole: tuple[str, ...],
    kinds: str | None,
    key: Path | None,
    output: Path | None,
    charter: Path | None,
    home: Path | None,
    as_json: bool,
) -> int:
    """Write FILE again with what is personal in it replaced; FILE stays as it is.

    Of a table (csv, tsv, jsonl, parquet) the columns that --columns names are looked through cell by cell, the name of
    the column, such as birth or phone, being a word beside each; those that --whole names are replaced cell by cell,
    whatever stands there. In columns of a few short codes, such as a status of A, B and C, names are not looked for. A
    text (txt, md, log, eml) streams by in bounded memory. `redact` leaves the kind, `mask` stars, `generalise` what is
    said of many; under one --key `hash` and `pseudonym` answer one value alike in every file, and `encrypt` can be
    undone by `troth data restore`. A log of digests and counts is written beside the result.

    Exit status: 0; 2 bad input.
    """
    from troth import personal

    target = output or beside(file, ".anonymised")
    chosen = tuple(personal.KINDS) if kinds is None else tuple(column_names(kinds))
    personal.find("", kinds=chosen)  # an unknown kind is refused before anything is read
    holding = _holding(whole)
    codes: list[str] = []
    with whole_or_not(file, (target, _log(target)), key), entering(charter, home) as enter:
        operator = _operator(how, key)
        change = _change(holding, chosen, operator, codes)
        stream = personal.Stream(operator, kinds=chosen)
        done = _written(file, target, _named(columns, holding), change, stream, how)
        enter(f"anonymise-{how}", done.before, done.after, _log(target))
    _tell(target, done, as_json, codes)
    return 0


@click.command("restore")
@click.argument("file", type=_FILE)
@_columns
@click.option("--key", type=_FILE, required=True, help="The file of the secret that it was encrypted under.")
@_output
@recording
@_json
def restore(
    file: Path,
    columns: str | None,
    key: Path,
    output: Path | None,
    charter: Path | None,
    home: Path | None,
    as_json: bool,
) -> int:
    """Write FILE again with all that `anonymise --with encrypt` sealed in it opened; its owner alone can read it.

    Exit status: 0; 2 bad input.
    """
    from troth import personal

    secret = _secret(key, make=False)

    def change(_: pl.Series) -> Callable[[str], tuple[str, Counter[str]]]:
        return lambda text: (personal.restored(text, secret), Counter())

    target = output or beside(file, ".restored")
    with whole_or_not(file, (target, _log(target))), entering(charter, home) as enter:
        stream = _Lines(lambda text: personal.restored(text, secret), file)
        names = None if columns is None else column_names(columns)
        done = _written(file, target, names, change, stream, "restore", secret=True)
        enter("restore", done.before, done.after, _log(target))
    _tell(target, done, as_json)
    return 0


def _holding(whole: tuple[str, ...]) -> dict[str, str]:
    """The columns of which each cell is replaced as a whole, and the kind of what they hold."""
    from troth import personal
    from troth.data.names import personal_kind

    found = {}
    for each in whole:
        column, mark, kind = each.rpartition("=")
        if not mark:
            said = personal_kind(each)
            column, kind = each, said[1] if said else personal.PERSON
        personal.find("", kinds=[kind])  # an unknown kind is refused
        found[column] = kind
    return found


def _change(holding: Mapping[str, str], kinds: Sequence[str], operator: Operator, codes: list[str]) -> Change:
    """What changes columns; those in which no names are looked for are put to `codes`."""
    from troth import personal
    from troth.cli.looking import find_in, without_names
    from troth.data.hints import hint_of

    def change(column: pl.Series) -> Callable[[str], tuple[str, Counter[str]]]:
        hint, kind = hint_of(column), holding.get(column.name)
        if kind is None and hint.codes and without_names(kinds) != [*kinds]:
            codes.append(column.name)

        def change_cell(text: str) -> tuple[str, Counter[str]]:
            findings = find_in(text, hint, kinds) if kind is None else _whole(text, kind)
            return personal.replaced(text, findings, operator), Counter(one.kind for one in findings)

        return change_cell

    return change


def _named(columns: str | None, holding: Mapping[str, str]) -> list[str] | None:
    """The columns to change: those to look through, and those to replace as a whole."""
    if columns is None:
        return list(holding) or None
    return list(dict.fromkeys([*column_names(columns), *holding]))


def _whole(text: str, kind: str) -> list[Finding]:
    """A cell as one finding, without the blanks around it; none where it is empty."""
    from troth import personal

    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    return [personal.Finding(start, end, kind, "whole", 1.0)] if start < end else []


class _Lines:
    """A text changed line by line: nothing that is sealed goes across lines, and no line is held without end."""

    def __init__(self, change: Callable[[str], str], file: Path) -> None:
        self._change, self._held, self._file = change, "", file

    def feed(self, piece: str) -> str:
        whole, line, self._held = (self._held + piece).rpartition("\n")
        if len(self._held) > LONGEST:
            raise DataError(
                f"has a line longer than {LONGEST} characters",
                where=str(self._file),
                remedy="Check that it is what `anonymise` wrote; split a line of this length.",
            )
        return self._change(whole + line)

    def end(self) -> str:
        rest, self._held = self._held, ""
        return self._change(rest)


def _written(
    file: Path,
    target: Path,
    columns: list[str] | None,
    change: Change,
    stream: object,
    how: str,
    *,
    secret: bool = False,
) -> Anonymised:
    from troth.cli.progress import shown
    from troth.data.anonymising import anonymise_table, anonymise_text, is_text

    with shown() as progress:
        if is_text(file):
            if columns is not None:
                raise click.UsageError("--columns and --whole are of tables; this is a text.")
            return anonymise_text(file, target, stream, how=how, secret=secret, progress=progress)  # type: ignore[arg-type]
        if columns is None:
            whole = "; or --whole, to replace every cell." if how != "restore" else "."
            raise click.UsageError(f"Name the columns of the table to look through: --columns{whole}")
        return anonymise_table(file, target, columns, change, how=how, secret=secret, progress=progress)


def _operator(how: str, key: Path | None) -> Operator:
    from troth import personal

    if how in KEYLESS:
        if key is not None:
            raise click.UsageError(f"--with {how} takes no key.")
        found: Operator = getattr(personal, how)
        return found
    if key is None:
        raise click.UsageError(f"--with {how} takes a secret: --key FILE.")
    keyed: dict[str, Callable[[bytes], Operator]] = {
        "hash": personal.hashed,
        "pseudonym": personal.pseudonym,
        "encrypt": personal.encrypt,
    }
    return keyed[how](_secret(key))


def _secret(path: Path, *, make: bool = True) -> bytes:
    from troth.data.readers.files import check
    from troth.record import load_or_create_salt

    if os.path.lexists(path):
        check(path)  # a pipe would be waited for
    if not make and not path.is_file():
        raise DataError("there is no secret here", where=str(path), remedy="Name the file that --key named then.")
    try:
        return load_or_create_salt(path)
    except RecordError as error:
        remedy = error.remedy or "Name another file with --key."
        raise DataError(error.what, where=error.where, remedy=remedy) from error


def beside(file: Path, ending: str) -> Path:
    """The name of what is made of a file: `posts.csv` or `posts.csv.gz` becomes `posts.anonymised.csv`."""
    bare = file.with_suffix("") if file.suffix.lower() == ".gz" else file
    return bare.with_name(f"{bare.stem.removesuffix('.anonymised')}{ending}{bare.suffix}")


def _log(target: Path) -> Path:
    from troth.data.anonymising import LOG

    return target.with_name(target.name + LOG)


def _tell(target: Path, done: Anonymised, as_json: bool, codes: Sequence[str] = ()) -> None:
    if as_json:
        told = {"format": 1, "written": str(target), "rows": done.rows, "cells": done.cells, "replaced": done.replaced}
        each = {name: {"changed": done.changed[name], "filled": done.filled[name]} for name in done.columns}
        told |= {"codes": list(codes)}
        say_json({**told, "columns": each, "before": done.before, "after": done.after, "formulas": done.formulas})
        return
    say(f"written: {target}")
    if done.columns:
        say(f"cells changed: {done.cells:,} of {sum(done.filled.values()):,} that are not empty")
        for name in done.columns:
            say(f"  {name}: {done.changed[name]:,} of {done.filled[name]:,}")
        if done.replaced:
            say("kinds:")
        for kind, count in sorted(done.replaced.items(), key=lambda item: -item[1]):
            say(f"  {kind}: {count:,}")
    if codes:
        which = ", ".join(codes)
        say(f"columns of short codes, in which no names were looked for: {which} (--whole replaces every cell)")
    tell_formulas(target, done.formulas)
    say(f"log: {_log(target)}")
