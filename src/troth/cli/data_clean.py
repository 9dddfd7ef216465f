"""`troth data clean CHARTER|FILE`: a better file of a file by named steps, and the file back from the log of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from troth.cli.formulas import tell_formulas
from troth.cli.sealing import column_names
from troth.cli.steps import CHARTERS, entering, mode_of, record_of, recording
from troth.cli.terminal import say, say_json
from troth.errors import DataError
from troth.plural import counted
from troth.standard import ENCODINGS

if TYPE_CHECKING:
    from troth.data import Sheet
    from troth.data.cleaning import Beside, Cleaned, Step
    from troth.progress import Progress
    from troth.standard import Columns

LEAKED, SUSPECTS, UNIFY = "drop-leaked", "drop-suspects", "unify-labels"
_FILE = click.Path(path_type=Path)


@click.command("clean")
@click.argument("file", type=_FILE, required=False)
@click.option("--steps", "named", metavar="NAMES", help="The steps, in their order, commas between them.")
@click.option(
    "--against", multiple=True, type=_FILE, metavar="FILE", help="Of a data file: another split, as its test."
)
@click.option("--list", "listed", type=_FILE, help="Suspected rows, as `describe --list` wrote them.")
@click.option("--text", help="Of a data file: the column of texts, where its name does not tell.")
@click.option("--label", help="Of a data file: the column of labels.")
@click.option("--group", "groups", multiple=True, help="Of a data file: a group column; may be given several times.")
@click.option("--encoding", type=click.Choice(ENCODINGS), metavar="NAME", help="Of a data file that is not UTF-8.")
@click.option("--undo", type=_FILE, metavar="LOG", help="Make the file again that this log tells of.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Folder; beside the file if left out.")
@recording
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(
    file: Path | None,
    named: str | None,
    against: tuple[Path, ...],
    listed: Path | None,
    text: str | None,
    label: str | None,
    groups: tuple[str, ...],
    encoding: str | None,
    undo: Path | None,
    output: Path | None,
    charter: Path | None,
    home: Path | None,
    as_json: bool,
) -> int:
    """Write FILE, or the train and validation files of a CHARTER, again by named steps; no file is changed in place.

    \b
    Of bytes:  fix-encoding (UTF-8, no byte order mark)
    Of cells:  repair-mojibake (UTF-8 encoded twice), normalise-unicode (NFC), strip-controls, trim,
               single-blanks, defuse-formulas (a quote before what a spreadsheet would run)
    Of labels: unify-labels (such as differ only in case or blanks get their commonest spelling; of a
               charter that of its labels, or of the train file)
    Of rows:   drop-empty (no content or no label), drop-duplicates, drop-near-duplicates,
               drop-leaked (rows in another split: --against, or the charter's), drop-conflicting,
               keep-majority (several labels for one content), drop-outliers, drop-suspects (of --list)
    Of tables: drop-constant-columns

    Without --steps: fix-encoding, repair-mojibake, normalise-unicode, strip-controls, trim, drop-empty, and of texts
    drop-duplicates. A charter's test file is never written. Beside each new file lie a log (digests before and after
    every step, lines removed and cells changed) and the bytes taken out; --undo LOG makes the old file of them, byte
    for byte; of Parquet, row for row. What was done to files of a CHARTER is entered into its record; where it calls a
    column personal, or limits who reads it, only you may open what is written.

    Exit status: 0; 2 bad input.
    """
    if undo is not None:
        if file is not None or any((named, against, listed, text, label, groups, encoding, charter, home)):
            raise click.UsageError("--undo takes a log, --output and --json alone.")
        return _undo(undo, output, as_json)
    if file is None:
        raise click.UsageError("Name a CHARTER or a data FILE, or a log with --undo.")
    from troth.cli.progress import shown
    from troth.data.cleaning import log_beside

    recorded = record_of(file, charter)
    with entering(recorded, home) as enter, shown() as progress:
        if file.suffix.lower() in CHARTERS:
            if against or text or label or groups or encoding:
                raise click.UsageError("--against, --text, --label, --group and --encoding: a charter says these.")
            tasks = _of_charter(file, named, listed)
        else:
            from troth.standard import Columns

            columns = Columns(text=text, label=label, groups=groups)
            tasks = [_of_file(file, named, against, listed, columns, encoding)]
        done = _cleaned(tasks, output, recorded, progress)
        for one in done:
            enter("clean", one.before, one.after, log_beside(one.target))
    _tell(done, as_json)
    return 0


@dataclass(frozen=True, slots=True)
class Task:
    """One file to be cleaned."""

    path: Path
    sheet: Sheet
    steps: tuple[Step, ...]
    beside: Beside


def _of_file(
    file: Path,
    named: str | None,
    against: tuple[Path, ...],
    listed: Path | None,
    columns: Columns,
    encoding: str | None,
) -> Task:
    from troth.data import sheet_of

    sheet = sheet_of(file, columns=columns, encoding=encoding)
    others = tuple(sheet_of(each, columns=columns, described=False) for each in against)
    return _task(file, sheet, _steps(named, sheet), others, listed)


def _of_charter(file: Path, named: str | None, listed: Path | None) -> list[Task]:
    """The splits that are learned from; rows are dropped from each that stand in a split after it."""
    from troth.cli.chat import read_classifier
    from troth.data import sheets_of

    charter = read_classifier(file)
    sheets, labels = sheets_of(charter), charter.task.labels or ()
    tasks = []
    for at, sheet in enumerate(sheets):
        # Only the first split is looked through for wrong labels; the last one leaks into nothing.
        without = (SUSPECTS, LEAKED)[: (at > 0) + (at > 0 and at == len(sheets) - 1)]
        steps = _steps(named, sheet, without)
        if sheet.name != "test" and steps:
            path = charter.folder / sheet.places.files[0][1]
            tasks.append(_task(path, sheet, steps, tuple(sheets[at + 1 :]), None if at else listed, labels))
            labels = _written(sheet, steps, labels)
    return tasks


def _steps(named: str | None, sheet: Sheet, without: tuple[str, ...] = ()) -> tuple[Step, ...]:
    from troth.data.cleaning import defaults, steps_named

    steps = steps_named(defaults(sheet.kind) if named is None else column_names(named))
    return tuple(step for step in steps if step.name not in without)


def _written(sheet: Sheet, steps: tuple[Step, ...], labels: tuple[str, ...]) -> tuple[str, ...]:
    """The labels of a sheet as they will be spelled where they are made one: those of later splits are spelled so."""
    from troth.data.spellings import unified

    if sheet.labels is None or UNIFY not in {step.name for step in steps}:
        return labels
    return tuple(unified(sheet.labels.drop_nulls(), labels).unique().sort().to_list())


def _task(
    path: Path,
    sheet: Sheet,
    steps: tuple[Step, ...],
    others: tuple[Sheet, ...],
    listed: Path | None,
    labels: tuple[str, ...] = (),
) -> Task:
    from troth.data.anonymising import digest
    from troth.data.cleaning import Beside, listed_rows

    names = {step.name for step in steps}
    if listed is not None and SUSPECTS not in names:
        raise click.UsageError(f"--list is of the step {SUSPECTS}: name it with --steps.")
    sources: dict[str, dict[str, object]] = {
        LEAKED: {"against": [{"file": one.places.files[0][1], "digest": one.digest} for one in others]}
    }
    if listed is not None:
        sources[SUSPECTS] = {"list": listed.name, "digest": digest(listed)}
    if labels:
        sources[UNIFY] = {"kept": list(labels)}
    rows = None if listed is None else listed_rows(listed, sheet)
    return Task(path, sheet, steps, Beside(others, rows, labels, sources))


def _cleaned(tasks: list[Task], output: Path | None, charter: Path | None, progress: Progress) -> list[Cleaned]:
    from troth.data.cleaning import Wanted, clean_files, targets

    goals = [_target(task.path, output) for task in tasks]
    for goal in goals:
        targets(goal)
    if len(set(goals)) < len(goals):
        raise DataError("two files would get one name", where=str(goals[0]), remedy="Leave --output out.")
    with _folder(output):
        wanted = [
            Wanted(
                task.path, goal, task.sheet, task.steps, task.beside, mode_of(task.path, task.sheet.written, charter)
            )
            for task, goal in zip(tasks, goals, strict=True)
        ]
        return clean_files(wanted, progress=progress)


def _target(file: Path, output: Path | None) -> Path:
    """`posts.csv.gz` becomes `posts.cleaned.csv.gz`; in another folder it keeps its name."""
    if output is not None:
        return output / file.name
    packed = file.suffix if file.suffix.lower() == ".gz" else ""
    bare = file.with_suffix("") if packed else file
    return bare.with_name(f"{bare.stem}.cleaned{bare.suffix}{packed}")


@contextmanager
def _folder(output: Path | None) -> Iterator[None]:
    """The folder is there in the block; one that was made for it goes where the block fails."""
    made: list[Path] = []
    try:
        if output is not None:
            made = [path for path in (output, *output.parents) if not path.exists()]
            output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            f"cannot be made: {error.strerror}", where=str(output), remedy="Name another folder."
        ) from error
    try:
        yield
    except BaseException:
        with suppress(OSError):
            for path in made:
                path.rmdir()
        raise


def _undo(log: Path, output: Path | None, as_json: bool) -> int:
    from troth.data.cleaning import restore_file

    with _folder(output):
        made = restore_file(log, output)
    if as_json:
        say_json({"format": 1, "restored": str(made.target), "digest": made.digest})
    else:
        say(f"restored: {made.target}, {made.digest}")
    return 0


def _tell(done: list[Cleaned], as_json: bool) -> None:
    from troth.data.cleaning import log_beside

    if as_json:
        say_json({"format": 1, "files": [_document(one) for one in done]})
        return
    for one in done:
        say(f"written: {one.target}, {one.rows[1]:,} of {counted(one.rows[0], 'row')}")
        for step in one.steps:
            told = [f"{counted(len(step.removed), 'row')} removed"] if len(step.removed) else []
            told += [f"{counted(sum(map(len, step.changed.values())), 'cell')} changed"] if step.changed else []
            told += [f"columns removed: {', '.join(step.columns)}"] if step.columns else []
            if not told:
                told = ["rewritten"] if step.before != step.after else ["nothing to do"]
            say(f"  {step.step.name}: {', '.join(told)}")
        tell_formulas(one.target, one.formulas)
        say(f"  log: {log_beside(one.target)}")


def _document(one: Cleaned) -> dict[str, Any]:
    from troth.data.cleaning import log_beside

    steps = [
        {
            "step": step.step.name,
            "rows_before": step.rows_before,
            "rows_after": step.rows_after,
            "cells_changed": {name: len(lines) for name, lines in step.changed.items()},
            "removed_columns": list(step.columns),
            "before": step.before,
            "after": step.after,
        }
        for step in one.steps
    ]
    files = {"written": str(one.target), "log": str(log_beside(one.target))}
    return {
        **files,
        "before": one.before,
        "after": one.after,
        "rows": list(one.rows),
        "formulas": one.formulas,
        "steps": steps,
    }
