"""Training that keeps what it learned from to itself: a level below which the loss on training rows may not fall.

The attack is the audit's (see `measures.membership`), of training rows against validation rows: a threshold on how sure
the network is of a row's true label. The level is led as the other clauses' prices are (see `multipliers`): it climbs
while the attack's advantage, each half judged by the other half's threshold, exceeds the aim, and falls while it does
not. Where a batch's mean loss is below the level, the step does one of two things in turn: it goes up the loss, or it
makes what is left for the wrong labels even, which leaves the loss where it is and the answers right. This is RelaxLoss
(D. Chen, N. Yu & M. Fritz, ICLR 2022), whose level is set beforehand and whose turns are epochs; going up the loss
alone is flooding (T. Ishida et al., ICML 2020).

Tried beside it: a level for each row, more entropy, and a price for every row above the attack's threshold. All three
make the network equally sure of all it learned from, and a threshold finds that better than before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from troth.measures import Suspects, membership_inference_advantage
from troth.standard import Charter, Estimate
from troth.training.constraints.aims import aim_of, margin_of
from troth.training.constraints.components import Floats
from troth.training.examples import Batch
from troth.training.governing.governor import Standing
from troth.training.governing.multipliers import Multipliers
from troth.training.governing.secrecy import Secrecy

LEVEL = 0.1  # nats of mean loss that the level is for each nat of a multiplier: a tenth of what a wrong answer costs
FULL = 0.2  # an advantage so far beyond the aim moves the level at full speed; chance alone shows a fifth of it
JSON = Any

Ask = Callable[[np.random.Generator | None], tuple[Floats, Floats]]
"""The log-odds of the true label, of some training rows and of some validation rows: drawn ones, or for None of all
validation rows and of as many training rows, the same ones each time."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the attack reaches. chance: one standard error of its advantage. margin: to aim inside the limit by."""

    advantage: float | None
    chance: float
    margin: float


