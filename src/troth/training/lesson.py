"""What a setup's course teaches: the loss, who is imitated, and the clauses' side, led by the validation split."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from troth.data import Dataset, told_rows
from troth.standard import Charter
from troth.training.course import Examined, Lesson
from troth.training.fairness.choice import groups_of
from troth.training.fairness.methods import OwnLoss, method_of
from troth.training.governing.governor import LOOKS, Governor
from troth.training.governing.governors import Governors
from troth.training.governing.privacy import Privacy, odds_of
from troth.training.governing.weighted import Weighted
from troth.training.losses import Objective
from troth.training.setup import Setup
from troth.training.updating.rehearsal import IMITATED, Rehearsed
from troth.training.validation import Checked, checked_of, decided, measured, scores_of
from troth.training.workers import Loss, Workers

LOOKED_AT = 1.0  # pieces of the validation split that clauses are looked at by, for one that an epoch trains on: to
# answer is a third of the work of learning, so that an epoch takes a third longer at most


def lesson_of(
    setup: Setup,
    charter: Charter,
    dataset: Dataset,
    workers: Workers,
    seed: int,
    *,
    half: bool,
) -> Lesson:
    """What the course teaches: the examples, the loss, and how the validation split is looked at."""
    checked, batching = setup.checked, setup.private.batching if setup.private else None
    guide = setup.teachers.guide(dataset, workers, half=half)
    if checked is None:
        return Lesson(setup.examples, loss_of(setup, guide=guide), None, "", batching=batching)
    rates = _governor(setup, checked, charter, dataset, workers, seed, half=half)
    privacy = _privacy(setup, checked, charter, dataset, workers, half=half)
    governor = Governors(rates, privacy) if rates or privacy else None

    def validate() -> Examined:
        scores = scores_of(setup.network, setup.reader, checked.units, workers, half=half)
        values = measured(checked, scores, setup.transitions())
        if governor is None:
            return Examined(values)
        excess = governor.examine(decided(checked, scores, setup.transitions()), values)
        return Examined(values, excess, earlier=privacy is not None)

    loss = loss_of(setup, governor, guide)
    return Lesson(setup.examples, loss, validate, checked.leading, checked.count, governor, batching)


def loss_of(setup: Setup, governor: Governors | None = None, guide: Tensor | None = None) -> Loss:
    """What a step makes small. guide: what others say of the training rows, to be imitated."""
    if setup.private:
        return setup.private.loss(setup.network, setup.settings)
    cost = governor.cost if governor else None
    if setup.remembered:
        return Rehearsed(setup.remembered, setup.network, setup.chain, setup.settings, cost)
    return Objective(setup.network, setup.chain, setup.settings, cost, guide)


def _governor(
    setup: Setup, checked: Checked, charter: Charter, dataset: Dataset, workers: Workers, seed: int, *, half: bool
) -> Governor | None:
    """The side of the clauses on rates, if any can be trained for."""
    if setup.demands is None:
        return None
    pieces = int(setup.examples.rows(np.random.default_rng(0))[1].sum() * LOOKED_AT / LOOKS)

    def ask(draw: np.random.Generator | None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        whole = checked, np.arange(len(checked.codes))
        part, places = checked.some(pieces, draw) if draw else whole
        scores = scores_of(setup.network, setup.reader, part.units, workers, half=half)
        return places, decided(part, scores, setup.transitions())

    audited, rows = len(dataset.test) / len(dataset.validation), setup.demands.training
    if setup.fairness is None:
        return Governor(setup.demands, charter, ask, audited=audited)
    groups = groups_of(rows.split, setup.fairness.columns)
    own = OwnLoss(setup.settings.label_smoothing, _own_shares(setup, len(groups)))
    method = method_of(setup.fairness, groups, rows.truth, len(dataset.labels), seed, own)
    return Weighted(setup.demands, charter, ask, method, audited=audited)


def _own_shares(setup: Setup, rows: int) -> Tensor:
    """How much of each training row's loss is on its label, [rows]; the rest is on what another network says of it."""
    shares = torch.full((rows,), setup.teachers.own)
    return torch.where(setup.remembered.known, 1 - IMITATED, shares) if setup.remembered else shares


def _privacy(
    setup: Setup, checked: Checked, charter: Charter, dataset: Dataset, workers: Workers, *, half: bool
) -> Privacy | None:
    """The side of the clause on telling training rows, if it is trained for."""
    learned = checked_of(setup.reader, told_rows(dataset), dataset.labels) if setup.secrecy else None
    if setup.secrecy is None or learned is None:
        return None
    pieces = int(setup.examples.rows(np.random.default_rng(0))[1].sum() * LOOKED_AT / LOOKS / 2)  # of each kind

    def odds(part: Checked) -> NDArray[np.float64]:
        return odds_of(scores_of(setup.network, setup.reader, part.units, workers, half=half), part.codes)

    def ask(draw: np.random.Generator | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        if draw is None:
            whole = sum(unit.length for unit in checked.units)
            return odds(learned.some(whole, np.random.default_rng(0))[0]), odds(checked)
        return odds(learned.some(pieces, draw)[0]), odds(checked.some(pieces, draw)[0])

    others = None if setup.teachers.unseen is None else torch.from_numpy(setup.teachers.unseen)
    return Privacy(setup.secrecy, charter, ask, others, smoothing=setup.settings.label_smoothing)
