"""Text that comes piece by piece: what leaves is what the whole text would have become, and never part of a finding."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from troth.personal.finding import found
from troth.personal.interface import KINDS
from troth.personal.operators import Operator, replaced
from troth.personal.windows import BEFORE, windows


class Stream:
    """A text on its way. Pieces go into `feed`; what it gives, and what `end` gives, put together are the whole.

    What is held back is the window (`troth.personal.windows`) that has not ended yet: a sentence or a line, mostly.
    """

    def __init__(self, operator: Operator | Mapping[str, Operator], *, kinds: Collection[str] = tuple(KINDS)) -> None:
        self._operator, self._kinds = operator, kinds
        self._held = self._before = ""

    @property
    def held(self) -> int:
        """Characters held back."""
        return len(self._held)

    def feed(self, piece: str) -> str:
        """What can leave now; may be empty."""
        return self._release(self._held + piece, last=False)

    def end(self) -> str:
        """The rest. The stream can be used again after, for another text."""
        rest = self._release(self._held, last=True)
        self._before = ""
        return rest

    def _release(self, text: str, *, last: bool) -> str:
        spans = list(windows(text, last=last))
        end = spans[-1][1] if spans else 0
        ready, self._held = text[:end], text[end:]
        findings = found(ready, spans, self._kinds, before=self._before)
        self._before = (self._before + ready)[-BEFORE:]
        return replaced(ready, findings, self._operator)
