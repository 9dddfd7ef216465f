"""Numbers that are looked at all the time: intervals and tests that hold at every look, however often one looks.

A test at 0.05 that is run again every week cries wolf within a year. These do not: what they bound is the probability
that they are *ever* wrong (Ville's inequality), so that a service can be watched request by request.

Sources: Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86 (2024), theorem 2
and section 4; Shin, Ramdas and Rinaldo, "E-detectors", NEJSDS 2 (2024), for sums over the time of a change; Vovk and
Wang, "E-values", Annals of Statistics 49 (2021), for averages of e-values.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

MOST_BET = 0.5
"""Of what a bettor has, at most, on one observation."""
SPANS = (60.0, 600.0, 6_000.0)
"""Observations over which bettors remember: a jump is seen by who forgets soon, a slow rise by who does not."""
LEAST = 1e-9  # added where nothing may be divided by
BAND = 4.0
"""Standard errors of the reference by which a mean may differ without being a change."""


class MeanSequence:
    """The mean of numbers from 0 to 1 that come one by one: an interval that holds at every time at once.

    confidence: the probability that the interval never leaves the mean out, 0.5 to 1. The mean may move: then it is of
    the conditional means so far. Predictable plug-in empirical Bernstein, with the running intersection.

    >>> sequence = MeanSequence(0.95)
    >>> for number in [0.0, 1.0] * 500:
    ...     sequence.add(number)
    >>> sequence.count, round(sequence.low, 2), round(sequence.high, 2)
    (1000, 0.44, 0.56)
    """

    def __init__(self, confidence: float) -> None:
        if not 0.5 <= confidence < 1:
            raise ValueError("confidence is from 0.5 to 1")
        self._told = float(np.log(2 / (1 - confidence)))
        self.count = 0
        self.low, self.high = 0.0, 1.0
        self._sum, self._squares = 0.5, 0.25  # of a first observation of a half, and its variance
        self._bets = self._bet_on = self._cost = 0.0

    @property
    def mean(self) -> float:
        """Of what came so far; 0.5 before anything did."""
        return (self._sum - 0.5) / self.count if self.count else 0.5

    def add(self, number: float) -> None:
        """Take in the next number. Raises ValueError for one outside 0 to 1."""
        if not 0 <= number <= 1:
            raise ValueError("a number from 0 to 1")
        before, variance = self._sum / (self.count + 1), self._squares / (self.count + 1)
        self.count += 1
        bet = min(MOST_BET, np.sqrt(2 * self._told / (variance * self.count * np.log(1 + self.count))))
        self._bets += bet
        self._bet_on += bet * number
        self._cost += (number - before) ** 2 * (-np.log1p(-bet) - bet)
        self._sum += number
        self._squares += (number - self._sum / (self.count + 1)) ** 2
        middle, half = self._bet_on / self._bets, (self._told + self._cost) / self._bets
        self.low, self.high = max(self.low, float(middle - half)), min(self.high, float(middle + half))


@dataclass(slots=True)
class ChangeDetector:
    """Whether the means of several features, each from 0 to 1, are still those of a reference.

    middle: [features] their means under the reference. band: [features] by how much a mean may differ without being a
    change: what the reference does not know itself, or what does not matter. alarms: the probability of ever calling a
    change where there is none, in `horizon` observations. Bettors start anew at every observation, each with its share
    of the stake: what went on for long without a change does not slow the finding of one.

    >>> steady = ChangeDetector(np.full(2, 0.5), np.full(2, 0.02), alarms=0.001, horizon=10_000)
    >>> for number in range(2_000):
    ...     steady.add([0.5, (number % 2) * 1.0])
    >>> steady.found, steady.evidence < 1
    (False, True)
    """

    middle: Floats
    band: Floats
    alarms: float
    horizon: int
    count: int = 0
    started: int | None = None
    evidence: float = 0.0
    _means: Floats = field(init=False, repr=False)
    _squares: Floats = field(init=False, repr=False)
    _wealth: Floats = field(init=False, repr=False)
    _run: Floats = field(init=False, repr=False)  # what was won since it last had nothing, as a logarithm
    _since: NDArray[np.int64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        shape = (len(SPANS), 2, len(self.middle))  # bettors: by memory, on more and on less, on each feature
        self._means = np.broadcast_to(self.middle, shape).copy()
        self._squares = np.broadcast_to(self.middle * (1 - self.middle), shape).copy()
        self._wealth, self._run = np.zeros(shape), np.zeros(shape)
        self._since = np.zeros(shape, dtype=np.int64)

    @property
    def found(self) -> bool:
        """Whether a change was called; it stays called."""
        return self.started is not None

    def add(self, features: ArrayLike) -> None:
        """Take in the next observation's features, [features] from 0 to 1."""
        values = np.asarray(features, dtype=np.float64)
        self.count += 1
        # On average below 0 without a change, [2, features]; and the most that a bet of 1 can lose.
        gain = SIGN[:, None] * (values - self.middle) - self.band
        room = np.where(SIGN[:, None] > 0, self.middle, 1 - self.middle) + self.band + LEAST
        edge = SIGN[:, None] * (self._means - self.middle) - self.band
        won = 1 + np.clip(edge / (self._squares + edge**2 + LEAST), 0.0, MOST_BET / room) * gain
        stake = 1 / (self.horizon * self._wealth.size)
        self._wealth = (self._wealth + stake) * won
        self._since = np.where(self._run > 0, self._since, self.count)
        self._run = np.maximum(self._run, 0) + np.log(won)
        self._remember(values)
        self.evidence = float(self._wealth.sum())
        if self.started is None and self.evidence >= 1 / self.alarms:
            self.started = int(self._since.reshape(-1)[self._wealth.argmax()])

    def leading(self) -> tuple[int, bool]:
        """The feature that moved most, by what was won on it, and whether it rose."""
        _, way, feature = np.unravel_index(int(self._wealth.argmax()), self._wealth.shape)
        return int(feature), bool(way == 0)

    def _remember(self, values: Floats) -> None:
        weight = np.maximum(1 / np.asarray(SPANS), 1 / (self.count + 1))[:, None, None]
        change = values - self._means
        self._means += weight * change
        self._squares = (1 - weight) * (self._squares + weight * change**2)


SIGN = np.array([1.0, -1.0])


def band_of(reference: ArrayLike) -> tuple[Floats, Floats]:
    """The means of a reference's features, [rows, features] from 0 to 1, and by how much they may be off: four standard
    errors of each, as the reference is a sample itself.
    """
    rows = np.asarray(reference, dtype=np.float64)
    return rows.mean(axis=0), BAND * rows.std(axis=0, ddof=1) / np.sqrt(len(rows))
