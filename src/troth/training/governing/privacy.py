"""Training that keeps what it learned from to itself: it answers training rows as if it had never seen them.

The attack is the audit's (see `measures.membership`), of training rows against validation rows: a threshold on how sure
the network is of a row's true label. L_privacy is how unlike its answer to a row is what networks that did not learn
from the row say of it (see `unseen`): where that is nothing, an attack on answers has nothing to go by. The share of
the loss that it takes is led as the other clauses' prices are (see `multipliers`): it climbs while the attack's
advantage, each half judged by the other half's threshold, exceeds the aim, and falls while it does not.

Tried before it: a level of the mean loss, below which steps go up the loss or even out the wrong labels in turn
(RelaxLoss, D. Chen, N. Yu and M. Fritz, ICLR 2022); a level for each row; more entropy; a price for every row above the
attack's threshold. The first took an advantage of 0.156 to 0.120; the others made the network equally sure of all it
learned from, and a threshold finds that better than before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import cross_entropy

from troth.measures import Suspects, membership_inference_advantage
from troth.standard import Charter, Estimate
from troth.training.constraints.aims import aim_of, margin_of
from troth.training.constraints.components import Floats
from troth.training.examples import Batch
from troth.training.governing.governor import Standing
from troth.training.governing.multipliers import Multipliers
from troth.training.governing.secrecy import Secrecy

WEIGHT = 10.0  # of what others say beside the truth, for each nat of a multiplier: nearly all of the loss while the
# attack succeeds, as a row that is half learned by heart is told as surely as one that is wholly so
FULL = 0.2  # an advantage so far beyond the aim moves the share at full speed; chance alone shows a fifth of it
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

    history: a look each, as plain JSON; standings, shares: of the epochs. As `Governor` has them, of one clause.
    """

    def __init__(
        self, secrecy: Secrecy, charter: Charter, ask: Ask, unseen: Tensor | None, *, smoothing: float = 0.0
    ) -> None:
        """unseen: scores [training rows, labels] by networks that did not learn from the row; None where there are
        none, and the clause only decides which epoch is kept. smoothing: of the labels that the task's loss has.
        """
        self.secrecy = secrecy
        self.standings: list[Standing] = []
        self.history: list[dict[str, JSON]] = []
        self.shares: list[float] = []
        self._ask, self._confidence = ask, charter.confidence_of(secrecy.clause)
        self._unseen, self._smoothing = None if unseen is None else unseen.softmax(dim=1), smoothing
        self._steps = 0
        self._aim = secrecy.clause.limit
        self._multipliers = Multipliers(1)
        self._multipliers.largest[:] = FULL

    @property
    def share(self) -> float:
        """Of the loss of training rows, how much is what networks that did not learn from them say."""
        weight = WEIGHT * float(self._multipliers.costs[0])
        return 0.0 if self._unseen is None else weight / (1 + weight)

    def cost(self, batch: Batch, scores: Tensor) -> Tensor | None:
        """What the answers to a batch cost, in nats summed over its rows; None while nothing costs anything."""
        if self._unseen is None or not self.share:
            return None
        imitated = cross_entropy(scores, self._unseen[batch.places], reduction="sum")
        right = cross_entropy(scores, batch.truth, label_smoothing=self._smoothing, reduction="sum")
        return self.share * (imitated - right)

    def stepped(self, parts: Sequence[Batch]) -> None:
        """A step was taken."""
        self._steps += 1

    def look(self, draw: np.random.Generator) -> None:
        """Attack a sample of the rows, and move the share."""
        members, others = self._ask(draw)
        found = self._attacked(members, others, draw)
        if not self.history:
            self._aim = aim_of(self.secrecy.clause, found.margin)
        self._climb(found)

    def examine(self, values: Mapping[str, float]) -> float:
        """After an epoch: attack as many rows as can be, aim anew. Returns the worst excess of any clause.

        values: of measures on the validation rows, by name.
        """
        members, others = self._ask(None)
        found = self._attacked(members, others, np.random.default_rng(0))
        self._aim = aim_of(self.secrecy.clause, found.margin)
        if self.history:  # not before the warm-up is over
            self._climb(found)
        excess = self._excess(found)
        self.standings.append(Standing((found.advantage,), (self._aim,), (excess,), (None,)))
        self.shares.append(self.share)
        others_asked = (one for one in self.secrecy.others if one.measure.name in values)
        return max([excess, *(one.limit - values[one.measure.name] for one in others_asked)])

    def written(self) -> dict[str, JSON]:
        """Where it stands, as plain JSON."""
        led = {name: float(getattr(self._multipliers, name)[0]) for name in ("climbed", "push", "largest")}
        return {
            "steps": self._steps,
            "aim": self._aim,
            "led": led,
            "shares": self.shares,
            "history": self.history,
            "standings": [asdict(standing) for standing in self.standings],
        }

    def restore(self, written: Mapping[str, JSON]) -> None:
        """Go on from there."""
        self._steps, self._aim = written["steps"], written["aim"]
        for name, value in written["led"].items():
            setattr(self._multipliers, name, np.array([value]))
        self.history, self.shares = list(written["history"]), list(written["shares"])
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

    def _climb(self, found: Look) -> None:
        since = self._steps - (self.history[-1]["step"] if self.history else 0)
        excess = self._excess(found)
        self._multipliers.look(np.array([excess]), np.array([found.chance]), since)
        self.history.append({"step": self._steps, "prices": [None], "shares": [self.share], "excesses": [excess]})


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
