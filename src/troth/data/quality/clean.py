"""A better file of a file, by named steps: what stays is copied byte for byte, what goes is kept to be given back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from troth.data.quality.formulas import formulas
from troth.data.quality.interface import Rows
from troth.data.quality.patch import Change, changed
from troth.data.quality.records import Runs, Source, at_once, runs_of
from troth.data.quality.sheet import Sheet
from troth.data.quality.steps import Step
from troth.data.readers.mixed import EITHER, decoded
from troth.errors import DataError
from troth.progress import Progress, silent

UTF8 = "utf-8"
MARK = "\ufeff"
STAGE = "cleaning"


@dataclass(frozen=True, slots=True)
class Done:
    """What a step did. changed: rows whose bytes are others than before. before, after: digests of the file's bytes."""

    step: str
    rows_before: int
    rows_after: int
    changed: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class State:
    """A file in the making. rows: the numbers, in the original, of those that are left. dropped: of each row of the
    original the place of the step that dropped it, -1 of one that is left. recoded: whether its bytes are made UTF-8.
    rewritten: whether every row is written anew."""

    sheet: Sheet
    rows: Rows
    dropped: NDArray[np.int64]
    recoded: bool = False
    rewritten: bool = False


class Cleaning:
    """Steps on one file; nothing is written. Raises DataError where a step cannot be taken on such a file."""

    def __init__(self, sheet: Sheet, source: Source, steps: Sequence[Step]) -> None:
        if sheet.reader not in ("csv", "jsonl", "conll"):
            raise DataError(
                "is a Parquet file, of which single rows cannot be given back",
                where=sheet.places.files[0][1],
                remedy="Save its table as csv or jsonl.",
            )
        self.sheet, self.source, self.steps = sheet, source, tuple(steps)
        self.encoding = sheet.encoded[0].encoding if sheet.encoded else UTF8
        self.runs: Runs = runs_of(sheet, source)
        self._check_encoding()

    def run(self, others: Sequence[Sheet] = (), progress: Progress = silent) -> tuple[State, tuple[Done, ...]]:
        """Take every step; others: sheets that rows may have leaked from."""
        count = len(self.sheet)
        state = State(self.sheet, np.arange(count, dtype=np.int64), np.full(count, -1, dtype=np.int64))
        done, digest = [], self.source.digest
        for at, step in enumerate(self.steps):
            progress(STAGE, at, len(self.steps), step.name)
            after = self._taken(state, at, step, others)
            made = self.digest(after)
            rows = len(state.rows), len(after.rows)
            done.append(Done(step.name, *rows, self._differing(state, after), digest, made))
            state, digest = after, made
        progress(STAGE, len(self.steps), len(self.steps))
        return state, tuple(done)

    def _taken(self, state: State, at: int, step: Step, others: Sequence[Sheet]) -> State:
        if step.first:
            return replace(state, recoded=True)
        before = state.sheet.places.lines
        sheet = step.apply(state.sheet, others)
        left = np.isin(before, sheet.places.lines)
        dropped = state.dropped.copy()
        dropped[state.rows[~left]] = at
        rewritten = state.rewritten or (step.name == "trim" and sheet.blanks)
        return replace(state, sheet=sheet, rows=state.rows[left], dropped=dropped, rewritten=rewritten)

    def digest(self, state: State) -> str:
        """`sha256:<hex>` of the file as it would be written."""
        hasher = hashlib.sha256()
        for piece in self.pieces(state):
            hasher.update(piece)
        return f"sha256:{hasher.hexdigest()}"

    def pieces(self, state: State) -> Iterator[bytes]:
        """The bytes of the new file; of one in UTF-16 that is not made UTF-8, in UTF-16."""
        pieces = changed(self.source.file, self.source.size, self.changes(state))
        if self.source.wide is None or state.recoded:
            return pieces
        return wide(pieces, self.source.wide, self.source.mark)

    def changes(self, state: State) -> Iterator[Change]:
        """Every change from the source, in its order."""
        anew = self._anew(state)
        looked = np.ones(len(self.sheet), dtype=bool) if state.recoded else (state.dropped >= 0) | anew
        cells = dict(zip(state.rows.tolist(), range(len(state.rows)), strict=True)) if anew.any() else {}
        place = 0
        for row in np.flatnonzero(looked).tolist():
            begin, end = int(self.runs.begin[row]), int(self.runs.end[row])
            if state.recoded:
                yield from self._filler(place, begin)
            now, step = b"", None
            was = at_once(self.source.file, begin, end)
            if state.dropped[row] >= 0:
                step = self.steps[int(state.dropped[row])].name
            else:
                text = self._text(was)
                now = (self._row(state, cells[row], text) if anew[row] else text).encode()
            if now != was or step is not None:
                yield Change(begin, was, now, row, int(self.sheet.places.lines[row]), step)
            place = end
        if state.recoded:
            yield from self._filler(place, self.source.size)

    def _filler(self, begin: int, end: int) -> Iterator[Change]:
        """What stands between rows, where it is no UTF-8 yet."""
        if end > begin:
            was = at_once(self.source.file, begin, end)
            text = self._text(was)
            now = (text.removeprefix(MARK) if not begin else text).encode()
            if now != was:
                yield Change(begin, was, now, None, None, None)

    def _text(self, raw: bytes) -> str:
        """A run of bytes as text, without NUL."""
        if self.source.wide is not None or self.encoding == UTF8:
            return raw.decode().replace("\0", "")
        return decoded(raw, tuple(self.encoding.split(EITHER))).replace("\0", "")

    def _anew(self, state: State) -> NDArray[np.bool_]:
        """Rows of the original that are left and have a cell that is another one than it was."""
        changed_rows = np.full(len(state.rows), state.rewritten)
        for column in self.sheet.frame.get_columns():
            if column.dtype == pl.String:
                same = column.gather(state.rows).eq_missing(state.sheet.frame[column.name])
                changed_rows |= ~same.to_numpy()
        found = np.zeros(len(self.sheet), dtype=bool)
        found[state.rows[changed_rows]] = True
        return found

    def _row(self, state: State, at: int, text: str) -> str:
        cells = dict(zip(state.sheet.frame.columns, state.sheet.frame.row(at), strict=True))
        return _json(text, cells) if self.sheet.reader == "jsonl" else _separated(text, cells, self.sheet.separator)

    def _differing(self, before: State, after: State) -> int:
        """Rows that are left and are written otherwise than before the step."""
        if after.recoded and not before.recoded:
            return sum(change.row is not None and change.step is None for change in self.changes(after))
        told = {row: at for at, row in enumerate(before.rows.tolist())}
        if after.rewritten and not before.rewritten:
            return len(after.rows)
        old = before.sheet.frame[[told[row] for row in after.rows.tolist()]]
        strings = [name for name, kind in old.schema.items() if kind == pl.String]
        masks = [~old[name].eq_missing(after.sheet.frame[name]).to_numpy() for name in strings]
        return int(np.logical_or.reduce(masks).sum()) if masks else 0

    def _check_encoding(self) -> None:
        """A file that is not UTF-8 is first made so: a row of it could not be written anew otherwise."""
        needed = self.encoding != UTF8 or (self.sheet.encoded and "nul" in self.sheet.encoded[0].signs)
        if needed and not (self.steps and self.steps[0].first):
            raise DataError(
                f"is not UTF-8 but {self.encoding.replace(EITHER, ' and ')}" if self.encoding != UTF8 else "holds NUL",
                where=self.sheet.places.files[0][1],
                remedy="Begin with the step fix-encoding.",
            )


