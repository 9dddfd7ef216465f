from __future__ import annotations

import pytest

from troth.standard import ARTICLES, VOCABULARY, Term, parse_clause
from troth.standard.sections import EXAMPLES
from troth.standard.vocabulary import OTHER_NAMES

NAMES = (
    "accuracy",
    "balanced_accuracy",
    "precision",
    "recall",
    "macro_f1",
    "micro_f1",
    "weighted_f1",
    "auc",
    "brier",
    "calibration_error",
    "entity_f1",
    "token_accuracy",
    "token_macro_f1",
    "demographic_parity_difference",
    "demographic_parity_ratio",
    "equal_opportunity_difference",
    "equalized_odds_difference",
    "predictive_parity_difference",
    "accuracy_difference",
    "counterfactual_consistency",
    "counterfactual_recall_difference",
    "monotone",
    "forbidden",
    "representation",
    "worst_group",
    "epsilon",
    "membership_inference_advantage",
    "leaked_personal_data",
    "auc_difference",
    "class_recall_difference",
    "robust_accuracy",
    "explanation_faithfulness",
    "forgetting",
    "parameters",
    "drift",
    "p99_ms",
    "failure_rate",
    "abstention_rate",
    "guard_rate",
    "redaction_rate",
    "unusual_callers",
)

UNCHECKED = {
    "leaked_personal_data",
    "drift",
    "p99_ms",
    "failure_rate",
    "abstention_rate",
    "guard_rate",
    "redaction_rate",
    "unusual_callers",
}


def test_every_agreed_name_is_there() -> None:
    assert set(NAMES) <= set(VOCABULARY)
    assert {name for name, term in VOCABULARY.items() if term.unchecked} == UNCHECKED


@pytest.mark.parametrize("term", VOCABULARY.values(), ids=VOCABULARY)
def test_a_term_documents_itself(term: Term) -> None:
    assert term.definition.endswith(".")
    assert term.definition.count(". ") == 0
    assert term.unit
    assert term.source
    assert term.low < term.high
    assert term.articles
    assert set(term.articles) <= set(ARTICLES)
    assert term.tasks
    assert len({parameter.name for parameter in term.parameters}) == len(term.parameters)
    assert term.signature.startswith(term.name)


def test_other_names_lead_to_ours() -> None:
    assert set(OTHER_NAMES.values()) <= set(VOCABULARY)
    assert not set(OTHER_NAMES) & set(VOCABULARY)


def test_examples_are_clauses() -> None:
    assert set(EXAMPLES) == set(ARTICLES)
    for article, text in EXAMPLES.items():
        assert parse_clause(text, article=article).article == article
