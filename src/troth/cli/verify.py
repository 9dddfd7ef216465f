"""`troth verify`: proves a record, a log, a proof or a release offline, and names the first thing that is wrong."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import click

from troth.cli.amendments import facts_of, loosened
from troth.cli.home import record_in
from troth.cli.stores import Place
from troth.cli.terminal import say, say_json
from troth.council import Served
from troth.errors import NotGenuine, RecordError
from troth.plural import counted
from troth.record import (
    Address,
    CharterHistory,
    Checkpoint,
    OpenedRows,
    RowCommitment,
    Verification,
    load_or_create_salt,
    parse_checkpoint,
    read_json,
    verify,
)

_FILE = click.Path(path_type=Path)
_LONGEST_KEY = 4096  # bytes read of a file that should hold one key
_LONGEST_RECEIPT = 1 << 20  # bytes
_SHOWN = 8  # warnings and charters on the one screen; --json has all


@click.command("verify")
@click.argument("path", type=Place())
@click.option("--key", help="The log's key you trust: NAME+ID+BASE64, ed25519:BASE64, or a file holding either.")
@click.option("--head", type=_FILE, help="A checkpoint you kept: the log must continue it.")
@click.option("--rows", type=_FILE, help="The test set: its charter (.yaml), or a file with one canonical row a line.")
@click.option("--salt", type=_FILE, help="The secret salt the rows were committed with.")
@click.option("--leaves", type=_FILE, help="The kept leaves of the commitment: with them a changed row is named.")
@click.option("--receipt", "receipts", type=_FILE, multiple=True, help="What an answer promised must be in the log.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(
    path: Path | Address,
    key: str | None,
    head: Path | None,
    rows: Path | None,
    salt: Path | None,
    leaves: Path | None,
    receipts: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Prove the record, exported log, proof or release at PATH, offline; of a folder, the record of the home in it.

    PATH may be postgresql://… as well: the log of decisions that gateways share. Of a release every file is held
    against its manifest, and the manifest against its entry in the log.

    Exit status: 0 genuine, 5 not genuine, 2 nothing there that could be either.
    """
    if (rows is None) != (salt is None):
        raise click.UsageError("--rows and --salt go together")
    opened = None if rows is None or salt is None else _opened(rows, salt, leaves)
    found = verify(
        record_in(path),
        key=_key(key),
        rows=opened,
        head=_head(head),
        read_charter=facts_of,
        compare_charters=loosened,
        read_permits=Served,
        receipts=[_receipt(each) for each in receipts],
    )
    if as_json:
        say_json(document(found), indent=None)
    else:
        say("\n".join(line.replace("\n", " ") for line in _lines(found, continued=head is not None)))
    if not found.genuine:
        raise SystemExit(NotGenuine.exit_status)


def _receipt(path: Path) -> bytes:
    """A receipt as the answer had it: its text, or the answer itself. Raises RecordError for a file of neither."""
    try:
        content = path.read_bytes()[:_LONGEST_RECEIPT]
    except OSError as error:
        raise RecordError(f"cannot read: {error.strerror}", where=str(path)) from error
    try:
        answer = read_json(content)
    except RecordError:
        return content
    for told in (answer, answer.get("troth")) if isinstance(answer, dict) else ():  # the second is a chat model's
        if isinstance(told, dict) and isinstance(told.get("receipt"), str):
            return str(told["receipt"]).encode()
    raise RecordError("no receipt, and no answer with one", where=str(path), remedy="Keep the answer as it came.")


def document(found: Verification) -> dict[str, object]:
    """The verification as JSON values, format 1."""
    return {
        "format": 1,
        "genuine": found.genuine,
        "path": found.path,
        "kind": found.kind,
        "key": found.key,
        "key_trusted": found.trusted,
        "head": _head_document(found.head),
        "entries": found.entries,
        "counts": dict(found.counts),
        "first_time": found.first_time,
        "last_time": found.last_time,
        "charters": [dataclasses.asdict(charter) for charter in found.charters],
        "rows_checked": found.rows_checked,
        "rows_of": [dataclasses.asdict(place) for place in found.rows_of],
        "findings": [dataclasses.asdict(finding) for finding in found.findings],
        "wrong_count": found.wrong_count,
        "more_findings": found.more_findings,
        "release": None if found.release is None else dict(found.release),
        "files": found.files,
    }


