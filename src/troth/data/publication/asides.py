"""What is in a file beside its cells, for all who read it: names of columns, comments, headers, metadata."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterator
from typing import IO, Any

from troth.data.publication.files import DataFile
from troth.data.readers import Reading
from troth.data.readers.conll import passed_over
from troth.data.readers.files import opened
from troth.data.readers.parquet import metadata_of
from troth.data.readers.separated import Records, long_fields
from troth.data.readers.stream import GZIP, Lines

KEYS = frozenset(("ARROW:schema", "huggingface", "pandas"))
"""Keys of metadata that libraries write, which say nothing themselves."""

_CODE = re.compile(r"(?:[BIESLU]-)?[\x21-\x2f\x3a-\x60\x7b-\x7e]{0,5}")
"""Up to five capitals or signs: a tag. Many a tag looks like a firm's name to who looks for these."""
_TAGGED = re.compile(r"\A[BIESLU]-(?=\S)")
_NAME_LIMIT = 1 << 16  # bytes of a packed file's old name that are read
_PRINTED = re.compile(rb"[\x20-\x7e\x80-\xff]{5,}")
_EXTRA, _NAME, _COMMENT = 4, 8, 16  # flags of a packed file's header (RFC 1952, 2.3.1)

Aside = tuple[str, str]
"""Where something stands, as a place, and what."""


def asides(file: DataFile) -> Iterator[Aside]:
    """All that a file holds beside its cells, each different text of it once."""
    seen: set[str] = set()
    for where, text in _all(file):
        if text.strip() and text not in seen:
            seen.add(text)
            yield where, text


def untagged(tags: str) -> str:
    """What tags name in words: `B-person` is the beginning of a person, and `NNP`, `I-ORG` and `-X-` name nothing.

    >>> untagged("B-person"), untagged("-X- -X- O"), untagged("-X- -X- Ada Lovelace")
    ('person', '', '-X- -X- Ada Lovelace')
    """
    return "" if all(_CODE.fullmatch(word) for word in tags.split()) else _TAGGED.sub("", tags, count=1)


def _all(file: DataFile) -> Iterator[Aside]:
    for at, name in enumerate(file.table.frame.columns, 1):
        yield f"{file.path}, name of column {at}", name
    yield from ((f"{file.path}, header of the packed file", text) for text in _packed(file))
    more = _READERS.get(file.table.reader)
    if more is not None:
        yield from more(file)


def _separated(file: DataFile) -> Iterator[Aside]:
    """Comments, and the header as it is written: the charter may name columns otherwise."""
    form, comments = file.source.format, list[tuple[int, str]]()
    separator = file.table.read_as.get("separator", "\t" if ".tsv" in file.path.suffixes else ",")
    lines = iter(Lines(file.path, form.encoding))
    rows = Records(lines, file.path, str(separator), form, lambda line, text: comments.append((line, text)))
    first = int(file.table.places.lines[0])
    with long_fields():
        for line, cells in rows:
            if line < first:
                yield from ((f"{file.path}:{line}", cell.strip()) for cell in cells)
            elif not form.comment:
                break
    yield from ((f"{file.path}:{line}", text.removeprefix(form.comment or "").strip()) for line, text in comments)


def _conll(file: DataFile) -> Iterator[Aside]:
    reading = Reading(file.source.format, file.source.columns, file.kind, file.split)
    yield from ((f"{file.path}:{line}", untagged(text)) for line, text in passed_over(file.path, reading))


def _parquet(file: DataFile) -> Iterator[Aside]:
    for key, value in metadata_of(file.path).items():
        where = f"{file.path}, its metadata"
        yield from () if key in KEYS else ((where, key),)
        yield from ((where, text) for text in _strings(value))


def _strings(value: str) -> Iterator[str]:
    """Every text in a value of metadata: of JSON its strings, of an Arrow schema what is printed in it."""
    document = _parsed(value)
    if document is not None:
        yield from _leaves(document)
        return
    try:
        schema = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        yield value
        return
    for run in _PRINTED.findall(schema):
        text = run.decode(errors="ignore")
        inner = _parsed(text[text.find("{") :])
        yield from [text] if inner is None else _leaves(inner)


def _parsed(text: str) -> Any:
    """JSON of an object or a list; None for anything else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict | list) else None


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    elif isinstance(value, str):
        yield value


def _packed(file: DataFile) -> Iterator[str]:
    """The name and the comment that a packed file bears: `gzip` writes the name that it had."""
    with opened(file.path) as stored:
        head = stored.read(10)
        if not head.startswith(GZIP) or len(head) < 10:
            return
        if head[3] & _EXTRA:
            yield stored.read(int.from_bytes(stored.read(2), "little")).decode("latin-1")
        for flag in (_NAME, _COMMENT):
            if head[3] & flag:
                yield _until_zero(stored)


def _until_zero(stored: IO[bytes]) -> str:
    held = bytearray()
    while len(held) < _NAME_LIMIT and (byte := stored.read(1)) not in (b"", b"\0"):
        held += byte
    return held.decode("latin-1")  # as RFC 1952 has it


_READERS: dict[str, Callable[[DataFile], Iterator[Aside]]] = {
    "conll": _conll,
    "csv": _separated,
    "parquet": _parquet,
}
