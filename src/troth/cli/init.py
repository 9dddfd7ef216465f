"""`troth init`: from a data file to the draft of a charter."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from troth.cli.terminal import say
from troth.errors import TrothError
from troth.plural import counted
from troth.standard import ENCODINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from troth.standard import Charter, DataFacts

FEW = 20
"""Rows from which a draft is worth its thresholds: of fewer, a tenth or two to test on is a row or two."""

THIN = "far too few to train on and to show anything by; the draft's limits mean nothing yet. Gather hundreds."


@click.command
@click.argument("data", type=click.Path(path_type=Path))
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("charter.yaml"),
    show_default=True,
    help="File to write; - prints the draft.",
)
@click.option("--force", is_flag=True, help="Overwrite the file if it is there.")
@click.option(
    "--encoding", type=click.Choice(ENCODINGS), help="Of DATA where it is not UTF-8, such as gb18030.", metavar="NAME"
)
def command(data: Path, output: Path, force: bool, encoding: str | None) -> None:
    """Draft a charter from a DATA file: its task, labels, likely groups, personal columns, reachable thresholds."""
    printed = str(output) == "-"
    if not printed:
        _refuse_overwriting(output, force)
    from troth.data import inspect  # polars, which a refusal need not wait for
    from troth.standard import draft, read

    facts = inspect(data, encoding=encoding)
    if facts.rows < FEW:
        say(f"warning: {counted(facts.rows, 'row')}: {THIN}", err=True)
    text = draft(_placed(facts, output))
    if printed:
        say(text.rstrip("\n"))
        return
    charter = write(output, text, read)
    say(
        f"Wrote {output}: {facts.kind}, {counted(len(charter.clauses), 'clause')}, {counted(facts.rows, 'row')}, "
        f"{counted(len(facts.labels), 'tag' if facts.kind == 'token-classification' else 'label')}."
    )
    say(f"Read it, correct it, then: troth run {output}")


def write(path: Path, text: str, read: Callable[[Path], Charter]) -> Charter:
    """Write a charter that reads, or nothing: to a new name first, read from there, then put in its place."""
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        charter = read(Path(temporary))
        Path(temporary).chmod(0o644)  # mkstemp's 0600 is for secrets, which a charter is not
        Path(temporary).replace(path)
        return charter
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        Path(temporary).unlink(missing_ok=True)


def _refuse_overwriting(output: Path, force: bool) -> None:
    if output.is_dir():
        raise TrothError("is a folder", where=str(output), remedy="Name a file, such as --output charter.yaml.")
    if output.exists() and not force:
        raise TrothError(
            "is already there and was left as it is",
            where=str(output),
            remedy="Name another file with --output, or overwrite it with --force.",
        )


def _placed(facts: DataFacts, output: Path) -> DataFacts:
    """The facts with paths as seen from the charter's folder."""
    folder = output.absolute().parent

    def seen(path: str) -> str:
        whole = Path(path).absolute()
        return os.path.relpath(whole, folder) if whole.is_relative_to(folder) else str(whole)

    return replace(
        facts,
        path=seen(facts.path),
        test=facts.test and seen(facts.test),
        validation=facts.validation and seen(facts.validation),
    )


def _unwritable(path: Path, error: OSError) -> TrothError:
    return TrothError(
        f"cannot be written: {error.strerror or error}", where=str(path), remedy="Name another place with --output."
    )
