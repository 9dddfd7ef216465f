"""What the record has of an answer in words: that it was begun, where it streams, and how it ended.

Both are commitments, as of all decisions (`troth.serving.decision`), with the same salt: of what was asked, and of what
was sent. No word of either stands in the log.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from troth.record import Entry, NewEntry
from troth.serving.decision import SALT, TYPE, Committed, Decision, canonical, commitment
from troth.serving.items import Item

BEGUN = "decision-begun"


@dataclass(frozen=True, slots=True)
class Account:
    """What is recorded of one request. item: as it was asked. service: the entry that says what was served. caller: the
    id of the key that asked.
    """

    item: Item
    service: int
    caller: str | None
    salt: bytes = field(default_factory=lambda: os.urandom(SALT), repr=False)

    def begun(self) -> Committed:
        """That an answer begins."""
        name = os.urandom(16)
        told: dict[str, Any] = {"service": self.service, "content": name.hex(), "input": self._input()}
        if self.caller is not None:
            told["caller"] = self.caller
        content = {"salt": self.salt.hex(), "input": self.item.value}
        return Committed(NewEntry(BEGUN, (), told), canonical(content), self.item.subject, name)

    def ended(self, decision: Decision, answer: str | None, begun: Entry | None = None) -> Committed:
        """How it ended. answer: what was sent; None where nothing was."""
        name, sent = os.urandom(16), {"text": answer}
        told: dict[str, Any] = {
            "service": self.service,
            "content": name.hex(),
            "input": self._input(),
            "answer": commitment(self.salt, b"answer", canonical(sent)),
            "outcome": decision.outcome,
        }
        beside = {
            "by": decision.by,
            "found": list(decision.found),
            "redacted": list(decision.redacted),
            "unscreened": list(decision.unscreened),
            "caller": self.caller,
        }
        told |= {key: value for key, value in beside.items() if value}
        if begun is not None:
            told["begun"] = begun.index
        content = {"salt": self.salt.hex(), "input": self.item.value, "answer": sent}
        return Committed(NewEntry(TYPE, (), told), canonical(content), self.item.subject, name)

    def _input(self) -> str:
        return commitment(self.salt, b"input", canonical(self.item.value))
