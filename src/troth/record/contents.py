"""What lies in a release, held against what its entry says: nothing is told twice in two ways.

Files have fixed names, so that the access, the digests and the comments of an entry say which of them there are. Papers
that people read are prose, and are held by their digests alone; of those that programs read (Croissant, the
description) what the entry has too must be the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from troth.errors import RecordError
from troth.record.entry import Entry
from troth.record.manifest import CHARTER, PROOFS, Manifest, ManifestFile
from troth.record.strict_json import loads

DATA, SEALED = "data", ".sealed"
"""The folder of data files, and the ending of those that are sealed."""

SEALED_MARK = b"\x89TSEAL\r\n"
"""What a sealed file begins with. Its definition is troth.data.sealing's, which this room may not import; a test holds
the two together."""

METADATA, DATASHEET, DESCRIPTION = "croissant.json", "datasheet.md", "description/description.json"

_PAPERS = re.compile(
    rf"{re.escape(CHARTER)}|{re.escape(METADATA)}|datasheet(\.[a-z]+)?\.md|description/description(\.[a-z]+)?\.(html|json)"
)
_PAPER_LIMIT = 64 * 1024 * 1024  # bytes of a paper that is read
_Facts = Mapping[str, Any]
_Said = Iterator[tuple[str, str]]  # (where, what)


def check_contents(folder: Path, facts: _Facts, manifest: Manifest) -> _Said:
    """What of a release is not as its entry says, with the file that is wrong. facts: what the entry says."""
    data = [one for one in manifest.files if one.path.startswith(f"{DATA}/")]
    yield from _papers(facts, manifest)
    yield from _data(folder, facts, data)
    paths = {one.path for one in manifest.files}
    if METADATA in paths:
        yield from _metadata(folder, facts, data)
    if DESCRIPTION in paths:
        yield from _description(folder, facts)


def check_comment_of(release: Entry, comment: Entry, path: str) -> Iterator[str]:
    """Why a proven entry is not the comment that a release has a proof of at `path`."""
    if comment.type != "data-comment":
        yield f"it proves an entry of another kind, {comment.type}"
    elif proof_path(comment.index) != path:
        yield f"it proves entry {comment.index}, and its name says another"
    elif comment.predicate.get("release") != release.predicate.get("reviewed"):
        yield f"it proves a comment on entry {comment.predicate.get('release')!r}, which is not what was reviewed"


def proof_path(index: int) -> str:
    """Where the proof of an entry lies in a release."""
    return f"{PROOFS}/entry-{index:06d}.proof"


def _papers(facts: _Facts, manifest: Manifest) -> _Said:
    """Names that no file of a release has, proofs that are missing or too many, and data under the name of a paper."""
    named = facts.get("comments")
    proofs = {proof_path(one) for one in named if type(one) is int} if isinstance(named, list) else set()
    clear = set(_clear(facts).values())
    for path in sorted(proofs - {one.path for one in manifest.files}):
        yield path, "it is missing: the entry names this comment"
    for one in manifest.files:
        if one.path.startswith(f"{PROOFS}/"):
            if one.path not in proofs:
                yield one.path, "it is of no comment that the entry names"
        elif not one.path.startswith(f"{DATA}/"):
            if not _PAPERS.fullmatch(one.path):
                yield one.path, "it is neither data nor a paper of a release"
            elif one.sha256 in clear:
                yield one.path, "it is a file of data, and no paper"


def _data(folder: Path, facts: _Facts, data: Sequence[ManifestFile]) -> _Said:
    access = facts.get("access")
    left = {} if access == "closed" else _clear(facts)
    for one in data:
        split = _split(one.path)
        if access == "closed":
            yield one.path, "it is there, and the entry says that the data are closed"
        elif split not in left:
            yield one.path, "it is no file of data that the entry names, or the second of one"
        elif (clear := left.pop(split)) != one.sha256 and access == "public":
            yield one.path, "its SHA-256 is not that of the entry"
        elif access == "request" and not _is_sealed(folder, one, clear):
            yield one.path, "it is not sealed, and the entry says that the data are given on request"
    for split in sorted(left):
        yield f"{DATA}/{split}", "it is missing: the entry names these data"


def _is_sealed(folder: Path, one: ManifestFile, clear: str) -> bool:
    if one.sha256 == clear or not one.path.endswith(SEALED):
        return False
    try:
        with (folder / one.path).open("rb") as file:
            return file.read(len(SEALED_MARK)) == SEALED_MARK
    except OSError:
        return False


def _metadata(folder: Path, facts: _Facts, data: Sequence[ManifestFile]) -> _Said:
    """Croissant says the name, the version, and of every file its digest."""
    said = _read(folder / METADATA)
    for field in ("name", "version"):
        if said.get(field) != facts.get(field):
            yield METADATA, f"its {field} is {said.get(field)!r}, that of the entry {facts.get(field)!r}"
    told = said.get("distribution", [])
    objects = [one if isinstance(one, dict) else {} for one in told] if isinstance(told, list) else [{}]
    digests = [(str(one.get("contentUrl")), str(one.get("sha256"))) for one in objects]
    if sorted(digests) != sorted(_distributed(facts, data)):
        yield METADATA, "the files that it tells of are not those of the entry"


def _distributed(facts: _Facts, data: Sequence[ManifestFile]) -> _Said:
    """Paths and digests that metadata tell of: of a sealed file also those that it has once it is opened."""
    clear = _clear(facts)
    for one in data:
        yield one.path, one.sha256.removeprefix("sha256:")
        if facts.get("access") == "request":
            yield one.path.removesuffix(SEALED), clear.get(_split(one.path), "").removeprefix("sha256:")


def _description(folder: Path, facts: _Facts) -> _Said:
    said = _read(folder / DESCRIPTION)
    charter = said.get("charter")
    if not isinstance(charter, dict) or charter.get("digest") != facts.get("charter"):
        yield DESCRIPTION, "it is of another charter than the entry"
    if said.get("name") != facts.get("name"):
        yield DESCRIPTION, f"its name is {said.get('name')!r}, that of the entry {facts.get('name')!r}"


def _clear(facts: _Facts) -> dict[str, str]:
    """The digests of the data in clear, by split."""
    files = facts.get("files")
    return {split: one for split, one in files.items() if isinstance(one, str)} if isinstance(files, Mapping) else {}


def _split(path: str) -> str:
    return path.removeprefix(f"{DATA}/").partition(".")[0]


def _read(path: Path) -> _Facts:
    """A paper that programs read; one that cannot be read says nothing, which is not what its entry says."""
    try:
        with path.open("rb") as file:
            document = loads(file.read(_PAPER_LIMIT + 1))
    except (OSError, RecordError):
        return {}
    return document if isinstance(document, dict) else {}
