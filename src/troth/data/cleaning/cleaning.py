"""Steps on one file: what stays is taken over byte for byte, and every change from the source can be told in order."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.data.cleaning.patch import Change, changed
from troth.data.cleaning.runs import Runs, runs_of
from troth.data.cleaning.source import Source, at_once
from troth.data.cleaning.splice import json_object, separated
from troth.data.cleaning.steps import Beside, Step
from troth.data.quality import Sheet
from troth.data.quality.contents import Contents
from troth.data.quality.encoding import UTF8
from troth.data.quality.interface import Rows
from troth.data.readers.mixed import EITHER, decoded
from troth.data.readers.separated import long_fields
from troth.errors import DataError
from troth.progress import Progress, silent

MARK = "\ufeff"
STAGE = "cleaning"


@dataclass(frozen=True, slots=True)
class Done:
    """What a step did. removed: lines of the rows that it took out. changed: by column, lines of the rows whose cell it
    changed. columns: that it took out. before, after: `sha256:<hex>` of the file's bytes."""

    step: Step
    rows_before: int
    rows_after: int
    removed: Rows
    changed: Mapping[str, Rows]
    columns: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class State:
    """A file in the making. rows: the numbers, in the original, of those that are left. dropped: of each row of the
    original the place of the step that took it out, -1 of one that is left. recoded: whether its bytes are UTF-8 now.
    """

    sheet: Sheet
    rows: Rows
    dropped: NDArray[np.int64]
    gone: tuple[str, ...] = ()
    recoded: bool = False


class Cleaning:
    """Steps on one file; nothing is written. Raises DataError where a step cannot be taken on such a file."""

    def __init__(self, sheet: Sheet, source: Source, steps: Sequence[Step], beside: Beside) -> None:
        self.sheet, self.source, self.steps, self.beside = sheet, source, tuple(steps), beside
        self.path, self.before, self.columns = source.path, source.digest, sheet.written
        if sheet.encoding != UTF8 and not (steps and steps[0].of_bytes):
            raise DataError(
                f"is not UTF-8 but {sheet.encoding.replace(EITHER, ' and ')}",
                where=str(source.path),
                remedy="Begin with the step fix-encoding.",
            )

    @cached_property
    def runs(self) -> Runs:
        """Where each row stands."""
        return runs_of(self.sheet, self.source, self._text)

    def run(self, progress: Progress = silent) -> tuple[State, tuple[Done, ...]]:
        """Take every step."""
        count = len(self.sheet)
        state = State(self.sheet, np.arange(count, dtype=np.int64), np.full(count, -1, dtype=np.int64))
        done, digest = [], self.before
        for at, step in enumerate(self.steps):
            progress(STAGE, at, len(self.steps), step.name)
            after, told = self._taken(state, at, step)
            if not len(after.rows):
                raise DataError(f"{step.name} would leave no row", where=str(self.path), remedy="Leave this step out.")
            made = digest if after is state else self.digest(after)
            done.append(replace(told, before=digest, after=made))
            state, digest = after, made
        progress(STAGE, len(self.steps), len(self.steps))
        return state, tuple(done)

    def _taken(self, state: State, at: int, step: Step) -> tuple[State, Done]:
        count, lines = len(state.rows), state.sheet.places.lines
        told = Done(step, count, count, lines[:0], {}, (), "", "")
        if step.of_bytes:
            return self.recoded(state), told
        if step.cells is not None or step.labels is not None:
            frame, places = _changed_cells(state.sheet, step, self.columns, self.beside)
            if not places:
                return state, told
            found = {name: lines[rows] for name, rows in places.items()}
            return replace(state, sheet=replace(state.sheet, frame=frame)), replace(told, changed=found)
        if step.columns is not None:
            gone = step.columns(state.sheet)
            return (_without(state, gone) if gone else state), replace(told, columns=gone)
        assert step.rows is not None
        return self._dropped(state, at, step.rows(Contents(state.sheet), self.beside), told)

    def recoded(self, state: State) -> State:
        """The state in UTF-8."""
        return replace(state, recoded=True)

    def _dropped(self, state: State, at: int, rows: Rows, told: Done) -> tuple[State, Done]:
        if not len(rows):
            return state, told
        left = np.setdiff1d(np.arange(len(state.rows)), rows)
        dropped = state.dropped.copy()
        dropped[state.rows[rows]] = at
        sheet = replace(state.sheet, frame=state.sheet.frame[left], places=state.sheet.places.take(left))
        after = replace(state, sheet=sheet, rows=state.rows[left], dropped=dropped)
        return after, replace(told, rows_after=len(left), removed=state.sheet.places.lines[rows])

    def digest(self, state: State) -> str:
        """`sha256:<hex>` of the file as it would be written."""
        hasher = hashlib.sha256()
        for piece in self.pieces(state):
            hasher.update(piece)
        return f"sha256:{hasher.hexdigest()}"

    def pieces(self, state: State) -> Iterator[bytes]:
        """The bytes of the new file."""
        return changed(self.source.file, self.source.size, self.changes(state))

    def changes(self, state: State) -> Iterator[Change]:
        """Every change from the source, in its order."""
        cells = self._cells(state)
        looked = state.dropped >= 0
        looked[list(cells)] = True
        if state.gone or (state.recoded and not self._is_utf8):
            looked[:] = True
        place = 0
        for row in np.flatnonzero(looked).tolist():
            begin, end = int(self.runs.begin[row]), int(self.runs.end[row])
            yield from self._filler(state, place, begin)
            change = self._row(state, row, begin, at_once(self.source.file, begin, end), cells.get(row, {}))
            if change is not None:
                yield change
            place = end
        yield from self._filler(state, place, self.source.size)

    def _row(self, state: State, row: int, begin: int, was: bytes, cells: dict[str, str]) -> Change | None:
        line, place = int(self.sheet.places.lines[row]), int(state.dropped[row])
        if place >= 0:
            return Change(begin, was, b"", line, self.steps[place].name)
        text = self._text(was)
        now = (self._spliced(state, text, cells) if cells or state.gone else text).encode()
        return Change(begin, was, now, line) if now != was else None

    def _spliced(self, state: State, text: str, cells: Mapping[str, str]) -> str:
        if self.sheet.reader == "jsonl":
            return json_object(text, cells, state.gone)
        names = self.sheet.written
        told, gone = ({names.index(name): cell for name, cell in cells.items()}, [names.index(n) for n in state.gone])
        return separated(text, self.sheet.separator, told, gone, blanks=self.sheet.blanks)

    def _filler(self, state: State, begin: int, end: int) -> Iterator[Change]:
        """What stands between rows, where it changes: the header, a mark at the beginning, what is no UTF-8 yet."""
        if end <= begin or not (state.recoded or (state.gone and not begin)):
            return
        if begin and self._is_utf8:
            return
        was = at_once(self.source.file, begin, min(end, self._head) if not begin else end)
        text = self._text(was)
        if not begin and state.recoded:
            text = text.removeprefix(MARK)
        if not begin and state.gone and self.sheet.headed and self.sheet.reader == "csv":
            text = self._header(state, text)
        if (now := text.encode()) != was:
            yield Change(begin, was, now)

    @cached_property
    def _head(self) -> int:
        """Where the first row begins."""
        return int(self.runs.begin[0])

    def _header(self, state: State, text: str) -> str:
        """What stands before the first row, with columns taken out of its header: the last record there."""
        lines = list(io.StringIO(text, newline="\n"))
        for at in reversed(range(len(lines))):
            reader = csv.reader(lines[at:], delimiter=self.sheet.separator, skipinitialspace=self.sheet.blanks)
            with long_fields():
                cells = next(reader, [])
            if len(cells) == len(self.sheet.written):
                end = at + reader.line_num
                told = self._spliced(state, "".join(lines[at:end]), {})
                return "".join([*lines[:at], told, *lines[end:]])
        raise DataError("has no header that columns could be taken out of", where=str(self.source.path))

    @property
    def _is_utf8(self) -> bool:
        """Whether the bytes of `source.file` are UTF-8."""
        return self.sheet.encoding == UTF8 or self.source.wide is not None

    def _text(self, raw: bytes) -> str:
        """A run of bytes as text."""
        return raw.decode() if self._is_utf8 else decoded(raw, tuple(self.sheet.encoding.split(EITHER)))

    def _cells(self, state: State) -> dict[int, dict[str, str]]:
        """Of each row of the original that is left the cells that are others than they were."""
        found: dict[int, dict[str, str]] = {}
        if state.sheet.frame is self.sheet.frame:
            return found
        for name, kind in state.sheet.frame.schema.items():
            if kind == pl.String:
                now = state.sheet.frame[name]
                other = (~self.sheet.frame[name].gather(state.rows).eq_missing(now)).arg_true()
                rows = state.rows[other.to_numpy()].tolist()
                for row, cell in zip(rows, now.gather(other).to_list(), strict=True):
                    found.setdefault(row, {})[name] = cell
        return found


