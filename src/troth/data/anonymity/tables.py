"""A file of rows made anonymous: written anew, whole or not at all, with a log of digests beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from troth.data.anonymity.classes import there
from troth.data.anonymity.demand import Demand
from troth.data.anonymity.generalise import Generalised, generalise
from troth.data.anonymity.hierarchy import Hierarchy
from troth.data.anonymity.measured import Anonymity, measure
from troth.data.anonymity.typed import with_numbers
from troth.data.places import Places
from troth.data.sealing.target import OPEN, appearing, digest_of
from troth.data.tables import read_table, separator_of, writer_of
from troth.errors import DataError
from troth.progress import Progress, silent

LOG = ".log.json"
"""What is put to a table's name to name its log."""


@dataclass(frozen=True, slots=True)
class Made:
    """An anonymous file: what it was and is, where its rows were, and the digests of both files."""

    before: Anonymity
    after: Anonymity
    result: Generalised
    digests: tuple[str, str]
    places: Places


def log_beside(table: Path) -> Path:
    """The file that says how a table was made anonymous."""
    return table.with_name(table.name + LOG)


def generalise_table(
    source: Path,
    target: Path,
    quasi: Sequence[str],
    demand: Demand,
    *,
    sensitive: Sequence[str] = (),
    drop: Sequence[str] = (),
    hierarchies: Mapping[str, Hierarchy] | None = None,
    categories: Sequence[str] = (),
    progress: Progress = silent,
) -> Made:
    """Write a table again, generalised, without the columns `drop`, and its log beside it.

    categories: columns that are no numbers, whatever their cells look like; those with hierarchies never are.

    Raises DataError where something is there already, and as `generalise` does; then nothing is written.
    """
    table, write = read_table(source), writer_of(target)
    first = _digest(source)
    try:
        there(table.frame, [*quasi, *sensitive, *drop])
        there(table.frame, categories)
        kept = {*categories, *(hierarchies or {})}
        frame = with_numbers(table.frame.drop(drop), [name for name in (*quasi, *sensitive) if name not in kept])
        before = measure(frame, quasi, sensitive)
        result = generalise(frame, quasi, demand, sensitive=sensitive, hierarchies=hierarchies, progress=progress)
    except DataError as error:
        raise DataError(error.what, where=error.where or str(source), remedy=error.remedy) from error
    after = measure(result.frame, quasi, sensitive)
    if _digest(source) != first:
        raise DataError("changed while it was read", where=str(source), remedy="Try again.")
    _refuse_taken(target)
    with appearing(log_beside(target), mode=OPEN) as log, appearing(target, mode=OPEN) as out:
        write(result.frame, out, separator_of(table))
        made = Made(before, after, result, (first, digest_of(out)), table.places)
        log.write(_log(made, quasi, sensitive, drop, demand))
    return made


def _refuse_taken(target: Path) -> None:
    for path in (target, log_beside(target)):
        if path.exists() or path.is_symlink():
            raise DataError("is there already, and was left as it is", where=str(path), remedy="Name another file.")


def _log(made: Made, quasi: Sequence[str], sensitive: Sequence[str], drop: Sequence[str], demand: Demand) -> bytes:
    document = {
        "anonymous table": 1,
        "before": made.digests[0],
        "after": made.digests[1],
        "quasi_identifiers": list(quasi),
        "sensitive": list(sensitive),
        "dropped": list(drop),
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
