"""A progress bar on a terminal for what takes more than two seconds; nothing elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from troth.cli.terminal import printable, say
from troth.progress import NOTICE, Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

PATIENCE = 2.0  # seconds of silence before a bar is drawn
LINE_EVERY = 60.0  # seconds between plain lines where there is no terminal (a CI log)


@contextmanager
def shown() -> Iterator[Progress]:
    """A Progress that draws on stderr: bars on a terminal, a plain line a minute elsewhere."""
    painter = Painter() if sys.stderr.isatty() else Plain()
    try:
        yield painter
    finally:
        painter.close()


class Painter:
    """Draws one bar per stage, from two seconds after the first call on."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.bars: Bars | None = None
        self.tasks: dict[str, int] = {}

    def __call__(self, stage: str, done: int, total: int | None = None, note: str = "") -> None:
        """Take notice of progress; see `troth.progress.Progress`."""
        if stage == NOTICE:
            self._say(note)
            return
        if self.bars is None:
            if time.monotonic() - self.started < PATIENCE:
                return
            self.bars = _bars()
            self.bars.start()
        note = printable(note)
        if stage not in self.tasks:
            self.tasks[stage] = self.bars.add_task(stage, total=total, note=note)
        self.bars.update(self.tasks[stage], completed=done, total=total, note=note)  # type: ignore[arg-type]

    def _say(self, note: str) -> None:
        """A line of its own, above the bars where there are any."""
        if self.bars is None:
            say(note, err=True)
        else:
            self.bars.console.print(printable(note), markup=False, highlight=False)

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self.bars is not None:
            self.bars.stop()


class Plain:
    """Says where a long task is once a minute, for logs."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def __call__(self, stage: str, done: int, total: int | None = None, note: str = "") -> None:
        """Take notice of progress; see `troth.progress.Progress`."""
        if stage == NOTICE:
            say(note, err=True)
            return
        now = time.monotonic()
        if now - self.last >= LINE_EVERY:
            self.last = now
            say(f"{stage}: {done}{f' of {total}' if total else ''} {note}".rstrip(), err=True)

    def close(self) -> None:
        """Nothing to leave."""


def _bars() -> Bars:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    return Bars(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}", markup=False),
        console=Console(stderr=True),
    )
