"""The server's side: ask the clients, look at what comes, put it together, and write down what became of each round.

A round ends with the clients that answered, as long as they are a quorum; what one sent that cannot be an update is
left out and told. Everything is kept in the work folder after every round: a training that was interrupted goes on with
the round it was in.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from troth.errors import TrainingError
from troth.training.federated import head
from troth.training.federated.aggregate import put_together
from troth.training.federated.exchange import Exchange, Failure, Letter
from troth.training.federated.kept import START, finished, keep_account, keep_weights, weights_file
from troth.training.federated.ledger import epsilon_of
from troth.training.federated.plan import STILL, Plan
from troth.training.federated.secure_sum import SecureSum
from troth.training.federated.update import Layout, Unfit, Vector, checked, clipped, weights_of
from troth.training.private.secret import Secret

HEAD = ("head.weight", "head.bias")
MOST_VOID = 3  # rounds after each other without a quorum, after which nobody is waited for any more
MOST_WAITED = 300.0  # seconds for all clients to come, at the beginning
LOOK_EVERY = 0.5  # seconds
BARRED = "the other clients cannot open what it sealed for them"
Told = Callable[[Mapping[str, Any]], None]


@dataclass(slots=True)
class Round:
    """What came of a round. asked, taken: clients. refused: of each other that answered, why. said: what they say."""

    number: int
    asked: list[int]
    taken: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)

    @property
    def silent(self) -> list[int]:
        """Those that did not answer."""
        return [client for client in self.asked if client not in self.taken and client not in self.refused]


class Server:
    """One federated training from where it stands to its end."""

    def __init__(self, plan: Plan, work: Path, exchange: Exchange, told: Told = lambda _: None) -> None:
        self._plan, self._work, self._exchange, self._told = plan, work, exchange, told
        self._claims: dict[int, object] = {}
        self._strangers: dict[int, Failure] = {}
        self._barred: set[int] = set()
        self._waited = False
        self._secret = Secret.open(work, plan.seed)

    def run(self) -> None:
        """All rounds that are still to be done. Raises TrainingError where a quorum is missing for too long."""
        done = finished(self._work)
        weights = load_file(weights_file(self._work, done[-1]["round"]) if done else self._work / START)
        void = 0
        for number in range(len(done), self._plan.rounds + 1):
            while True:
                round_ = Round(number, self._greeted())
                vector = self._sum(round_, weights)
                if vector is not None:
                    break
                void += 1
                if void == MOST_VOID:
                    raise self._missing(round_)
            void = 0
            weights = self._moved(number, weights, vector)
            self._write(round_, weights)

    def _greeted(self) -> list[int]:
        """The clients that take part, each asked once who it is; those of another charter or base do not.

        All are waited for once, at the beginning; after that a quorum is, before each round.
        """
        until, wait = time.monotonic() + MOST_WAITED, min(self._plan.wait, MOST_WAITED)
        while True:
            for client, answer in self._exchange.greet(self._letter("hello", 0, 0), wait).items():
                if isinstance(answer, Failure):
                    self._strangers[client] = answer
                elif client < self._plan.clients:
                    self._claims[client] = answer.facts.get("rows")
            here = [client for client in self._exchange.present() if client in self._claims]
            all_came = len(here) + len(self._strangers) >= self._plan.clients
            enough = self._waited and len(here) >= self._plan.quorum
            if all_came or enough or time.monotonic() > until:
                self._waited = True
                return here
            time.sleep(LOOK_EVERY)

    def _sum(self, round_: Round, weights: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float64] | None:
        """What the clients of a round make together; None without a quorum."""
        about = "train" if round_.number else "head"
        arrays = dict(weights) if round_.number else {}
        letters = {
            client: Letter(about, self._letter(about, round_.number, client).facts, arrays)
            for client in round_.asked
            if client not in self._barred
        }
        round_.refused |= {client: BARRED for client in round_.asked if client in self._barred}
        if len(letters) < self._plan.quorum:
            return None
        if self._plan.secure:
            return self._secure(round_, letters)
        size, largest = self._size(round_.number)
        updates: dict[int, Vector] = {}
        for client, answer in sorted(self._ask(letters).items()):
            if isinstance(answer, Failure):
                round_.refused[client] = answer.reason
                round_.said.append(answer.why)
                continue
            try:
                vector = checked(answer.arrays.get("update"), size, largest=largest)
            except Unfit as unfit:
                round_.refused[client] = str(unfit)
                continue
            updates[client] = clipped(vector, self._bound(round_.number))
            round_.taken.append(client)
            self._hear(round_, answer)
        if len(updates) < self._plan.quorum:
            return None
        return self._joined(round_, updates)

    def _joined(self, round_: Round, updates: Mapping[int, Vector]) -> NDArray[np.float64]:
        plan, vectors = self._plan, list(updates.values())
        if not plan.noise:
            weights = weights_of([self._claims[client] for client in updates])
            return put_together(plan.aggregate, vectors, weights, plan.tolerate)
        total = np.sum(np.stack(vectors).astype(np.float64), axis=0)
        drawn = self._secret.normals("federated", self._attempt(), 0, len(total))
        bound = self._bound(round_.number) or 0.0
        noisy: NDArray[np.float64] = (total + drawn.astype(np.float64) * plan.noise * bound) / plan.clients
        return noisy

    def _secure(self, round_: Round, letters: Mapping[int, Letter]) -> NDArray[np.float64] | None:
        claims = weights_of([self._claims[client] for client in letters])
        weights = dict.fromkeys(letters, 1.0) if self._plan.noise else dict(zip(letters, claims.tolist(), strict=True))
        sum_ = SecureSum(self._plan, self._ask, self._size(round_.number)[0], self._attempt())
        total = sum_.of(letters, weights)
        round_.refused |= sum_.refused
        round_.said += sum_.said
        self._barred |= set(sum_.barred)
        if total is None:
            return None
        round_.taken = sum_.taken
        for answer in sum_.answers:
            self._hear(round_, answer)
        if self._plan.noise:
            return total / self._plan.clients
        mean = total / sum(weights[client] for client in sum_.taken)
        bound = self._bound(round_.number)
        if bound is not None and np.linalg.norm(mean) > bound * (1 + 1e-3):
            round_.refused |= dict.fromkeys(sum_.taken, "the sum is longer than all of them clipped could make it")
            round_.taken = []
            return None
        return mean

    def _attempt(self) -> int:
        """Another number for every sum, also of a round that is done again: neither keys nor noise are used twice."""
        path = self._work / "sums"
        tried = int(path.read_text()) if path.is_file() else 0
        draft = path.with_suffix(".new")
        draft.write_text(str(tried + 1))
        draft.replace(path)
        return tried + 1

    def _moved(
        self, number: int, weights: Mapping[str, NDArray[np.float32]], vector: NDArray[np.float64]
    ) -> dict[str, NDArray[np.float32]]:
        plan = self._plan
        if number == 0:
            least = head.least_of(self._rows(), plan.width, plan.noise * head.BOUND / plan.clients)
            fitted, biases = head.solved(vector, plan.width, len(plan.labels), plan.length, least)
            made = dict(zip(HEAD, (fitted.astype(np.float32), biases.astype(np.float32)), strict=True))
            return {**weights, **made}
        steps = layout_of(weights).arrays(vector.astype(np.float32))
        return {**weights, **{name: weights[name] + step for name, step in steps.items()}}

    def _rows(self) -> float:
        """About how many rows all clients have; what the middle of them claims is not moved by a few that lie."""
        claims = [float(claim) for claim in self._claims.values() if isinstance(claim, int)]
        return float(np.median(claims)) * len(claims) if claims else 1.0

    def _write(self, round_: Round, weights: Mapping[str, NDArray[np.float32]]) -> None:
        """The weights, then the round's account, which says that it is whole."""
        digest = keep_weights(self._work, round_.number, weights)
        plan = self._plan
        account = {
            "round": round_.number,
            "of": plan.rounds,
            "asked": round_.asked,
            "taken": round_.taken,
            "refused": [{"client": client, "why": why} for client, why in sorted(round_.refused.items())],
            "silent": round_.silent,
            "absent": [client for client in range(plan.clients) if client not in round_.asked],
            "turned_away": sorted(failure.reason for failure in self._strangers.values()),
            "aggregate": "secure mean" if plan.secure else plan.aggregate,
            "weights": digest,
            "loss": float(np.mean(round_.losses)) if round_.losses else None,
            "epsilon": epsilon_of(plan.noise, round_.number + 1, plan.delta) if plan.noise else None,
        }
        keep_account(self._work, account)
        self._told(account)

    def _ask(self, letters: Mapping[int, Letter]) -> dict[int, Letter | Failure]:
        return self._exchange.ask(letters, min(self._plan.quorum, len(letters)), self._plan.wait)

    def _letter(self, about: str, number: int, client: int) -> Letter:
        plan = self._plan
        facts = {
            "charter": plan.charter,
            "base": plan.base,
            "seed": plan.seed,
            "labels": list(plan.labels),
            "round": number,
            "number": client,
        }
        return Letter(about, facts)

    def _hear(self, round_: Round, answer: Letter) -> None:
        loss = answer.facts.get("loss")
        if isinstance(loss, float) and 0 <= loss < 1e6:
            round_.losses.append(loss)

    def _size(self, number: int) -> tuple[int, float]:
        """Numbers of an update of a round, and how long it may be before it is clipped."""
        if number:
            return self._plan.size, 1e4
        return head.size_of(self._plan.width, len(self._plan.labels)), 2 * head.BOUND

    def _bound(self, number: int) -> float | None:
        return self._plan.clip if number else head.BOUND

    def _missing(self, round_: Round) -> TrainingError:
        strange = (failure.why for failure in self._strangers.values())
        reasons = sorted({*round_.said, *strange}) or sorted(set(round_.refused.values()))
        why = f"; of those that answered: {reasons[0]}" if reasons else ""
        return TrainingError(
            f"round {round_.number} has no quorum: {len(round_.taken)} of {len(round_.asked)} clients sent an update "
            f"that can be used, and {self._plan.quorum} are needed{why}",
            where=str(self._work),
            remedy="The rounds before are kept: start the clients again, and the training goes on from there.",
        )


def layout_of(weights: Mapping[str, NDArray[np.float32]]) -> Layout:
    """The layout of an update: of the weights that learn among those that travel."""
    return Layout.of({name: numbers for name, numbers in weights.items() if STILL not in name})
