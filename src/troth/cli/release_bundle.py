"""The files of one release, in a folder that is being filled: data, papers, proofs, manifest."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from troth.errors import DataError, RecordError
from troth.record import (
    CHARTER,
    MANIFEST,
    PROOFS,
    Entry,
    Manifest,
    ManifestFile,
    Record,
    check_contents,
    hashed,
    manifest_of,
    proof_path,
)
from troth.standard import Charter, Columns

if TYPE_CHECKING:
    from troth.data import Probabilities, Reference, Sheet
    from troth.data.publication import DataFile, Folder
    from troth.data.sealing import Recipient
    from troth.progress import Progress

CROISSANT, DESCRIPTION, SEALED = "croissant.json", "description", ".sealed"
DATASHEETS = {"en": "datasheet.md", "zh": "datasheet.zh.md"}
LOGS = (".anonymised.json", ".log.json")
"""What is put to a file's name to name the log of how it was made."""


def describe_files(
    charter: Charter,
    files: Sequence[DataFile],
    *,
    test: bool,
    reference: Reference | None,
    probabilities: Probabilities | None,
    progress: Progress,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The description of files as they lie in a release, and what it has of each sheet, by split.

    test: whether the test split is described too.
    """
    from troth.data import describe, document, limited, sheets_of
    from troth.data.publication import described

    counted = {name for source in _sources(charter) for name in (*source.groups, source.label, source.tags)}
    hidden = (*files[0].personal, *(name for name in limited(charter) if name not in counted))

    with tempfile.TemporaryDirectory(prefix="troth-") as place:
        folder = Path(os.path.realpath(place))
        with _own_names(files, folder):
            sheets = sheets_of(described(charter, files, folder), test=test)
            found = describe(
                [_without(sheet, hidden) for sheet in sheets],
                reference=reference,
                probabilities=probabilities,
                confidence=charter.confidence,
                progress=progress,
            )
        told = json.loads(json.dumps(document(found)).replace(json.dumps(f"{folder}{os.sep}")[1:-1], ""))
    return told, {sheet.name: sheet for sheet in sheets}


@contextmanager
def _own_names(files: Sequence[DataFile], folder: Path) -> Iterator[None]:
    """Have an error name the user's files, and not the links to them under which they are looked at."""
    try:
        yield
    except DataError as error:
        told = [error.what, error.where, error.remedy]
        for file in files:
            told = [text and text.replace(str(folder / file.name), str(file.path)) for text in told]
        raise DataError(told[0] or "", where=told[1], remedy=told[2]) from error


def _sources(charter: Charter) -> list[Columns]:
    data = charter.data
    return [source.columns for source in (data.train, data.validation, data.test) if source is not None]


def _without(sheet: Sheet, personal: Sequence[str]) -> Sheet:
    """A sheet without its personal columns, and those that few may read but for labels and groups, of which sums alone
    are told: what is told of a column holds some of its values.
    """
    roles = sheet.roles
    gone = [name for name in personal if name in sheet.frame.columns and name not in (roles.text, roles.tokens)]
    left: dict[str, Any] = {
        part: tuple(name for name in getattr(roles, part) if name not in gone)
        for part in ("groups", "personal", "features")
    }
    left |= {part: None for part in ("label", "tags", "id", "document") if getattr(roles, part) in gone}
    return replace(sheet, frame=sheet.frame.drop(gone), roles=replace(roles, **left))


def put_data(
    folder: Folder, files: Sequence[DataFile], sheets: Mapping[str, Any], access: str, recipients: Sequence[Recipient]
) -> list[dict[str, Any]]:
    """Copy or seal the files into the folder, or leave them out; each as the document has it."""
    from troth.data.publication import told
    from troth.data.sealing import seal

    made = []
    for file in files:
        published, name, sha256, size = "withheld", file.name, file.sha256, file.size
        if access == "public":
            published = "replaced" if file.replaced else "as_is"
            sha256, size = hashed(folder.take(name, file.path))
            _same(file, sha256)
        elif access == "request":
            published, name = "sealed", file.name + SEALED
            (folder.path / name).parent.mkdir(exist_ok=True)
            seal(file.path, folder.path / name, recipients)
            _same(file, hashed(file.path)[0])
            sha256, size = hashed(folder.path / name)
        sheet, how = sheets.get(file.split), _how(file)
        made.append(told(file, sheet, published=published, name=name, sha256=sha256, size=size, how=how))
    return made


def put_papers(folder: Folder, charter: Charter, document: Mapping[str, Any]) -> None:
    """The charter, the metadata, the datasheets and the pages of the description."""
    from troth.reports import croissant, datasheet, render_description

    folder.write(CHARTER, charter.source_text.encode())
    text = json.dumps(croissant(document), ensure_ascii=False, indent=1, allow_nan=False)
    folder.write(CROISSANT, f"{text}\n".encode())
    for language, name in DATASHEETS.items():
        folder.write(name, datasheet(document, language).encode("utf-8", "backslashreplace"))
    about = {"name": document["name"], "charter": {"name": charter.name, "digest": charter.digest}}
    page = {"troth": document["troth"], "made": document["made"], **about, **document["description"]}
    render_description(page, folder.path / DESCRIPTION, DESCRIPTION)


def put_proofs(folder: Folder, record: Record, entries: Sequence[Entry]) -> None:
    """The proofs of entries that the release answers."""
    if entries:
        (folder.path / PROOFS).mkdir()
    for entry in entries:
        record.export_proof(entry.index, folder.path / proof_path(entry.index))


def put_manifest(folder: Folder, facts: Mapping[str, Any]) -> str:
    """The manifest of all that is in the folder; its digest. Raises RecordError for what nobody could verify."""
    paths = sorted(path for path in folder.path.rglob("*") if path.is_file())
    files = [ManifestFile(path.relative_to(folder.path).as_posix(), *hashed(path)) for path in paths]
    content = manifest_of(facts, files).render()
    for where, what in check_contents(folder.path, facts, Manifest.parse(content)):
        raise RecordError(
            f"{where} of this release could not be verified: {what}",
            where=str(folder.target),
            remedy="Nothing was written or recorded. Leave out what it names; or tell those who keep this program.",
        )
    folder.write(MANIFEST, content)
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _same(file: DataFile, sha256: str) -> None:
    """A file that was changed while it was looked through was not looked through."""
    from troth.errors import DataError

    if sha256 != file.sha256:
        raise DataError("was changed while it was read", where=str(file.path), remedy="Run the command again.")


def _how(file: DataFile) -> str:
    """How a file that replaces the charter's own was made, where a log beside it tells and is of this file."""
    for ending in LOGS if file.replaced else ():
        log = file.path.with_name(file.path.name + ending)
        try:
            told = json.loads(log.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(told, dict) and told.get("after") == file.sha256:
            kept = ("how", "columns", "dropped", "quasi_identifiers", "k", "suppressed", "replaced")
            parts = [f"{name} {_words(told[name])}" for name in kept if told.get(name) not in (None, [], {}, "")]
            return ", ".join(parts)
    return ""


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {count}" for name, count in value.items())
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
