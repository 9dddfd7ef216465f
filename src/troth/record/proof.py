"""One entry's proof in one file (C2SP tlog-proof), to be verified offline.

The format's `extra` line carries what a stranger needs besides the proof: the entry itself and the log's key. It is
not authenticated by the format; the leaf hash is recomputed from the entry, and the key is trusted only as far as
the reader trusts it.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from troth.errors import RecordError
from troth.record.note import decode_base64
from troth.record.strict_json import dumps, loads

HEADER = "c2sp.org/tlog-proof@v1"
_EXTRA_FORMAT = 1
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})\Z", re.ASCII)
_LONGEST = 63  # siblings: a tree of 2**63 entries


@dataclass(frozen=True, slots=True)
class Proof:
    """leaf: the entry's bytes. siblings: the inclusion proof, leaf's sibling first. checkpoint: the signed note."""

    leaf: bytes
    key: str
    index: int
    siblings: tuple[bytes, ...]
    checkpoint: bytes

    def render(self) -> bytes:
        """The file's bytes."""
        extra = dumps({"format": _EXTRA_FORMAT, "key": self.key, "entry": self.leaf.decode()}).encode()
        lines = [HEADER, f"extra {base64.b64encode(extra).decode()}", f"index {self.index}"]
        lines += [base64.b64encode(sibling).decode() for sibling in self.siblings]
        return "\n".join(lines).encode() + b"\n\n" + self.checkpoint

    @classmethod
    def parse(cls, content: bytes) -> Proof:
        """Read a proof strictly; raises RecordError for anything `render` would not have written."""
        head, blank, checkpoint = content.partition(b"\n\n")
        try:
            lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError:
            raise RecordError("malformed proof: not ASCII before the checkpoint") from None
        if not blank or lines[0] != HEADER or len(lines) < 3 or not lines[1].startswith("extra "):
            raise RecordError(f"malformed proof: {HEADER}, extra and index are expected")
        index = _INDEX.match(lines[2])
        if index is None or len(lines) - 3 > _LONGEST:
            raise RecordError("malformed proof: no index, or too many hashes")
        siblings = tuple(decode_base64(line) for line in lines[3:])
        leaf, key = _extra(decode_base64(lines[1].removeprefix("extra ")))
        proof = cls(leaf, key, int(index[1]), siblings, checkpoint)
        if proof.render() != content:
            raise RecordError("malformed proof: not spelled as a proof is written")
        return proof


def _extra(content: bytes) -> tuple[bytes, str]:
    extra = loads(content)
    if not isinstance(extra, dict) or list(extra) != ["format", "key", "entry"]:
        raise RecordError("malformed proof: the extra data is not format, key and entry")
    if extra["format"] != _EXTRA_FORMAT or type(extra["format"]) is not int:
        raise RecordError(f"the proof's extra data is of an unknown format: {extra['format']!r}")
    if not isinstance(extra["key"], str) or not isinstance(extra["entry"], str):
        raise RecordError("malformed proof: key and entry are text")
    return extra["entry"].encode(), extra["key"]
