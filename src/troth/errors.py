"""Every error Troth raises, one tree.

    TrothError                 something the user can mend; exit status 2
    ├── CharterError           the charter file is not valid; carries every fault with its place
    ├── DataError              a data file cannot be read as the charter says
    │   └── Erased             what is asked for was erased with its person's key
    ├── ModelError             a model cannot be opened, or does not fit the charter
    ├── TrainingError          training cannot start or had to stop
    ├── ReportError            a paper cannot be made
    ├── RecordError            the record cannot be opened or written
    │   └── NotGenuine         what was verified is not what it claims to be; exit status 5
    └── Refused                a gate said no; exit status 4

Nothing foreign leaks out of a room: a library's exception is turned into one of these where it happens. Every error
says what is wrong, where, and what to do next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class TrothError(Exception):
    """Something the user can mend: `what` is wrong, `where`, and the `remedy`."""

    exit_status = 2

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"\n  {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{advice}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a charter file: its place (1-based line and column), what was found, what to do.

    Line 0 means the file as a whole.
    """

    file: str
    line: int
    column: int
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.what}\n  {self.remedy}"


class CharterError(TrothError):
    """The charter is not valid; `faults` names every fault, in file order; the message shows a screenful."""

    shown = 10

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        more = len(self.faults) - self.shown
        lines = [str(fault) for fault in self.faults[: self.shown]]
        if more > 0:
            lines.append(f"... and {more} more fault{'s' if more > 1 else ''}; `troth check --json` lists all")
        super().__init__("\n".join(lines))


class DataError(TrothError):
    """A data file is missing, unreadable, or does not hold what the charter says."""


class Erased(DataError):
    """What is asked for is there and can never be opened again: the key of the person it is about was destroyed."""


class ModelError(TrothError):
    """A model cannot be opened safely, is not what it claims to be, or does not fit the task."""


class TrainingError(TrothError):
    """Training cannot start, or had to stop; what was saved is named."""


class ReportError(TrothError):
    """A paper cannot be made from what was given."""


class RecordError(TrothError):
    """The record cannot be opened, read or written."""


class NotGenuine(RecordError):
    """What was verified is not what it claims to be; the message names the first thing that is wrong."""

    exit_status = 5


class Refused(TrothError):
    """A gate said no: a permit, an approval or a right is missing."""

    exit_status = 4
