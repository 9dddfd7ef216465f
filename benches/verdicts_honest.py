"""Are the verdicts honest? Simulated audits of models whose truth is known.

For each family of measures and each setting (rows a group, groups, rates, true gap) thousands of audits are drawn and
given the interval that judges. Counted are: how often the interval holds the truth (stated: 0.95); how often a clause
whose limit the truth just fails is *met* (the limit set at the truth, so every met is false); how often one that the
truth just holds is *broken*. A setting is below where the coverage seen is under 0.945 by more than chance: the upper
end of its exact 99.9 % interval; 0.1 % of honest settings would be named by chance alone.

    python -m benches.verdicts_honest [--small]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy import special

from troth.measures import clopper_pearson, least_ratio, lowest, spread
from troth.measures.calibration import BINS, binned_error
from troth.measures.f1 import macro_influence, mean_interval, weighted_influence
from troth.measures.ranking import auc
from troth.measures.rates import mean_rate
from troth.measures.scores import Scores

STATED, LEAST, FALSE_MOST = 0.95, 0.945, 0.05
ROWS = (30, 100, 300, 1000, 3000)
GROUPS = (2, 3, 6, 12, 24)
RATES = (0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99)
GAPS = (0.0, 0.02, 0.1, 0.3)

Interval = tuple[np.ndarray, np.ndarray]


@dataclass
class Family:
    """What was seen of one family: per setting the audits, and how many covered, were below and above the truth."""

    name: str
    audits: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    over: list[int] = field(default_factory=list)  # low above the truth
    under: list[int] = field(default_factory=list)  # high below the truth
    settings: list[str] = field(default_factory=list)
    flat: int = 0

    def add(self, setting: str, truth: float, low: np.ndarray, high: np.ndarray) -> None:
        over, under = low > truth + 1e-9, high < truth - 1e-9
        self.audits.append(low.size)
        self.held.append(int((~over & ~under).sum()))
        self.over.append(int(over.sum()))
        self.under.append(int(under.sum()))
        self.settings.append(setting)
        self.flat += int((high - low <= 0).sum())

    def rates(self) -> np.ndarray:
        return np.array(self.held) / np.array(self.audits)

    def below(self) -> list[int]:
        """Settings whose coverage is under the least asked for by more than chance."""
        _, high = clopper_pearson(np.array(self.held), np.array(self.audits), 0.999)
        return np.flatnonzero(high < LEAST).tolist()

    def pooled(self) -> float:
        """Coverage over all settings together."""
        return float(np.sum(self.held) / np.sum(self.audits))

    def false_worst(self) -> tuple[float, float]:
        """The most false verdicts of one kind in a setting, as seen, and the largest lower end of its interval."""
        wrong = np.maximum(self.over, self.under)
        low, _ = clopper_pearson(wrong, np.array(self.audits), 0.999)
        return float((wrong / np.array(self.audits)).max()), float(low.max())


def simultaneous(
    rng: np.random.Generator, audits: int, rows: tuple[int, ...], groups: tuple[int, ...]
) -> Iterator[Family]:
    """Rates, gaps, ratios and worst groups; the groups' sizes equal or falling to a tenth."""
    families = [Family(name) for name in ("one rate", "gap", "gap of two rates", "ratio", "worst group")]
    for n in rows:
        for p in RATES:
            k = rng.binomial(n, p, audits)
            families[0].add(f"n={n} p={p}", p, *clopper_pearson(k, n, STATED))
            for g in groups:
                for gap in GAPS:
                    for low_groups in {1, g // 2}:
                        if not p - gap > 0:
                            continue
                        _groups(rng, audits, families, n, p, g, gap, low_groups)
    yield from families


def _groups(rng, audits, families, n, p, g, gap, low_groups) -> None:
    sizes = np.maximum(np.linspace(10 * n, n, g).astype(int) if low_groups == 1 and gap else np.full(g, n), 30)
    rates = np.full(g, p)
    rates[:low_groups] -= gap
    setting = f"n={n} p={p} groups={g} gap={gap} low={low_groups}"
    hits = rng.binomial(sizes, rates, (audits, 1, g))
    families[1].add(setting, gap, *spread(hits, sizes, STATED)[1:])
    families[3].add(setting, (p - gap) / p, *least_ratio(hits, sizes, STATED)[1:])
    families[4].add(setting, p - gap, *lowest(hits[:, 0], sizes, STATED)[1:])
    if low_groups == 1:
        both = np.concatenate([hits, rng.binomial(sizes, np.full(g, 0.3), (audits, 1, g))], axis=1)
        families[2].add(setting, gap, *spread(both, sizes, STATED)[1:])


def f1_means(rng: np.random.Generator, audits: int) -> Iterator[Family]:
    """Macro and weighted F1, and balanced accuracy, of tables with at least 200 rows and 20 a class."""
    families = [Family(name) for name in ("macro F1", "weighted F1", "balanced accuracy")]
    for labels, shares, right, n in _confusions():
        errors = ((1 - right) / (labels - 1))[:, None] * (1 - np.eye(labels))
        cells = shares[:, None] * (errors + np.diag(right))
        tables = rng.multinomial(n, cells.ravel(), audits).reshape(-1, labels, labels).astype(float)
        tables = tables[tables.sum(-1).min(-1) >= 20]
        if len(tables) < audits / 4:
            continue
        setting = f"labels={labels} n={n} smallest={shares.min():.3f} right={right.round(3)[[0, -1]].tolist()}"
        large = cells * 1e9
        for family, influence in zip(families, (macro_influence, weighted_influence), strict=False):
            family.add(setting, float(influence(large)[0]), *mean_interval(tables, influence, STATED)[1:])
        families[2].add(setting, float(right.mean()), *_balanced(tables)[1:])
    yield from families


def _balanced(tables: np.ndarray) -> tuple[np.ndarray, ...]:
    return mean_rate(np.diagonal(tables, axis1=-2, axis2=-1), tables.sum(-1), STATED)


def _confusions() -> Iterator[tuple[int, np.ndarray, np.ndarray, int]]:
    for labels in (2, 3, 6, 20):
        for fall in (1.0, 0.6):
            shares = fall ** np.minimum(np.arange(labels), 4)
            shares = shares / shares.sum()
            for right in (0.6, 0.85, 0.95, 0.99):
                for harder in (1, 4):
                    each = np.full(labels, right)
                    each[-1] = 1 - min(0.8, (1 - right) * harder)
                    for n in (200, 1000, 4000):
                        if n * shares.min() >= 20:
                            yield labels, shares, each, n


def ranking(rng: np.random.Generator, audits: int) -> Iterator[Family]:
    """AUC of normal scores, of unequal spread and with ties."""
    family = Family("AUC")
    for positives, negatives in ((20, 180), (100, 100), (200, 800)):
        truth = np.repeat([1, 0], [positives, negatives])
        for shift in (0.0, 1.0, 2.0, 3.5):
            for scale, step in ((1.0, 0.0), (2.0, 0.0), (1.0, 1.0)):
                bounds = np.array([_area(rng, truth, shift, scale, step) for _ in range(audits)])
                family.add(
                    f"{positives}+{negatives} shift={shift} scale={scale} step={step}",
                    _true_area(shift, scale, step),
                    bounds[:, 0],
                    bounds[:, 1],
                )
    yield family


def _area(rng, truth, shift, scale, step) -> tuple[float, float]:
    score = rng.normal(size=len(truth)) * np.where(truth, scale, 1.0) + shift * truth
    score = np.round(score / step) * step if step else score
    share = special.expit(score)
    found = auc(Scores(("0", "1"), truth, np.column_stack([1 - share, share])), confidence=STATED)
    return found.low, found.high


def _true_area(shift: float, scale: float, step: float) -> float:
    if not step:
        return float(special.ndtr(shift / np.hypot(1, scale)))
    edges = (np.arange(-20, 30) + 0.5) * step
    up, down = np.diff(special.ndtr((edges - shift) / scale)), np.diff(special.ndtr(edges))
    return float((up * (np.cumsum(down) - down / 2)).sum())


def calibration(rng: np.random.Generator, audits: int) -> Iterator[Family]:
    """Calibration error of models whose stated confidence is off by a constant, none included."""
    family = Family("calibration error")
    for n in (200, 1000, 4000):
        for a, b in ((20, 1), (6, 2), (1, 1), (200, 1)):
            for off in (0.0, 0.03, 0.15, -0.05):
                few = max(audits // max(n // 1000, 1), 100)
                stated, true = _stated(rng, 400_000, a, b, off)
                truth = np.abs(np.bincount(_bin(stated), stated - true, BINS)).sum() / len(stated)
                stated, true = _stated(rng, (few, n), a, b, off)
                at = (_bin(stated) + BINS * np.arange(few)[:, None]).ravel()
                sums = [
                    np.bincount(at, x.ravel(), BINS * few).reshape(few, BINS)
                    for x in (stated, (rng.random((few, n)) < true).astype(float), np.ones((few, n)))
                ]
                family.add(f"n={n} beta=({a},{b}) off={off}", float(truth), *binned_error(*sums, STATED)[1:])
    yield family


def _stated(rng, size, a, b, off) -> tuple[np.ndarray, np.ndarray]:
    stated = 0.5 + 0.5 * rng.beta(a, b, size)
    return stated, np.clip(stated - off, 0.02, 1.0)


def _bin(stated: np.ndarray) -> np.ndarray:
    return np.clip(np.ceil(stated * BINS).astype(int) - 1, 0, BINS - 1)


def simulate(small: bool = False, seed: int = 20_260_101) -> list[Family]:
    """Every family; small takes seconds, the whole some minutes."""
    rng = np.random.default_rng(seed)
    if small:
        families = list(simultaneous(rng, 400, (30, 300, 3000), (2, 6, 24)))
        return [*families, *f1_means(rng, 400), *ranking(rng, 120), *calibration(rng, 300)]
    families = list(simultaneous(rng, 2000, ROWS, GROUPS))
    return [*families, *f1_means(rng, 4000), *ranking(rng, 600), *calibration(rng, 2000)]


def run(report: Callable[[str, str, str], None], *, small: bool = False) -> bool:
    """Simulate all, report the least coverage of each family, and say whether every one held."""
    honest = True
    for family in simulate(small):
        covered, rates = family.pooled(), family.rates()
        below, (wrong, wrong_low) = family.below(), family.false_worst()
        good = not below and wrong_low <= FALSE_MOST and not family.flat
        honest &= good
        worst = int(rates.argmin())
        report(
            f"verdicts are honest: {family.name}",
            f"coverage {covered:.4f} over {len(rates)} settings × ~{int(np.median(family.audits))} audits; least seen"
            f" {rates.min():.3f} ({family.settings[worst]}); {len(below)} below beyond chance; most false met or"
            f" broken in a setting {wrong:.3f}; {family.flat} of zero width",
            f"coverage >= {LEAST}, false <= {FALSE_MOST}, none of zero width",
        )
    return honest


def main() -> int:
    start = time.perf_counter()
    show = lambda figure, measured, target: print(f"{figure}\n    {measured}\n    target: {target}", flush=True)  # noqa: E731
    good = run(show, small="--small" in sys.argv)
    print(f"{'honest' if good else 'NOT honest'}, {time.perf_counter() - start:.0f} s")
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
