"""A release as a folder: a manifest with the digest of every file, and the proof of its entry in the log.

    MANIFEST.json    what the entry says of the release, and every other file with its size and SHA-256
    release.proof    the entry with its inclusion proof and a signed head; the entry has the manifest's digest
    charter.yaml     the charter's text
    proofs/*.proof   proofs of the entries that the release answers

The manifest is written in one spelling only, so that its digest is that of what it says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from troth.errors import RecordError
from troth.record.strict_json import check, loads

MANIFEST, PROOF, CHARTER, PROOFS = "MANIFEST.json", "release.proof", "charter.yaml", "proofs"
FORMAT = 1

_PART = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,150}"
_PATH = re.compile(rf"{_PART}(?:/{_PART}){{0,3}}\Z", re.ASCII)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """One file of a release: its path in it, with slashes, its SHA-256 as `sha256:<hex>`, and its size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """facts: what the release's entry says besides the manifest's own digest. files: sorted by their path."""

    facts: Mapping[str, Any]
    files: tuple[ManifestFile, ...]

    def render(self) -> bytes:
        """The file's bytes. Raises RecordError for what could not be read back."""
        files = [{"path": one.path, "sha256": one.sha256, "bytes": one.size} for one in self.files]
        document = {"format": FORMAT, "release": dict(self.facts), "files": files}
        check(document)
        return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"

    @classmethod
    def parse(cls, content: bytes) -> Manifest:
        """Read a manifest strictly; raises RecordError for anything `render` would not have written."""
        document = loads(content)
        if not isinstance(document, dict) or list(document) != ["format", "release", "files"]:
            raise RecordError("the manifest is not format, release and files")
        if document["format"] != FORMAT or type(document["format"]) is not int:
            raise RecordError(f"the manifest is of an unknown format: {document['format']!r}")
        if not isinstance(document["release"], dict) or not isinstance(document["files"], list):
            raise RecordError("the manifest's release is not an object, or its files are not a list")
        files = tuple(_file(one) for one in document["files"])
        paths = [one.path for one in files]
        if sorted(set(paths)) != paths:
            raise RecordError("the manifest's files are not in order, or one is there twice")
        made = cls(document["release"], files)
        if made.render() != content:
            raise RecordError("the manifest is not spelled as one is written")
        return made


def manifest_of(facts: Mapping[str, Any], files: Sequence[ManifestFile]) -> Manifest:
    """The manifest of files, in order."""
    return Manifest(facts, tuple(sorted(files, key=lambda one: one.path)))


def _file(value: Any) -> ManifestFile:
    if isinstance(value, dict) and list(value) == ["path", "sha256", "bytes"]:
        path, sha256, size = value.values()
        if _is_path(path) and isinstance(sha256, str) and _DIGEST.match(sha256) and type(size) is int and size >= 0:
            return ManifestFile(path, sha256, size)
    raise RecordError("a file of the manifest is not a path in the release with a SHA-256 digest and a size")


def _is_path(path: Any) -> bool:
    return isinstance(path, str) and bool(_PATH.match(path)) and path not in (MANIFEST, PROOF)
