"""Whether an audit document is the one that was recorded: papers made of an edited one would look like the others."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from troth.cli.home import RECORD
from troth.errors import ReportError
from troth.record import Entry, Record, open_record

FIGURES = ("verdict", "estimate", "low", "high")
NAME = "report.json"


def record_of(file: Path, document: Mapping[str, Any]) -> Path | None:
    """The record of the home that `file` lies in as a report, else the one its document names; None where neither is.

    The home comes first: the path is but what the document says.
    """
    named = document.get("record")
    path = named.get("path") if isinstance(named, Mapping) else None
    homes = [*file.resolve().parents[2:3], *([Path(path).parent] if isinstance(path, str) and "\0" not in path else [])]
    return next((home / RECORD for home in homes if (home / RECORD).is_file()), None)


def check_recorded(file: Path, document: Mapping[str, Any], record: Path) -> None:
    """Raise ReportError, naming what differs, for a document that is not as the record says it was written.

    The record has the digest of each report.json, and the verdicts and figures of its audit.
    """
    with open_record(record) as opened:
        why = _difference(file, document, opened)
    if why is not None:
        raise ReportError(
            f"this is not the audit document that was recorded: {why}",
            where=str(file),
            remedy=f"Take {NAME} as it was written, or audit again; `troth record list {record}` names the audits.",
        )


def _difference(file: Path, document: Mapping[str, Any], record: Record) -> str | None:
    reported = [entry.predicate for entry in record.entries("reported")]
    papers = [(each.get("audit"), each.get("files", {}).get(NAME)) for each in reported]
    digests = {digest for _, digest in papers}
    if _sha256(file) in digests:
        return None
    audit = next((entry for entry in record.entries("audited") if _is_of(entry, document)), None)
    if audit is None:
        return "the record has no audit of this model under this charter on this opening"
    changed = next(_changed(document, audit), None)
    # Of an audit that was interrupted no paper is recorded, and its figures are all there is to hold it to.
    if changed is None and any(of == audit.index for of, _ in papers) and _written_again(document) not in digests:
        changed = "something beside the verdicts and figures was changed"
    return changed and f"{changed} (entry {audit.index})"


def _written_again(document: Mapping[str, Any]) -> str:
    """The digest of what Troth writes of these values: `--json` prints the same ones in other bytes."""
    from troth.reports import render

    with tempfile.TemporaryDirectory() as folder:
        return _sha256(render(document, Path(folder), formats=("json",))["json"])


def _sha256(file: Path) -> str:
    return f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"


def _is_of(entry: Entry, document: Mapping[str, Any]) -> bool:
    data = document["data"]
    about = (document["charter"].get("digest"), document["model"].get("digest"), data.get("commitment"))
    known = tuple(entry.predicate.get(key) for key in ("charter", "model", "root"))
    return about == known and data.get("opening") == entry.predicate.get("opening")


def _changed(document: Mapping[str, Any], audit: Entry) -> Iterator[str]:
    """What the entry has otherwise, a sentence each."""
    recorded, here = audit.predicate, {clause["clause"]: clause for clause in document["clauses"]}
    for clause in recorded.get("clauses", ()):
        for figure in FIGURES:
            now = here.get(clause["clause"], {}).get(figure, "nothing")
            if figure in clause and clause[figure] != now:
                yield f"the {figure} of `{clause['clause']}` was {clause[figure]}, and is {now} here"
    if len(here) != len(recorded.get("clauses", here)):
        yield "it has other clauses"
    if document["verdict"] != recorded["verdict"]:
        yield f"the verdict was {recorded['verdict']}, and is {document['verdict']} here"
