"""Personal data in text: text in, findings and redactions out.

>>> from troth import personal
>>> text = "Mail ann@example.org or call +44 20 7946 0958."
>>> findings = personal.find(text)
>>> [(one.kind, text[one.start : one.end]) for one in findings]
[('email', 'ann@example.org'), ('phone', '+44 20 7946 0958')]
>>> personal.replaced(text, findings, personal.redact)
'Mail [email] or call [phone].'

`find` looks for everything of `KINDS` that patterns can tell. What takes its place is decided by an operator: `redact`,
`mask`, `generalise`, or, under a key, `hashed`, `pseudonym` and `encrypt`, which `restored` undoes. A `Stream` does the
same to a text that comes piece by piece.
"""

from troth.personal.finding import NAMED, find
from troth.personal.fingerprint import fingerprint
from troth.personal.interface import KINDS, PERSON, Finding, Rule
from troth.personal.operators import (
    Operator,
    encrypt,
    generalise,
    hashed,
    mask,
    pseudonym,
    redact,
    replaced,
    restored,
)
from troth.personal.parts import Parts, find_in_parts
from troth.personal.streaming import Stream

__all__ = [
    "KINDS",
    "NAMED",
    "PERSON",
    "Finding",
    "Operator",
    "Parts",
    "Rule",
    "Stream",
    "encrypt",
    "find",
    "find_in_parts",
    "fingerprint",
    "generalise",
    "hashed",
    "mask",
    "pseudonym",
    "redact",
    "replaced",
    "restored",
]
