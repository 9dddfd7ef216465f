"""Personal data in an answer that streams: each window is looked at, and leaves redacted, or ends the answer."""

from __future__ import annotations

from collections.abc import Sequence

from troth.personal import find_in_parts, redact, replaced
from troth.serving.guards.interface import Look
from troth.serving.guards.stages import Windows
from troth.serving.items import Item
from troth.standard import Step

BESIDE = 64  # characters of the window before, in which words may tell what stands in this one


class PersonalStage(Windows):
    """The stage of `personal_data`. step: what is done about what is found. kinds: those that are looked for."""

    def __init__(self, step: Step, kinds: Sequence[str]) -> None:
        super().__init__()
        self._step, self._kinds, self._before = step, kinds, ""

    def look(self) -> Look:
        """The next window."""
        window = self._waiting[0]
        (findings,) = find_in_parts([window], kinds=self._kinds, before=self._before)
        found = tuple(sorted({one.kind for one in findings}))
        if not found:
            return Look(Item(window))
        return Look(Item(replaced(window, findings, redact) if self._step == "redact" else ""), self._step, found)

    def took(self, look: Look) -> None:
        """On to the window after it."""
        self._before = (self._before + self._waiting.popleft())[-BESIDE:]
