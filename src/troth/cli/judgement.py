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
from troth.cli.unreported import unreported
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

    An audit that ended before its report was written is gone on with, on the same opening. older: that release; left
    out, the one that the home has.
    """
    from troth.audit import examine

    older = older or release_before(session, model.digest)

    begun = unreported(session, promised, model)
    opened = begun.opened if begun else open_test(session, promised, model)
    seed = seed_for(session.charter.digest, dataset.digest, model.digest, 0)
    ledger = privacy_ledger(session, model.digest, dataset.digest)
    examined = examine(session.charter, model, dataset, seed=seed, ledger=ledger, older=older, progress=progress)
    document = examined.document
    found = _found(session, model, dataset, document, promised.root, seed)
    entry = begun and begun.said({**found, "opening": opened.predicate["opening"]})
    if begun and begun.audited and entry is None:  # the model answers otherwise than it did: that is another look
        opened = open_test(session, promised, model)
    document["data"]["opening"] = opened.predicate["opening"]
    document["data"]["commitment"] = promised.root
    document["data"]["findings"][:0] = doubts(session, dataset, promised, opened)
    entry = entry or session.record.append(
        "audited",
        [session.subject, Subject("model", model.digest), Subject("test rows", promised.root)],
        {**found, "opening": opened.predicate["opening"]},
    )
    if older is not None:
        checked = recheck(session, model, older, dataset, dataset.test, progress)
        document["update"] = update_document(older, model, dataset, checked)
        document["data"]["findings"][:0] = [forgetful(reason) for reason in checked.reasons]
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


def _found(
    session: Session, model: Model, dataset: Dataset, document: dict[str, Any], root: str, seed: int
) -> dict[str, Any]:
    facts = {
        "charter": session.charter.digest,
        "model": model.digest,
        "data": dataset.digest,
        "root": root,
        "seed": str(seed),
        "verdict": document["verdict"],
    }
    said = noted(finding for finding in dataset.findings if finding.split not in BEFORE_TEST)
    return _longest(facts, document["clauses"], said)


def _longest(facts: dict[str, Any], clauses: list[dict[str, Any]], findings: list[dict[str, Any]]) -> dict[str, Any]:
    """The facts with as much of the clauses as one entry holds; the recorded papers have all of it."""
    numbers = ("clause", "verdict", "estimate", "low", "high", "confidence")
    for kept in ((*numbers, "counts", "method", "reason"), numbers, ("clause", "verdict")):
        predicate = {**facts, "clauses": [{key: clause[key] for key in kept} for clause in clauses]}
        if fits({**predicate, "findings": findings}):
            return {**predicate, "findings": findings}
    return facts
