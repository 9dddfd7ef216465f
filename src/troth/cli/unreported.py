"""An audit that ended before its report was written, which nobody has read: the next one goes on with its opening."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from troth.cli.openings import Promised
from troth.cli.session import Session
from troth.models import Model
from troth.record import Entry


@dataclass(frozen=True, slots=True)
class Unreported:
    """The last opening of a test set, of which no report was written. audited: its verdicts, if it came so far."""

    opened: Entry
    audited: Entry | None

    def said(self, predicate: Mapping[str, Any]) -> Entry | None:
        """The entry of its verdicts, where it says the same as this one."""
        if self.audited is None or json.loads(json.dumps(predicate)) != self.audited.predicate:
            return None
        return self.audited


def unreported(session: Session, promised: Promised, model: Model) -> Unreported | None:
    """The last opening of these test rows, if it was for this model under this charter and no report followed."""
    openings = [entry for entry in session.record.entries("test-opened") if entry.predicate["root"] == promised.root]
    if not openings or any(openings[-1].predicate[key] != value for key, value in _about(session, model).items()):
        return None
    about = {**_about(session, model), "root": promised.root, "opening": openings[-1].predicate["opening"]}
    audits = [entry for entry in session.entries("audited") if about.items() <= entry.predicate.items()]
    reported = {entry.predicate.get("audit") for entry in session.entries("reported")}
    if any(entry.index in reported for entry in audits):
        return None
    return Unreported(openings[-1], audits[-1] if audits else None)


def _about(session: Session, model: Model) -> dict[str, Any]:
    return {"charter": session.charter.digest, "model": model.digest}
