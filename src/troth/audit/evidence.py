"""From a clause to its evidence: which check answers for which measure.

A check is a function of a measure as the charter writes it, the view of the model's answers, and a confidence; it
gives an Estimate or says why nothing was measured. It judges nothing, draws by the audit's seed alone, and touches
neither record, network nor screen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from troth.audit.other_checks import OTHER_CHECKS
from troth.audit.unanswered import bounded
from troth.audit.view import Columns, View
from troth.measures import Measure, by_name, worst_group
from troth.standard import VOCABULARY, Estimate, Evidence, MeasureCall, NotMeasured

ATTACKED = "robust_accuracy"
KEPT_TOGETHER = "documents hold sentences of different groups, and an interval takes sentences as independent"


def evidence_for(call: MeasureCall, view: View, *, positive: str | None, confidence: float) -> Evidence:
    """Measure what `call` names. positive: the label that is meant where a measure takes one and none is named."""
    reason = VOCABULARY[call.name].unchecked
    if reason:
        return NotMeasured(reason)
    if call.name in OTHER_CHECKS:
        return OTHER_CHECKS[call.name](_completed(call, positive), view, confidence)
    measured = call.inner or call
    if measured.name == ATTACKED:
        attack = str(measured.arguments["attack"])
        other = view.attacked(attack)
        if isinstance(other, NotMeasured):
            return other
        accuracy = evidence_for(MeasureCall("accuracy", {}), other, positive=positive, confidence=confidence)
        return view.attacks.told(attack, accuracy)
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


def _completed(call: MeasureCall, positive: str | None) -> MeasureCall:
    """With the positive label, where a check takes a label and none is named."""
    takes = any(parameter.name == "label" for parameter in VOCABULARY[call.name].parameters)
    if not takes or positive is None:
        return call
    return replace(call, arguments={"label": positive, **call.arguments})


def columns_of(call: MeasureCall) -> Columns:
    """The group columns a measure compares, none where it looks at all rows."""
    group = call.arguments.get("group", ())
    return tuple(str(name) for name in group) if isinstance(group, tuple) else (str(group),)


def _label(call: MeasureCall, positive: str | None) -> str | None:
    named = call.arguments.get("label", positive)
    return None if named is None else str(named)
