"""What a request is told when it is not answered: a status, a code that programs read, a sentence that people read.

Never a word of the request itself: an error is a place where secrets leak (`THREATS.md`, G12).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MEDIA_TYPE = "application/problem+json"
"""RFC 9457, Problem Details for HTTP APIs."""


@dataclass(eq=False)
class Refusal(Exception):
    """A request that is not answered. status: of HTTP, 4xx or 503. code: of words joined by hyphens. wait: seconds
    after which it is worth trying again, None where it is not.
    """

    status: int
    code: str
    detail: str
    wait: float | None = None

    def document(self) -> dict[str, Any]:
        """As it is sent."""
        return {"title": self.code.replace("-", " "), "status": self.status, "detail": self.detail, "code": self.code}

    def headers(self) -> dict[str, str]:
        """What goes with it."""
        return {} if self.wait is None else {"retry-after": str(max(1, round(self.wait)))}