def wide(pieces: Iterator[bytes], encoding: str, mark: bytes) -> Iterator[bytes]:
    """UTF-8 that ends nowhere inside of a character but at the end of a piece, in another encoding."""
    import codecs

    decoder = codecs.getincrementaldecoder(UTF8)("strict")
    yield mark
    for piece in pieces:
        yield decoder.decode(piece).encode(encoding)


def undefused(sheet: Sheet) -> int:
    """Cells of separated values that a spreadsheet would run."""
    return sum(len(listing) for listing in formulas(sheet))


def _separated(text: str, cells: Mapping[str, Any], separator: str) -> str:
    """A row of separated values (RFC 4180), quoted where it must be, ended as the row was."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=separator, lineterminator="")
    writer.writerow(["" if cell is None else cell for cell in cells.values()])
    return made.getvalue() + _ending(text)


def _json(text: str, cells: Mapping[str, Any]) -> str:
    """A JSON object with the strings among its values exchanged; all else stays as it is."""
    document: dict[str, Any] = json.loads(text)
    told = {key: cells[key] for key, value in document.items() if isinstance(value, str) and cells.get(key) is not None}
    return json.dumps({**document, **told}, ensure_ascii=False) + _ending(text)


def _ending(text: str) -> str:
    return "\r\n" if text.endswith("\r\n") else "\n" if text.endswith("\n") else ""
