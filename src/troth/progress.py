"""How a long task tells its caller how far it is.

A task takes a `Progress` and calls it with the stage it is in, how much is done and of how much. The caller draws it
(or not): a task never touches the screen.
"""

from __future__ import annotations

from typing import Protocol

NOTICE = "notice"
"""The stage of what is to be read at once, and is no progress: the note says it."""


class Progress(Protocol):
    """Called by a long task; `total` is None while it is not known, `note` is a short line such as a loss."""

    def __call__(self, stage: str, done: int, total: int | None = None, note: str = "") -> None:
        """Take notice."""


def silent(stage: str, done: int, total: int | None = None, note: str = "") -> None:
    """The progress nobody watches."""
