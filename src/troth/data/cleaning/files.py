"""A file cleaned into a new one: written whole or not at all, with a log and what undoes it beside it."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from troth import __version__
from troth.data.cleaning.cleaning import Cleaning, Done
from troth.data.cleaning.parquet import ParquetCleaning
from troth.data.cleaning.patch import written
from troth.data.cleaning.source import Source, source_of
from troth.data.cleaning.steps import Beside, Step
from troth.data.formulas import formula_cells
from troth.data.quality import Sheet
from troth.data.readers.files import opened
from troth.data.sealing.target import OPEN, Give, appearing_together
from troth.errors import DataError
from troth.progress import Progress, silent

FORMAT = 1
LOG = ".log.json"
CHANGES, ROWS = ".changes.jsonl", ".changes.parquet"
"""What is put to a cleaned file's name to name its log, and the bytes or rows that were taken out of it."""
PARQUET = (".parquet", ".pq")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What was done. before, after: `sha256:<hex>` of both files' bytes, unpacked; of Parquet, of their rows. rows:
    before and after. formulas: cells of the new file that begin as a formula does; 0 of other than separated values.
    """

    target: Path
    before: str
    after: str
    rows: tuple[int, int]
    steps: tuple[Done, ...]
    formulas: int


def log_beside(target: Path) -> Path:
    """The log of a cleaned file."""
    return target.with_name(target.name + LOG)


def changes_beside(target: Path) -> Path:
    """What undoes the cleaning of a file."""
    return target.with_name(target.name + (ROWS if target.suffix.lower() in PARQUET else CHANGES))


def targets(target: Path) -> tuple[Path, Path, Path]:
    """Every file that cleaning writes; raises DataError where one of them is there already."""
    paths = target, log_beside(target), changes_beside(target)
    for path in paths:
        if path.exists() or path.is_symlink():
            raise DataError("is there already, and was left as it is", where=str(path), remedy="Name another --output.")
    return paths


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file to be cleaned into a target: the sheet that was read from it, the steps, and what stands beside it."""

    source: Path
    target: Path
    sheet: Sheet
    steps: Sequence[Step]
    beside: Beside = field(default_factory=Beside)
    mode: int = OPEN  # of all that is written


def clean_file(
    source: Path,
    target: Path,
    sheet: Sheet,
    steps: Sequence[Step],
    beside: Beside | None = None,
    *,
    mode: int = OPEN,
    progress: Progress = silent,
) -> Cleaned:
    """Clean one file, as `clean_files` does several."""
    return clean_files([Wanted(source, target, sheet, steps, beside or Beside(), mode)], progress=progress)[0]


def clean_files(wanted: Sequence[Wanted], *, progress: Progress = silent) -> list[Cleaned]:
    """Take steps on the files that sheets were read from, and write the new files, their logs and their changes.

    Raises DataError where rows came of several files, a file changed since it was read, or something is at a target
    already; then, and where it is interrupted, nothing is written of any of them.
    """
    for one in wanted:
        targets(one.target)
        if len(one.sheet.places.files) > 1:
            raise DataError("is a folder of several files", where=str(one.source), remedy="Clean them one by one.")
    with appearing_together() as give:
        clean = {True: _clean_parquet, False: _clean_text}
        return [clean[one.sheet.reader == "parquet"](one, give, progress) for one in wanted]


def _clean_text(wanted: Wanted, give: Give, progress: Progress) -> Cleaned:
    source, sheet = wanted.source, wanted.sheet
    with source_of(source, sheet.encoding) as held:
        if held.stored != sheet.digest:
            raise DataError("changed while it was read", where=str(source), remedy="Run the command again.")
        cleaning = Cleaning(sheet, held, wanted.steps, wanted.beside)
        state, done = cleaning.run(progress)
        formulas = formula_cells(state.sheet.frame) if sheet.reader == "csv" else 0
        made = Cleaned(wanted.target, held.digest, done[-1].after, (len(sheet), len(state.rows)), done, formulas)

        def put(out: IO[bytes], changes: IO[bytes]) -> None:
            hasher = hashlib.sha256()
            with packed(out, wanted.target) as file:
                for piece in cleaning.pieces(state):
                    hasher.update(piece)
                    file.write(piece)
            if f"sha256:{hasher.hexdigest()}" != made.after:
                raise DataError("changed while it was read", where=str(source), remedy="Run the command again.")
            changes.writelines(line.encode() for line in written(cleaning.changes(state)))

        _write(wanted, give, put, _log(made, cleaning, _form(held, sheet)))
    return made


def _clean_parquet(wanted: Wanted, give: Give, progress: Progress) -> Cleaned:
    cleaning = ParquetCleaning(wanted.sheet, wanted.source, wanted.steps, wanted.beside)
    stored = digest_of(wanted.source)
    if stored != cleaning.sheet.digest:
        raise DataError("changed while it was read", where=str(wanted.source), remedy="Run the command again.")
    state, done = cleaning.run(progress)
    rows = (len(cleaning.sheet), len(state.rows))
    made = Cleaned(wanted.target, cleaning.before, done[-1].after, rows, done, 0)
    log = _log(made, cleaning, {"stored": stored})
    _write(wanted, give, lambda out, changes: cleaning.write(state, out, changes), log)
    return made


def digest_of(path: Path) -> str:
    """`sha256:<hex>` of a file as it is stored."""
    with opened(path) as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"  # type: ignore[arg-type]


def _write(wanted: Wanted, give: Give, put: Callable[[IO[bytes], IO[bytes]], None], log: dict[str, Any]) -> None:
    """All three files; the cleaned one will get its name last."""
    target, log_path, changes_path = targets(wanted.target)
    changes, said, out = (give(path, wanted.mode) for path in (changes_path, log_path, target))
    put(out, changes)
    said.write((json.dumps(log, ensure_ascii=False, indent=1) + "\n").encode(errors="backslashreplace"))


@contextmanager
def packed(out: IO[bytes], target: Path) -> Iterator[IO[bytes]]:
    """What is written, compressed where the target's name says so, as the same bytes each time."""
    if target.suffix.lower() != ".gz":
        yield out
        return
    with gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=0) as file:
        yield file  # type: ignore[misc]


def _form(source: Source, sheet: Sheet) -> dict[str, Any]:
    """How the source's bytes come from those that rows were found in."""
    return {
        "stored": source.stored,
        "encoding": source.wide or sheet.encoding,
        "mark": source.mark.hex() if source.wide else "",
        "wide": source.wide is not None,
    }


def _log(made: Cleaned, cleaning: Cleaning, form: dict[str, Any]) -> dict[str, Any]:
    """Everything that was done, by digests and places; no cell."""
    return {
        "cleaning": FORMAT,
        "troth": __version__,
        "source": cleaning.path.name,
        "target": made.target.name,
        "changes": changes_beside(made.target).name,
        "before": made.before,
        "after": made.after,
        **form,
        "rows_before": made.rows[0],
        "rows_after": made.rows[1],
        "formulas": made.formulas,
        "steps": [_step(done, cleaning.beside) for done in made.steps],
    }


def _step(done: Done, beside: Beside) -> dict[str, Any]:
    return {
        "step": done.step.name,
        "what": done.step.what,
        "settings": {**done.step.settings, **beside.sources.get(done.step.name, {})},
        "rows_before": done.rows_before,
        "rows_after": done.rows_after,
        "removed_lines": done.removed.tolist(),
        "changed_lines": {name: lines.tolist() for name, lines in done.changed.items()},
        "removed_columns": list(done.columns),
        "before": done.before,
        "after": done.after,
    }
