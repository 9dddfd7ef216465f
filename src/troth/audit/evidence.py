"""From a clause to its evidence: which check answers for which measure.

A check is a function of a measure as the charter writes it, the view of the model's answers, and a confidence; it
gives an Estimate or says why nothing was measured. It judges nothing, draws no random numbers, and touches neither
record, network nor screen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from troth.audit.privacy import PRIVATE, epsilon_of
from troth.audit.unanswered import bounded
from troth.audit.view import Columns, View
from troth.measures import Measure, by_name, proportion, worst_group
from troth.standard import VOCABULARY, Estimate, Evidence, MeasureCall, NotMeasured

ATTACKED = "robust_accuracy"
WEIGHTS = "parameters"
STEADY = "counterfactual_consistency"
HOLDING = "rows with an identity term"
EXPLAINED = "explanation_faithfulness"
OF_MEMBERS = "membership_inference_advantage"
KEPT_TOGETHER = "documents hold sentences of different groups, and an interval takes sentences as independent"


def evidence_for(call: MeasureCall, view: View, *, positive: str | None, confidence: float) -> Evidence:
    """Measure what `call` names. positive: the label that is meant where a measure takes one and none is named."""
    reason = VOCABULARY[call.name].unchecked
    if reason:
        return NotMeasured(reason)
    if call.name == WEIGHTS:
        return _weights(view.weights, confidence)
    if call.name == STEADY:
        counted = view.steady
        return counted if isinstance(counted, NotMeasured) else proportion(*counted, confidence, HOLDING)
    if call.name == PRIVATE:
        return epsilon_of(call, view.ledger, confidence=confidence)
    measured = call.inner or call
    if measured.name == EXPLAINED:
        method, gives = str(measured.arguments["method"]), view.probabilities is not None
        return view.faithfulness.evidence(method, gives_probabilities=gives, confidence=confidence)
    if measured.name == OF_MEMBERS:
        return view.membership(confidence)
    if measured.name == ATTACKED:
        other = view.attacked(str(measured.arguments["attack"]))
        call, measured = MeasureCall("accuracy", {}), MeasureCall("accuracy", {})
        if isinstance(other, NotMeasured):
            return other
        view = other
    measure = by_name(measured.name)
    if measure is None:
        return NotMeasured(f"there is no check for {measured.name} yet")
    columns = columns_of(call)
    label = _label(measured, positive) if measure.takes_label else None
    evidence = _measured(call, measure, view, label, confidence)
    if measure.needs == "representation":
        return _counting(evidence, *view.representation_unit(columns))
    if not view.unanswered or measure.needs == "probabilities":  # which every row has, answered or not
        return evidence
    wrong, right = (_measured(call, measure, view.supposing(each), label, confidence) for each in ("wrong", "right"))
    return bounded(wrong, right, view, measure, columns if measure.grouped else None, label)


def _weights(count: int | None, confidence: float) -> Evidence:
    if count is None:
        return NotMeasured("the model does not say how many weights it has")
    return Estimate(count, count, count, confidence, "counted", {"n": count}, unit="weights", exact=True)


def _measured(call: MeasureCall, measure: Measure, view: View, label: str | None, confidence: float) -> Evidence:
    data: Any = view.counted(measure.needs, columns_of(call))
    if isinstance(data, NotMeasured):
        return data
    if call.inner is not None:
        return worst_group(measure, data, confidence=confidence, label=label)
    return measure(data, confidence=confidence, label=label)


def _counting(evidence: Evidence, unit: str, together: bool) -> Evidence:
    if not isinstance(evidence, Estimate):
        return evidence
    return replace(evidence, unit=unit, thin=evidence.thin or (KEPT_TOGETHER if together else None))


def columns_of(call: MeasureCall) -> Columns:
    """The group columns a measure compares, none where it looks at all rows."""
    group = call.arguments.get("group", ())
    return tuple(str(name) for name in group) if isinstance(group, tuple) else (str(group),)


def _label(call: MeasureCall, positive: str | None) -> str | None:
    named = call.arguments.get("label", positive)
    return None if named is None else str(named)
