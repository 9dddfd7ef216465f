"""Training that obeys clauses on rates: a game between the weights and the clauses' prices.

The weights go down the task's loss plus what each answer costs: the slopes of the violated inequalities, times their
multipliers, on the probabilities of the batch's rows. The multipliers climb by the true rates, those of decisions, on
the constraint split, which is the validation split: a slope needs soft answers, a verdict must not be made of them.
This is the proxy-Lagrangian of A. Cotter et al. (2019), Optimization with non-differentiable constraints with
applications to fairness, recall, churn, and other goals, JMLR 20:172.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from troth.standard import Charter, Clause, Estimate, Evidence
from troth.training.constraints.aims import aim_of, evidence_of, margin_of
from troth.training.constraints.components import Floats
from troth.training.examples import Batch
from troth.training.governing.demands import Demands
from troth.training.governing.membership import Codes
from troth.training.governing.multipliers import Multipliers
from troth.training.governing.running import RunningTable

LOOKS = 8  # at the constraint split in an epoch, the last of them at its end
LED = ("climbed", "push", "largest")  # what a checkpoint keeps of the multipliers
JSON = Any

Ask = Callable[[np.random.Generator | None], tuple[Codes, Codes]]
"""What the network now says of the constraint rows: their numbers, and the code said of each. Of all of them for None,
else of a sample that is drawn."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the clauses stood after an epoch.

    values: of each clause's measure on the constraint rows, None where it could not be taken. aims, excesses, prices:
    of each clause; the prices are the mean of the epoch's looks, None of a clause that is not obeyed by a price.
    """

    values: tuple[float | None, ...]
    aims: tuple[float, ...]
    excesses: tuple[float, ...]
    prices: tuple[float | None, ...]


class Governor:
    """The clauses' side of one training.

    history: a look each, as plain JSON; standings: of the epochs.
    """

    def __init__(self, demands: Demands, charter: Charter, ask: Ask, *, audited: float) -> None:
        """audited: the audit's rows over those of the constraint split."""
        self.demands = demands
        self.standings: list[Standing] = []
        self.history: list[dict[str, JSON]] = []
        self._charter, self._ask, self._audited = charter, ask, audited
        self._steps = self._looked = 0  # steps taken; looks up to the last epoch's end
        self._running = RunningTable(demands.training.known)
        self._aims = tuple(clause.limit for clause in demands.clauses)
        self._inequalities = demands.inequalities(self._aims)
        self._multipliers = Multipliers(len(self._inequalities.owner))
        self._codes = torch.from_numpy(demands.training.members.codes.astype(np.int64))
        self._costs: Tensor | None = None
        self._said: dict[int, tuple[Tensor, Tensor]] = {}

    def cost(self, batch: Batch, scores: Tensor) -> Tensor | None:
        """What the answers to a batch cost, in nats summed over its rows; None while nothing costs anything.

        Called by several workers at once, each with its own batch; of several looks at one, the first one's answers are
        those that count.
        """
        inside = batch.truth >= 0
        rows, truth, scores = batch.places[inside], batch.truth[inside], scores[inside]
        self._said.setdefault(id(batch), (rows, scores.detach().argmax(dim=-1)))
        if self._costs is None:
            return None
        costs = self._costs[self._codes[rows], truth[:, None]].sum(dim=1)
        return (costs * scores.softmax(dim=-1)).sum()

    def stepped(self, parts: Sequence[Batch]) -> None:
        """A step was taken on these batches: the slopes are those of the answers given now."""
        said = [self._said.pop(id(part)) for part in parts]
        counts = [self.demands.training.count(rows.numpy(), codes.numpy()) for rows, codes in said]
        self._running.add(sum(counts[1:], counts[0]))
        self._steps += 1
        self._price()

    def look(self, draw: np.random.Generator) -> None:
        """See on a sample of the constraint split whether the clauses hold, and move the multipliers."""
        if not self.history:
            self._aim(self._ask(None)[1])  # at the first look the aims are not known yet
        self._climb(*self._ask(draw))

    def examine(self, said: Codes, values: Mapping[str, float]) -> float:
        """After an epoch: see on all of the constraint split, aim anew. Returns the worst excess of any clause.

        said: of every constraint row. values: other measures of theirs.
        """
        every, found, before = np.arange(len(said)), self._aim(said), self._looked
        if self.history:  # not before the warm-up is over
            self._climb(every, said)
        excesses = self._worst(self.demands.validation.count(every, said))
        asked = [one["prices"] for one in self.history[before:]] or [[0.0] * len(excesses)]
        self.standings.append(Standing(found, self._aims, excesses, tuple(np.mean(asked, axis=0).tolist())))
        self._looked = len(self.history)
        others = (one for one in self.demands.others if one.measure.name in values)
        return max(*excesses, *(one.limit - values[one.measure.name] for one in others))

    def written(self) -> dict[str, JSON]:
        """Where it stands, but for the arrays, as plain JSON."""
        return {
            "steps": self._steps,
            "looked": self._looked,
            "aims": list(self._aims),
            "history": self.history,
            "standings": [asdict(standing) for standing in self.standings],
        }

    def arrays(self) -> dict[str, Tensor]:
        """Where it stands: the arrays."""
        numbers = {name: getattr(self._multipliers, name) for name in LED} | {"running": self._running.sums}
        return {name: torch.from_numpy(array.copy()) for name, array in numbers.items()}

    def restore(self, written: Mapping[str, JSON], arrays: Mapping[str, Tensor]) -> None:
        """Go on from there."""
        self._steps, self._looked, self._aims = written["steps"], written["looked"], tuple(written["aims"])
        self.history = list(written["history"])
        self.standings = [Standing(**{k: tuple(v) for k, v in one.items()}) for one in written["standings"]]
        self._inequalities = self.demands.inequalities(self._aims)
        for name in LED:
            setattr(self._multipliers, name, arrays[name].numpy())
        self._running.sums = arrays["running"].numpy()
        self._price()

    def _aim(self, said: Codes) -> tuple[float | None, ...]:
        """Set the aims by what is said of all constraint rows; returns the clauses' values there."""
        clauses, found = self.demands.clauses, [self._evidence(clause, said) for clause in self.demands.clauses]
        margins = [margin_of(one, seen, times=self._audited) for one, seen in zip(clauses, found, strict=True)]
        self._aims = tuple(aim_of(clause, margin) for clause, margin in zip(clauses, margins, strict=True))
        self._inequalities = self.demands.inequalities(self._aims)
        return tuple(one.value if isinstance(one, Estimate) else None for one in found)

    def _evidence(self, clause: Clause, said: Codes) -> Evidence:
        return evidence_of(
            clause,
            self.demands.validation.audited(clause, said),
            positive=self._charter.task.positive,
            confidence=self._charter.confidence_of(clause),
        )

    def _climb(self, rows: Codes, said: Codes) -> None:
        table = self.demands.validation.count(rows, said)
        since = self._steps - (self.history[-1]["step"] if self.history else 0)
        self._multipliers.look(self._inequalities.excesses(table), self._inequalities.chance(table), since)
        self.history.append({"step": self._steps, "prices": list(self._prices()), "excesses": list(self._worst(table))})
        self._price()

    def _worst(self, table: Floats) -> tuple[float, ...]:
        return tuple(self._inequalities.worst(self._inequalities.excesses(table)).tolist())

    def _values(self) -> Floats:
        """The multipliers, [J]: nats of mean loss for a unit of each inequality's limit."""
        rows = len(self.demands.training.truth)
        return self._multipliers.costs * self._inequalities.shares(self._running.table(), rows)

    def _prices(self) -> tuple[float, ...]:
        """Nats of mean loss for a unit of each clause's limit."""
        inequalities = self._inequalities
        return tuple(np.bincount(inequalities.owner, self._values(), inequalities.clauses).tolist())

    def _price(self) -> None:
        """What each answer to a row of each group and truth costs, [groups + 1, labels, labels]; the last is nobody's.

        Only differences between answers move anything: the right one is free.
        """
        if not self._multipliers.costs.any():
            self._costs = None
            return
        rows = len(self.demands.training.truth)
        pull = rows * self._inequalities.slope(self._running.table(), self._values())
        right = np.diagonal(pull, axis1=1, axis2=2)[:, :, None]
        costs = np.concatenate([pull - right, np.zeros_like(pull[:1])])
        self._costs = torch.from_numpy(costs.astype(np.float32))
