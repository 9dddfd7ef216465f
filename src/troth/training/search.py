"""A search for settings: which to try next, by what those tried before came to, and which to stop early.

Tree-structured Parzen estimators (Bergstra et al., NeurIPS 2011) under the constraint that the clauses be held, and
Google Vizier's median rule (Golovin et al., KDD 2017), both as Optuna has them. Nothing is kept in a file: the study is
told again what the record holds, and asks for the same settings again, as each is drawn from the seed and its number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from troth.errors import TrainingError
from troth.training.search_space import Dimension
from troth.training.values import Stopped

if TYPE_CHECKING:
    from optuna.trial import Trial

FIRST = 5  # settings tried at random before what was learned from them is used
WARM = 1  # epochs of each that are not judged


def check_installed() -> None:
    """Raises TrainingError where Optuna is not installed."""
    if find_spec("optuna") is None:
        raise TrainingError("searching needs optuna, which is not installed", remedy="pip install 'troth[search]'")


class Study:
    """What was tried. stopping: whether a training may be stopped early for being worse than most at its epoch."""

    def __init__(self, space: Sequence[Dimension], seed: int, *, stopping: bool) -> None:
        check_installed()
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._space, self._seed, self._optuna = space, seed, optuna
        pruner = optuna.pruners.MedianPruner(FIRST, WARM) if stopping else optuna.pruners.NopPruner()
        self._study = optuna.create_study(direction="maximize", pruner=pruner)

    def ask(self) -> Tried:
        """The next settings to try."""
        number = len(self._study.trials)
        # Of its own for every number: what was drawn does not depend on where a search was interrupted.
        self._study.sampler = self._optuna.samplers.TPESampler(
            seed=(self._seed + number) % 2**32, n_startup_trials=FIRST
        )
        trial = self._study.ask()
        return Tried(self._study, trial, {one.name: one.written(_drawn(trial, one)) for one in self._space})


def _drawn(trial: Trial, one: Dimension) -> float:
    if one.whole:
        return trial.suggest_int(one.name, round(one.low), round(one.high), log=one.log)
    return trial.suggest_float(one.name, one.low, one.high, log=one.log)


class Tried:
    """One set of settings on its way. settings: by their keys in a charter's `training`."""

    def __init__(self, study: Any, trial: Trial, settings: Mapping[str, float | int]) -> None:
        self.settings = dict(settings)
        self._study, self._trial, self._told = study, trial, 0

    def watch(self, scores: Sequence[float]) -> None:
        """Take notice of the score of every epoch so far. Raises Stopped where going on is not worth its time."""
        self._report(scores)
        if self._told and self._trial.should_prune():
            raise Stopped(tuple(scores))

    def finished(self, score: float, excess: float, scores: Sequence[float] = ()) -> None:
        """What it came to: the score, and by how much clauses are violated."""
        self._report(scores)
        self._trial.set_constraint("excess", excess)
        self._study.tell(self._trial, score)

    def stopped(self, scores: Sequence[float]) -> None:
        """It was stopped after these."""
        self._report(scores)
        self._study.tell(self._trial, state=_pruned())

    def _report(self, scores: Sequence[float]) -> None:
        for epoch, score in enumerate(scores[self._told :], start=self._told):
            self._trial.report(score, epoch)
        self._told = max(self._told, len(scores))


def _pruned() -> Any:
    from optuna.trial import TrialState

    return TrialState.PRUNED
