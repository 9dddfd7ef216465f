"""The ledger of a private training: what is promised, by which numbers, and what an audit of it found.

It goes into the signed entry of the training, and is what an audit of the model reads.
"""

from __future__ import annotations

from typing import Any

from troth.errors import TrainingError
from troth.measures import privacy_lower_bound
from troth.training.private.accounting import ACCOUNTANTS, claims_of
from troth.training.private.canaries import DEVIATIONS, Heard
from troth.training.private.mechanism import Mechanism
from troth.training.private.plan import Budget, Plan

FORMAT = 1
CONFIDENCE = 0.95  # of the audit's lower bound
COVERS = "one training row more or less; rows of the validation and test splits are not covered"


def ledger_of(plan: Plan, mechanism: Mechanism, heard: Heard, done: int) -> dict[str, Any]:
    """The ledger as plain JSON. done: steps that were taken of those planned.

    The claim is for all planned steps: that a training stopped early was decided by looking at it.
    """
    strictest = min(plan.budgets, key=lambda budget: budget.epsilon)
    claims = claims_of(plan.noise_multiplier, plan.rate, plan.steps, strictest.delta)
    bound = privacy_lower_bound(heard.canaries, heard.guessed, delta=strictest.delta, confidence=CONFIDENCE)
    _check(strictest, max(claims), bound)
    _check_heard(plan, heard)
    return {
        "format": FORMAT,
        "mechanism": "DP-SGD, Poisson sampling",
        "covers": COVERS,
        "epsilon": max(claims),
        "delta": strictest.delta,
        "accountants": dict(zip(ACCOUNTANTS, claims, strict=True)),
        "noise_multiplier": plan.noise_multiplier,
        "sample_rate": plan.rate,
        "steps": plan.steps,
        "steps_done": done,
        "clipping_norm": mechanism.bound,
        "rows": plan.rows,
        "reproducible": False,
        "audit": {
            "canaries": heard.canaries,
            "guessed": [list(pair) for pair in heard.guessed],
            "epsilon_at_least": bound,
            "confidence": CONFIDENCE,
            "noise_heard": heard.noise,
            "contribution_heard": heard.contribution,
        },
    }


def _check(budget: Budget, claim: float, bound: float) -> None:
    if claim > budget.epsilon or bound > claim:
        raise _false(
            f"an audit of the training by planted rows finds an epsilon of {bound:.3g} at least, and {claim:.3g} was "
            "accounted for"
        )


def _check_heard(plan: Plan, heard: Heard) -> None:
    noise, contribution = heard.doubt
    if heard.noise < plan.noise_multiplier - DEVIATIONS * noise:
        raise _false(f"noise of {heard.noise:.4g} was heard, and {plan.noise_multiplier:.4g} was accounted for")
    if heard.contribution > 1 + DEVIATIONS * contribution:
        raise _false(f"a planted row counted for {heard.contribution:.4g} times the clipping norm")


def _false(why: str) -> TrainingError:
    return TrainingError(
        f"the training does not keep its clause on epsilon: {why}",
        remedy="Nothing was saved. This is a fault of Troth, or of what was changed in it; please report it.",
    )
