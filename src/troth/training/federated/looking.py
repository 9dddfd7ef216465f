"""What the rounds of a federated training are worth on the validation rows, and which of them is kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from safetensors.numpy import load_file

from troth.progress import Progress
from troth.training.checkpoint import State
from troth.training.course import Examined, chance
from troth.training.federated.kept import finished, weights_file
from troth.training.federated.local import put
from troth.training.federated.plan import Plan
from troth.training.precision import Choices
from troth.training.setup import Setup
from troth.training.validation import measured, scores_of
from troth.training.values import Epoch
from troth.training.workers import Workers

Told = Callable[[Mapping[str, Any]], None]


class Looker:
    """What the rounds are worth on the validation rows, and which of them is kept.

    kept: as a course keeps an epoch: the last one, unless an earlier one was better by more than chance.
    """

    def __init__(self, setup: Setup, plan: Plan, work: Path, choices: Choices, told: Told, progress: Progress) -> None:
        self._setup, self._plan, self._work, self._choices = setup, plan, work, choices
        self._told, self._progress = told, progress
        self._best = State("", [], [])
        self._since = time.monotonic()
        self.history: list[Epoch] = []
        self.kept = 0
        self.score: tuple[str, float] | None = None

    def look(self) -> None:
        """Take notice of the rounds that ended since the last time."""
        for account in finished(self._work)[len(self.history) :]:
            values = self._values(account["round"])
            now = time.monotonic()
            loss = account["loss"] if account["loss"] is not None else float("nan")
            self.history.append(Epoch(len(self.history) + 1, loss, values, round(now - self._since, 1)))
            self._since = now
            self._choose(account["round"], values)
            self._told(account)
            note = f"{len(account['taken'])} of {self._plan.clients} clients"
            self._progress("training", account["round"] + 1, self._plan.rounds + 1, note)

    def _values(self, number: int) -> dict[str, float]:
        checked = self._setup.checked
        if checked is None:
            return {}
        put(self._setup, load_file(weights_file(self._work, number)))
        with Workers(self._choices.workers, self._choices.threads) as workers:
            scores = scores_of(self._setup.network, self._setup.reader, checked.units, workers, half=self._choices.half)
        return measured(checked, scores, None)

    def _choose(self, number: int, values: Mapping[str, float]) -> None:
        checked, best = self._setup.checked, self._best
        if checked is None:
            self.kept = number
            return
        score = values[checked.leading]
        if Examined(dict(values)).beats(score, best):
            best.best, best.best_epoch = score, number
        if score >= best.best - chance(best.best, checked.count):
            self.kept, self.score = number, (checked.leading, score)
