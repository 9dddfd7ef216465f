"""Names nobody has, letter by letter after names that somebody has: a chain of three letters (Shannon, 1948)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from random import Random

ORDER = 3


class Spelled:
    """Makes up names like those it was given."""

    def __init__(self, names: Sequence[str]) -> None:
        self._next: dict[str, list[str]] = defaultdict(list)
        for name in names:
            padded = "^" * ORDER + name + "$"
            for place in range(len(name) + 1):
                self._next[padded[place : place + ORDER]].append(padded[place + ORDER])

    def name(self, draw: Random, shortest: int = 3, longest: int = 14) -> str:
        """One of so many letters."""
        while True:
            made = "^" * ORDER
            while made[-1] != "$" and len(made) <= longest + ORDER:
                made += draw.choice(self._next[made[-ORDER:]])
            if made[-1] == "$" and shortest <= len(made) - ORDER - 1 <= longest:
                return made[ORDER:-1]
