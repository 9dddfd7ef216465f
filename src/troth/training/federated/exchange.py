"""What goes between server and clients, whatever carries it: one question to each client, and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32] | NDArray[np.uint64]
Fact = Any
"""int, float, str, bytes, bool, or a list of one of them."""


REASONS = (
    "the server trains under another charter",
    "the server trains another base",
    "its app failed",
    "its reply cannot be read",
)
OTHER = "it answered that it cannot"


@dataclass(frozen=True, slots=True)
class Letter:
    """A question or an answer. about: such as `train`. facts: small values. arrays: large ones, by name."""

    about: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    arrays: Mapping[str, Numbers] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer: why, in a few words, which may be the client's own."""

    why: str

    @property
    def reason(self) -> str:
        """Which of REASONS it is: what goes into the record is none of a client's own words."""
        return next((reason for reason in REASONS if self.why.startswith(reason)), OTHER)


class Exchange(Protocol):
    """The clients as the server sees them; each has a number for as long as the training lasts."""

    def greet(self, letter: Letter, wait: float) -> dict[int, Letter | Failure]:
        """Ask those that came since the last time who they are; what each says, by the number it has from now on."""

    def present(self) -> list[int]:
        """Those that were greeted and can be asked now."""

    def ask(self, letters: Mapping[int, Letter], enough: int, wait: float) -> dict[int, Letter | Failure]:
        """Ask each client its own question, and wait until all have answered or `wait` seconds are over.

        Once `enough` have answered, the others are given twice as long again. Who did not answer is missing.
        """