def _lines(found: Verification, *, continued: bool) -> Iterator[str]:
    yield f"{'genuine' if found.genuine else 'NOT GENUINE'}: {found.path}"
    if found.first_wrong is not None:
        wrong = found.wrong_count
        yield f"  {found.first_wrong}" + (f"  (the first of {wrong})" if wrong > 1 else "")
    yield from _release(found)
    if found.head is not None:
        yield f"  log      {found.head.origin}"
        yield f"  head     {counted(found.head.size, 'entry', 'entries')}, root {found.head.root.hex()}"
        if not continued:
            yield "           keep it (troth record export): with --head it shows later that nothing was taken away"
    if found.entries:
        kinds = ", ".join(f"{count:,} {name}" for name, count in found.counts.items())
        entries = counted(found.entries, "entry", "entries")
        yield f"  checked  {entries} ({kinds}), {found.first_time} to {found.last_time}"
    if found.key is not None:
        yield f"  key      {found.key}"
        if not found.trusted:
            yield "           taken from the file itself: compare it with one you got elsewhere, or give --key"
    if found.rows_checked is not None and found.genuine:
        yield from _rows_of(found)
    for charter in found.charters[:_SHOWN]:
        yield from _charter(charter)
    if len(found.charters) > _SHOWN:
        yield f"  … and {counted(len(found.charters) - _SHOWN, 'more charter')}"
    for warning in found.warnings[:_SHOWN]:
        yield f"  warning  {warning}"
    if len(found.warnings) > _SHOWN:
        yield f"  … and {counted(len(found.warnings) - _SHOWN, 'more warning')}"


def _release(found: Verification) -> Iterator[str]:
    if found.release is None or not found.genuine:
        return
    said = found.release
    final = ", final" if said["final"] else ""
    yield f"  release  {said['name']} {said['version']}, {said['access']}{final}, under charter {said['charter']}"
    yield f"  files    {found.files:,}, all of them as the manifest says, and no others"
    if said["review_ends"]:
        yield f"  review   until {str(said['review_ends'])[:19]}Z"
    if said["comments"]:
        yield f"  comments {', '.join(f'entry {one}' for one in said['comments'])}, proven beside it"


def _rows_of(found: Verification) -> Iterator[str]:
    yield f"  rows     {found.rows_checked:,}, all of them the committed ones"
    for place in found.rows_of[:_SHOWN]:
        yield f"           committed in entry {place.entry} for {place.name or '(unnamed)'} {place.version}" + (
            f", audited in {_entries(tuple(audit.index for audit in place.audits))}" if place.audits else ""
        )


def _charter(history: CharterHistory) -> Iterator[str]:
    yield f"  charter  {history.name or '(unnamed)'} {history.version}  {history.charter}"
    steps = [
        ("signed", () if history.signed is None else (history.signed,)),
        ("test set committed", history.committed),
        ("training started", history.started),
        ("trained", history.trained),
        ("test set opened", history.opened),
    ]
    order = [f"{words} in {_entries(indexes)}" for words, indexes in steps if indexes]
    yield f"           {' → '.join(order)}"
    if history.released:
        yield f"           data released in {_entries(history.released)}"
    if history.erased:
        yield f"           persons erased in {_entries(history.erased)}"
    for audit in history.audits[-3:]:
        yield f"           audited in entry {audit.index}, {audit.time}: {audit.verdict}, model {audit.model}"


def _entries(indexes: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, indexes[:4])) + (", …" if len(indexes) > 4 else "")
    times = f" ({len(indexes)} times)" if len(indexes) > 1 else ""
    return f"{'entry' if len(indexes) == 1 else 'entries'} {shown}{times}"


def _head_document(head: Checkpoint | None) -> dict[str, object] | None:
    return None if head is None else {"origin": head.origin, "size": head.size, "root": head.root.hex()}


def _key(key: str | None) -> str | None:
    """The key itself, or what stands in the file of that name."""
    try:
        if key is None or not Path(key).is_file():
            return key
        with Path(key).open("rb") as file:
            return file.read(_LONGEST_KEY).decode("utf-8").strip()
    except UnicodeDecodeError:
        raise RecordError(
            "not a key: it is not text", where=key, remedy="name the file that holds NAME+ID+BASE64 or ed25519:BASE64"
        ) from None
    except (OSError, ValueError):  # too long for a path, or no path at all: then it is the key
        return key


def _head(path: Path | None) -> Checkpoint | None:
    if path is None:
        return None
    try:
        return parse_checkpoint(path.read_bytes())
    except OSError as error:
        raise RecordError(f"cannot read: {error.strerror}", where=str(path)) from error


def _opened(rows: Path, salt: Path, leaves: Path | None) -> OpenedRows:
    if not salt.is_file():
        raise RecordError("there is no salt here", where=str(salt))
    kept = None if leaves is None else RowCommitment.load(leaves)
    if rows.suffix in (".yaml", ".yml"):
        from troth import data, standard  # polars: only where rows are asked for

        charter = standard.read(rows)
        return OpenedRows(data.load(charter).test.rows(), load_or_create_salt(salt), kept, charter.digest)
    return OpenedRows(_rows(rows), load_or_create_salt(salt), kept)


def _rows(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from (line.removesuffix(b"\n") for line in file)
    except OSError as error:
        raise RecordError(f"cannot read: {error.strerror}", where=str(path)) from error
