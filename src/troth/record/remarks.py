"""A comment that its author signed: handed over, and taken into a log by whoever keeps it, who could not have made it.

The signature is over what is said and the manifest of the release that it is said of. When it was said is not: the log
tells when it was taken in.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from troth.errors import RecordError
from troth.record.keys import PublicKey, Signer
from troth.record.strict_json import check, dumps

SIGNED = ("manifest", "kind", "by", "text", "answers", "key")
"""What the author signs."""

AUTHOR = frozenset(("key", "signature"))
"""What a comment says of its author's key; without both it is the log's keeper who says what somebody said."""

_MARK = b"troth comment 1\0"  # so that the signature says nothing else


def signed_comment(words: Mapping[str, Any], signer: Signer) -> dict[str, Any]:
    """A comment with its author's signature. words: manifest, kind, by, text, answers; the key is the signer's."""
    said = {**words, "key": str(signer.public)}
    return {**said, "signature": base64.b64encode(signer.sign(_message(said))).decode()}


def is_signed(said: Mapping[str, Any]) -> bool:
    """Whether a comment is signed by the key that it names."""
    try:
        key = PublicKey.parse(str(said.get("key")))
        signature = base64.b64decode(str(said.get("signature")), validate=True)
        return key.verifies(signature, _message(said))
    except (RecordError, binascii.Error, ValueError):
        return False


def _message(said: Mapping[str, Any]) -> bytes:
    told = {field: said.get(field) for field in sorted(SIGNED)}
    check(told)
    return _MARK + dumps(told).encode()
