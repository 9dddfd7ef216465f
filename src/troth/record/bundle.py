"""Proving a release offline: every file is the manifest's, and the manifest is the one that a signed log has."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from troth.errors import RecordError, TrothError
from troth.record.binding import ReadCharter
from troth.record.contents import DATASHEET, METADATA
from troth.record.entry import Entry
from troth.record.manifest import CHARTER, MANIFEST, PROOF, PROOFS, Manifest, ManifestFile

MANIFEST_LIMIT = 64 * 1024 * 1024  # bytes of a manifest: some hundred thousand files
_BLOCK = 1 << 20
_Said = Iterator[tuple[str, str]]  # (where, what)


@dataclass(frozen=True, slots=True)
class Looked:
    """A manifest that was read, and what is wrong in the folder, in the order of the manifest's files."""

    manifest: Manifest | None
    digest: str
    wrong: tuple[tuple[str, str], ...]


def is_bundle(folder: Path) -> bool:
    """Whether a folder is, or was, a release: its papers tell that where manifest and proof were taken away."""
    return any(os.path.lexists(folder / name) for name in (MANIFEST, PROOF)) or all(
        os.path.lexists(folder / name) for name in (CHARTER, METADATA, DATASHEET)
    )


def look(folder: Path) -> Looked:
    """Hold every file against the manifest; nothing is known yet of who wrote the manifest."""
    try:
        content = _read(folder / MANIFEST)
        manifest = Manifest.parse(content)
    except RecordError as error:
        return Looked(None, "", ((MANIFEST, error.what),))
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return Looked(manifest, digest, (*_files(folder, manifest), *_more(folder, manifest)))


def whole(folder: Path) -> str | None:
    """The digest of a folder's manifest where every file is as it says, and there are no others; else None."""
    looked = look(folder)
    return None if looked.wrong or looked.manifest is None else looked.digest


def held(entry: Entry, looked: Looked) -> _Said:
    """Whether a proven entry is the one of this manifest."""
    if entry.type != "data-release":
        yield PROOF, f"it proves an entry of another kind, {entry.type}"
    elif looked.manifest is None:
        return  # what is wrong with it was found already
    elif entry.predicate.get("manifest") != looked.digest:
        yield MANIFEST, "it is not the manifest that was recorded"
    else:
        facts = {name: value for name, value in entry.predicate.items() if name != "manifest"}
        if facts != dict(looked.manifest.facts):
            yield MANIFEST, "it says of the release what its entry does not"


def charter_is(folder: Path, entry: Entry, read: ReadCharter) -> _Said:
    """Whether the charter's text in the release is the one that the entry names, by its digest and its name."""
    try:
        said = read(_read(folder / CHARTER).decode())
        if said.get("charter") != entry.predicate.get("charter"):
            yield CHARTER, "it is not the charter that the release was made under"
        elif said.get("name", entry.predicate.get("name")) != entry.predicate.get("name"):
            yield CHARTER, f"its name is {said['name']!r}, that of the entry {entry.predicate.get('name')!r}"
    except (TrothError, UnicodeDecodeError) as error:
        yield CHARTER, f"it is no charter: {error.what if isinstance(error, TrothError) else error.reason}"


def proofs_of(folder: Path, manifest: Manifest) -> Iterator[tuple[str, bytes]]:
    """The proofs of other entries in the release, by their paths."""
    for one in manifest.files:
        if one.path.startswith(f"{PROOFS}/"):
            yield one.path, _read(folder / one.path)


def proof_in(folder: Path) -> bytes:
    """The proof of the release's own entry; raises RecordError where it cannot be read."""
    return _read(folder / PROOF)


def hashed(path: Path) -> tuple[str, int]:
    """The SHA-256 of a file as `sha256:<hex>`, and its size in bytes; raises OSError."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return f"sha256:{digest.hexdigest()}", size


def _files(folder: Path, manifest: Manifest) -> _Said:
    for one in manifest.files:
        if what := _wrong(folder, one):
            yield one.path, what


def _wrong(folder: Path, one: ManifestFile) -> str | None:
    path = folder
    try:
        for part in one.path.split("/"):
            path = path / part
            if stat.S_ISLNK(path.lstat().st_mode):
                return "it is a link, and no file of the release"
        if not stat.S_ISREG(path.lstat().st_mode):
            return "it is no file"
        sha256, size = hashed(path)
    except FileNotFoundError:
        return "it is missing"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    if size != one.size:
        return f"it has {size:,} bytes, not the {one.size:,} of the manifest"
    return None if sha256 == one.sha256 else "its SHA-256 is not that of the manifest"


def _more(folder: Path, manifest: Manifest) -> _Said:
    """Files that nobody vouched for, and empty folders: a reader would take them for part of the release."""
    known = {MANIFEST, PROOF, *(one.path for one in manifest.files)}
    for place, folders, names in os.walk(folder):
        here = Path(place)
        if not folders and not names and here != folder:
            yield here.relative_to(folder).as_posix(), "it is no part of the release"
        linked = [name for name in folders if (here / name).is_symlink()]
        for name in sorted([*names, *linked]):
            path = (here / name).relative_to(folder).as_posix()
            if path not in known:
                yield path, "it is no part of the release"


def _read(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise RecordError("it is no file")
        with path.open("rb") as file:
            content = file.read(MANIFEST_LIMIT + 1)
    except FileNotFoundError:
        raise RecordError("it is missing") from None
    except OSError as error:
        raise RecordError(f"it cannot be read: {error.strerror}") from None
    if len(content) > MANIFEST_LIMIT:
        raise RecordError("it is larger than any is")
    return content
