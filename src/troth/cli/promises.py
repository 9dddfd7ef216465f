"""What is promised before anything is trained or opened: the charter is signed, the test set committed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from troth.cli.openings import Promised, check_marks, keep, promise
from troth.cli.session import Session, fits
from troth.record import Subject, commit_rows

if TYPE_CHECKING:
    from troth.data import Dataset, Finding

BEFORE_TEST = ("train", "validation")  # splits that may be spoken of before the test set is opened
FINDINGS_KEPT = 60  # findings in an entry; the report has them all


def sign_charter(session: Session) -> None:
    """Sign the charter into the record, once for each digest."""
    charter = session.charter
    if session.entries("charter-signed"):
        return
    facts = {"charter": charter.digest, "name": charter.name, "version": charter.version}
    whole = {**facts, "clauses": [clause.text for clause in charter.clauses], "text": charter.source_text}
    session.record.append("charter-signed", [session.subject], whole if fits(whole) else facts)


def commit_data(session: Session, dataset: Dataset) -> Promised:
    """Commit to the test set, then describe the rest of the data, once for each digest.

    What was found out about the test rows waits for the `audited` entry: before the commitment it could be fitted.
    """
    charter = session.charter
    promised = commit_test(session, dataset)
    unlabelled = [dataset.unlabelled] if dataset.unlabelled else []
    keep(promised.learned, session.home)
    if not any(entry.predicate["data"] == dataset.digest for entry in session.entries("data-described")):
        session.record.append(
            "data-described",
            [session.subject, Subject("data", dataset.digest)],
            {
                "charter": charter.digest,
                "data": dataset.digest,
                "splits": {split.name: split.digest for split in (dataset.train, dataset.validation, *unlabelled)},
                "learned": promised.learned.digest,
                "marked_by": promised.marked_by,
                "findings": noted(finding for finding in dataset.findings if finding.split in BEFORE_TEST),
            },
        )
    return promised


def commit_test(session: Session, dataset: Dataset) -> Promised:
    """The salted commitment to the test rows, recorded once for each charter and root."""
    commitment = commit_rows(dataset.test.rows(), session.salt)
    promised = promise(dataset, commitment.root, session.salt)
    if not session.home.leaves(commitment.root).is_file():
        commitment.save(session.home.leaves(commitment.root))
    keep(promised.marks, session.home)
    check_marks(session)
    if any(entry.predicate["root"] == commitment.root for entry in session.entries("test-committed")):
        return promised
    session.record.append(
        "test-committed",
        [session.subject, Subject("test rows", commitment.root)],
        {
            "charter": session.charter.digest,
            "root": commitment.root,
            "rows": commitment.count,
            "salt_id": commitment.salt_id,
            "marks": promised.marks.digest,
            "marked_by": promised.marked_by,
        },
    )
    return promised


def noted(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """The findings as an entry keeps them."""
    return [{"what": finding.what, "count": finding.count} for finding in findings][:FINDINGS_KEPT]
