"""From a clause to its evidence: which check answers for which measure.

A check is a function of a measure as the charter writes it, the view of the model's answers, and a confidence; it
gives an Estimate or says why nothing was measured. It judges nothing, draws no random numbers, and touches neither
record, network nor screen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from troth.audit.view import Columns, View
from troth.measures import Measure, by_name, worst_group
from troth.standard import VOCABULARY, Estimate, Evidence, MeasureCall, NotMeasured

DEPENDENT = "words of one sentence err together, and the interval of a gap takes them as independent"
"""Why a gap between groups of words decides nothing: its interval is too short by a factor nobody has bounded."""


def evidence_for(call: MeasureCall, view: View, *, positive: str | None, confidence: float) -> Evidence:
    """Measure what `call` names. positive: the label that is meant where a measure takes one and none is named."""
    reason = VOCABULARY[call.name].unchecked
    if reason:
        return NotMeasured(reason)
    measured = call.inner or call
    measure = by_name(measured.name)
    if measure is None:
        return NotMeasured(f"there is no check for {measured.name} yet")
    data = view.counted(measure.needs, columns_of(call))
    if isinstance(data, NotMeasured):
        return data
    label = _label(measured, positive) if measure.takes_label else None
    evidence = _measured(call, measure, data, label, confidence)
    doubt = _doubt(measure.needs, view)
    return replace(evidence, thin=doubt) if doubt and isinstance(evidence, Estimate) else evidence


def _measured(call: MeasureCall, measure: Measure, data: Any, label: str | None, confidence: float) -> Evidence:
    if call.inner is not None:
        return worst_group(measure, data, confidence=confidence, label=label)
    return measure(data, confidence=confidence, label=label)


def _doubt(needs: str, view: View) -> str | None:
    """Why the measure's interval is not to be trusted here, whatever it says; None where it is."""
    if needs == "representation":
        return None
    if needs == "table" and view.split.kind == "token-classification":
        return DEPENDENT
    if view.unanswered:
        # A model that abstains on what is hard would look good on what it answers.
        return f"{view.unanswered:,} of {len(view.codes):,} were left unanswered, and no figure on the rest covers them"
    return None


def columns_of(call: MeasureCall) -> Columns:
    """The group columns a measure compares, none where it looks at all rows."""
    group = call.arguments.get("group", ())
    return tuple(str(name) for name in group) if isinstance(group, tuple) else (str(group),)


def _label(call: MeasureCall, positive: str | None) -> str | None:
    named = call.arguments.get("label", positive)
    return None if named is None else str(named)
