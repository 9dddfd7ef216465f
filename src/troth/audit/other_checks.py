"""Checks of what no table of the answers shows: how large a model is, what it gives away, what its answers rest on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from troth.audit.forgetting import forgotten
from troth.audit.privacy import epsilon_of
from troth.audit.view import View
from troth.measures import edits_and_rate, proportion
from troth.standard import Estimate, Evidence, MeasureCall, NotMeasured

Check = Callable[[MeasureCall, View, float], Evidence]
"""From a measure as the charter writes it, the view and a confidence to the evidence."""

HOLDING = "rows with an identity term"


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
    """The share of texts with identity terms that are answered alike with others in their place."""
    counted = view.steady
    return counted if isinstance(counted, NotMeasured) else proportion(*counted, confidence, HOLDING)


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
        forgetting,
        membership_inference_advantage,
        parameters,
    )
}
"""By the measure's name."""
