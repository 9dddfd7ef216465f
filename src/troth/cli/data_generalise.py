"""`troth data generalise FILE`: write a table anew in which nobody stands out by the columns that are named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from troth.cli.formulas import tell_formulas
from troth.cli.sealing import column_names
from troth.cli.steps import entering, recording
from troth.cli.stopped import whole_or_not
from troth.cli.terminal import say, say_json

if TYPE_CHECKING:
    from troth.data.anonymity import Anonymity, Demand, Hierarchy, Made, Named

ENDING = ".generalised"
COUNTED = "k counts persons, by the column {}"
ROWS_COUNTED = "k counts rows: where a person may have several, name whose they are with --person COLUMN"
_FILE = click.Path(path_type=Path)


@click.command("generalise")
@click.argument("file", type=_FILE)
@click.option("--quasi", required=True, metavar="NAMES", help="Quasi-identifiers: what people may be known by.")
@click.option("-k", "k", type=int, default=10, show_default=True, help="Rows that look alike in them, at least.")
@click.option("--sensitive", metavar="NAMES", default="", help="Columns that nobody is to learn of a person.")
@click.option("-l", "l", type=float, help="Values of each sensitive column in a class, at least.")
@click.option("--entropy", is_flag=True, help="With -l: the effective number of values, by their entropy.")
@click.option("-t", "t", type=float, help="Distance of each class from the whole table, at most; 0 to 1.")
@click.option("--suppression", type=float, default=0.0, show_default=True, help="Share of rows that may be left out.")
@click.option(
    "--hierarchy", "hierarchies", multiple=True, metavar="COLUMN=FILE", help="A column's hierarchy; several times."
)
@click.option("--categories", metavar="NAMES", default="", help="Columns that are no numbers though they look so.")
@click.option("--drop", metavar="NAMES", default="", help="Columns to leave out, as names and addresses.")
@click.option("--keep", metavar="NAMES", default="", help="Columns that stay by decision, whatever they give away.")
@click.option("--person", metavar="COLUMN", help="Whose each row is: persons are counted, where else rows are.")
@click.option("--output", "-o", type=_FILE, help="File to write; FILE with .generalised in it.")
@recording
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(
    file: Path,
    quasi: str,
    k: int,
    sensitive: str,
    l: float | None,  # noqa: E741
    entropy: bool,
    t: float | None,
    suppression: float,
    hierarchies: tuple[str, ...],
    categories: str,
    drop: str,
    keep: str,
    person: str | None,
    output: Path | None,
    charter: Path | None,
    home: Path | None,
    as_json: bool,
) -> int:
    """Write FILE again so that each row looks like k - 1 others in the quasi-identifiers; FILE stays as it is.

    Numbers become ranges, categories sets, or nodes of a hierarchy: a CSV file with a line for each value, the value
    first, then what it is part of, and so on. All other columns stay as they are. Those among them that undo it are
    refused, unless they are named with --drop or --keep: personal ones; nearly unique ones, where over 10 % of the
    cells hold what no other row has, or over half what fewer than k rows have, or than 10; and those that determine a
    quasi-identifier, or that it determines. The result is counted again before it is written; its log, with the digests
    of both files and what was kept, lies beside it.

    Exit status: 0; 2 bad input.
    """
    from troth.data.anonymity import Demand, Named, log_beside

    demand, target = Demand(k, l, t, entropy, suppression), output or _beside(file)
    columns, secrets, dropped, kept, texts = map(column_names, (quasi, sensitive, drop, keep, categories))
    named = Named(columns, secrets, dropped, kept, person, texts, _personal(charter))
    with whole_or_not(file, (target, log_beside(target))), entering(charter, home) as enter:
        made = _made(file, target, named, demand, _hierarchies(hierarchies))
        enter("generalise", *made.digests, log_beside(target))
    _tell(made, target, person, as_json)
    return 0


def _personal(charter: Path | None) -> list[str]:
    """The columns that a charter calls personal, or lets few read."""
    from troth.cli.chat import read_classifier
    from troth.data import guarded

    return [] if charter is None else sorted(guarded(read_classifier(charter)))


def _made(file: Path, target: Path, named: Named, demand: Demand, hierarchies: dict[str, Hierarchy]) -> Made:
    from troth.cli.progress import shown
    from troth.data.anonymity import generalise_table

    with shown() as progress:
        return generalise_table(file, target, named, demand, hierarchies=hierarchies, progress=progress)


def _hierarchies(named: tuple[str, ...]) -> dict[str, Hierarchy]:
    from troth.data.anonymity import read_hierarchy

    found = {}
    for each in named:
        column, mark, path = each.partition("=")
        if not (column and mark and path):
            raise click.UsageError("--hierarchy takes COLUMN=FILE.")
        found[column] = read_hierarchy(Path(path))
    return found


def _beside(file: Path) -> Path:
    """`people.csv` or `people.csv.gz` becomes `people.generalised.csv`."""
    bare = file.with_suffix("") if file.suffix.lower() == ".gz" else file
    return bare.with_name(f"{bare.stem}{ENDING}{bare.suffix}")


def _tell(made: Made, target: Path, person: str | None, as_json: bool) -> None:
    from troth.data.anonymity import log_beside
    from troth.data.formulas import formula_cells

    loss, formulas = made.result.loss, formula_cells(made.result.frame)
    if as_json:
        from dataclasses import asdict

        files = {"generalised": str(target), "log": str(log_beside(target))}
        digests = dict(zip(("digest_before", "digest_after"), made.digests, strict=True))
        measures: dict[str, Any] = {"before": asdict(made.before), "after": asdict(made.after), "loss": asdict(loss)}
        kept = {"counted": "persons" if person else "rows", "kept": {one.column: one.reasons for one in made.kept}}
        counts = {"suppressed": len(made.result.suppressed), "formulas": formulas}
        say_json({"format": 1, **files, **digests, **kept, **counts, **measures})
        return
    say(f"generalised: {target}; its log: {log_beside(target)}")
    say(f"rows: {made.after.rows:,}, left out: {len(made.result.suppressed):,}, classes: {made.after.classes:,}")
    say(COUNTED.format(person) if person else ROWS_COUNTED)
    for title, measured in (("before", made.before), ("after", made.after)):
        say(f"{title}: {_line(measured)}")
    say(f"smallest class before: {', '.join(made.places.of(row) for row in made.before.k.rows)}")
    say(f"loss: {loss.generalised:.4f} of 1; " + ", ".join(f"{name} {lost:.4f}" for name, lost in loss.columns.items()))
    for one in made.kept:
        say(f"kept by decision: {one.column} ({'; '.join(one.reasons)})")
    tell_formulas(target, formulas)


def _line(measured: Anonymity) -> str:
    risks = measured.risks
    risk = f"risk of a row at most {risks.prosecutor.worst:.4f}, mean {risks.prosecutor.mean:.4f}"
    parts = [f"k = {measured.k.value:.0f}", risk]
    parts += [
        f"{each.column}: l = {each.distinct.value:.0f} (entropy {each.entropy.value:.2f}), "
        f"t = {each.closeness.value:.3f}"
        for each in measured.sensitive
    ]
    return "; ".join(parts)
