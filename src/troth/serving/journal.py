"""What the gateway writes to its standard error: one line of JSON an event, of words and numbers it made itself.

Nothing of a request can get in: a field is a number, or a word of a form that texts do not have; anything else is left
out (`THREATS.md`, G12).
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from typing import TextIO

WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./:-]{0,99}")


class Journal:
    """Writes events. to: where; standard error."""

    def __init__(self, to: TextIO | None = None) -> None:
        self._to = to

    def write(self, event: str, **fields: object) -> None:
        """One event. Values that are neither numbers nor such words are told as `withheld`."""
        time = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        told = {name: value if _plain(value) else "withheld" for name, value in fields.items()}
        print(json.dumps({"time": time, "event": event, **told}), file=self._to or sys.stderr, flush=True)

    def defect(self, error: BaseException) -> None:
        """An error that nobody foresaw: its type and where it was raised, never what it says."""
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = "" if trace is None else trace.tb_frame.f_code.co_qualname.replace("<", "").replace(">", "")
        line = 0 if trace is None else trace.tb_lineno
        self.write("defect", type=type(error).__name__, place=place, line=line)


def _plain(value: object) -> bool:
    if value is None or isinstance(value, bool | int | float):
        return True
    return isinstance(value, str) and WORD.fullmatch(value) is not None
