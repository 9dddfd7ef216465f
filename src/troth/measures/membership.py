"""How surely an attack tells the rows a model learned from: the advantage of a threshold on each row's score.

A row is called a member where its score, such as the probability of its true label, is at or above a threshold. The
advantage is the share of members called less the share of other rows called: true positive rate less false positive
rate. The best threshold on the very rows it is judged on would find an advantage of noise, so it is chosen on one half
of both kinds of rows and judged on the other, and the other way round: given its threshold each half's calls are
binomial. Both halves' calls are counted together; simulation shows the interval at its stated rate (see the tests).

To call nobody is an attack too, whose advantage is 0: neither estimate nor bounds go below it, and the upper bound is
never below what calling nobody would leave open.

It is an attack that knows nothing but one score. Attacks that train models of their own (LiRA, RMIA) may find more, so
what is found here is a lower bound of what a model gives away, and a small figure no proof that it gives away little.

S. Yeom et al. (2018), Privacy risk in machine learning: analyzing the connection to overfitting, CSF. N. Carlini et al.
(2022), Membership inference attacks from first principles, S&P, asks for the true positives at few false ones.
S. Zarifzadeh et al. (2024), Low-cost high-power membership inference attacks, ICML.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from troth.measures.growth import apart
from troth.measures.proportion import Floats, effective, kish, student_ratio
from troth.measures.rates import rate_parts
from troth.measures.simultaneous import difference
from troth.measures.thin import UNITS
from troth.standard import Estimate, Evidence, NotMeasured, Part

Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Choose = Callable[[Floats, Floats], float]

FEWEST = 20  # rows of each kind; of fewer, a half's threshold is chosen on next to nothing
SMALLEST = 1e-30  # a probability below is taken for this: to a float32 it is nothing
FEW_FALSE = 0.01  # of the other rows: an attack that seldom errs is worse for those it names
ENOUGH_OTHERS = 200  # of which one in a hundred of a half is one row at least


@dataclass(frozen=True, slots=True)
class Suspects:
    """Rows of one kind, as an attack sees them.

    scores: [n], none of them NaN; the higher, the likelier a member. half: bool [n], drawn without regard to the
    scores; the rows of a document in one half. documents: int [n], the document of each row where these err together.
    """

    scores: Floats
    half: Bools
    documents: Integers | None = None

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def smaller(self) -> int:
        """How many rows the smaller half has."""
        return int(min(self.half.sum(), (~self.half).sum()))


def membership_inference_advantage(members: Suspects, others: Suspects, *, confidence: float) -> Evidence:
    """The advantage of the threshold attack, between 0 and 1.

    The estimate's parts are the shares called of each kind, and of the members called where one in a hundred others is.
    """
    n, m = len(members), len(others)
    if min(n, m) < FEWEST or 2 * min(members.smaller, others.smaller) < FEWEST:
        return NotMeasured(
            f"an attack needs {FEWEST} rows of each kind, half of them to choose its threshold on; there are {n} that"
            f" were learned from and {m} others",
            {"members": n, "non-members": m},
        )
    thresholds, calls = crossed(members, others, best_threshold)
    called = [int(call.sum()) for call in calls]
    k, trials = _trials(members, others, calls, confidence)
    value, low, high = advantage(k, trials, confidence)
    counts = {"n": n + m, "members": n, "non-members": m, "members called": called[0], "non-members called": called[1]}
    parts = rate_parts(("members called", "non-members called"), called, (n, m), confidence, (k, trials))
    growth = apart(
        ("members", "non-members"), (n, m), lambda times: advantage(k * times, trials * times, confidence)[1:]
    )
    first, second = ("∞" if np.isinf(one) else f"{one:.4g}" for one in thresholds)
    return Estimate(
        value,
        low,
        high,
        confidence,
        f"each half judged by the other half's best threshold ({first} and {second}); melded Clopper–Pearson bounds",
        counts,
        thin=_thin(members, others),
        parts=(*parts, *_seldom_wrong(members, others, confidence)),
        growth=growth,
    )


def log_likelihood(probabilities: npt.NDArray[np.float32], truth: npt.NDArray[np.integer[Any]]) -> Floats:
    """A row's score: the log-probability of its true label, [n]; probabilities are [n, K], truth codes [n].

    Near 1 it is taken from what is left for the other labels, which a float32 still tells apart from nothing.
    """
    wide = probabilities.astype(float)
    own = wide[np.arange(len(truth)), truth]
    rest = np.clip(wide.sum(1) - own, 0.0, 1.0)
    return np.asarray(np.where(rest < 0.5, np.log1p(-np.minimum(rest, 0.5)), np.log(np.maximum(own, SMALLEST))))


def crossed(members: Suspects, others: Suspects, choose: Choose) -> tuple[tuple[float, float], tuple[Bools, Bools]]:
    """The thresholds chosen on each half, the first on that of False, and who is called by that of the other half."""
    of_first, of_second = (
        choose(members.scores[members.half == half], others.scores[others.half == half]) for half in (False, True)
    )
    calls = tuple(side.scores >= np.where(side.half, of_first, of_second) for side in (members, others))
    return (of_first, of_second), (calls[0], calls[1])


def best_threshold(members: Floats, others: Floats) -> float:
    """The threshold with the largest advantage, of several the highest; infinite, to call nobody, where none has any.

    >>> best_threshold(np.array([0.9, 0.8, 0.4]), np.array([0.6, 0.3, 0.2]))
    0.8
    """
    tried = np.unique(np.concatenate([members, others]))[::-1]
    found = _share(members, tried) - _share(others, tried)
    place = int(found.argmax())
    return float(tried[place]) if found[place] > 0 else float("inf")


def seldom_wrong(members: Floats, others: Floats) -> float:
    """The lowest threshold that calls at most one in a hundred of the others."""
    tried = np.unique(np.concatenate([members, others]))
    few = tried[_share(others, tried) <= FEW_FALSE]
    return float(few[0]) if len(few) else float("inf")


def advantage(successes: Floats, trials: Floats, confidence: float) -> tuple[float, float, float]:
    """Value, low and high of the members' share called less the others', none below calling nobody; arrays are [2]."""
    value, low, high = (float(x) for x in difference(successes, trials, confidence))
    nobody = float(difference(np.zeros(2), trials, confidence)[2])
    return max(value, 0.0), max(low, 0.0), max(high, nobody)


def _share(scores: Floats, thresholds: Floats) -> Floats:
    """Of the scores, the share at or above each threshold."""
    return np.asarray(1.0 - np.searchsorted(np.sort(scores), thresholds, side="left") / len(scores))


def _trials(
    members: Suspects, others: Suspects, calls: tuple[Bools, Bools], confidence: float
) -> tuple[Floats, Floats]:
    """Calls and rows of both kinds as the bounds take them, [2] each."""
    of_members, of_others = (
        _clustered(call, side.documents, confidence) for side, call in zip((members, others), calls, strict=True)
    )
    return np.array([of_members[0], of_others[0]]), np.array([of_members[1], of_others[1]])


def _clustered(call: Bools, documents: Integers | None, confidence: float) -> tuple[float, float]:
    """Calls and rows; of rows that err together, those of the binomial that varies as their documents do."""
    total, share = float(len(call)), float(call.mean())
    if documents is None:
        return float(call.sum()), total
    unit = np.unique(documents, return_inverse=True)[1]
    right, size = np.bincount(unit, call), np.bincount(unit).astype(float)
    units = len(size)
    freedom = min(float(kish(right)), float(kish(size - right)), max(units - 1, 1))
    wider = float(student_ratio(freedom, (1 - confidence) / 2)) ** 2
    variance = ((right - share * size) ** 2).sum() / total**2 * units / max(units - 1, 1) * wider
    successes, trials = effective(share, variance, kish(size), total)
    return float(successes), float(trials)


def _thin(members: Suspects, others: Suspects) -> str | None:
    """Why documents are too few for their variance to be known, or None."""
    documents = [len(np.unique(side.documents)) for side in (members, others) if side.documents is not None]
    if not documents or min(documents) >= UNITS:
        return None
    return f"{min(documents)} documents; its interval is shown to hold from {UNITS} on"


def _seldom_wrong(members: Suspects, others: Suspects, confidence: float) -> tuple[Part, ...]:
    """The members called where one in a hundred others is; nothing where there are too few others to tell."""
    if 2 * others.smaller < ENOUGH_OTHERS:
        return ()
    _, calls = crossed(members, others, seldom_wrong)
    k, trials = _trials(members, others, calls, confidence)
    called, false = (int(call.sum()) for call in calls)
    (part,) = rate_parts(
        ("members called where 1 % of non-members are",), [called], [len(members)], confidence, (k[:1], trials[:1])
    )
    return (Part(part.name, part.value, part.low, part.high, {**part.counts, "non-members called": false}),)
