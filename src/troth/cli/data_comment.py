"""`troth data comment FOLDER|CHARTER`: what somebody says of released data, as an entry of the signed log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from troth.cli.amendments import facts_of
from troth.cli.given import checked, text_given
from troth.cli.home import FOLDER, RECORD
from troth.cli.released import comments_on, releases, said
from troth.cli.terminal import say, say_json
from troth.cli.turn import turn
from troth.errors import NotGenuine, RecordError, TrothError
from troth.record import (
    COMMENT_LIMITS,
    MANIFEST,
    Entry,
    Record,
    Subject,
    load_or_create_key,
    open_record,
    says_itself,
    verify,
)

_FILE = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class Place:
    """The home whose record is appended to, and what tells the release there: its manifest, or its data's name."""

    home: Path
    manifest: str | None
    name: str | None


@click.command("comment")
@click.argument("path", metavar="FOLDER|CHARTER", type=_FILE)
@click.option("--text", help="What is said, up to 4,000 characters; - reads it from standard input.")
@click.option("--by", metavar="NAME", help="Who says it; a log forgets nothing, and a pseudonym will do.")
@click.option("--objection", is_flag=True, help="It must be answered before a final version.")
@click.option("--answer", type=click.IntRange(0), metavar="ENTRY", help="It answers the comment of this entry.")
@click.option("--list", "listed", is_flag=True, help="Print what was said, and add nothing.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Folder of the record.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(
    path: Path,
    text: str | None,
    by: str | None,
    objection: bool,
    answer: int | None,
    listed: bool,
    home: Path | None,
    as_json: bool,
) -> int:
    """Add a public comment on released data to the record: on the release in FOLDER, or the newest of a CHARTER.

    The home's key signs the entry, which says who spoke and what was said; whoever keeps the record takes comments in.
    Of a folder the record is looked for in it and above it, where --home names none. An objection keeps the final
    version back until an answer is recorded.

    Exit status: 0; 2 bad input; 5 the folder, or the record, is not genuine.
    """
    if listed == (text is not None) or (listed and (by or objection or answer is not None)):
        raise click.UsageError("Say something with --text and --by, or ask for --list.")
    if not listed and by is None:
        raise click.UsageError("Say with --by who says it.")
    if objection and answer is not None:
        raise click.UsageError("--objection or --answer: an answer answers.")
    place = _place(path, home)
    key = load_or_create_key(f"file:{_key(place.home)}")
    with open_record(place.home / RECORD, key) as record, turn(place.home):
        _check(record, str(key.public))
        release = _release(record, place)
        if not listed:
            kind = "objection" if objection else "comment" if answer is None else "answer"
            words = {"text": _text(text or ""), "by": str(by)}
            entry = _append(record, release, {"kind": kind, **words, "answers": answer})
        every = said(comments_on(record, release))
    if as_json:
        about = {"release": release.index, "version": release.predicate["version"]}
        say_json({"format": 1, **about, **({} if listed else {"entry": entry.index}), "comments": every})
    elif listed:
        _tell(release, every)
    else:
        say(f"{kind} on version {release.predicate['version']} recorded: entry {entry.index}, {entry.time}")
    return 0


def _place(path: Path, home: Path | None) -> Place:
    """Which home, and which release, a folder or a charter means."""
    if path.is_dir():
        if not (path / MANIFEST).exists():
            raise RecordError("is no release", where=str(path), remedy="Name a folder of `troth data release`.")
        found = verify(path, read_charter=facts_of)
        if not found.genuine or found.release is None:
            raise NotGenuine(str(found.first_wrong), where=str(path), remedy="Ask for the release again.")
        return Place(_existing(home or _above(path)), str(found.release["manifest"]), None)
    from troth.standard import read

    charter = read(path)
    return Place(_existing(home or path.parent / FOLDER), None, charter.name)


def _above(folder: Path) -> Path:
    """The nearest home in the folder, or above it."""
    for parent in (folder.resolve(), *folder.resolve().parents):
        if (parent / FOLDER / RECORD).is_file():
            return parent / FOLDER
    raise RecordError(
        "there is no record here, and none above",
        where=str(folder),
        remedy="Name its home with --home. Who does not keep the record sends the comment to who does.",
    )


def _existing(home: Path) -> Path:
    if not (home / RECORD).is_file() or not _key(home).is_file():
        raise RecordError(
            "there is no record that could be added to", where=str(home), remedy="Name its home with --home."
        )
    return home


def _key(home: Path) -> Path:
    return home / "keys" / "record.pem"


def _check(record: Record, key: str) -> None:
    found = verify(record.path, key=key)
    if not found.genuine:
        raise NotGenuine(
            str(found.first_wrong), where=str(record.path), remedy="Put back a copy that `troth verify` calls genuine."
        )


def _release(record: Record, place: Place) -> Entry:
    """The release that is meant; raises RecordError where this record has none."""
    if place.name is not None:
        found = releases(record, place.name)
    else:
        found = [one for one in record.entries("data-release") if one.predicate["manifest"] == place.manifest]
    if not found:
        raise RecordError(
            "this record knows no such release",
            where=str(record.path),
            remedy="Name the home that it was released from with --home.",
        )
    return found[-1]


def _append(record: Record, release: Entry, words: Mapping[str, Any]) -> Entry:
    for name, longest in COMMENT_LIMITS.items():
        if not says_itself(name, words[name]):
            raise TrothError(
                f"the {name} of a comment is empty, longer than {longest:,} characters, or has characters that hide",
                remedy="Write plain lines of text.",
            )
    answered = words["answers"]
    if answered is not None and answered not in [one.index for one in comments_on(record, release)]:
        raise TrothError(
            f"entry {answered} is no comment on version {release.predicate['version']}",
            remedy="`troth data comment … --list` lists them.",
        )
    facts = {name: release.predicate[name] for name in ("charter", "manifest")}
    subjects = [Subject("charter", facts["charter"]), Subject("manifest", facts["manifest"])]
    return record.append("data-comment", subjects, {**facts, "release": release.index, **words})


def _text(text: str) -> str:
    if text != "-":
        return checked(text)
    return text_given(COMMENT_LIMITS["text"] + 2).rstrip("\n")


def _tell(release: Entry, every: list[dict[str, Any]]) -> None:
    say(f"version {release.predicate['version']}, entry {release.index}: {len(every)} comments")
    for one in every:
        to = "" if one["answers"] is None else f" to entry {one['answers']}"
        text = one["text"].replace("\n", "\n         ")  # a second line is told from an entry
        say(f"{one['entry']:>7}  {one['time'][:19]}Z  {one['kind']}{to} by {one['by']}: {text}")
