"""Signed notes and checkpoints (C2SP signed-note and tlog-checkpoint).

A note is text under signatures, each a line naming a key. A checkpoint is a note whose text says: this log, this many
entries, this root. Strict: a note that would be written any other way than it is read is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from troth.errors import RecordError
from troth.record.keys import PublicKey, Signer

_ED25519 = b"\x01"  # signed-note, "Signature types"
_SIGNATURES_LIMIT = 100  # as golang.org/x/mod/sumdb/note; at least 16 must be accepted
_KEY_ID = re.compile(r"[0-9a-f]{8}\Z")
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,18})\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A public key under the name it signs notes with: `name+id+base64` in text, as sumdb and C2SP tools write it."""

    name: str
    public: PublicKey

    def __post_init__(self) -> None:
        if not is_name(self.name):
            raise RecordError(f"not a key name: {self.name[:80]!r}", remedy="no spaces, no plus sign, not empty")

    @property
    def id(self) -> bytes:
        """SHA-256(name, newline, type byte, key)[:4], from signed-note's "Signatures"."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public.raw).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.public.raw).decode()}"

    @classmethod
    def parse(cls, text: str) -> NoteKey:
        """Read `name+id+base64`; raises RecordError for a wrong id, another algorithm, or a loose spelling."""
        name, _, rest = text.partition("+")
        written_id, _, encoded = rest.partition("+")
        try:
            if not _KEY_ID.match(written_id):
                raise RecordError("its key id is not eight hexadecimal digits")
            data = decode_base64(encoded)
            if data[:1] != _ED25519:
                raise RecordError("its algorithm is not Ed25519")
            key = cls(name, PublicKey(data[1:]))
            if key.id.hex() != written_id:
                raise RecordError("its key id is not that of its name and key")
        except RecordError as error:
            raise RecordError(f"not a note key: {error.what}", where=text[:80]) from None
        return key


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: who says to have signed, with which key id, and the signature."""

    name: str
    id: bytes
    value: bytes

    def __str__(self) -> str:
        return f"— {self.name} {base64.b64encode(self.id + self.value).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """Text (ending in a newline) and its signature lines; `signed_by` says which of them are good."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.signatures))

    def signed_by(self, known: Iterable[NoteKey]) -> frozenset[NoteKey]:
        """The known keys that signed; a bad signature under a known key's name and id refuses the whole note."""
        keys: dict[tuple[str, bytes], NoteKey] = {}
        for key in known:
            if keys.setdefault((key.name, key.id), key) != key:
                raise RecordError(f"two known keys share the name and id {key.name}+{key.id.hex()}")
        good = set()
        for signature in self.signatures:
            signer = keys.get((signature.name, signature.id))
            if signer is None:
                continue
            if not signer.public.verifies(signature.value, self.text.encode()):
                raise RecordError(f"the signature of {signer.name}+{signer.id.hex()} is not valid")
            good.add(signer)
        return frozenset(good)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: `size` entries with `root` (32 bytes). note: the signed text it was read from, or None."""

    origin: str
    size: int
    root: bytes
    note: Note | None = None

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def __str__(self) -> str:
        return str(self.note) if self.note else self.text


def is_name(name: str) -> bool:
    """Whether `name` may stand on a signature line: not empty, no Unicode space, no plus, no control character."""
    return bool(name) and "+" not in name and name.isprintable() and not any(map(str.isspace, name))


def sign_note(text: str, signers: Sequence[tuple[str, Signer]]) -> Note:
    """Sign `text` with each key under its name."""
    if not text.endswith("\n") or any(ord(character) < 0x20 and character != "\n" for character in text):
        raise RecordError("a note ends in a newline and has no other control characters")
    signatures = tuple(
        NoteSignature(name, NoteKey(name, signer.public).id, signer.sign(text.encode())) for name, signer in signers
    )
    return Note(text, signatures)


def parse_note(data: bytes) -> Note:
    """Read a signed note; raises RecordError when it is malformed. No signature is checked."""
    try:
        content = data.decode()
    except UnicodeDecodeError:
        raise RecordError("malformed note: not UTF-8") from None
    if any(ord(character) < 0x20 and character != "\n" for character in content):
        raise RecordError("malformed note: a control character")
    text, blank, lines = content.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise RecordError("malformed note: no signatures after a blank line, or no newline at the end")
    written = lines[:-1].split("\n")
    if len(written) > _SIGNATURES_LIMIT:
        raise RecordError(f"malformed note: more than {_SIGNATURES_LIMIT} signatures")
    return Note(text + "\n", tuple(map(_signature, written)))


def sign_checkpoint(origin: str, size: int, root: bytes, signer: Signer) -> Checkpoint:
    """The signed head of the log `origin`, whose key bears the log's name (tlog-checkpoint, "Signatures")."""
    head = Checkpoint(origin, size, root)
    return Checkpoint(origin, size, root, sign_note(head.text, [(origin, signer)]))


def parse_checkpoint(data: bytes) -> Checkpoint:
    """Read a checkpoint of exactly origin, size and root; extension lines are refused (the log writes none)."""
    note = parse_note(data)
    lines = note.text.split("\n")
    if len(lines) != 4 or not lines[0]:
        raise RecordError("malformed checkpoint: origin, size and root are expected, nothing else")
    if not _DECIMAL.match(lines[1]):
        raise RecordError("malformed checkpoint: the size is not a decimal number")
    root = decode_base64(lines[2])
    if len(root) != 32:
        raise RecordError("malformed checkpoint: the root has not 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), root, note)


def open_checkpoint(data: bytes, key: NoteKey) -> Checkpoint:
    """Read a checkpoint and check that the log `key` signed it; raises RecordError otherwise."""
    checkpoint = parse_checkpoint(data)
    assert checkpoint.note is not None
    if checkpoint.origin != key.name:
        raise RecordError(f"a checkpoint of the log {checkpoint.origin!r}, not of {key.name!r}")
    if not checkpoint.note.signed_by([key]):
        raise RecordError(f"the checkpoint is not signed by {key.name}+{key.id.hex()}")
    return checkpoint


def _signature(line: str) -> NoteSignature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != "—" or not is_name(name):
        raise RecordError("malformed note: not a signature line")
    data = decode_base64(encoded)
    if len(data) < 5:
        raise RecordError("malformed note: a signature without content")
    return NoteSignature(name, data[:4], data[4:])


def decode_base64(text: str) -> bytes:
    """Decode standard base64 (RFC 4648 §4) in its one canonical spelling; raises RecordError otherwise."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        raise RecordError("not base64") from None
    if base64.b64encode(data).decode() != text:
        raise RecordError("base64 that is not in its canonical spelling")
    return data
