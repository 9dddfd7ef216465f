"""What was done to a file of data, as an entry of the record of the charter that the data is for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from troth.cli.terminal import say

if TYPE_CHECKING:
    from troth.cli.session import Session
    from troth.standard import Charter


def recording(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --charter and --home."""
    function = click.option(
        "--home", type=click.Path(file_okay=False, path_type=Path), help="Folder of that record; .troth beside CHARTER."
    )(function)
    return click.option(
        "--charter", type=click.Path(path_type=Path), help="Enter the step into the record of this charter."
    )(function)


def mode_of(source: Path, columns: Iterable[str], charter: Path | None) -> int:
    """The mode of a copy of a file: its owner's alone where the charter calls a column personal, or limits who reads
    it, and never open to more people than the file is.
    """
    from troth.cli.chat import read_classifier
    from troth.data import guarded
    from troth.data.sealing.target import mode_like

    few = frozenset[str]() if charter is None else guarded(read_classifier(charter))
    return mode_like(source, private=not few.isdisjoint(columns))


CHARTERS = (".yaml", ".yml")


def record_of(file: Path, charter: Path | None) -> Path | None:
    """The charter whose record a step on a file is entered into; raises UsageError where two are named."""
    if file.suffix.lower() not in CHARTERS:
        return charter
    if charter is not None:
        raise click.UsageError(f"--charter goes with a data FILE: {file} is a charter, whose own record has the step.")
    return file


Enter = Callable[[str, str, str, Path | None], None]
"""Takes the step's name, the digests before and after, and the log beside the result."""


@contextmanager
def entering(charter: Path | None, home: Path | None) -> Iterator[Enter]:
    """What enters a step that was taken; without a charter it enters nothing.

    A record that is there is opened before anything is done, so that a step that cannot be entered is not taken; a new
    one is made by the first step that was.
    """
    if charter is None:
        if home is not None:
            raise click.UsageError("--home goes with --charter.")
        yield lambda *_: None
        return
    from troth.cli.chat import read_classifier
    from troth.cli.home import RECORD, Home

    signed = read_classifier(charter)
    there = (Home.of(signed.path, home).folder / RECORD).is_file()
    with _Sessions(signed, home) as sessions:
        if there:
            sessions.open()
        yield sessions.enter


class _Sessions:
    """A session that is opened when it is needed, and closed in the end."""

    def __init__(self, charter: Charter, home: Path | None) -> None:
        self._charter, self._home, self._session = charter, home, cast("Session | None", None)

    def __enter__(self) -> _Sessions:
        return self

    def __exit__(self, *_: object) -> None:
        if self._session is not None:
            self._session.record.close()

    def open(self) -> Session:
        from troth.cli.session import open_session

        self._session = self._session or open_session(self._charter, self._home)
        return self._session

    def enter(self, step: str, before: str, after: str, log: Path | None) -> None:
        from troth.cli.promises import sign_charter
        from troth.record import Subject

        session = self.open()
        sign_charter(session)
        facts = {"charter": session.charter.digest, "step": step, "before": before, "after": after}
        facts |= {} if log is None else {"log": f"sha256:{hashlib.sha256(log.read_bytes()).hexdigest()}"}
        subjects = [session.subject, Subject("before", before), Subject("after", after)]
        entry = session.record.append("data-changed", subjects, facts)
        say(f"recorded: entry {entry.index} of {session.home.record}", err=True)
