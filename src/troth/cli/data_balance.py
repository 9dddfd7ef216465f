"""`troth data balance CHARTER|FILE`: training rows weighed or drawn anew until labels and groups are even."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from troth.cli.formulas import tell_formulas
from troth.cli.steps import CHARTERS, entering, mode_of, record_of, recording
from troth.cli.terminal import say, say_json
from troth.errors import DataError, ModelError
from troth.plural import counted

if TYPE_CHECKING:
    from troth.data import Sheet
    from troth.data.balancing import Balanced, Cell, Rewording, Standing

ENDING = ".balanced"
WAYS = ("reweigh", "resample", "over", "under")
COPIES = ("swaps", "synonyms", "typos", "keyboard", "casing", "homoglyphs")
SHOWN = 20  # cells that are printed
LEANT = 10  # times that a row counts, from which that is said
_FILE = click.Path(path_type=Path)


@click.command("balance")
@click.argument("file", type=_FILE)
@click.option("--with", "way", type=click.Choice(WAYS), help="How; copies alone when left out.")
@click.option("--copies", type=click.Choice(COPIES), help="What is done to the texts of the rows that are added.")
@click.option("--label", help="Of a data file: the column of labels, where its name does not tell.")
@click.option("--group", "groups", multiple=True, help="A group column; several are taken together.")
@click.option("--groups-only", is_flag=True, help="Make groups even whatever their labels.")
@click.option("--text", help="Of a data file: the column of texts, where its name does not tell.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of what is drawn.")
@click.option("--output", "-o", type=_FILE, help="File to write; FILE with .balanced in it.")
@recording
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(
    file: Path,
    way: str | None,
    copies: str | None,
    label: str | None,
    groups: tuple[str, ...],
    groups_only: bool,
    text: str | None,
    seed: int,
    output: Path | None,
    charter: Path | None,
    home: Path | None,
    as_json: bool,
) -> int:
    """Write the training rows of a CHARTER, or a data FILE, again, balanced; what is read stays as it is.

    Rows are counted by label and, where --group names one, by group. `reweigh` adds a column of weights by which groups
    and labels are independent; `resample` draws rows as often as these say; `over` repeats rows until every cell has as
    many as the largest, `under` leaves rows out until all have as few as the smallest. Rows that are added may be
    altered copies: --copies swaps, say, exchanges identity terms. The counts before and after are told; a log beside
    the result names every row that was added or left out.

    Balance after the splits are apart, or copies of a row will stand in two of them: it is for training rows alone.
    Where a charter calls a column personal, or limits who reads it, only you may open what is written.
    Exit status: 0; 2 bad input.
    """
    from troth.data.balancing import Asked, balance_sheet, log_beside

    if way is None and copies is None:
        raise click.UsageError("Name a way, --with, or what copies are to be, --copies.")
    if groups_only and not groups:
        raise click.UsageError("--groups-only takes a column: --group NAME.")
    recorded = record_of(file, charter)
    sheet, source, columns = _read(file, label, groups, text)
    asked = Asked(way, columns, not groups_only, copies, seed)  # type: ignore[arg-type]
    target = output or _beside(source)
    with entering(recorded, home) as enter:
        words = _rewording() if copies == "synonyms" else None
        mode = mode_of(source, sheet.frame.columns, recorded)
        made = balance_sheet(sheet, target, asked, rewording=words, source=source, mode=mode)
        enter("balance", *made.digests, log_beside(target))
    _tell(made, target, as_json)
    return 0


def _read(
    file: Path, label: str | None, groups: tuple[str, ...], text: str | None
) -> tuple[Sheet, Path, tuple[str, ...]]:
    """The training rows, the file they are in, and the group columns."""
    from troth.cli.chat import read_classifier
    from troth.data import sheet_of, sheets_of
    from troth.standard import Columns

    if file.suffix.lower() not in CHARTERS:
        return sheet_of(file, columns=Columns(text=text, label=label, groups=groups)), file, groups
    if label or text:
        raise click.UsageError("--label and --text are of a FILE: a charter says these.")
    charter = read_classifier(file)
    form = charter.data.train.format
    if form.header is False or form.names or form.missing or form.comment:
        raise DataError(
            "the charter reads its training file by rules of its own (data.format), and what is written follows others",
            where=str(charter.path),
            remedy="Balance the FILE itself, and name what is written in a charter without these rules.",
        )
    sheet = sheets_of(charter)[0]
    if charter.data.validation is None:
        say(
            "note: the charter names no validation file; split one off before, or copies may stand on both sides",
            err=True,
        )
    return sheet, charter.folder / sheet.places.files[0][1], groups or tuple(sheet.roles.groups)


def _rewording() -> Rewording:
    from troth.models import Neighbourhood

    try:
        return Neighbourhood.open()
    except ModelError as error:
        raise DataError(error.what, where=error.where, remedy=error.remedy) from error


def _beside(file: Path) -> Path:
    """`posts.csv` or `posts.csv.gz` becomes `posts.balanced.csv`."""
    bare = file.with_suffix("") if file.suffix.lower() == ".gz" else file
    return bare.with_name(f"{bare.stem}{ENDING}{bare.suffix}")


def _tell(made: Balanced, target: Path, as_json: bool) -> None:
    from troth.data.balancing import log_beside

    if as_json:
        told = {name: asdict(value) for name, value in (("before", made.before), ("after", made.after))}
        counts = {"added": len(made.added), "altered": made.altered, "removed": len(made.removed)}
        counts["formulas"] = made.formulas
        digests = dict(zip(("digest_before", "digest_after"), made.digests, strict=True))
        say_json({"format": 1, "written": str(target), "log": str(log_beside(target)), **digests, **counts, **told})
        return
    say(f"written: {target}; its log: {log_beside(target)}")
    say(f"rows added: {len(made.added):,}, of them altered: {made.altered:,}; left out: {len(made.removed):,}")
    for title, now in (("before", made.before), ("after", made.after)):
        say(f"{title}: {_line(now)}")
    cells = {(cell.group, cell.label): cell for cell in made.before.cells}
    for cell in made.after.cells[:SHOWN]:
        old = cells[cell.group, cell.label]
        say(f"  {_name(cell)}: rows {old.rows:,} -> {cell.rows:,}, weight {old.weight:,.1f} -> {cell.weight:,.1f}")
    left = {(cell.group, cell.label) for cell in made.after.cells if cell.rows}
    for at, cell in cells.items():
        if at not in left and cell.rows:
            say(f"warning: no row is left of {_name(cell)}, which had {cell.rows:,}")
    if len(made.after.cells) > SHOWN:
        say(f"  ... and {len(made.after.cells) - SHOWN} more in the log")
    leant = sum(cell.weight > LEANT * cells[cell.group, cell.label].rows > 0 for cell in made.after.cells)
    if leant:
        lean = counted(leant, "cell")
        say(f"note: rows of {lean} count more than {LEANT} times each: what is learned of them hangs on few")
    tell_formulas(target, made.formulas)
    if made.asked.way == "reweigh":
        say("note: a charter of a table names the column `weight` under columns.ignore, or it is learned from")


def _name(cell: Cell) -> str:
    return ", ".join(each for each in (cell.group, cell.label) if each is not None)


def _line(now: Standing) -> str:
    gap = "" if now.gap is None else f"; the share of {now.label} differs by {now.gap:.4f} between groups"
    outside = f", {now.outside:,} without a label or group" if now.outside else ""
    rows, cells = counted(now.rows, "row"), counted(len(now.cells), "cell")
    return f"{rows} in {cells}{outside}, worth {now.effective:,.1f} of equal weight{gap}"
