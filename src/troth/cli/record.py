"""`troth record`: lists what is in a record, and publishes it as tiles or as one entry's proof."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from troth.cli.amendments import amendments
from troth.cli.doubted import doubted
from troth.cli.home import record_in
from troth.cli.stores import Place
from troth.cli.terminal import say, say_json
from troth.errors import RecordError
from troth.plural import counted
from troth.record import ACTS, Address, Record, open_record

_FILE = click.Path(path_type=Path)


@click.group("record")
def command() -> None:
    """Read and publish a record."""


@command.command("list")
@click.argument("path", type=Place())
@click.option("--type", "type_", help="Only entries of this type, such as audited.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def list_(path: Path | Address, type_: str | None, as_json: bool) -> None:
    """List the entries of the record at PATH, one a line, with the verdict of each audit."""
    with _open(path) as record:
        _check_type(record, type_)
        said = amendments(record)
        shaken = doubted(record, said)
        entries: list[dict[str, Any]] = [
            {
                "index": entry.index,
                "type": entry.type,
                "time": entry.time,
                "leaf_hash": entry.leaf_hash,
                "signed": entry.signed,
                "subjects": [{"name": subject.name, "sha256": subject.sha256} for subject in entry.subjects],
                "predicate": dict(entry.predicate),
                "warnings": list(said.get(entry.index, ())),
            }
            for entry in record.entries(type_)
        ]
        if as_json:
            head = record.head()
            log = {"origin": head.origin, "size": head.size, "root": head.root.hex(), "key": str(record.key)}
            say_json({"format": 1, "log": log, "entries": entries}, indent=None)
            return
    for entry in entries:
        line = f"{entry['index']:>7}  {entry['time']}  {entry['type']:<16}  {entry['leaf_hash'][:16]}  {_told(entry)}"
        line += ", with doubts" if entry["index"] in shaken and entry["predicate"].get("verdict") == "met" else ""
        say("\n".join([line.rstrip(), *(f"         warning: {what}" for what in entry["warnings"])]))


def _check_type(record: Record, type_: str | None) -> None:
    """Refuse a type that nothing is of and that no command writes: an empty list would pass for an answer."""
    if type_ is None or type_ in ACTS or any(record.entries(type_)):
        return
    near = get_close_matches(type_, sorted(ACTS), 1)
    raise RecordError(
        f"there are no entries of the type {type_!r}",
        where=str(record.path),
        remedy=f"Did you mean {near[0]}?" if near else f"Types: {', '.join(sorted(ACTS))}.",
    )


_TOLD = {
    "charter-signed": ("name", "version"),
    "audited": ("verdict",),
    "data-release": ("name", "version", "access"),
    "data-comment": ("kind", "by"),
    "data-obtained": ("split", "obtained"),
    "data-read": ("reader", "answer"),
}


def _told(entry: Mapping[str, Any]) -> str:
    """What a reader looks for in an entry: which charter was signed, what an audit came to, what was released."""
    fields = _TOLD.get(entry["type"], ())
    values = [str(entry["predicate"].get(field) or "") for field in fields]
    return " ".join(" ".join(values).split())


@command.command("export")
@click.argument("path", type=Place())
@click.argument("folder", type=_FILE)
def export(path: Path | Address, folder: Path) -> None:
    """Write the record at PATH as tiles into FOLDER, for any static host; `troth verify FOLDER` proves them."""
    with _open(path) as record:
        head = record.export_tiles(folder)
    say(f"{folder}: {counted(head.size, 'entry', 'entries')} of {head.origin}, root {head.root.hex()}")


@command.command("proof")
@click.argument("path", type=Place())
@click.argument("index", type=click.IntRange(min=0))
@click.argument("out", type=_FILE)
def proof(path: Path | Address, index: int, out: Path) -> None:
    """Write entry INDEX of the record at PATH with its inclusion proof to OUT; `troth verify OUT` proves it."""
    with _open(path) as record:
        head = record.export_proof(index, out)
    say(f"{out}: entry {index} of {head.size:,} in {head.origin}")


def _open(path: Path | Address) -> Record:
    found = record_in(path)
    if isinstance(found, Path) and found.is_dir():
        raise RecordError("there is no record in this folder", where=str(path), remedy="name a record.db, or its home")
    return open_record(found)
