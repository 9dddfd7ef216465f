"""What the noise of a federated training promises about whole clients, round by round.

Every round is the sum of clients' clipped updates with Gaussian noise, in which a client counts for the clipping norm
at most (McMahan, Ramage, Talwar and Zhang, Learning differentially private recurrent language models, ICLR 2018). The
sum is divided by the number of clients that were planned, whoever answered. All clients take part in every round: there
is no chance of having been left out that would lower the epsilon.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from troth.measures import sampled_gaussian_epsilon
from troth.training.federated.plan import Plan
from troth.training.private.accounting import needed

FORMAT = 1
COVERS = "one client more or less, with all of its rows; the claimed numbers of rows are not covered"


@lru_cache(maxsize=256)
def epsilon_of(noise: float, rounds: int, delta: float) -> float:
    """The epsilon of so many rounds with noise of so many clipping norms, by the privacy loss distribution.

    Raises TrainingError without dp-accounting.
    """
    try:
        return sampled_gaussian_epsilon(noise, 1.0, rounds, delta)
    except ImportError as error:
        raise needed(error) from None


def ledger_of(plan: Plan, done: int) -> dict[str, Any] | None:
    """The ledger as plain JSON; None without noise. done: rounds, that of the head included.

    The claim is for all planned rounds: that a training stopped early was decided by looking at it.
    """
    if not plan.noise:
        return None
    rounds = plan.rounds + 1
    return {
        "format": FORMAT,
        "mechanism": "DP-FedAvg, all clients in every round",
        "covers": COVERS,
        "epsilon": epsilon_of(plan.noise, rounds, plan.delta),
        "delta": plan.delta,
        "noise_multiplier": plan.noise,
        "clipping_norm": plan.clip,
        "rounds": rounds,
        "rounds_done": done,
        "clients": plan.clients,
        "noise_of": "each client's share" if plan.secure else "the server",
    }
