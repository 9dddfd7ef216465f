"""What a member of a council says of a model that is to be released: an in-toto Statement in a DSSE envelope of theirs.

The envelope is carried inside an entry. Who holds the home's key can enter it, leave it out or hold it back, and cannot
make it. It names the log and the leaf hash of the proposal, which say all else: so it is good for that proposal alone,
in that log, until the proposal expires.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from troth.errors import RecordError
from troth.record import dsse
from troth.record.entry import PAYLOAD_TYPE, STATEMENT_TYPE, Subject, is_time
from troth.record.keys import PublicKey, Signer
from troth.record.strict_json import check, dumps, loads

APPROVE, REVOKE = "approve", "revoke"
ACTIONS = (APPROVE, REVOKE)
STATEMENT = "urn:troth:council:1"
LONGEST = 2000
"""Characters of what a member says beside."""

_ABOUT = ("charter", "model", "guards")
_TEXTS = ("action", "log", "proposal", "expires", "member", "role", "key", "signed", "text")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a member signed.

    action: `approve` or `revoke`. log: the log's name. proposal: leaf hash of the proposal's entry, hexadecimal.
    charter, model, guards: digests, `sha256:` in front. expires: of the proposal. member, role, key: who signs, as the
    charter names them. signed: when, as they say. text: what they say beside, which may be empty. Times are RFC 3339,
    UTC, with microseconds.
    """

    action: str
    log: str
    proposal: str
    charter: str
    model: str
    guards: str
    expires: str
    member: str
    role: str
    key: str
    signed: str
    text: str = ""


def sign_statement(statement: Statement, signer: Signer) -> dict[str, Any]:
    """The statement in an envelope, as JSON; raises RecordError where the key is not the one that it names."""
    if statement.key != str(signer.public):
        raise RecordError(f"the statement is {statement.member}'s, and this is another key", remedy=statement.key)
    said = {name: getattr(statement, name) for name in _TEXTS}
    subjects = [{"name": name, "digest": {"sha256": Subject(name, getattr(statement, name)).sha256}} for name in _ABOUT]
    document = {"_type": STATEMENT_TYPE, "subject": subjects, "predicateType": STATEMENT, "predicate": said}
    check(document)
    envelope: dict[str, Any] = loads(dsse.sign(PAYLOAD_TYPE, dumps(document).encode(), [signer]))
    return envelope


def read_statement(envelope: Any) -> Statement:
    """The statement of an envelope, read from JSON; raises RecordError for one that its signer did not sign."""
    carried = dsse.parse(envelope)
    document = loads(carried.payload)
    said = document.get("predicate") if isinstance(document, Mapping) else None
    if (
        carried.payload_type != PAYLOAD_TYPE
        or not isinstance(said, Mapping)
        or list(document) != ["_type", "subject", "predicateType", "predicate"]
        or (document["_type"], document["predicateType"]) != (STATEMENT_TYPE, STATEMENT)
        or set(said) != set(_TEXTS)
        or not all(isinstance(one, str) for one in said.values())
    ):
        raise RecordError("this is no statement of a member of a council")
    found = Statement(**said, **_about(document["subject"]))
    if found.action not in ACTIONS or len(found.text) > LONGEST or not all(map(is_time, (found.signed, found.expires))):
        raise RecordError("the statement does not say what is done, or when, as it has to")
    if len(carried.signatures) != 1 or not carried.signers([PublicKey.parse(found.key)]):
        raise RecordError(f"the statement is not signed by {found.member}")
    return found


def _about(subjects: Any) -> dict[str, str]:
    wanted = [(name, {"sha256"}) for name in _ABOUT]
    try:
        if [(one["name"], set(one["digest"])) for one in subjects] != wanted or any(len(one) != 2 for one in subjects):
            raise RecordError("the statement is not about a charter, a model and guards")
        return {one["name"]: f"sha256:{Subject(one['name'], one['digest']['sha256']).sha256}" for one in subjects}
    except (KeyError, TypeError, AttributeError):
        raise RecordError("the statement is not about a charter, a model and guards") from None
