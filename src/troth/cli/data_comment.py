"""`troth data comment FOLDER|CHARTER`: what somebody says of released data, as an entry of the signed log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from troth.cli.amendments import facts_of
from troth.cli.comment_file import check_words, comment_in, put_comment
from troth.cli.given import checked, text_given
from troth.cli.home import FOLDER, RECORD
from troth.cli.released import comments_on, releases, said
from troth.cli.sealing import passphrase
from troth.cli.terminal import say, say_json
from troth.cli.turn import turn
from troth.errors import NotGenuine, RecordError, TrothError
from troth.plural import counted
from troth.record import (
    COMMENT_LIMITS,
    MANIFEST,
    Entry,
    Record,
    Subject,
    load_or_create_key,
    open_record,
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
@click.option("--key", "uri", metavar="KEY", help="Your own key signs it, with --output: a file, made if not there.")
@click.option("--output", "-o", type=_FILE, help="Write it into a file, for who keeps the record; needs FOLDER alone.")
@click.option("--from", "handed", type=_FILE, metavar="FILE", help="Take in what somebody wrote with --output.")
@click.option("--list", "listed", is_flag=True, help="Print what was said, and add nothing.")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path), help="Folder of the record.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(
    path: Path,
    text: str | None,
    by: str | None,
    objection: bool,
    answer: int | None,
    uri: str | None,
    output: Path | None,
    handed: Path | None,
    listed: bool,
    home: Path | None,
    as_json: bool,
) -> int:
    """Add a public comment on released data to the record: on the release in FOLDER, or the newest of a CHARTER.

    The home's key signs the entry, which says who spoke and what was said; whoever keeps the record takes comments in.
    Who does not keep it signs a comment with a key of their own (--key, --output), and hands the file over; taken in
    with --from, it has their signature too. Of a folder the record is looked for in it and above it, where --home names
    none. An objection keeps the final version back until an answer is recorded.

    Exit status: 0; 2 bad input; 5 the folder, or the record, is not genuine.
    """
    given = text is not None or by is not None or objection or answer is not None
    _check_asked(given, text is not None, by is not None, listed=listed, handed=handed is not None)
    if objection and answer is not None:
        raise click.UsageError("--objection or --answer: an answer answers.")
    if (uri is None) != (output is None) or (output is not None and not given):
        raise click.UsageError("--key goes with --output: the file has what you say, signed by it.")
    kind = "objection" if objection else "comment" if answer is None else "answer"
    words: dict[str, Any] = {}
    if given:
        words = {"kind": kind, "text": _text(text or ""), "by": str(by), "answers": answer}
    if output is not None:
        return _handed_over(path, output, str(uri), words, as_json=as_json)
    if handed is not None:
        words = comment_in(handed)
    place = _place(path, home)
    key = load_or_create_key(f"file:{_key(place.home)}")
    with open_record(place.home / RECORD, key) as record, turn(place.home):
        _check(record, str(key.public))
        release = _release(record, place, words.pop("manifest", None), words.get("answers"))
        if not listed:
            entry = _append(record, release, words)
        every = said(comments_on(record, release))
    if as_json:
        about = {"release": release.index, "version": release.predicate["version"]}
        say_json({"format": 1, **about, **({} if listed else {"entry": entry.index}), "comments": every})
    elif listed:
        _tell(release, every)
    else:
        version = release.predicate["version"]
        say(f"{words['kind']} on version {version} recorded: entry {entry.index}, {entry.time}")
    return 0


def _check_asked(given: bool, text: bool, by: bool, *, listed: bool, handed: bool) -> None:
    """Refuse options that do not go together."""
    if handed and (given or listed):
        raise click.UsageError("--from has what is said, and by whom: it takes no --text, --by or --list.")
    if (listed and given) or not (listed or handed or text):
        raise click.UsageError("Say something with --text and --by, or ask for --list.")
    if not (listed or handed or by):
        raise click.UsageError("Say with --by who says it.")


def _handed_over(folder: Path, output: Path, uri: str, words: dict[str, Any], *, as_json: bool) -> int:
    """Write a signed comment on the release in a folder into a file."""
    if not folder.is_dir():
        raise TrothError("is no folder of a release", where=str(folder), remedy="Name the release that you have.")
    release = _genuine(folder)
    place = uri if uri.startswith(("file:", "env:")) else f"file:{uri}"
    signer = load_or_create_key(place, passphrase=passphrase())
    put_comment(output, {**words, "manifest": release["manifest"]}, signer)
    if as_json:
        say_json({"format": 1, "written": str(output), "key": str(signer.public)})
    else:
        say(f"written: {output}, signed by {signer.public}")
        say("hand it to who keeps the record: troth data comment CHARTER --from FILE")
    return 0


def _genuine(folder: Path) -> dict[str, Any]:
    """What the entry of the release in a folder says. Raises NotGenuine."""
    if not (folder / MANIFEST).exists():
        raise RecordError("is no release", where=str(folder), remedy="Name a folder of `troth data release`.")
    found = verify(folder, read_charter=facts_of)
    if not found.genuine or found.release is None:
        raise NotGenuine(str(found.first_wrong), where=str(folder), remedy="Ask for the release again.")
    return dict(found.release)


def _place(path: Path, home: Path | None) -> Place:
    """Which home, and which release, a folder or a charter means."""
    if path.is_dir():
        manifest = str(_genuine(path)["manifest"])
        return Place(_existing(home or _above(path)), manifest, None)
    from troth.cli.chat import read_classifier

    charter = read_classifier(path)
    return Place(_existing(home or path.parent / FOLDER), None, charter.name)


def _above(folder: Path) -> Path:
    """The nearest home in the folder, or above it."""
    for parent in (folder.resolve(), *folder.resolve().parents):
        if (parent / FOLDER / RECORD).is_file():
            return parent / FOLDER
    raise RecordError(
        "there is no record here, and none above",
        where=str(folder),
        remedy="Name its home with --home. Who does not keep the record sends the comment to who does: see --output.",
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


def _release(record: Record, place: Place, manifest: str | None, answers: int | None = None) -> Entry:
    """The release that is meant, which a signed comment names itself; raises RecordError where there is none.

    answers: the entry that is answered, on whichever version of a charter's data it is.
    """
    if manifest is None and place.name is not None:
        found = releases(record, place.name)
        on = [one for one in found if answers in [each.index for each in comments_on(record, one)]]
        found = on or found
    else:
        meant = {one for one in (manifest, place.manifest) if one is not None}
        found = [one for one in record.entries("data-release") if meant == {one.predicate["manifest"]}]
    if not found:
        raise RecordError(
            "this record knows no such release",
            where=str(record.path),
            remedy="Name the home that it was released from with --home.",
        )
    return found[-1]


def _append(record: Record, release: Entry, words: Mapping[str, Any]) -> Entry:
    check_words(words)
    before = comments_on(record, release)
    answered = words["answers"]
    if answered is not None and answered not in [one.index for one in before]:
        raise TrothError(
            f"entry {answered} is no comment on version {release.predicate['version']}",
            remedy="`troth data comment … --list` lists them.",
        )
    if "signature" in words and words["signature"] in [one.predicate.get("signature") for one in before]:
        raise TrothError("this comment was taken in before", remedy="`troth data comment … --list` lists it.")
    facts = {name: release.predicate[name] for name in ("charter", "manifest")}
    subjects = [Subject("charter", facts["charter"]), Subject("manifest", facts["manifest"])]
    return record.append("data-comment", subjects, {**facts, "release": release.index, **words})


def _text(text: str) -> str:
    if text != "-":
        return checked(text)
    return text_given(COMMENT_LIMITS["text"] + 2).rstrip("\n")


def _tell(release: Entry, every: list[dict[str, Any]]) -> None:
    say(f"version {release.predicate['version']}, entry {release.index}: {counted(len(every), 'comment')}")
    for one in every:
        to = "" if one["answers"] is None else f" to entry {one['answers']}"
        text = one["text"].replace("\n", "\n         ")  # a second line is told from an entry
        signed = "" if one["key"] is None else f", signed by {one['key']}"
        say(f"{one['entry']:>7}  {one['time'][:19]}Z  {one['kind']}{to} by {one['by']}{signed}: {text}")
