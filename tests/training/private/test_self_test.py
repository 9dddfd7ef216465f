"""Mistakes that are planted in the real parts, and found before the first step or by the audit after the last."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from training import tiny
from training.private.made import Parts, parts_of, private_task
from troth.errors import TrainingError
from troth.training.private.plan import Budget
from troth.training.private.recorded import Tape
from troth.training.private.sampling import Ints, Poisson, canary_batch
from troth.training.private.secret import Secret
from troth.training.private.self_test import check_noise, check_sampler, check_steps
from troth.training.private.start import made_up
from troth.training.private.steps import PrivateSteps

ROWS, EPOCH = 2000, 20
SECRET = Secret(b"k" * 32)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    folder = tmp_path_factory.mktemp("private")
    task = private_task(folder, tiny.make_base(folder / "base"), epochs=3)
    with parts_of(task, folder / "work") as made:
        yield made


def tried(parts: Parts, steps: PrivateSteps) -> None:
    network = parts.setup.network
    check_steps(steps, network, parts.private.loss(network, parts.setup.settings), *made_up(parts.setup.reader))


def test_the_real_parts_pass(parts: Parts) -> None:
    parts.private.check(parts.steps(), parts.setup)
    assert parts.setup.network.training


def test_clipping_by_the_batch_s_mean_is_found(parts: Parts) -> None:
    def by_mean(norms: Tensor, bound: float) -> Tensor:
        return torch.full_like(norms, min(1.0, bound / float(norms.mean())))

    with pytest.raises(TrainingError, match="not clipped each by its own norm"):
        tried(parts, parts.steps(clip=by_mean))


def test_no_clipping_is_found(parts: Parts) -> None:
    with pytest.raises(TrainingError, match="adds more than the bound"):
        tried(parts, parts.steps(clip=lambda norms, bound: torch.ones_like(norms)))


@pytest.mark.parametrize("wrong", [lambda taken, expected: float(taken), lambda taken, expected: 1.0])
def test_a_divisor_that_is_not_the_expected_batch_is_found(parts: Parts, wrong: object) -> None:
    with pytest.raises(TrainingError, match="not the plain gradient over the expected batch"):
        tried(parts, parts.steps(divide=wrong))


def test_a_layer_that_mixes_rows_is_found(parts: Parts) -> None:
    class Mixing(nn.Module):
        def forward(self, numbers: Tensor) -> Tensor:
            return numbers - numbers.mean(0, keepdim=True)

    network = parts.setup.network
    kept, network.dropout = network.dropout, Mixing()  # type: ignore[assignment]
    try:
        with pytest.raises(TrainingError, match="with this base"):
            tried(parts, parts.steps())
    finally:
        network.dropout = kept


def test_noise_that_repeats_is_found(parts: Parts) -> None:
    @dataclass(frozen=True)
    class Same(Secret):
        def stream(self, purpose: str, number: int, place: int, count: int) -> bytes:
            return super().stream(purpose, 0, place, count)

    steps = parts.steps()
    check_noise(steps)
    steps._secret = Same(b"k" * 32)
    with pytest.raises(TrainingError, match="not independent"):
        check_noise(steps)


@dataclass(frozen=True)
class Shuffled:
    """Every row once an epoch, in batches of one size: what the accountants do not count on."""

    def taken(self, step: int) -> Ints:
        order = np.random.default_rng(step // EPOCH).permutation(ROWS)
        return np.sort(order[step % EPOCH :: EPOCH])


@dataclass(frozen=True)
class ShuffledInUnevenBatches:
    """The same, but a batch is as large as by coins."""

    def taken(self, step: int) -> Ints:
        where = np.random.default_rng(step // EPOCH).integers(EPOCH, size=ROWS)
        return np.flatnonzero(where == step % EPOCH)


@dataclass(frozen=True)
class FixedSize:
    """So many rows drawn for every step."""

    def taken(self, step: int) -> Ints:
        return np.sort(np.random.default_rng(step).choice(ROWS, ROWS // EPOCH, replace=False))


@pytest.mark.parametrize(
    ("sampler", "fault"),
    [
        (Shuffled(), "do not vary in size"),
        (ShuffledInUnevenBatches(), "may shuffle"),
        (FixedSize(), "do not vary in size"),
        (Poisson(SECRET, ROWS, 1.2 / EPOCH), "are accounted for"),
    ],
)
def test_samplers_other_than_coins_are_found(sampler: object, fault: str) -> None:
    with pytest.raises(TrainingError, match=fault):
        check_sampler(sampler, ROWS, 1 / EPOCH, epoch=EPOCH)  # type: ignore[arg-type]


@pytest.mark.parametrize(("rows", "epoch"), [(ROWS, EPOCH), (20_100, 12), (50, 50), (30, 1)])
def test_coins_pass(rows: int, epoch: int) -> None:
    for key in range(5):
        check_sampler(Poisson(Secret(bytes([key]) * 32), rows, 1 / epoch), rows, 1 / epoch, epoch=epoch)


def listened(parts: Parts, steps: PrivateSteps, count: int) -> None:
    """Steps of canaries alone, as an epoch's batches have them, and the ledger of them."""
    batching, real = parts.private.batching, parts.private.plan.rows
    for step, rows in enumerate(row for epoch in range(1 + count // batching.steps) for row in batching.order(epoch)):
        there = [row - real for row in rows if row >= real]
        _, gradients = steps.gradients([canary_batch(np.array(there))], parts.private.loss, step)  # type: ignore[arg-type]
        assert gradients
        steps.meter.hear(*steps._heard)  # type: ignore[misc]


def test_an_honest_training_s_ledger(parts: Parts) -> None:
    steps = parts.steps()
    listened(parts, steps, parts.private.plan.steps)
    ledger = parts.private.ledger(steps, parts.private.plan.steps)
    assert 7.5 < ledger["epsilon"] <= 8
    assert ledger["epsilon"] == max(ledger["accountants"].values())
    audit = ledger["audit"]
    assert 0.2 < audit["epsilon_at_least"] < ledger["epsilon"]
    assert audit["noise_heard"] == pytest.approx(parts.private.plan.noise_multiplier, rel=0.01)
    assert audit["contribution_heard"] == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"noise_multiplier": 0.5}, "noise of 0\\.(4[7-9]|5[0-3]|5 )"),
        ({"divide": lambda taken, expected: 0.3 * expected}, "a planted row counted for|was accounted for"),
        ({"clip": lambda norms, bound: torch.full_like(norms, 2 * bound) / norms}, "counted for (1\\.9|2)"),
    ],
)
def test_a_training_with_less_noise_or_louder_rows_is_refused(
    parts: Parts, changes: dict[str, object], fault: str
) -> None:
    steps = parts.steps(**changes)
    listened(parts, steps, 30)
    with pytest.raises(TrainingError, match=fault):
        parts.private.ledger(steps, 30)


def test_guesses_that_refute_the_claim_refuse_the_training(parts: Parts) -> None:
    plan = parts.private.plan
    (budget,) = plan.budgets
    modest = replace(plan, noise_multiplier=4.0, budgets=(Budget(budget.clause, 1.5, budget.delta),))
    private = replace(parts.private, plan=modest, mechanism=replace(parts.mechanism, noise_multiplier=4.0))
    other = replace(parts, private=private)
    steps = other.steps(noise_multiplier=0.4)
    listened(other, steps, plan.steps)
    with pytest.raises(TrainingError, match="finds an epsilon of"):
        private.ledger(steps, plan.steps)


def full() -> int:
    """Tapes that hold anything."""
    return sum(type(one) is Tape and bool(one.uses) for one in gc.get_objects())


def test_nothing_of_a_step_stays_in_memory(parts: Parts) -> None:
    alone, _ = made_up(parts.setup.reader)
    steps, loss = parts.steps(), parts.private.loss(parts.setup.network, parts.setup.settings)
    gc.collect()
    gc.disable()  # which would hide that the graph and the tape hold each other
    before = full()
    try:
        steps.clipped(alone, loss, 0)
        assert full() <= before
    finally:
        gc.enable()
