"""Whether every service of a log had its permit when it began: quorum, roles and all that a permit takes."""

from __future__ import annotations

from troth.council.permit import permit_of
from troth.council.standing import Standing
from troth.errors import TrothError
from troth.record import Entry

STARTED = "service-started"


class Served:
    """Reads the entries of a log in order. What is no entry as it should be is passed over: others say what it is."""

    def __init__(self) -> None:
        self._standing = Standing()

    def __call__(self, entry: Entry) -> list[str]:
        """What stood against a service when it began; nothing of any other entry."""
        try:
            if entry.type != STARTED:
                self._standing.take(entry)
                return []
            exact = {each: str(entry.predicate[each]) for each in ("charter", "model", "guards")}
            found = permit_of(self._standing, **exact, at=entry.time)
        except (KeyError, TypeError, ValueError, TrothError):
            return []
        return [] if found.granted else [f"a model was served that had no permit: {'; '.join(found.why)}"]
