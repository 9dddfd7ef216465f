"""The audit of one model under one charter: evidence and a verdict for every clause, and the papers' raw material."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from troth.audit.document import document_of
from troth.audit.evidence import evidence_for
from troth.audit.unanswered import UNANSWERED
from troth.audit.view import View
from troth.data import Dataset
from troth.measures import holm, more_needed, p_value
from troth.models import Model
from troth.progress import Progress, silent
from troth.standard import Charter, Clause, Estimate, Evidence, NotMeasured, Verdict, judge


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict, and whether it names a broken clause with the charter's confidence among all its clauses together.

    family_wise: Holm's answer for a broken clause; None for any other verdict.
    """

    verdict: Verdict
    family_wise: bool | None


@dataclass(frozen=True, slots=True)
class Examination:
    """What an audit found: a finding per clause in charter order, and the audit document (see `standard.handover`)."""

    findings: tuple[Finding, ...]
    document: dict[str, Any]

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts alone."""
        return tuple(finding.verdict for finding in self.findings)


def examine(
    charter: Charter,
    model: Model,
    dataset: Dataset,
    *,
    seed: int = 0,
    ledger: Mapping[str, Any] | None = None,
    older: Model | None = None,
    progress: Progress = silent,
) -> Examination:
    """Predict the test split once, and judge every clause of the charter on it.

    seed: for checks that draw random numbers; from `standard.seed_for`. ledger: `settings["privacy"]` of the training
    of this model, from an entry that is signed: what a clause on epsilon is judged by. older: the release that the
    model was made from: what a clause on forgetting is judged by. Raises ModelError when the model does not fit the
    data. The same charter, model, data and seed give the same document, but for its `made` time.
    """
    view = View(
        model,
        dataset.test,
        dataset.labels,
        progress,
        abstain_below=charter.task.abstain_below,
        seed=seed,
        train=dataset.train,
        ledger=ledger,
        older=older,
    )
    findings = _named_together(charter, [_verdict(charter, clause, view) for clause in charter.clauses], view)
    return Examination(findings, document_of(charter, model, dataset, view, findings, seed))


def _verdict(charter: Charter, clause: Clause, view: View) -> Verdict:
    confidence = charter.confidence_of(clause)
    evidence = _evidence(charter, clause, view, confidence)
    if isinstance(evidence, Estimate):
        # No number of rows shortens what unanswered ones leave open.
        more = None if UNANSWERED in evidence.counts else more_needed(evidence, clause.limit)
        evidence = replace(evidence, more=more)
    return judge(clause, evidence, confidence=confidence)


def _evidence(charter: Charter, clause: Clause, view: View, confidence: float) -> Evidence:
    return evidence_for(clause.measure, view, positive=charter.task.positive, confidence=confidence)


def _named_together(charter: Charter, verdicts: Sequence[Verdict], view: View) -> tuple[Finding, ...]:
    """Holm's procedure over the measured clauses: which broken ones stand when all are looked at together."""
    measured = [verdict for verdict in verdicts if not isinstance(verdict.evidence, NotMeasured)]
    alpha = 1 - charter.confidence
    hardest = alpha / max(len(measured), 1)
    stands = holm([_p_value(charter, verdict, view, hardest) for verdict in measured], alpha)
    named = {id(verdict): stand for verdict, stand in zip(measured, stands, strict=True)}
    return tuple(Finding(verdict, named[id(verdict)] if verdict.outcome == "broken" else None) for verdict in verdicts)


def _p_value(charter: Charter, verdict: Verdict, view: View, hardest: float) -> float:
    """A p-value, or a bound of it that decides as much. hardest: the smallest level that Holm asks of any clause."""
    if verdict.outcome != "broken":
        return 1.0  # its interval reaches the limit at the charter's confidence: Holm cannot name it
    clause = verdict.clause
    bound = 1 - charter.confidence_of(clause)  # at which it is broken, so its p-value is no larger
    if bound <= hardest:
        return bound  # so it is with a single clause, which needs no correction
    return min(bound, p_value(lambda level: _evidence(charter, clause, view, level), clause.limit, clause.operator))
