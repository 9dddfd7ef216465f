"""Our figures are those of scikit-learn, seqeval and Fairlearn on the same data, odd cases included."""

from __future__ import annotations

import warnings

import fairlearn.metrics as fl
import numpy as np
import pytest
import seqeval.metrics as sq
import sklearn.metrics as sk

from troth.measures import Groups, Scores, Spans, Table, Tokens, by_name, label_f1, per_label
from troth.standard import Estimate

SHAPES = [(2, 500), (3, 400), (7, 900), (3, 30)]


def drawn(labels: int, n: int, seed: int = 0):
    rng = np.random.default_rng([seed, labels, n])
    truth = rng.choice(labels, n, p=rng.dirichlet(np.full(labels, 3.0)))
    prediction = np.where(rng.random(n) < 0.7, truth, rng.integers(0, labels, n))
    truth[:labels] = np.arange(labels)
    return truth, prediction, Groups.from_codes(rng.integers(0, 4, n), "abcd")


def value(name, data, **arguments) -> float:
    found = by_name(name)(data, confidence=0.95, **arguments)
    assert isinstance(found, Estimate), found
    return found.value


@pytest.mark.parametrize(("k", "n"), SHAPES)
def test_performance_is_scikit_learns(k, n):
    truth, prediction, _ = drawn(k, n)
    table = Table.count(truth, prediction, [str(i) for i in range(k)])
    codes = range(k)
    expected = {
        "accuracy": sk.accuracy_score(truth, prediction),
        "balanced_accuracy": sk.balanced_accuracy_score(truth, prediction),
        "precision": sk.precision_score(truth, prediction, average="macro", labels=codes, zero_division=0),
        "recall": sk.recall_score(truth, prediction, average="macro", labels=codes, zero_division=0),
        "macro_f1": sk.f1_score(truth, prediction, average="macro", labels=codes, zero_division=0),
        "micro_f1": sk.f1_score(truth, prediction, average="micro", labels=codes),
        "weighted_f1": sk.f1_score(truth, prediction, average="weighted", labels=codes, zero_division=0),
    }
    assert {name: value(name, table) for name in expected} == pytest.approx(expected)
    assert label_f1(table.overall) == pytest.approx(
        sk.f1_score(truth, prediction, average=None, labels=codes, zero_division=0)
    )


def test_figures_per_label_are_scikit_learns():
    truth, prediction, _ = drawn(4, 600)
    found = per_label(Table.count(truth, prediction, "wxyz"), confidence=0.95)
    precision, recall, f1, support = sk.precision_recall_fscore_support(truth, prediction)
    assert [s.precision.value for s in found] == pytest.approx(precision)
    assert [s.recall.value for s in found] == pytest.approx(recall)
    assert [s.f1.value for s in found] == pytest.approx(f1)
    assert [s.support for s in found] == support.tolist()


def test_a_label_never_predicted_counts_as_nothing_as_in_scikit_learn():
    truth, prediction = np.array([0, 1, 2] * 100), np.array([0, 1, 1] * 100)
    table = Table.count(truth, prediction, "abc")
    assert value("precision", table) == pytest.approx(
        sk.precision_score(truth, prediction, average="macro", zero_division=0)
    )
    assert value("macro_f1", table) == pytest.approx(sk.f1_score(truth, prediction, average="macro"))


@pytest.mark.parametrize("seed", range(5))
def test_gaps_are_fairlearns(seed):
    truth, prediction, groups = drawn(2, 400, seed)
    table = Table.count(truth, prediction, ["no", "yes"], groups)
    ours = {"sensitive_features": groups.codes}
    assert value("demographic_parity_difference", table, label="yes") == pytest.approx(
        fl.demographic_parity_difference(truth, prediction, **ours)
    )
    assert value("demographic_parity_ratio", table, label="yes") == pytest.approx(
        fl.demographic_parity_ratio(truth, prediction, **ours)
    )
    for label in (None, "yes"):
        assert value("equalized_odds_difference", table, label=label) == pytest.approx(
            fl.equalized_odds_difference(truth, prediction, **ours)
        )
    for name, metric in (
        ("equal_opportunity_difference", fl.true_positive_rate),
        ("predictive_parity_difference", sk.precision_score),
    ):
        frame = fl.MetricFrame(metrics=metric, y_true=truth, y_pred=prediction, **ours)
        assert value(name, table, label="yes") == pytest.approx(frame.difference())
    frame = fl.MetricFrame(metrics=sk.accuracy_score, y_true=truth, y_pred=prediction, **ours)
    assert value("accuracy_difference", table) == pytest.approx(frame.difference())


