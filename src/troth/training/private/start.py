"""From a charter with a clause on epsilon to everything that makes a training private."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from troth.data import Dataset
from troth.models import Reader, Unit
from troth.standard import TOKENS, Charter
from troth.training.constraints.clauses import left_out
from troth.training.examples import Batch, tensors
from troth.training.private.canaries import CANARIES, Meter
from troth.training.private.ledger import ledger_of
from troth.training.private.losses import RowLosses
from troth.training.private.mechanism import Mechanism
from troth.training.private.plan import Plan, budgets_of, check_private, not_private, plan_of, private_settings
from troth.training.private.recorded import record, still
from troth.training.private.sampling import Batching, Poisson, WithCanaries
from troth.training.private.secret import Secret
from troth.training.private.self_test import check_noise, check_sampler, check_steps
from troth.training.private.steps import PrivateSteps

if TYPE_CHECKING:
    from troth.training.settings import Settings
    from troth.training.setup import Setup
    from troth.training.workers import Workers

TRIED = 5  # made-up texts the steps are tried on


@dataclass(frozen=True, slots=True)
class Private:
    """A private training, before its first step."""

    plan: Plan
    mechanism: Mechanism
    secret: Secret
    batching: Batching
    mark: str

    @property
    def seed(self) -> int:
        """In the place of the training's own: an observer may not know what was drawn for a row."""
        return self.secret.seed("draws")

    def loss(self, network: nn.Module, settings: Settings) -> RowLosses:
        """In the place of a loss of whole batches."""
        return RowLosses(network, settings)

    def steps(
        self,
        workers: Workers,
        named: Sequence[tuple[str, nn.Parameter]],
        layers: int,
        settings: Settings,
        *,
        half: bool,
    ) -> PrivateSteps:
        """In the place of plain steps."""
        meter = Meter(self.batching.included, self.plan.rate, self.plan.noise_multiplier)
        return PrivateSteps(
            workers,
            named,
            layers,
            settings,
            half=half,
            mechanism=self.mechanism,
            secret=self.secret,
            meter=meter,
        )

    def check(self, steps: PrivateSteps, setup: Setup) -> None:
        """The test before the first step. Raises TrainingError with what is wrong."""
        check_sampler(self.batching.sampler, self.plan.rows + CANARIES, self.plan.rate, epoch=self.plan.epoch)
        check_noise(steps)
        check_steps(steps, setup.network, self.loss(setup.network, setup.settings), *made_up(setup.reader))

    def ledger(self, steps: PrivateSteps, done: int) -> dict[str, Any]:
        """What the finished training promises. Raises TrainingError where the audit says otherwise."""
        return ledger_of(self.plan, self.mechanism, steps.meter.end(), done)


def make_private(charter: Charter, dataset: Dataset, setup: Setup, work: Path) -> None:
    """Have a setup train privately where its charter has a clause on epsilon; else leave it as it is.

    Raises TrainingError where the clause cannot be kept.
    """
    budgets = budgets_of(charter)
    if not budgets:
        return
    if dataset.kind == TOKENS:
        setup.untrained += not_private(charter)
        return
    rows = len(dataset.train)
    check_private(charter, rows)
    setup.settings = private_settings(setup.settings, charter.training, rows)
    plan = plan_of(budgets, rows, setup.settings.epochs)
    record(setup.network)
    stopped = still(setup.network)
    _without_prices(setup)
    mark = _mark(setup, dataset, plan)
    secret = Secret.open(work, mark)
    included = secret.coins("canaries", 0, CANARIES, 0.5)
    _, lengths = setup.examples.rows(np.random.default_rng(0))
    sampler = Poisson(secret, rows + CANARIES, plan.rate)
    batching = Batching(sampler, plan.epoch, lengths, included, setup.settings.batch_pieces)
    setup.examples = WithCanaries(setup.examples, rows)
    mechanism = Mechanism(plan.noise_multiplier, plan.expected)
    setup.private = Private(plan, mechanism, secret, batching, mark)
    if stopped:
        setup.untrained += (f"Weights whose gradients are not known row by row stay as they were: {stopped}.",)


def _without_prices(setup: Setup) -> None:
    """Prices and levels of clauses follow the training rows' answers, outside of what the noise covers."""
    reason = "its price would follow training rows beside the noise that a clause on epsilon asks for"
    priced = (*(setup.demands.clauses if setup.demands else ()), *([setup.secrecy.clause] if setup.secrecy else ()))
    setup.untrained += tuple(left_out(clause, reason) for clause in priced)
    setup.demands = setup.secrecy = None


def _mark(setup: Setup, dataset: Dataset, plan: Plan) -> str:
    """A digest of what the noise is drawn for: never the same for two trainings that differ."""
    numbers = asdict(replace(plan, budgets=()))
    parts = (setup.settings.digest(), dataset.digest, setup.base.digest, dataset.labels, numbers, torch.__version__)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def made_up(reader: Reader) -> tuple[list[Batch], Batch]:
    """Texts of letters drawn by chance, of several lengths, each alone and all together: no row of the data."""
    dice = random.Random(0)  # noqa: S311  (texts, not secrets)
    texts = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz   ", k=12 * (2 + place))) for place in range(TRIED)]
    units = reader.texts(texts)
    return [_batch(reader, units, [place]) for place in range(TRIED)], _batch(reader, units, range(TRIED))


def _batch(reader: Reader, units: Sequence[Unit], places: Sequence[int]) -> Batch:
    chosen = torch.tensor(places)
    return Batch(tensors(reader, [units[place] for place in places]), chosen % 2, chosen, None, len(places))