class Privacy:
    """The side of the clause on membership inference in one training.

    history: a look each, as plain JSON; standings, levels: of the epochs. As `Governor` has them, of one clause.
    """

    def __init__(self, secrecy: Secrecy, charter: Charter, ask: Ask) -> None:
        self.secrecy = secrecy
        self.standings: list[Standing] = []
        self.history: list[dict[str, JSON]] = []
        self.levels: list[float] = []
        self._ask, self._confidence = ask, charter.confidence_of(secrecy.clause)
        self._steps = 0
        self._aim = secrecy.clause.limit
        self._highest = 0.0  # the least mean loss of validation rows so far: beyond it, what was learned is lost
        self._multipliers = Multipliers(1)
        self._multipliers.largest[:] = FULL

    @property
    def level(self) -> float:
        """Nats of mean loss on training rows."""
        return min(LEVEL * float(self._multipliers.costs[0]), self._highest)

    def cost(self, batch: Batch, scores: Tensor) -> Tensor | None:
        """What the answers to a batch cost, in nats summed over its rows; None while their loss is above the level."""
        logs = scores.float().log_softmax(dim=1)
        losses = -logs.gather(1, batch.truth[:, None])[:, 0]
        if float(losses.detach().mean()) >= self.level:
            return None
        if self._steps % 2 == 0:
            return 2 * (self.level - losses).sum()  # beside the loss: as far up as it would have gone down
        return evened(logs, batch.truth) - losses.sum()

    def stepped(self, parts: Sequence[Batch]) -> None:
        """A step was taken."""
        self._steps += 1

    def look(self, draw: np.random.Generator) -> None:
        """Attack a sample of the rows, and move the level."""
        members, others = self._ask(draw)
        found = self._attacked(members, others, draw)
        if not self.history:
            self._aim = aim_of(self.secrecy.clause, found.margin)
        self._climb(found, members, others)

    def examine(self, values: Mapping[str, float]) -> float:
        """After an epoch: attack as many rows as can be, aim anew. Returns the worst excess of any clause.

        values: of measures on the validation rows, by name.
        """
        members, others = self._ask(None)
        found = self._attacked(members, others, np.random.default_rng(0))
        self._aim = aim_of(self.secrecy.clause, found.margin)
        if self.history:  # not before the warm-up is over
            self._climb(found, members, others)
        excess = self._excess(found)
        self.standings.append(Standing((found.advantage,), (self._aim,), (excess,), (None,)))
        self.levels.append(self.level)
        others_asked = (one for one in self.secrecy.others if one.measure.name in values)
        return max([excess, *(one.limit - values[one.measure.name] for one in others_asked)])

    def written(self) -> dict[str, JSON]:
        """Where it stands, as plain JSON."""
        led = {name: float(getattr(self._multipliers, name)[0]) for name in ("climbed", "push", "largest")}
        return {
            "steps": self._steps,
            "aim": self._aim,
            "highest": self._highest,
            "led": led,
            "levels": self.levels,
            "history": self.history,
            "standings": [asdict(standing) for standing in self.standings],
        }

    def restore(self, written: Mapping[str, JSON]) -> None:
        """Go on from there."""
        self._steps, self._aim = written["steps"], written["aim"]
        self._highest = written["highest"]
        for name, value in written["led"].items():
            setattr(self._multipliers, name, np.array([value]))
        self.history, self.levels = list(written["history"]), list(written["levels"])
        self.standings = [Standing(**{k: tuple(v) for k, v in one.items()}) for one in written["standings"]]

    def _attacked(self, members: Floats, others: Floats, draw: np.random.Generator) -> Look:
        sides = (Suspects(scores, draw.permutation(len(scores)) % 2 == 0) for scores in (members, others))
        found = membership_inference_advantage(*sides, confidence=self._confidence)
        if not isinstance(found, Estimate):
            return Look(None, 1.0, 0.0)
        times = self.secrecy.audited / len(others)
        chance = float(np.sqrt(0.25 / len(members) + 0.25 / len(others)))
        return Look(found.value, chance, margin_of(self.secrecy.clause, found, times=times))

    def _excess(self, found: Look) -> float:
        return 0.0 if found.advantage is None else found.advantage - self._aim

    def _climb(self, found: Look, members: Floats, others: Floats) -> None:
        since = self._steps - (self.history[-1]["step"] if self.history else 0)
        excess = self._excess(found)
        self._multipliers.look(np.array([excess]), np.array([found.chance]), since)
        loss = float(np.logaddexp(0.0, -others).mean())
        self._highest = min(self._highest, loss) if self.history else loss
        self._multipliers.climbed = np.minimum(self._multipliers.climbed, self._highest / LEVEL)
        self.history.append({"step": self._steps, "prices": [None], "levels": [self.level], "excesses": [excess]})


def evened(logs: Tensor, truth: Tensor) -> Tensor:
    """The loss, summed over rows, with targets that are as sure as the network is and even over the wrong labels.

    A row that is answered wrong keeps its own label for a target. logs: log-probabilities [n, K].
    """
    shares = logs.detach().exp()
    own = shares.gather(1, truth[:, None])
    targets = ((1 - own) / (shares.shape[1] - 1)).expand_as(shares).scatter(1, truth[:, None], own)
    right = shares.argmax(dim=1, keepdim=True) == truth[:, None]
    plain = torch.zeros_like(shares).scatter(1, truth[:, None], 1.0)
    return -(torch.where(right, targets, plain) * logs).sum()


def log_odds(scores: Tensor, truth: Tensor) -> Tensor:
    """The log-odds of the true labels, [n], from the scores of all labels, [n, K]; rises with their probability.

    On this scale the sureness of N. Carlini et al. (2022), Membership inference attacks from first principles, S&P, is
    about normal, and what is nearly sure still differs.
    """
    own = scores.float().gather(1, truth[:, None])
    others = scores.float().scatter(1, truth[:, None], float("-inf"))
    return (own - others.logsumexp(dim=1, keepdim=True))[:, 0]


def odds_of(scores: NDArray[np.float32], truth: NDArray[np.int64]) -> Floats:
    """The same of arrays."""
    found: Floats = log_odds(torch.from_numpy(scores), torch.from_numpy(truth)).numpy().astype(np.float64)
    return found
