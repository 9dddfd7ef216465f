"""Intervals hold at their stated rate: by enumeration of every outcome for two groups, by simulation for the rest."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from troth.measures import Groups, Spans, Table, Tokens, by_name, clopper_pearson, least_ratio, lowest, spread
from troth.measures.calibration import BINS, binned_error, bounded_mean
from troth.measures.f1 import macro_influence, mean_interval, weighted_influence
from troth.measures.ranking import auc
from troth.measures.rates import mean_rate
from troth.measures.scores import Scores

RATES = (0.003, 0.02, 0.1, 0.3, 0.5, 0.8, 0.95, 0.997)


def held(truth: float, low: np.ndarray, high: np.ndarray) -> float:
    return float(((low <= truth + 1e-9) & (high >= truth - 1e-9)).mean())


@pytest.mark.parametrize("n", [30, 100])
def test_gaps_and_ratios_of_two_groups_hold_whatever_comes_out(n):
    """Every outcome of two groups of n and of n and 3n, weighed by its chance: no simulation, no luck."""
    for m in (n, 3 * n) if n == 30 else (n,):
        first, second = (x.ravel() for x in np.meshgrid(np.arange(n + 1), np.arange(m + 1), indexing="ij"))
        hits = np.stack([first, second], -1)[:, None, :]
        bounds = {"gap": spread(hits, [n, m], 0.95), "ratio": least_ratio(hits, [n, m], 0.95)}
        for p in RATES:
            for q in RATES:
                chance = binom.pmf(first, n, p) * binom.pmf(second, m, q)
                truth = {"gap": abs(p - q), "ratio": min(p, q) / max(p, q)}
                for name, (_, low, high) in bounds.items():
                    over = float(chance @ (low > truth[name] + 1e-9))
                    under = float(chance @ (high < truth[name] - 1e-9))
                    assert over + under <= 0.05 + 1e-9, (name, n, m, p, q)
                    if p != q and min(abs(p - q), 1) > 0.1:
                        assert max(over, under) <= 0.026, (name, n, m, p, q)


@pytest.mark.parametrize("groups", [2, 6, 24])
@pytest.mark.parametrize("n", [30, 300, 3000])
def test_gaps_ratios_and_worst_groups_hold_for_many_groups(groups, n):
    rng = np.random.default_rng([groups, n])
    audits = 600
    for p in (0.05, 0.5, 0.95):
        for gap in (0.0, 0.04, 0.3):
            rates = np.full(groups, p)
            rates[: groups // 2] -= gap
            if rates.min() <= 0:
                continue
            hits = rng.binomial(n, rates, (audits, 1, groups))
            least = 0.945 - 3.3 * np.sqrt(0.05 * 0.95 / audits)
            assert held(gap, *spread(hits, n, 0.95)[1:]) >= least, (p, gap)
            assert held(rates.min() / p, *least_ratio(hits, n, 0.95)[1:]) >= least, (p, gap)
            assert held(rates.min(), *lowest(hits[:, 0], n, 0.95)[1:]) >= least, (p, gap)


def test_a_fair_model_can_be_shown_fair_and_an_unfair_one_unfair():
    """Bounds that always hold and never decide would be useless: 6 equal groups of 3,000, then one 0.15 lower."""
    rng = np.random.default_rng(0)
    rates = np.full(6, 0.8)
    _, _, high = spread(rng.binomial(3000, rates, (200, 1, 6)), 3000, 0.95)
    assert (high <= 0.08).mean() > 0.9
    rates[0] -= 0.15
    _, low, _ = spread(rng.binomial(3000, rates, (200, 1, 6)), 3000, 0.95)
    assert (low > 0.08).mean() > 0.9


@pytest.mark.parametrize("labels", [2, 3, 8])
@pytest.mark.parametrize("right", [0.6, 0.9, 0.99])
def test_f1_and_balanced_accuracy_hold(labels, right):
    rng = np.random.default_rng([labels, int(100 * right)])
    shares = 0.7 ** np.minimum(np.arange(labels), 3)
    shares = shares / shares.sum()
    each = np.full(labels, right)
    each[-1] = right / 2
    cells = shares[:, None] * (((1 - each) / (labels - 1))[:, None] * (1 - np.eye(labels)) + np.diag(each))
    for n in (300, 3000):
        tables = rng.multinomial(n, cells.ravel(), 1500).reshape(-1, labels, labels).astype(float)
        tables = tables[tables.sum(-1).min(-1) >= 20]
        large = cells * 1e9
        for influence in (macro_influence, weighted_influence):
            assert held(float(influence(large)[0]), *mean_interval(tables, influence, 0.95)[1:]) >= 0.927
        recalls = mean_rate(np.diagonal(tables, axis1=-2, axis2=-1), tables.sum(-1), 0.95)
        assert held(float(each.mean()), *recalls[1:]) >= 0.927


@pytest.mark.parametrize("positives", [20, 100])
@pytest.mark.parametrize("truth", [0.5, 0.76, 0.98])
def test_auc_holds(positives, truth):
    from scipy.special import expit, ndtri

    rng = np.random.default_rng([positives, int(100 * truth)])
    labels = np.repeat([1, 0], [positives, 200])
    shift = float(ndtri(truth)) * np.sqrt(2)
    bounds = []
    for _ in range(200):
        share = expit(rng.normal(size=len(labels)) + shift * labels)
        found = auc(Scores(("0", "1"), labels, np.column_stack([1 - share, share])), confidence=0.95)
        bounds.append((found.low, found.high))
    assert held(truth, *np.array(bounds).T) >= 0.9


@pytest.mark.parametrize("n", [200, 2000])
@pytest.mark.parametrize("off", [0.0, 0.05, 0.2])
def test_calibration_error_and_brier_hold(n, off):
    rng = np.random.default_rng([n, int(100 * off)])

    def drawn(size):
        stated = 0.5 + 0.5 * rng.beta(8, 1.5, size)
        return stated, np.clip(stated - off, 0.02, 1), np.clip(np.ceil(stated * BINS).astype(int) - 1, 0, BINS - 1)

    stated, true, at = drawn(400_000)
    error = np.abs(np.bincount(at, stated - true, BINS)).sum() / len(stated)
    score = (true * (1 - stated) ** 2 + (1 - true) * stated**2).mean()
    stated, true, at = drawn((500, n))
    right = (rng.random((500, n)) < true).astype(float)
    flat = (at + BINS * np.arange(500)[:, None]).ravel()
    sums = [np.bincount(flat, x.ravel(), BINS * 500).reshape(500, BINS) for x in (stated, right, np.ones((500, n)))]
    value, low, high = binned_error(*sums, 0.95)
    assert held(error, low, high) >= 0.92
    plain = np.abs(sums[0] - sums[1]).sum(1) / n
    assert abs(value.mean() - error) <= abs(plain.mean() - error) + 1e-3  # the bias taken off is bias
    losses = np.where(right == 1, (1 - stated) ** 2, stated**2)
    assert held(score, *bounded_mean(losses.mean(1), losses.var(1), n, 0.95)[1:]) >= 0.92


@pytest.mark.parametrize("documents", [40, 200])
def test_entities_and_tokens_of_documents_that_err_together_hold(documents):
    rng = np.random.default_rng(documents)
    seen: dict[str, list[bool]] = {"entity_f1": [], "token_accuracy": [], "token_macro_f1": []}
    wrong, truths = np.array([1, 0]), {}
    for _ in range(300):
        size = 30
        miss = rng.beta(1, 9, documents)  # each document's own rate of error: 0.1 on average
        truth = (rng.random(documents * size) < 0.3).astype(int)
        flips = rng.random(documents * size) < np.repeat(miss, size)
        prediction = np.where(flips, wrong[truth], truth)
        lengths = np.full(documents, size)
        tags = np.array(["O", "S-X"])
        data = {
            "entity_f1": Spans.count(tags[truth].tolist(), tags[prediction].tolist(), lengths, np.arange(documents)),
            "token_accuracy": Tokens.count(truth, prediction, "ab", lengths, np.arange(documents)),
        }
        data["token_macro_f1"] = data["token_accuracy"]
        right, false = 0.3 * 0.9, 0.7 * 0.1
        one = 2 * right / (2 * right + 0.3 * 0.1 + false)
        other = 2 * 0.63 / (2 * 0.63 + 0.3 * 0.1 + false)
        truths = {"entity_f1": one, "token_accuracy": 0.9, "token_macro_f1": (one + other) / 2}
        for name, measured in data.items():
            found = by_name(name)(measured, confidence=0.95)
            seen[name].append(found.low <= truths[name] <= found.high)
    assert {name: np.mean(hits) >= 0.91 for name, hits in seen.items()} == dict.fromkeys(seen, True), {
        name: np.mean(hits) for name, hits in seen.items()
    }


def test_false_met_and_false_broken_are_rare_at_the_limit():
    """The limit at the truth: every met (or broken) of a clause that just fails (or holds) is false."""
    rng = np.random.default_rng(4)
    for n in (50, 500):
        hits = rng.binomial(n, [0.7, 0.8, 0.8], (2000, 1, 3))
        _, low, high = spread(hits, n, 0.95)
        assert (high < 0.1 - 1e-9).mean() <= 0.05
        assert (low > 0.1 + 1e-9).mean() <= 0.05
        low, high = clopper_pearson(hits[:, 0, 0], n, 0.95)
        assert max((low > 0.7).mean(), (high < 0.7).mean()) <= 0.05


def test_overlapping_groups_hold():
    rng = np.random.default_rng(5)
    inside = 0
    for _ in range(200):
        truth = np.zeros(300, int)
        prediction = (rng.random(300) < 0.3).astype(int)
        member = rng.random((300, 3)) < 0.5
        rows, codes = np.nonzero(member)
        table = Table.count(truth, prediction, "ab", Groups(("x", "y", "z"), rows, codes, 300))
        found = by_name("demographic_parity_difference")(table, confidence=0.95)
        inside += found.low <= 0.0 <= found.high
    assert inside >= 180
