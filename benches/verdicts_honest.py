"""Are the verdicts honest? Simulated audits of models whose truth is known.

For each family of measures and each setting (rows a group, groups, rates, true gap) thousands of audits are drawn and
given the interval that judges. Counted are: how often the interval holds the truth (stated: 0.95); how often a clause
whose limit the truth just fails is *met* (the limit set at the truth, so every met is false); how often one that the
truth just holds is *broken*. A setting is below where the coverage seen is under 0.945 by more than chance: the upper
end of its exact 99.9 % interval; 0.1 % of honest settings would be named by chance alone. Estimates a measure calls
thin are left out: they are undecided whatever they say.

Everything is asked of the measures themselves (`by_name`), as an audit does; only rates, gaps, ratios and worst groups
of counts are bounded many at a time, by the functions those measures call.

    python -m benches.verdicts_honest [--small]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import special

from troth.measures import (
    Groups,
    Scores,
    Spans,
    Table,
    Tokens,
    by_name,
    clopper_pearson,
    label_f1,
    least_ratio,
    lowest,
    spread,
    worst_group,
)
from troth.measures.calibration import BINS
from troth.standard import Estimate, Evidence

STATED, LEAST, FALSE_MOST = 0.95, 0.945, 0.05
ROWS = (30, 300, 3000)
GROUPS = (2, 6, 24)
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


def asked(family: Family, setting: str, truth: float, found: Sequence[Evidence]) -> None:
    """Add the estimates that may decide something; a setting with few of them says nothing."""
    sure = [e for e in found if isinstance(e, Estimate) and e.thin is None]
    if len(sure) >= len(found) / 4:
        family.add(setting, truth, np.array([e.low for e in sure]), np.array([e.high for e in sure]))


def f1_means(rng: np.random.Generator, audits: int) -> Iterator[Family]:
    """Means over labels, among them tables with a rare label that is nearly perfect."""
    families = [Family(name) for name in ("macro_f1", "weighted_f1", "balanced_accuracy")]
    for labels, shares, right, n in _confusions():
        errors = ((1 - right) / (labels - 1))[:, None] * (1 - np.eye(labels))
        cells = shares[:, None] * (errors + np.diag(right))
        f1 = label_f1(cells * 1e9)
        truths = (f1.mean(), f1 @ shares, right.mean())
        names, none = tuple(map(str, range(labels))), np.zeros((0, labels, labels), np.int64)
        tables = [
            Table(names, (), counts.reshape(labels, labels), none)
            for counts in rng.multinomial(n, cells.ravel(), audits)
        ]
        setting = f"labels={labels} n={n} smallest={shares.min():.3f} right={right.round(4)[[0, -1]].tolist()}"
        for family, truth in zip(families, truths, strict=True):
            measure = by_name(family.name)
            asked(family, setting, float(truth), [measure(table, confidence=STATED) for table in tables])
    yield from families


def _confusions() -> Iterator[tuple[int, np.ndarray, np.ndarray, int]]:
    for labels in (2, 3, 6):
        for fall in (1.0, 0.6):
            shares = fall ** np.minimum(np.arange(labels), 4)
            shares = shares / shares.sum()
            for right in (0.6, 0.9, 0.99):
                for harder in (1, 4):
                    each = np.full(labels, right)
                    each[-1] = 1 - min(0.8, (1 - right) * harder)
                    for n in (200, 1000, 4000):
                        if n * shares.min() >= 20:
                            yield labels, shares, each, n
    for labels in (2, 5, 10):
        rare = np.append(np.full(labels - 1, 0.985 / (labels - 1)), 0.015)
        for right in (0.9, 0.98, 0.998, 0.9995):
            for of_rare in (0.8, 0.95, 0.98, 0.995):
                yield labels, rare, np.append(np.full(labels - 1, right), of_rare), 2100


def ranking(rng: np.random.Generator, audits: int) -> Iterator[Family]:
    """AUC of normal scores, of unequal spread and with ties."""
    family = Family("auc")
    for positives, negatives in ((20, 180), (100, 100), (200, 800)):
        truth = np.repeat([1, 0], [positives, negatives])
        for shift in (0.0, 1.0, 2.0, 3.5):
            for scale, step in ((1.0, 0.0), (2.0, 0.0), (1.0, 1.0)):
                found = [_area(rng, truth, shift, scale, step) for _ in range(audits)]
                setting = f"{positives}+{negatives} shift={shift} scale={scale} step={step}"
                asked(family, setting, _true_area(shift, scale, step), found)
    yield family


def _area(rng, truth, shift, scale, step) -> Evidence:
    score = rng.normal(size=len(truth)) * np.where(truth, scale, 1.0) + shift * truth
    score = np.round(score / step) * step if step else score
    share = special.expit(score)
    return by_name("auc")(Scores(("0", "1"), truth, np.column_stack([1 - share, share])), confidence=STATED)


def _true_area(shift: float, scale: float, step: float) -> float:
    if not step:
        return float(special.ndtr(shift / np.hypot(1, scale)))
    edges = (np.arange(-20, 30) + 0.5) * step
    up, down = np.diff(special.ndtr((edges - shift) / scale)), np.diff(special.ndtr(edges))
    return float((up * (np.cumsum(down) - down / 2)).sum())


def calibration(rng: np.random.Generator, audits: int) -> Iterator[Family]:
    """Calibration error and Brier score of models whose stated confidence is off by a constant, none included."""
    families = [Family("calibration_error"), Family("brier")]
    for n in (200, 1000, 4000):
        for a, b in ((20, 1), (6, 2), (1, 1), (200, 1)):
            for off in (0.0, 0.03, 0.15, -0.05):
                stated, true = _stated(rng, 400_000, a, b, off)
                error = np.abs(np.bincount(_bin(stated), stated - true, BINS)).sum() / len(stated)
                score = 2 * (true * (1 - stated) ** 2 + (1 - true) * stated**2).mean()
                every = [_scores(rng, *_stated(rng, n, a, b, off)) for _ in range(audits)]
                for family, truth in zip(families, (error, score), strict=True):
                    found = [by_name(family.name)(scores, confidence=STATED) for scores in every]
                    asked(family, f"n={n} beta=({a},{b}) off={off}", float(truth), found)
    yield from families


def _scores(rng, stated, true) -> Scores:
    said, right = rng.integers(0, 2, len(stated)), rng.random(len(stated)) < true
    shares = np.where(said[:, None] == np.arange(2), stated[:, None], 1 - stated[:, None])
    return Scores(("0", "1"), np.where(right, said, 1 - said), shares)


def _stated(rng, size, a, b, off) -> tuple[np.ndarray, np.ndarray]:
    stated = 0.5 + 0.5 * rng.beta(a, b, size)
    return stated, np.clip(stated - off, 0.02, 1.0)


def _bin(stated: np.ndarray) -> np.ndarray:
    return np.clip(np.ceil(stated * BINS).astype(int) - 1, 0, BINS - 1)


TAGS = ("O", "A", "R")


def documents(rng: np.random.Generator, audits: int) -> Iterator[Family]:
    """Words whose errors come by document, each document's sentences of two groups in turn; one tag is rare."""
    names = (
        "token_accuracy",
        "token_macro_f1",
        "entity_f1",
        "worst_group(entity_f1)",
        "accuracy_difference by document",
    )
    families = [Family(name) for name in names]
    for many, sentences in ((120, 4), (200, 4)):
        for miss, alike in ((0.1, 10.0), (0.1, 2.0), (0.02, 5.0)):
            for gap in (0.0, 0.1):
                found: list[list[Evidence]] = [[] for _ in families]
                for _ in range(audits):
                    for kept, one in zip(found, _words(rng, many, sentences, miss, alike, gap), strict=True):
                        kept.append(one)
                setting = f"documents={many} miss={miss} alike={alike} gap={gap}"
                for family, truth, kept in zip(families, _word_truths(miss, gap), found, strict=True):
                    asked(family, setting, truth, kept)
    yield from families


