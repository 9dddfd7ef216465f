"""Intervals hold at their stated rate: by enumeration of every outcome for two groups, by simulation for the rest."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from troth.measures import (
    Groups,
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
from troth.measures.calibration import BINS, binned_error, bounded_mean
from troth.measures.f1 import jaccard_interval, macro_influence, mean_interval, weighted_influence
from troth.measures.ranking import auc
from troth.measures.rates import mean_rate
from troth.measures.scores import Scores

AUDITS = 800

RATES = (0.003, 0.02, 0.1, 0.3, 0.5, 0.8, 0.95, 0.997)


def least(audits: int) -> float:
    """The coverage that chance leaves in 999 of 1,000 simulations of an interval that holds at 0.945."""
    return float(binom.ppf(0.001, audits, 0.945)) / audits


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
            assert held(gap, *spread(hits, n, 0.95)[1:]) >= least(audits), (p, gap)
            assert held(rates.min() / p, *least_ratio(hits, n, 0.95)[1:]) >= least(audits), (p, gap)
            assert held(rates.min(), *lowest(hits[:, 0], n, 0.95)[1:]) >= least(audits), (p, gap)


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
        tables = rng.multinomial(n, cells.ravel(), 4000).reshape(-1, labels, labels).astype(float)
        tables = tables[tables.sum(-1).min(-1) >= 20]
        large = cells * 1e9
        enough = least(len(tables))
        for influence in (macro_influence, weighted_influence):
            assert held(float(influence(large)[0]), *mean_interval(tables, influence, 0.95)[1:]) >= enough
        recalls = mean_rate(np.diagonal(tables, axis1=-2, axis2=-1), tables.sum(-1), 0.95)
        assert held(float(each.mean()), *recalls[1:]) >= enough


@pytest.mark.parametrize("labels", [2, 5, 10])
@pytest.mark.parametrize("right", [0.9, 0.98, 0.998, 0.9995])
def test_a_rare_label_that_is_nearly_perfect_is_not_taken_for_perfect(labels, right):
    """Thirty rows of a label seldom show its one error in a hundred; a macro F1 just below the limit is not met."""
    rng = np.random.default_rng([labels, int(10_000 * right)])
    shares = np.append(np.full(labels - 1, 0.985 / (labels - 1)), 0.015)
    for of_rare in (0.8, 0.95, 0.98, 0.995):
        each = np.append(np.full(labels - 1, right), of_rare)
        errors = ((1 - each) / (labels - 1))[:, None] * (1 - np.eye(labels))
        cells = shares[:, None] * (errors + np.diag(each))
        tables = rng.multinomial(2100, cells.ravel(), 2000).reshape(-1, labels, labels).astype(float)
        tables = tables[tables.sum(-1).min(-1) >= 20]
        truth = float(macro_influence(cells * 1e9)[0])
        _, low, high = mean_interval(tables, macro_influence, 0.95)
        assert held(truth, low, high) >= least(len(tables)), of_rare
        assert (low > truth + 1e-9).mean() <= 0.05, of_rare


@pytest.mark.parametrize("positives", [20, 100])
@pytest.mark.parametrize("truth", [0.5, 0.76, 0.98])
def test_auc_holds(positives, truth):
    from scipy.special import expit, ndtri

    rng = np.random.default_rng([positives, int(100 * truth)])
    labels = np.repeat([1, 0], [positives, 200])
    shift = float(ndtri(truth)) * np.sqrt(2)
    bounds = []
    for _ in range(500):
        share = expit(rng.normal(size=len(labels)) + shift * labels)
        found = auc(Scores(("0", "1"), labels, np.column_stack([1 - share, share])), confidence=0.95)
        bounds.append((found.low, found.high))
    assert held(truth, *np.array(bounds).T) >= least(len(bounds))


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
    stated, true, at = drawn((AUDITS, n))
    right = (rng.random((AUDITS, n)) < true).astype(float)
    flat = (at + BINS * np.arange(AUDITS)[:, None]).ravel()
    sums = [
        np.bincount(flat, x.ravel(), BINS * AUDITS).reshape(AUDITS, BINS) for x in (stated, right, np.ones((AUDITS, n)))
    ]
    value, low, high = binned_error(*sums, 0.95)
    assert held(error, low, high) >= least(AUDITS)
    plain = np.abs(sums[0] - sums[1]).sum(1) / n
    assert abs(value.mean() - error) <= abs(plain.mean() - error) + 1e-3  # the bias taken off is bias
    losses = np.where(right == 1, (1 - stated) ** 2, stated**2)
    assert held(score, *bounded_mean(losses.mean(1), losses.var(1), n, 0.95)[1:]) >= least(AUDITS)


@pytest.mark.parametrize("documents", [120, 200])
def test_entities_tokens_and_gaps_of_documents_that_err_together_hold(documents):
    """Words of three tags, one of them rare and nearly perfect; a document's sentences are of two groups in turn."""
    rng = np.random.default_rng(documents)
    audits, sentences, length, names = 400, 4, 8, ("O", "A", "R")
    shares, gap, swap = np.array([0.65, 0.3, 0.05]), 0.05, np.array([1, 0, 0])
    document = np.repeat(np.arange(documents), sentences)
    group = np.tile(np.arange(sentences) % 2, documents)
    groups, lengths = Groups.from_codes(group, "ab"), np.full(len(document), length)
    words = np.repeat(np.arange(len(document)), length)
    seen: dict[str, list[bool]] = {}
    wrong = np.array([0.1, 0.1, 0.02])  # of each tag, on average over documents

    def cells(more: float) -> np.ndarray:
        miss = wrong + more * (1 - wrong)
        return shares[:, None] * (np.diag(1 - miss) + miss[:, None] * np.eye(3)[swap])

    both = (cells(0) + cells(gap)) / 2
    entities = [2 * x[1:, 1:].trace() / (x[1:].sum() + x[:, 1:].sum()) for x in (cells(0), cells(gap), both)]
    truths = {
        "token_accuracy": both.trace(),
        "token_macro_f1": float(label_f1(both * 1e9).mean()),
        "entity_f1": entities[2],
        "worst_group": min(entities[:2]),
        "accuracy_difference": cells(0).trace() - cells(gap).trace(),
    }
    for _ in range(audits):
        own = rng.beta(1, 9, documents)[document, None] * 10 * wrong  # each document's own rate of error, by tag
        miss = np.minimum(own, 1) + group[:, None] * gap * (1 - np.minimum(own, 1))
        truth = rng.choice(3, (len(document), length), p=shares)
        said = np.where(rng.random(truth.shape) < np.take_along_axis(miss, truth, 1), swap[truth], truth)
        hits = [np.stack([(x & (y == t)).sum(1) for t in (1, 2)], 1) for x, y in (
            (truth == said, truth), (truth != said, said), (truth != said, truth)
        )]  # fmt: skip
        spans = Spans(("A", "R"), *hits, "documents", groups, document)
        tokens = Tokens.count(truth.ravel(), said.ravel(), names, lengths, document)
        table = Table.count(truth.ravel(), said.ravel(), names, groups.take(words), documents=document[words])
        found = {
            "token_accuracy": by_name("token_accuracy")(tokens, confidence=0.95),
            "token_macro_f1": by_name("token_macro_f1")(tokens, confidence=0.95),
            "entity_f1": by_name("entity_f1")(spans, confidence=0.95),
            "worst_group": worst_group("entity_f1", spans, confidence=0.95),
            "accuracy_difference": by_name("accuracy_difference")(table, confidence=0.95),
        }
        for name, one in found.items():
            assert one.thin is None, (name, one.thin)
            seen.setdefault(name, []).append(one.low <= truths[name] <= one.high)
    rates = {name: float(np.mean(hits)) for name, hits in seen.items()}
    assert min(rates.values()) >= least(audits), rates


@pytest.mark.parametrize(
    ("documents", "miss", "alike"), [(30, 0.02, 5), (30, 0.02, 1), (100, 0.01, 0.5), (200, 0.1, 2)]
)
def test_a_document_that_is_wrong_throughout_and_was_not_seen_is_reckoned_with(documents, miss, alike):
    """Two documents in a hundred wrong from end to end: a split of thirty often has none of them."""
    rng = np.random.default_rng([documents, int(1000 * miss)])
    own = rng.beta(miss * alike, (1 - miss) * alike, (500, documents))
    right, trials = rng.binomial(40, 1 - own), np.full(documents, 40)
    low, high = np.array([jaccard_interval(row, trials, 0.95) for row in right]).T
    assert held(1 - miss, low, high) >= least(500)


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
    assert inside / 200 >= least(200)
