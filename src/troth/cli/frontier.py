"""What the task costs at other limits of the fairness clauses: drawn, written as papers, recorded.

A table's model is trained once and decides anew for every limit. Texts and words are trained for each point, by the
ordinary machinery: interrupted, it goes on where it was, and what was trained before is found.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from troth import __version__
from troth.cli.releases import train_repeats
from troth.cli.session import Session
from troth.cli.terminal import say, say_json_text
from troth.cli.trainings import Amendment, train_amended
from troth.progress import Progress
from troth.record import Subject
from troth.standard import TABLE, Charter, Clause, Evidence, MeasureCall, seed_for

if TYPE_CHECKING:
    from troth.data import Dataset
    from troth.training import Frontier, Point

ARTICLE = "fairness"
FREE: Amendment = {"training": {"constrained": False}}
PAPERS = {"html.en": "frontier", "html.zh": "frontier in Chinese", "json": "frontier as JSON"}


def draw_frontier(session: Session, dataset: Dataset, base: str, progress: Progress) -> dict[str, Any]:
    """The frontier document of a charter; the test split is not looked at."""
    charter = session.charter
    if charter.task.kind == TABLE:
        from troth.training import frontier

        seed = seed_for(charter.digest, dataset.digest, base, 0)
        found = frontier(charter, dataset, seed=seed, progress=progress)
    else:
        found = _of_trainings(session, dataset, base, progress)
    return {
        "format": 1,
        "made": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "troth": __version__,
        "charter": {"name": charter.name, "version": charter.version, "digest": charter.digest},
        "data": dataset.digest,
        "kind": charter.task.kind,
        "frontier": found.written(),
    }


def finish_frontier(session: Session, document: dict[str, Any], *, as_json: bool) -> int:
    """Write the papers, record their digests, and say where they are; with `as_json`, print the JSON paper."""
    from troth.reports import render_frontier

    made = document["made"].replace(":", "")
    folder = session.home.reports(f"frontier-{made}-{session.charter.digest[7:15]}")
    papers = render_frontier(document, folder)
    session.record.append(
        "frontier-drawn",
        [session.subject, Subject("data", document["data"])],
        {
            "charter": session.charter.digest,
            "data": document["data"],
            "conflicts": document["frontier"]["conflicts"],
            "files": {path.name: f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}" for path in papers.values()},
        },
    )
    if as_json:
        say_json_text(papers["json"].read_text(encoding="utf-8"))
        return 0
    for texts in document["frontier"]["conflicts"]:
        say(f"not held {'together' if len(texts) > 1 else 'even alone'}: {'; '.join(texts)}")
    for name, words in PAPERS.items():
        say(f"{words}: {papers[name]}")
    return 0


def _of_trainings(session: Session, dataset: Dataset, base: str, progress: Progress) -> Frontier:
    """Three trainings: for the task alone, under the charter, and with its fairness limits at half the way to none."""
    from troth.training import Frontier, Sweep, halfway

    clauses = tuple(session.charter.articles[ARTICLE])
    strict = {clause.text: halfway(clause) for clause in clauses}
    release = train_repeats(session, dataset, base, progress)
    measure = str(release.document["measure"])
    others = [train_amended(session, dataset, base, each, progress) for each in (FREE, {"limits": strict})]
    asked: list[list[float | None]] = [
        [None] * len(clauses),
        [clause.limit for clause in clauses],
        [strict[clause.text] for clause in clauses],
    ]
    folders = [others[0].folder, release.folder, others[1].folder]
    points = [
        _point(session.charter, dataset, folder, clauses, limits, measure, progress)
        for folder, limits in zip(folders, asked, strict=True)
    ]
    sweep = Sweep(tuple(range(len(clauses))), tuple(points))
    rows, confidence = len(dataset.validation), session.charter.confidence
    return Frontier(clauses, measure, rows, confidence, points[0], points[1], (sweep,))


def _point(
    charter: Charter,
    dataset: Dataset,
    folder: Path,
    clauses: tuple[Clause, ...],
    asked: list[float | None],
    measure: str,
    progress: Progress,
) -> Point:
    """A model as the audit would see it, if the validation split were its test split."""
    from troth.audit import View, evidence_for
    from troth.models import load
    from troth.standard import Estimate
    from troth.training import Point

    model = load(folder, kind=charter.task.kind, labels=dataset.labels)
    view = View(model, dataset.validation, dataset.labels, progress, abstain_below=charter.task.abstain_below)

    def found(call: MeasureCall, confidence: float) -> Evidence:
        return evidence_for(call, view, positive=charter.task.positive, confidence=confidence)

    values = tuple(found(clause.measure, charter.confidence_of(clause)) for clause in clauses)
    held = all(
        isinstance(value, Estimate) and (value.value <= limit if clause.operator == "<=" else value.value >= limit)
        for clause, value, limit in zip(clauses, values, asked, strict=True)
        if limit is not None
    )
    return Point(tuple(asked), found(MeasureCall(measure, {}), charter.confidence), values, held)
