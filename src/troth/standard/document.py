"""From a charter file to a Charter: read, validate, digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import rfc8785

from troth.errors import CharterError
from troth.standard.agreement import agree, merged
from troth.standard.charter import (
    Access,
    Charter,
    Columns,
    CouncilSection,
    DataSection,
    Format,
    Member,
    Reason,
    Release,
    SelfTraining,
    Source,
    Task,
    TrainingSection,
    Translators,
)
from troth.standard.chat import chat_of
from troth.standard.clause import Clause
from troth.standard.federation import Federation
from troth.standard.grammar import ClauseFault, parse_line
from troth.standard.meaning import ANYTHING, Meaning
from troth.standard.sections import sections
from troth.standard.serving import serving_of
from troth.standard.tree import EMPTY_REMEDY, LARGEST, Entries, Faults, Place, plain, plant
from troth.standard.variables import Reference

START = Place(1, 1)
WHOLE_FILE = Place(0, 0)
"""Where faults stand that are about the file and not about a place in it."""

BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read(path: Path) -> Charter:
    """Read and validate the charter at `path`; CharterError names every fault with its place and its remedy."""
    faults = Faults(str(path))
    return parse(_text(_bytes(path, faults), faults), path)


def parse(text: str, path: Path) -> Charter:
    """The charter of a text. path: what faults call it, and where its relative paths start; it is not opened."""
    faults = Faults(str(path))
    root = plant(text, faults)
    values = sections(root, faults)
    articles, watches = agree(root, values, faults)
    if faults.found or not isinstance(root, Entries):
        raise faults.error()
    document = plain(root)
    assert isinstance(document, dict)
    return Charter(
        name=values["name"],
        task=_task(values["task"]),
        model_base=values["model"]["base"].path,
        data=_data(values["data"]),
        articles=articles,
        path=path,
        source_text=text,
        digest=digest(document),
        document=document,
        monitoring=tuple(watches),
        training=_training(values.get("training", {})),
        serving=serving_of(values.get("serving", {})),
        council=_council(values.get("council", {})),
        reasons=tuple(Reason(**one) for one in values.get("reasons", ())),
        chat=chat_of(values),
        **{key: values[key] for key in ("version", "purpose", "confidence", "regulations") if key in values},
    )


def parse_clause(text: str, *, article: str = "performance") -> Clause:
    """One clause on its own, held against the vocabulary but against no charter; CharterError says what is wrong.

    >>> parse_clause("recall(label=spam) >= 0.9 at 0.99").limit
    0.9
    """
    faults = Faults("clause")
    meaning = Meaning(ANYTHING)
    try:
        clause = meaning.clause(parse_line(text), text, article)
    except ClauseFault as fault:
        meaning.faults.append(fault)
        clause = None
    for each in meaning.faults:
        faults.add(Place(1, 1 + each.offset), each.what, each.remedy)
    if clause is None:
        raise faults.error()
    return clause


def digest(document: Mapping[str, Any]) -> str:
    """`sha256:` and the hex digest of a parsed charter in canonical JSON (RFC 8785)."""
    return f"sha256:{hashlib.sha256(rfc8785.dumps(dict(document))).hexdigest()}"


def digest_of_text(text: str) -> str:
    """The digest of a charter's text as it was parsed when it was signed, whatever is made of its words today.

    No variable is expanded and no measure is looked up, so that an old charter keeps its digest. Raises CharterError
    for what is no YAML mapping.
    """
    return digest(document_of_text(text))


def name_of_text(text: str) -> str | None:
    """The name in a charter's text, None where it has none that is text. Raises CharterError as `digest_of_text`."""
    name = document_of_text(text).get("name")
    return name if isinstance(name, str) else None


def document_of_text(text: str) -> dict[str, Any]:
    """The parsed tree of a charter's text, not validated; CharterError for what is no YAML mapping."""
    faults = Faults("charter")
    root = plant(text, faults)
    document = plain(root)
    if faults.found or not isinstance(document, dict):
        faults.add(root.place, "this is no charter's text", "Give the text that was signed.")
        raise faults.error()
    return document