@pytest.mark.parametrize("k", [3, 5])
def test_gaps_of_many_labels_are_the_largest_of_fairlearns_one_against_the_rest(k):
    truth, prediction, groups = drawn(k, 900)
    table = Table.count(truth, prediction, [str(i) for i in range(k)], groups)

    def largest(metric) -> float:
        frames = [
            fl.MetricFrame(metrics=metric, y_true=truth == i, y_pred=prediction == i, sensitive_features=groups.codes)
            for i in range(k)
        ]
        return max(frame.difference() for frame in frames)

    assert value("demographic_parity_difference", table) == pytest.approx(largest(fl.selection_rate))
    assert value("equal_opportunity_difference", table) == pytest.approx(largest(fl.true_positive_rate))


@pytest.mark.parametrize("k", [2, 4])
def test_ranking_and_brier_are_scikit_learns(k):
    rng = np.random.default_rng(k)
    truth, _, groups = drawn(k, 700)
    raw = np.round(rng.gamma(1.0, size=(700, k)) + 1.5 * np.eye(k)[truth], 1) + 0.05  # with ties
    shown = raw / raw.sum(1, keepdims=True)
    scores = Scores.of(truth, shown, [str(i) for i in range(k)], groups)
    expected = sk.roc_auc_score(truth, shown[:, 1] if k == 2 else shown, multi_class="ovr")
    assert value("auc", scores) == pytest.approx(expected)
    assert value("auc", scores, label="1") == pytest.approx(sk.roc_auc_score(truth == 1, shown[:, 1]))
    assert value("brier", scores) == pytest.approx(((shown - np.eye(k)[truth]) ** 2).sum(1).mean())


TAGS = {
    "IOB2": ["O", "O", "B-PER", "I-PER", "B-LOC", "I-LOC"],
    "IOB1": ["O", "I-PER", "I-PER", "B-PER", "I-LOC"],
    "IOBES": ["O", "B-PER", "I-PER", "E-PER", "S-PER", "S-LOC", "B-LOC", "E-LOC"],
    "hyphens": ["O", "B-a-b", "I-a-b", "I-a", "B-b"],
}


@pytest.mark.parametrize("scheme", TAGS)
@pytest.mark.parametrize("documents", [False, True])
def test_entity_f1_is_seqevals(scheme, documents):
    rng = np.random.default_rng(len(scheme))
    lengths = rng.integers(1, 12, 300)
    truth = rng.choice(TAGS[scheme], lengths.sum()).tolist()
    prediction = [t if rng.random() < 0.8 else str(rng.choice(TAGS[scheme])) for t in truth]
    numbers = rng.integers(0, 40, 300) if documents else None
    spans = Spans.count(truth, prediction, lengths, numbers)
    ends = np.cumsum(lengths)
    nested = [[tags[e - n : e] for e, n in zip(ends, lengths, strict=True)] for tags in (truth, prediction)]
    assert value("entity_f1", spans) == pytest.approx(sq.f1_score(*nested))
    report = sq.classification_report(*nested, output_dict=True, zero_division=0)
    for name in spans.types:
        assert value("entity_f1", spans, label=name) == pytest.approx(report[name]["f1-score"])


def test_token_figures_are_scikit_learns():
    rng = np.random.default_rng(3)
    truth, prediction, _ = drawn(5, 3000)
    lengths = np.full(300, 10)
    tokens = Tokens.count(truth, prediction, "abcde", lengths, rng.integers(0, 40, 300))
    assert value("token_accuracy", tokens) == pytest.approx(sk.accuracy_score(truth, prediction))
    assert value("token_macro_f1", tokens) == pytest.approx(sk.f1_score(truth, prediction, average="macro"))


def test_the_exact_interval_is_scipys():
    from scipy.stats import binomtest

    from troth.measures import clopper_pearson, wilson

    for k, n in ((0, 50), (50, 50), (3, 30), (292, 300)):
        test = binomtest(k, n)
        for ours, theirs in ((clopper_pearson, "exact"), (wilson, "wilson")):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                expected = test.proportion_ci(0.95, theirs)
            assert tuple(float(x) for x in ours(k, n, 0.95)) == pytest.approx(tuple(expected), abs=1e-9)
