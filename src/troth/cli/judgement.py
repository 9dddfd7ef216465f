"""Opening the test set, judging a model on it, and recording the verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from troth.cli.history import doubts, forgetful
from troth.cli.lineage import release_before
from troth.cli.openings import Promised, known_rows
from troth.cli.promises import BEFORE_TEST, noted
from troth.cli.session import Session, fits
from troth.cli.trainings import privacy_ledger
from troth.cli.updated import update_document
from troth.cli.updates import recheck
from troth.progress import Progress
from troth.record import Entry, Subject
from troth.standard import seed_for

if TYPE_CHECKING:
    from troth.data import Dataset
    from troth.models import Model


@dataclass(frozen=True, slots=True)
class Judged:
    """What an audit found, and the entry that holds its verdicts. document: the audit document."""

    document: dict[str, Any]
    entry: Entry


def judge(
    session: Session,
    model: Model,
    dataset: Dataset,
    promised: Promised,
    progress: Progress,
    older: Model | None = None,
) -> Judged:
    """Open the test set, examine the model, record the verdicts; of an update, beside the release it was made from.

    older: that release; left out, the one that the home has.
    """
    from troth.audit import examine

    older = older or release_before(session, model.digest)

    opened = open_test(session, promised, model)
    opening = int(opened.predicate["opening"])
    seed = seed_for(session.charter.digest, dataset.digest, model.digest, 0)
    ledger = privacy_ledger(session, model.digest, dataset.digest)
    examined = examine(session.charter, model, dataset, seed=seed, ledger=ledger, older=older, progress=progress)
    document = examined.document
    document["data"]["opening"] = opening
    document["data"]["commitment"] = promised.root
    document["data"]["findings"][:0] = doubts(session, dataset, promised, opened)
    facts = {
        "charter": session.charter.digest,
        "model": model.digest,
        "data": dataset.digest,
        "root": promised.root,
        "opening": opening,
        "seed": str(seed),
        "verdict": document["verdict"],
    }
    said = noted(finding for finding in dataset.findings if finding.split not in BEFORE_TEST)
    entry = session.record.append(
        "audited",
        [session.subject, Subject("model", model.digest), Subject("test rows", promised.root)],
        _longest(facts, document["clauses"], said),
    )
    if older is not None:
        found = recheck(session, model, older, dataset, dataset.test, progress)
        document["update"] = update_document(older, model, dataset, found)
        document["data"]["findings"][:0] = [forgetful(reason) for reason in found.reasons]
    return Judged(document, entry)


def open_test(session: Session, promised: Promised, model: Model) -> Entry:
    """Count one more opening of the test set, over all charters of this home, and its rows that were opened before."""
    known = known_rows(session, promised)
    return session.record.append_opening(
        promised.root,
        [session.subject, Subject("test rows", promised.root), Subject("model", model.digest)],
        {
            "charter": session.charter.digest,
            "model": model.digest,
            "marks": promised.marks.digest,
            "marked_by": promised.marked_by,
            **known.facts(),
        },
    )


def _longest(facts: dict[str, Any], clauses: list[dict[str, Any]], findings: list[dict[str, Any]]) -> dict[str, Any]:
    """The facts with as much of the clauses as one entry holds; the recorded papers have all of it."""
    numbers = ("clause", "verdict", "estimate", "low", "high", "confidence")
    for kept in ((*numbers, "counts", "method", "reason"), numbers, ("clause", "verdict")):
        predicate = {**facts, "clauses": [{key: clause[key] for key in kept} for clause in clauses]}
        if fits({**predicate, "findings": findings}):
            return {**predicate, "findings": findings}
    return facts
