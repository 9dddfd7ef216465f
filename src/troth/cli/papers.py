"""From a finished audit to its papers: what is printed, written and recorded."""

from __future__ import annotations

import hashlib
from pathlib import Path

from troth.cli.judgement import Judged
from troth.cli.options import EXIT, print_verdicts
from troth.cli.session import Session
from troth.cli.terminal import say, say_json_text
from troth.cli.updated import refused, tell_update
from troth.record import Subject

PAPERS = {"html.en": "report", "html.zh": "report in Chinese", "card": "model card", "junit": "JUnit"}


def finish(session: Session, judged: Judged, *, as_json: bool) -> int:
    """Write the papers, record their digests, print the verdicts; returns the exit status of the verdict.

    With `as_json` the JSON paper is printed, byte for byte but for what a terminal cannot show.
    """
    from troth.reports import render

    record, document = session.record, judged.document
    document["record"] = {
        "path": str(session.home.record),
        "origin": record.origin,
        "size": record.head().size,
        "root": record.head().root.hex(),
        "entries": [{"index": entry.index, "type": entry.type, "time": entry.time} for entry in session.acts()],
    }
    made, model = document["made"].replace(":", ""), document["model"]["digest"][7:15]
    folder = session.home.reports(f"{judged.entry.index:06d}-{made}-{model}")
    document["report"] = str(folder / "report.html")
    written = render(document, folder)
    record.append(
        "reported",
        [session.subject, Subject("model", document["model"]["digest"])],
        {
            "charter": session.charter.digest,
            "audit": judged.entry.index,
            "files": {path.name: _sha256(path) for path in written.values()},
        },
    )
    if as_json:
        say_json_text(written["json"].read_text(encoding="utf-8"))
    else:
        print_verdicts(document)
        if document.get("update"):
            tell_update(document["update"])
        for name, words in PAPERS.items():
            say(f"{words}: {written[name]}")
        say(f"verify: troth verify {session.home.record}")
    return EXIT["broken" if refused(document.get("update")) else document["verdict"]]


def _sha256(path: Path) -> str:
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
