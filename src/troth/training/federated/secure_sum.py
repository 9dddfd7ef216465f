"""The four questions of a secure sum: keys, shares of secrets, masked vectors, and what takes off the masks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.training.federated.exchange import Failure, Letter
from troth.training.federated.plan import Plan
from troth.training.federated.secure import keys
from troth.training.federated.secure.fixed_point import Words
from troth.training.federated.secure.hub import passed_on, summed

Ask = Callable[[Mapping[int, Letter]], dict[int, Letter | Failure]]


class SecureSum:
    """One sum. taken: clients whose vectors are in it. refused: why others' are not. answers: theirs, without vectors.
    said: what clients themselves say of why they do not answer.
    barred: clients without whom the next sum is better tried, as most others could not open what they sealed.

    step: a number that no other sum of the training has.
    """

    def __init__(self, plan: Plan, ask: Ask, size: int, step: int) -> None:
        self._plan, self._ask, self._size, self._step = plan, ask, size, step
        self.taken: list[int] = []
        self.refused: dict[int, str] = {}
        self.said: list[str] = []
        self.answers: list[Letter] = []
        self.barred: list[int] = []

    def of(self, letters: Mapping[int, Letter], weights: Mapping[int, float]) -> NDArray[np.float64] | None:
        """The weighted sum of the answers to `letters`; None where a step has no quorum."""
        numbers = {client: place for place, client in enumerate(sorted(letters), 1)}
        publics = self._publics(letters, numbers)
        sealed = self._sealed(letters, publics) if len(publics) >= self._plan.quorum else {}
        if len(sealed) < self._plan.quorum:
            return None
        clients = {number: client for client, number in numbers.items()}
        asked = {
            clients[number]: self._more(
                letters[clients[number]],
                senders=list(received),
                sealed=list(received.values()),
                weight=weights[clients[number]],
            )
            for number, received in passed_on(sealed).items()
        }
        masked = self._masked(asked, numbers)
        if len(masked) < self._plan.quorum:
            return None
        survivors = sorted(masked)
        revealed = self._revealed({clients[one]: letters[clients[one]] for one in survivors}, survivors, numbers)
        self.barred = [clients[number] for number in _unopened(revealed, sealed, self._plan.quorum)]
        try:
            total = summed(masked, publics, set(sealed), revealed, self._plan.quorum, self._step)
        except ValueError:
            return None
        self.taken = [clients[number] for number in survivors]
        return total

    def _more(self, letter: Letter, about: str | None = None, **facts: Any) -> Letter:
        arrays = letter.arrays if about is None else {}
        return Letter(about or letter.about, {**letter.facts, "step": self._step, **facts}, arrays)

    def _answers(self, letters: Mapping[int, Letter]) -> dict[int, Letter]:
        found = self._ask(letters)
        self.refused |= {client: answer.reason for client, answer in found.items() if isinstance(answer, Failure)}
        self.said += [answer.why for answer in found.values() if isinstance(answer, Failure)]
        return {client: answer for client, answer in found.items() if isinstance(answer, Letter)}

    def _publics(self, letters: Mapping[int, Letter], numbers: Mapping[int, int]) -> dict[int, bytes]:
        asked = {client: self._more(letter, "keys", number=numbers[client]) for client, letter in letters.items()}
        found = {numbers[client]: answer.facts.get("public") for client, answer in self._answers(asked).items()}
        return {number: key for number, key in found.items() if isinstance(key, bytes) and len(key) == 2 * keys.BYTES}

    def _sealed(self, letters: Mapping[int, Letter], publics: Mapping[int, bytes]) -> dict[int, dict[int, bytes]]:
        clients = sorted(letters)
        about = {"numbers": list(publics), "publics": list(publics.values()), "needed": self._plan.quorum}
        asked = {clients[number - 1]: self._more(letters[clients[number - 1]], "shares", **about) for number in publics}
        found = {}
        for client, answer in self._answers(asked).items():
            found[clients.index(client) + 1] = _paired(answer, "sealed")
        return {number: sealed for number, sealed in found.items() if set(sealed) == set(publics) - {number}}

    def _masked(self, asked: Mapping[int, Letter], numbers: Mapping[int, int]) -> dict[int, Words]:
        found: dict[int, Words] = {}
        for client, answer in self._answers(asked).items():
            words = answer.arrays.get("masked")
            if isinstance(words, np.ndarray) and words.dtype == np.uint64 and words.shape == (self._size,):
                found[numbers[client]] = words.astype(np.uint64)
                self.answers.append(Letter(answer.about, answer.facts))
            else:
                self.refused[client] = f"it sent no masked vector of {self._size} numbers"
        return found

    def _revealed(
        self, letters: Mapping[int, Letter], survivors: list[int], numbers: Mapping[int, int]
    ) -> dict[int, dict[int, bytes]]:
        asked = {client: self._more(letter, "reveal", survivors=survivors) for client, letter in letters.items()}
        return {numbers[client]: _paired(answer, "shares") for client, answer in self._answers(asked).items()}


def _paired(answer: Letter, name: str) -> dict[int, bytes]:
    """Bytes by number; none where the answer is not of that form."""
    numbers, values = answer.facts.get("numbers"), answer.facts.get(name)
    if not isinstance(numbers, list) or not isinstance(values, list) or len(numbers) != len(values):
        return {}
    pairs = zip(numbers, values, strict=True)
    return {number: value for number, value in pairs if isinstance(number, int) and isinstance(value, bytes)}


def _unopened(revealed: Mapping[int, Mapping[int, bytes]], began: Iterable[int], needed: int) -> list[int]:
    """Those of whom most give no share, where enough gave any: one client's word alone is not enough."""
    if len(revealed) < needed:
        return []
    given = {number: sum(number in shares for shares in revealed.values()) for number in began}
    return [number for number, count in given.items() if 2 * count <= len(revealed)]
