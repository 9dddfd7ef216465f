"""From a finished audit to its papers: what is printed, written and recorded."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import click

from troth.cli.acts import Session
from troth.cli.options import EXIT, print_json, print_verdicts
from troth.record import Subject

PAPERS = {"html.en": "report", "html.zh": "report in Chinese", "card": "model card", "junit": "JUnit"}


def finish(session: Session, document: dict[str, Any], *, as_json: bool) -> int:
    """Write the papers, record their digests, print the verdicts; returns the exit status of the verdict."""
    from troth.reports import render

    record = session.record
    document["record"] = {
        "path": str(session.home.record),
        "origin": record.origin,
        "size": record.head().size,
        "root": record.head().root.hex(),
        "entries": [{"index": entry.index, "type": entry.type, "time": entry.time} for entry in record.entries()],
    }
    folder = session.home.reports(f"{document['made'].replace(':', '')}-{document['model']['digest'][7:15]}")
    document["report"] = str(folder / "report.html")
    written = render(document, folder)
    record.append(
        "reported",
        [session.subject, Subject("model", document["model"]["digest"])],
        {"charter": session.charter.digest, "files": {path.name: _sha256(path) for path in written.values()}},
    )
    if as_json:
        print_json(document)
    else:
        print_verdicts(document)
        for name, words in PAPERS.items():
            click.echo(f"{words}: {written[name]}")
        click.echo(f"verify: troth verify {session.home.record}")
    return EXIT[document["verdict"]]


def _sha256(path: Path) -> str:
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
