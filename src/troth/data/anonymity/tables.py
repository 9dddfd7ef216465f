"""A file of rows made anonymous: written anew, whole or not at all, with a log of digests beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from troth.data.anonymity.beside import Beside
from troth.data.anonymity.decided import settled
from troth.data.anonymity.demand import Demand
from troth.data.anonymity.generalise import Generalised, generalise
from troth.data.anonymity.heads import numbered_persons
from troth.data.anonymity.hierarchy import Hierarchy
from troth.data.anonymity.measured import Anonymity, measure
from troth.data.anonymity.named import Named
from troth.data.anonymity.typed import with_numbers
from troth.data.places import Places
from troth.data.sealing.target import appearing, digest_of, mode_like
from troth.data.tables import read_table, separator_of, writer_of
from troth.errors import DataError
from troth.progress import Progress, silent

LOG = ".log.json"
"""What is put to a table's name to name its log."""


@dataclass(frozen=True, slots=True)
class Made:
    """An anonymous file: what it was and is, where its rows were, and the digests of both files. kept: columns beside
    the quasi-identifiers that give away what is hidden, and stay by decision.
    """

    before: Anonymity
    after: Anonymity
    result: Generalised
    digests: tuple[str, str]
    places: Places
    kept: tuple[Beside, ...]


def log_beside(table: Path) -> Path:
    """The file that says how a table was made anonymous."""
    return table.with_name(table.name + LOG)


def generalise_table(
    source: Path,
    target: Path,
    named: Named,
    demand: Demand,
    *,
    hierarchies: Mapping[str, Hierarchy] | None = None,
    progress: Progress = silent,
) -> Made:
    """Write a table again, generalised, without the columns to drop, and its log beside it.

    Columns with hierarchies are never numbers. Raises DataError where something is there already, where a column beside
    the quasi-identifiers gives away what is hidden and was not named to be kept, and as `generalise` does; then nothing
    is written. The file is never more open than its source.
    """
    table, write = read_table(source), writer_of(target)
    _refuse_taken(target)
    first = _digest(source)
    try:
        named.check(table.frame)
        demand.check(named.sensitive)
        persons = None if named.person is None else table.frame[named.person]
        frame = _frame(table.frame, named, hierarchies or {})
        kept = settled(frame, named, demand, numbered_persons(persons))
        before = measure(frame, named.quasi, named.sensitive, persons=persons)
        result = generalise(
            frame,
            named.quasi,
            demand,
            sensitive=named.sensitive,
            hierarchies=hierarchies,
            persons=persons,
            progress=progress,
        )
    except DataError as error:
        raise DataError(error.what, where=error.where or str(source), remedy=error.remedy) from error
    stayed = None if persons is None else _without(persons, result.suppressed)
    after = measure(result.frame, named.quasi, named.sensitive, persons=stayed)
    if _digest(source) != first:
        raise DataError("changed while it was read", where=str(source), remedy="Try again.")
    mode = mode_like(source, private=not set(named.personal).isdisjoint(result.frame.columns))
    with appearing(log_beside(target), mode=mode) as log, appearing(target, mode=mode) as out:
        write(result.frame, out, separator_of(table))
        made = Made(before, after, result, (first, digest_of(out)), table.places, kept)
        log.write(_log(made, named, demand))
    return made


def _frame(frame: pl.DataFrame, named: Named, hierarchies: Mapping[str, Hierarchy]) -> pl.DataFrame:
    """What stays of a table, with numbers where its cells are all numbers."""
    texts = {*named.categories, *hierarchies}
    return with_numbers(
        frame.drop(named.drop), [name for name in (*named.quasi, *named.sensitive) if name not in texts]
    )


def _without(column: pl.Series, rows: Sequence[int]) -> pl.Series:
    return column.to_frame().with_row_index("row").filter(~pl.col("row").is_in(list(rows)))[column.name]


def _refuse_taken(target: Path) -> None:
    for path in (target, log_beside(target)):
        if path.exists() or path.is_symlink():
            raise DataError("is there already, and was left as it is", where=str(path), remedy="Name another file.")


def _log(made: Made, named: Named, demand: Demand) -> bytes:
    document = {
        "anonymous table": 1,
        "before": made.digests[0],
        "after": made.digests[1],
        "quasi_identifiers": list(named.quasi),
        "sensitive": list(named.sensitive),
        "dropped": list(named.drop),
        "kept": {one.column: list(one.reasons) for one in made.kept},
        "counted": "rows" if named.person is None else "persons",
        "person": named.person,
        "demand": asdict(demand),
        "rows": made.after.rows,
        "suppressed": len(made.result.suppressed),
        "classes": made.after.classes,
        "k": made.after.k.value,
        "loss": asdict(made.result.loss),
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
