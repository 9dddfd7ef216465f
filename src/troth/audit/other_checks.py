"""Checks of what no table of the answers shows: how large a model is, what it gives away, what its answers rest on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from troth.audit.forgetting import forgotten
from troth.audit.privacy import epsilon_of
from troth.audit.view import View
from troth.measures import edits_and_rate, proportion
from troth.standard import TABLE, Estimate, Evidence, MeasureCall, NotMeasured

Check = Callable[[MeasureCall, View, float], Evidence]
"""From a measure as the charter writes it, the view and a confidence to the evidence."""

HOLDING = "rows with an identity term"
ROWS = "rows"


def parameters(call: MeasureCall, view: View, confidence: float) -> Evidence:
    """How many weights the model says it has; counted, so exact."""
    count = view.weights
    if count is None:
        return NotMeasured("the model does not say how many weights it has")
    return Estimate(count, count, count, confidence, "counted", {"n": count}, unit="weights", exact=True)


def certified_accuracy(call: MeasureCall, view: View, confidence: float) -> Evidence:
    """The share of rows of which few edits cannot change the right answer."""
    return view.certification.evidence(*edits_and_rate(call), confidence)


def counterfactual_consistency(call: MeasureCall, view: View, confidence: float) -> Evidence:
    """The share of texts, or rows, that are answered alike with other identity terms, or values of a column."""
    column = str(call.arguments["of"])
    if view.split.kind != TABLE:
        counted = view.steady
        return counted if isinstance(counted, NotMeasured) else proportion(*counted, confidence, HOLDING)
    altered = view.altered
    if column not in view.split.frame.columns:
        return NotMeasured(f"the test split has no column {column}")
    if view.asks_again and not altered.is_given(column):
        return _exact(1.0, view, confidence, f"by construction: the model is not given {column}")
    return _told(_share(altered.steady(column), confidence, ROWS), lambda: altered.tried(column))


def monotone(call: MeasureCall, view: View, confidence: float) -> Evidence:
    """The share of rows whose probability of a label never moves the wrong way as a feature goes up."""
    feature, label = str(call.arguments["feature"]), call.arguments.get("label")
    direction = str(call.arguments.get("direction", "rising"))
    if label is None:
        return NotMeasured("no label is named whose probability is to be looked at, and the task has no positive one")
    if label not in view.known:
        return NotMeasured(f"the data has no label {label}; it has {', '.join(view.classes)}")
    altered, proofs = view.altered, view.altered.proofs
    if proofs and feature in view.split.roles.features and proofs.moves(feature, str(label), direction):
        return _exact(1.0, view, confidence, f"by construction: the model's own trees show it of {feature}")
    found = _share(altered.moving(feature, str(label), direction), confidence, ROWS)
    return _told(found, lambda: altered.tried(feature, own=True))


def forbidden(call: MeasureCall, view: View, confidence: float) -> Evidence:
    """Of the rows that a condition holds of, the share that is given a label."""
    label, where = str(call.arguments["label"]), str(call.arguments["where"])
    if label not in view.known:
        return NotMeasured(f"the data has no label {label}; it has {', '.join(view.classes)}")
    proofs, counted = view.altered.proofs, view.altered.given(where, view.said, view.known.index(label))
    if proofs and proofs.forbids(label, where):
        found = _exact(0.0, view, confidence, "by construction: the model's folder has this rule, and decides by it")
        return replace(found, counts={"n": counted[1]}) if isinstance(counted, tuple) else found
    if isinstance(counted, tuple) and not counted[1]:
        return NotMeasured(f"there is no row in the test split with {where}")
    return _share(counted, confidence, ROWS)


def _share(counted: tuple[int, int] | NotMeasured, confidence: float, of: str) -> Evidence:
    return counted if isinstance(counted, NotMeasured) else proportion(*counted, confidence, of)


def _told(found: Evidence, tried: Callable[[], str]) -> Evidence:
    """An estimate whose method says which values were tried."""
    return replace(found, method=f"{found.method}; {tried()}") if isinstance(found, Estimate) else found


def _exact(value: float, view: View, confidence: float, method: str) -> Estimate:
    """What follows from the model's own files, so that no row can be otherwise."""
    return Estimate(value, value, value, confidence, method, {"n": len(view.split)}, exact=True)


def counterfactual_recall_difference(call: MeasureCall, view: View, confidence: float) -> Evidence:
    """By how much more people of one origin of names are found than those of another."""
    return view.naming.evidence(str(call.arguments["label"]), confidence)


def epsilon(call: MeasureCall, view: View, confidence: float) -> Evidence:
    """What the ledger of the training promises."""
    return epsilon_of(call, view.ledger, confidence=confidence)


def explanation_faithfulness(call: MeasureCall, view: View, confidence: float) -> Evidence:
    """By how much more the answers rest on the words that are named than on others."""
    method, gives = str(call.arguments["method"]), view.probabilities is not None
    return view.faithfulness.evidence(method, gives_probabilities=gives, confidence=confidence)


def forgetting(call: MeasureCall, view: View, confidence: float) -> Evidence:
    """How much less often it is right than the release that the model was made from."""
    return forgotten(view, confidence)


def membership_inference_advantage(call: MeasureCall, view: View, confidence: float) -> Evidence:
    """How surely the answers tell training rows from test rows."""
    return view.membership(confidence)


OTHER_CHECKS: Mapping[str, Check] = {
    check.__name__: check
    for check in (
        certified_accuracy,
        counterfactual_consistency,
        counterfactual_recall_difference,
        epsilon,
        explanation_faithfulness,
        forbidden,
        forgetting,
        membership_inference_advantage,
        monotone,
        parameters,
    )
}
"""By the measure's name."""
