"""Clients in one process, asked one after the other: the parts of a federated training without what carries it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from troth.errors import TrothError
from troth.training.federated.client import Client
from troth.training.federated.exchange import Failure, Letter
from troth.training.federated.station import Station

Fault = Callable[[Letter, Letter], Letter | Failure | None]
"""From what was asked and what would be answered to what is; None for nothing."""


class Together:
    """An Exchange. faults: of some clients."""

    def __init__(self, folders: Mapping[int, Path], faults: Mapping[int, Fault] | None = None) -> None:
        self._clients = {number: Client(Station.open(folder)) for number, folder in folders.items()}
        self.faults = dict(faults or {})
        self._greeted: set[int] = set()
        self.asked: list[tuple[int, str]] = []

    def greet(self, letter: Letter, wait: float) -> dict[int, Letter | Failure]:
        new = [number for number in self._clients if number not in self._greeted]
        self._greeted |= set(new)
        return self.ask(dict.fromkeys(new, letter), len(new), wait)

    def present(self) -> list[int]:
        return sorted(self._greeted)

    def ask(self, letters: Mapping[int, Letter], enough: int, wait: float) -> dict[int, Letter | Failure]:
        found: dict[int, Letter | Failure] = {}
        for number, letter in letters.items():
            self.asked.append((number, letter.about))
            try:
                answer: Letter | Failure | None = self._clients[number].answer(letter)
            except TrothError as error:
                answer = Failure(error.what)
            if number in self.faults and isinstance(answer, Letter):
                answer = self.faults[number](letter, answer)
            if answer is not None:
                found[number] = answer
        return found