LENGTH, SHARES = 10, np.array([0.68, 0.3, 0.02])


def _flips(miss: np.ndarray | float, gap: float, group: int) -> np.ndarray | float:
    """A word's chance of a wrong tag: its document's own, and `gap` more of what is left in the second group."""
    return miss + group * gap * (1 - miss)


def _words(rng, many, sentences, miss, alike, gap) -> list[Evidence]:
    """The five measures of one simulated test split."""
    own = rng.beta(miss * alike, (1 - miss) * alike, many)
    document = np.repeat(np.arange(many), sentences)
    group = np.tile(np.arange(sentences) % 2, many)
    chance = _flips(own[document], gap, group)
    truth = rng.choice(3, (len(document), LENGTH), p=SHARES)
    wrong = rng.random(truth.shape) < chance[:, None]
    said = np.where(wrong, np.array([1, 0, 0])[truth], truth)
    lengths, groups = np.full(len(document), LENGTH), Groups.from_codes(group, ("a", "b"))
    tokens = Tokens.count(truth.ravel(), said.ravel(), TAGS, lengths, document)
    right, extra, missed = (np.stack([(x & (y == t)).sum(1) for t in (1, 2)], 1) for x, y in _kinds(truth, said))
    spans = Spans(("A", "R"), right, extra, missed, "documents", groups, document)
    by_word = groups.take(np.repeat(np.arange(len(document)), LENGTH))
    table = Table.count(truth.ravel(), said.ravel(), TAGS, by_word, documents=np.repeat(document, LENGTH))
    return [
        by_name("token_accuracy")(tokens, confidence=STATED),
        by_name("token_macro_f1")(tokens, confidence=STATED),
        by_name("entity_f1")(spans, confidence=STATED),
        worst_group("entity_f1", spans, confidence=STATED),
        by_name("accuracy_difference")(table, confidence=STATED),
    ]


def _kinds(truth, said):
    return (truth == said, truth), (truth != said, said), (truth != said, truth)


def _word_truths(miss: float, gap: float) -> tuple[float, ...]:
    rates = [float(_flips(miss, gap, group)) for group in (0, 1)]
    cells = [_cells(rate) for rate in rates]
    both = (cells[0] + cells[1]) / 2
    return (
        1 - float(np.mean(rates)),
        float(label_f1(both * 1e9).mean()),
        _entity(both),
        min(_entity(each) for each in cells),
        rates[1] - rates[0],
    )


def _cells(rate: float) -> np.ndarray:
    turned = np.array([[0.0, 1, 0], [1, 0, 0], [1, 0, 0]])
    return SHARES[:, None] * ((1 - rate) * np.eye(3) + rate * turned)


def _entity(cells: np.ndarray) -> float:
    right = cells[1, 1] + cells[2, 2]
    return float(2 * right / (cells[1:].sum() + cells[:, 1:].sum()))


def simulate(small: bool = False, seed: int = 20_260_101) -> Iterator[Family]:
    """Every family as it is done; small takes half a minute, the whole some minutes of processor time."""
    rng = np.random.default_rng(seed)
    yield from f1_means(rng, 60 if small else 600)
    yield from documents(rng, 30 if small else 400)
    yield from ranking(rng, 20 if small else 300)
    yield from calibration(rng, 20 if small else 200)
    yield from simultaneous(rng, 60 if small else 500, ROWS, GROUPS)


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
