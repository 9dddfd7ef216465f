"""DSSE envelopes (secure-systems-lab/dsse, protocol v1.0.0): signatures over exact bytes and their type.

No canonical form is needed: what is signed is the pre-authentication encoding of the very bytes that are carried.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from troth.errors import RecordError
from troth.record.keys import PublicKey, Signer
from troth.record.strict_json import dumps, loads


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature; `keyid` is a hint and decides nothing (protocol.md, "KEYID")."""

    keyid: str | None
    value: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """Bytes, the type that says how to read them, and signatures that nobody has checked yet."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]

    def signers(self, trusted: Iterable[PublicKey]) -> frozenset[PublicKey]:
        """The distinct trusted keys with a valid signature; one key counts once however often it signed."""
        message = pae(self.payload_type, self.payload)
        return frozenset(key for key in trusted if any(key.verifies(each.value, message) for each in self.signatures))


def pae(payload_type: str, payload: bytes) -> bytes:
    """The pre-authentication encoding: type and body, each behind its length in bytes."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def sign(payload_type: str, payload: bytes, signers: Sequence[Signer]) -> bytes:
    """The envelope as JSON bytes, signed by each of `signers`."""
    message = pae(payload_type, payload)
    signatures = [
        {"keyid": str(signer.public), "sig": base64.b64encode(signer.sign(message)).decode()} for signer in signers
    ]
    envelope = {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": payload_type,
        "signatures": signatures,
    }
    return dumps(envelope).encode()


def read(data: bytes) -> Envelope:
    """Parse an envelope strictly; no signature is checked."""
    return parse(loads(data))


def parse(document: Any) -> Envelope:
    """The envelope in a JSON value; raises RecordError for a field that is missing, unknown or of another type."""
    if not isinstance(document, dict) or set(document) != {"payload", "payloadType", "signatures"}:
        raise RecordError("not a DSSE envelope: payload, payloadType and signatures are expected, nothing else")
    kind, signatures = document["payloadType"], document["signatures"]
    if not isinstance(kind, str) or not kind:
        raise RecordError("the envelope has no payload type")
    if not isinstance(signatures, list) or not signatures:
        raise RecordError("the envelope has no signature")
    return Envelope(kind, _bytes(document["payload"]), tuple(_signature(each) for each in signatures))


def _signature(value: Any) -> Signature:
    if not isinstance(value, dict) or not set(value) <= {"keyid", "sig"} or "sig" not in value:
        raise RecordError("a signature of the envelope is not a keyid with a sig")
    keyid = value.get("keyid")
    if keyid is not None and not isinstance(keyid, str):
        raise RecordError("a keyid of the envelope is not text")
    return Signature(keyid, _bytes(value["sig"]))


def _bytes(text: Any) -> bytes:
    """Decode standard or URL-safe base64 (verifiers must take either), in its one canonical spelling."""
    if not isinstance(text, str) or not text.isascii():
        raise RecordError("not base64 in the envelope")
    urlsafe = "-" in text or "_" in text
    try:
        data = base64.b64decode(text, altchars=b"-_" if urlsafe else None, validate=True)
    except (binascii.Error, ValueError):
        raise RecordError("not base64 in the envelope") from None
    spelled = base64.urlsafe_b64encode(data) if urlsafe else base64.b64encode(data)
    if spelled.decode() != text:
        raise RecordError("base64 in the envelope is not in its canonical spelling")
    return data
