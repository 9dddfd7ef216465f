"""What a training aims at: the limit less a margin, so that an audit's interval may lie wholly inside it.

The margin is the half of the interval that reaches towards the limit, as the audit will make it: of the same measure,
at the audit's number of rows. It is taken on validation rows and shrinks with the square root of how many more rows the
audit has.
"""

from __future__ import annotations

from typing import Any

from troth.measures import Measure, Table, Tokens, by_name, worst_group
from troth.standard import VOCABULARY, Clause, Estimate, Evidence, NotMeasured
from troth.training.governing.demands import Rows, columns_of
from troth.training.governing.membership import Codes

MOST = 0.6  # of the way from the limit to a perfect value: what is left of a limit that no audit could show to be kept


def evidence_of(clause: Clause, rows: Rows, said: Codes, *, positive: str | None, confidence: float) -> Evidence:
    """What an audit of these rows alone would find for a clause that is made of rates."""
    call = clause.measure.inner or clause.measure
    measure = by_name(call.name)
    if measure is None:
        return NotMeasured(f"there is no check for {call.name} yet")
    label = call.arguments.get("label", positive) if measure.takes_label else None
    data = _counted(clause, measure, rows, said)
    if clause.measure.inner is not None:
        return worst_group(measure, data, confidence=confidence, label=label if label is None else str(label))
    return measure(data, confidence=confidence, label=label if label is None else str(label))


def aim_of(clause: Clause, evidence: Evidence, audited: float) -> float:
    """The limit that training is held to. audited: the audit's rows over those the evidence is from."""
    better = VOCABULARY[clause.measure.name].operator
    most = MOST * abs(clause.limit - (0.0 if better == "<=" else 1.0))
    reach = most
    if isinstance(evidence, Estimate):
        half = evidence.high - evidence.value if better == "<=" else evidence.value - evidence.low
        reach = min(max(half, 0.0) / max(audited, 1e-9) ** 0.5, most)
    return clause.limit - reach if better == "<=" else clause.limit + reach


def _counted(clause: Clause, measure: Measure, rows: Rows, said: Codes) -> Any:
    columns, split = columns_of(clause), rows.split
    lengths = split.lengths()
    documents = split.documents() if split.roles.document else None
    if measure.needs == "tokens" and lengths is not None:
        groups = split.row_groups(*columns) if columns else None
        return Tokens.count(rows.truth, said, rows.labels, lengths, documents, groups)
    units = split.documents()
    together = None if units is None or lengths is None else units.repeat(lengths)
    groups = split.groups(*columns) if columns else None
    return Table.count(rows.truth, said, rows.labels, groups, documents=together)