def _without(state: State, gone: tuple[str, ...]) -> State:
    """The state without columns, which are features or nothing."""
    features, personal = (
        tuple(name for name in names if name not in gone)
        for names in (state.sheet.roles.features, state.sheet.roles.personal)
    )
    roles = replace(state.sheet.roles, features=features, personal=personal)
    sheet = replace(state.sheet, frame=state.sheet.frame.drop(gone), roles=roles)
    return replace(state, sheet=sheet, gone=(*state.gone, *gone))


def _changed_cells(
    sheet: Sheet, step: Step, columns: Sequence[str], beside: Beside
) -> tuple[pl.DataFrame, dict[str, Rows]]:
    """The frame after a step on cells, and by column the rows that it changed."""
    frame, places = sheet.frame, {}
    if step.separated and sheet.reader != "csv":
        return frame, {}
    for name in columns if step.labels is None else [_label(sheet)]:
        if frame.schema.get(name) == pl.String:
            now = step.changed(frame[name], beside)
            rows = (~frame[name].eq_missing(now)).arg_true()
            if len(rows):
                frame, places[name] = frame.with_columns(now.alias(name)), rows.to_numpy().astype(np.int64)
    return frame, places


def _label(sheet: Sheet) -> str:
    """The column of labels. Raises DataError where the file has none, or several of a row."""
    name = sheet.roles.label
    if name is None or name not in sheet.written or sheet.frame[name].dtype.is_nested():
        raise DataError(
            "labels cannot be made one: no column of the file holds one label a row",
            where=sheet.places.files[0][1],
            remedy="Name the column, --label COLUMN; of several annotators one after the other.",
        )
    return name
