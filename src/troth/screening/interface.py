"""The values of the room: which families of attacks there are, the rule that tells one, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OVERRIDE, PERSONA, THEFT, ENCODING = "override", "persona", "theft", "encoding"
FORGERY, EXFILTRATION, SUPPRESSION, PLANTED = "forgery", "exfiltration", "suppression", "planted"

FAMILIES = {
    OVERRIDE: "sets earlier instructions aside",
    PERSONA: "gives the model a role without rules",
    THEFT: "asks for the instructions or secrets that the model was given",
    ENCODING: "asks for the answer in a code, past whatever reads it",
    FORGERY: "forges turns of the conversation, or the marks between them",
    EXFILTRATION: "has what the model knows sent somewhere",
    SUPPRESSION: "forbids to refuse, to warn or to explain",
    PLANTED: "in a document: tells the reader's model what to answer",
}
"""Every family of attacks that a rule tells, and what it does."""

Source = Literal["user", "document"]
"""Who a text is from: whom the model serves, or anybody else (a page, a mail, a file, what a tool returned)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern of one family.

    pattern: in RE2's syntax, for text in lower case without accents. score: 0 to 1, how sure it is of an attack in what
    a user writes, and planted: in a document, where nobody should be told what to do; it is at least the score.
    """

    name: str
    family: str
    pattern: str
    score: float
    planted: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched characters `start` to `end` of a text."""

    start: int
    end: int
    rule: Rule
