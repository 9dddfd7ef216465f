"""Acts on a small charter, as a user would have them done, and what they left in the record."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from troth.cli import released
from troth.cli.main import main
from troth.record import Entry, open_record


def ran(*arguments: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    return int(ended.value.code or 0)


def entries(folder: Path, kind: str | None = None) -> list[Entry]:
    with open_record(folder / ".troth" / "record.db") as record:
        return list(record.entries(kind))


def at_time(patched: pytest.MonkeyPatch, then: datetime) -> None:
    """Have it be another time, for the program and its record alike."""
    patched.setattr(released, "now", lambda: then)
    patched.setattr("troth.record.log._now", lambda: released.moment(then))


def audit(charter: Path, *more: object) -> int:
    return ran("audit", charter, "--model", f"predictions:{charter.parent / 'answers.csv'}", *more)