def _bytes(path: Path, faults: Faults) -> bytes:
    """The file's contents, never more than the limit of them."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise _whole(faults, "there is no such file", "Name a charter file; `troth init DATA` drafts one.") from None
    except IsADirectoryError:
        raise _whole(faults, "this is a folder", "Name the charter file in it.") from None
    except (OSError, ValueError) as error:
        what = f"cannot be read: {getattr(error, 'strerror', None) or error}"
        raise _whole(faults, what, "Check the name and its permissions.") from None
    if len(content) > LARGEST:
        what = f"larger than {LARGEST // 1024} KB, which no charter is"
        raise _whole(faults, what, "Name the charter, not the data.")
    return content


def _text(content: bytes, faults: Faults) -> str:
    """UTF-8 and nothing else, with any of the three line ends."""
    if content.startswith(BYTE_ORDER_MARKS):
        raise _at(faults, START, "begins with a byte order mark", "Save it as UTF-8 without BOM.")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        place = _place(content[: error.start])
        what = f"not UTF-8: the byte 0x{content[error.start]:02X} cannot stand here"
        raise _at(faults, place, what, "Save it as UTF-8.") from None
    if "\0" in text:
        raise _at(
            faults, _place(content[: content.index(0)]), "a NUL byte: this is no text file", "Name a charter file."
        )
    if not text.strip():
        raise _at(faults, START, "the file is empty", EMPTY_REMEDY)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _place(before: bytes) -> Place:
    lines = before.decode().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Place(len(lines), len(lines[-1]) + 1)


def _whole(faults: Faults, what: str, remedy: str) -> CharterError:
    return _at(faults, WHOLE_FILE, what, remedy)


def _at(faults: Faults, place: Place, what: str, remedy: str) -> CharterError:
    faults.add(place, what, remedy)
    return faults.error()


def _training(values: Mapping[str, Any]) -> TrainingSection:
    nested = {"federated": Federation, "self_training": SelfTraining}
    made: dict[str, Any] = {name: section(**values[name]) for name, section in nested.items() if name in values}
    if "translators" in values:
        made["translators"] = Translators(**{way: named.path for way, named in values["translators"].items()})
    return TrainingSection(**{**values, **made})


def _task(values: Mapping[str, Any]) -> Task:
    output = values.get("output", {})
    return Task(
        kind=values["kind"],
        labels=output.get("labels"),
        positive=output.get("positive"),
        max_chars=values.get("input", {}).get("text", {}).get("max_chars"),
        abstain_below=output.get("abstain_below"),
    )


def _data(values: Mapping[str, Any]) -> DataSection:
    about = {key: values.get(key) for key in ("source", "licence", "lawful_basis", "retention_days")}
    return DataSection(
        train=_source(values, "train" if "train" in values else "test"),
        validation=_source(values, "validation") if "validation" in values else None,
        test=_source(values, "test") if "test" in values else None,
        unlabelled=_unlabelled(values) if "unlabelled" in values else None,
        access=tuple(Access(**rule) for rule in values.get("access", ())),
        **about,
    )


def _unlabelled(data: Mapping[str, Any]) -> Source:
    """In the format and the columns of the training file."""
    reference: Reference = data["unlabelled"]
    return replace(_source(data, "train"), path=reference.path, written=reference.written)


def _source(data: Mapping[str, Any], name: str) -> Source:
    value = data[name]
    reference: Reference = value["path"] if isinstance(value, dict) else value
    return Source(
        path=reference.path,
        written=reference.written,
        format=Format(**merged(data, name, "format")),
        columns=Columns(**merged(data, name)),
    )


def _council(values: Mapping[str, Any]) -> CouncilSection:
    members = tuple(Member(**member) for member in values.get("members", ()))
    return CouncilSection(members, Release(**values["release"]) if "release" in values else None)
