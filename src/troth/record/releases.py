"""Data that were published, and what was said of them: versions rise, a review ends before its final version.

Nothing walks past a review: until it is over, and every objection to any version answered, only another draft follows.

A data set is known by its name, whichever charter it was under. Fields are fixed, as what is said once in a log can
never be taken back.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from troth.record.binding import text_of
from troth.record.entry import Entry, is_time
from troth.record.remarks import AUTHOR, is_signed

RELEASE = frozenset(
    (
        "charter", "name", "version", "access", "manifest", "data", "files", "review_ends", "refresh_due", "final",
        "reviewed", "comments",
    )
)  # fmt: skip
ACKNOWLEDGED = "acknowledged"
"""A field that a release of format 1 may have: what was found personal in its columns, and may be public."""
COMMENT = frozenset(("charter", "manifest", "release", "kind", "by", "text", "answers"))
ACCESS = ("public", "request", "closed")
KINDS = ("comment", "objection", "answer")
DATES = {"review_ends": "review", "refresh_due": "next look"}
"""Dates of a release, each later than it, and how they are called."""
COMMENT_LIMITS = {"text": 4000, "by": 100}
"""Characters of what a comment says, and of who says it."""

COLUMN_LIMIT = 1000
"""Characters of the name of a column."""

_KIND = re.compile(r"[a-z_]{1,40}\Z", re.ASCII)
_VERSION = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\Z", re.ASCII)
_JOINING = "\u200c\u200d"  # Persian and the scripts of India are not written without them
_Said = Iterator[tuple[str, str]]  # (severity, what)


def version_of(text: str) -> tuple[int, int, int] | None:
    """The three numbers of a version, None for what is none (Semantic Versioning 2.0.0 without its suffixes)."""
    found = _VERSION.match(text)
    return None if found is None else (int(found[1]), int(found[2]), int(found[3]))


def data_digest(files: object) -> str:
    """The digest of a release's data: of the digests of their files, by the parts of the data set that they are."""
    if not isinstance(files, Mapping) or not all(isinstance(one, str) for one in files.values()):
        return ""
    lines = "".join(f"{split} {sha256}\n" for split, sha256 in sorted(files.items()))
    return f"sha256:{hashlib.sha256(lines.encode()).hexdigest()}"


def says_itself(name: str, text: object) -> bool:
    """Whether the `text` of a comment, or whom it is `by`, is not empty, not too long, and shows all that it holds.

    A text may have several lines. Blanks of every script are let through, and what joins letters or keeps them apart.
    """
    return (
        isinstance(text, str)
        and bool(text.strip())
        and len(text) <= COMMENT_LIMITS[name]
        and all(_shows(one) or (one == "\n" and name == "text") for one in text)
    )


def _shows(character: str) -> bool:
    return character.isprintable() or character in _JOINING or unicodedata.category(character) == "Zs"


@dataclass(slots=True)
class Published:
    """A release and what was said of it; numbers are those of entries."""

    entry: Entry
    comments: list[int] = field(default_factory=list)


class Releases:
    """Reads the releases of a log in order, and the comments on them."""

    def __init__(self) -> None:
        self._releases: dict[int, Published] = {}
        self._newest: dict[str, Published] = {}  # by the data set's name
        self._open: dict[str, set[int]] = {}  # by the data set's name: objections that nobody answered
        self._on: dict[int, int] = {}  # comment -> the release it is on
        self._signed: dict[str, int] = {}  # signature of an author -> entry

    def release(self, entry: Entry) -> _Said:
        """What is wrong with a release."""
        yield from check_release(entry)
        name, version = text_of(entry, "name"), version_of(text_of(entry, "version"))
        before = self._newest.get(name)
        earlier = "" if before is None else text_of(before.entry, "version")
        if version is not None and before is not None and version <= (version_of(earlier) or (0, 0, 0)):
            what = f"version {text_of(entry, 'version')} was released after version {earlier} (entry"
            yield "wrong", f"{what} {before.entry.index})"
        if entry.predicate.get("final") is True:
            yield from self._final(entry)
        elif entry.predicate.get("review_ends") is None:
            yield from self._past_review(entry)
        self._releases[entry.index] = self._newest[name] = Published(entry)

    def comment(self, entry: Entry) -> _Said:
        """What is wrong with a comment."""
        yield from check_comment(entry)
        first = self._signed.setdefault(text_of(entry, "signature") or str(entry.index), entry.index)
        if first != entry.index:
            yield "wrong", f"its author said it once, in entry {first}"
        number, kind = entry.predicate.get("release"), text_of(entry, "kind")
        on = self._releases.get(number) if type(number) is int else None
        if on is None or text_of(on.entry, "manifest") != text_of(entry, "manifest"):
            yield "wrong", "a comment on what was not released before"
            return
        answered = entry.predicate.get("answers")
        if (kind == "answer") != (answered is not None) or (
            answered is not None and self._on.get(answered if type(answered) is int else -1) != number
        ):
            yield "wrong", "an answer to nothing that was said of this release"
        on.comments.append(entry.index)
        self._on[entry.index] = on.entry.index
        if kind == "objection":
            self._open.setdefault(text_of(on.entry, "name"), set()).add(entry.index)
        elif kind == "answer":
            self._open.get(text_of(on.entry, "name"), set()).discard(answered if type(answered) is int else -1)

    def _past_review(self, entry: Entry) -> _Said:
        """What is wrong with a release that is neither a draft nor final."""
        before, left = self._newest.get(text_of(entry, "name")), self._open.get(text_of(entry, "name"))
        if before is not None and entry.time < text_of(before.entry, "review_ends"):
            yield "wrong", f"a release that walks past the review of entry {before.entry.index}"
        if left:
            yield "wrong", f"a release while the objection of entry {min(left)} is not answered"

    def _final(self, entry: Entry) -> _Said:
        number = entry.predicate.get("reviewed")
        draft = self._releases.get(number) if type(number) is int else None
        if draft is None or text_of(draft.entry, "name") != text_of(entry, "name"):
            yield "wrong", "a final release of what was not released for review before"
            return
        ends = text_of(draft.entry, "review_ends")
        if not ends or entry.time < ends:
            yield "wrong", f"a final release before the review of entry {draft.entry.index} had ended"
        if draft is not self._newest.get(text_of(entry, "name")):
            yield "wrong", f"a final release of what was not reviewed last, but in entry {draft.entry.index}"
        if left := self._open.get(text_of(entry, "name")):
            yield "wrong", f"a final release while the objection of entry {min(left)} is not answered"
        if any(text_of(draft.entry, name) != text_of(entry, name) for name in ("data", "access")):
            yield "wrong", f"a final release of other data than were reviewed in entry {draft.entry.index}"
        if entry.predicate.get("comments") != draft.comments:
            yield "wrong", f"a final release that does not name the comments on entry {draft.entry.index}"


def check_release(entry: Entry) -> _Said:
    """What is wrong with a release by itself, whatever else is in the log."""
    known = entry.predicate.get(ACKNOWLEDGED)
    yield from _form(entry, RELEASE if known is None else RELEASE | {ACKNOWLEDGED})
    if known is not None and not _are_acknowledged(known):
        yield "wrong", "a release whose acknowledged findings are not columns, kinds and counts"
    if known is not None and text_of(entry, "access") != "public":
        yield "wrong", "a release that acknowledges findings, and is not public"
    if data_digest(entry.predicate.get("files")) != text_of(entry, "data"):
        yield "wrong", "the data of a release are not its files"
    if text_of(entry, "access") not in ACCESS:
        yield "wrong", f"a release for nobody: its access is {text_of(entry, 'access')!r}"
    if version_of(text_of(entry, "version")) is None:
        yield "wrong", f"a release whose version is none: {text_of(entry, 'version')!r}"
    for name, what in DATES.items():
        date = entry.predicate.get(name)
        if date is not None and not (isinstance(date, str) and is_time(date) and date > entry.time):
            yield "wrong", f"a release whose {what} is not after it: {date!r}"
    yield from _ends(entry)


def _are_acknowledged(known: object) -> bool:
    """Whether it is a list of findings, each of a column, or of none, with its kind and how many there are."""
    return isinstance(known, list) and bool(known) and all(map(_is_acknowledged, known))


def _is_acknowledged(one: object) -> bool:
    if not isinstance(one, Mapping) or set(one) != {"column", "kind", "count"}:
        return False
    column, kind, many = one["column"], one["kind"], one["count"]
    is_column = column is None or (isinstance(column, str) and len(column) <= COLUMN_LIMIT)
    return is_column and isinstance(kind, str) and bool(_KIND.match(kind)) and type(many) is int and many > 0


def _ends(entry: Entry) -> _Said:
    """What a release says of a review before it: a final one what was reviewed and said, another one nothing."""
    final, reviewed, comments, again = (
        entry.predicate.get(name) for name in ("final", "reviewed", "comments", "review_ends")
    )
    if type(final) is not bool:
        yield "wrong", "a release that does not say whether it is final"
    elif not final and (reviewed is not None or comments != []):
        yield "wrong", "a release that answers a review and is not final"
    elif final and not (type(reviewed) is int and _between(comments, reviewed, entry.index)):
        yield "wrong", "a final release that does not say what was reviewed, and what was said of it"
    elif final and again is not None:
        yield "wrong", "a final release that is reviewed again"


def check_comment(entry: Entry) -> _Said:
    """What is wrong with a comment by itself."""
    author = AUTHOR & set(entry.predicate)
    yield from _form(entry, COMMENT | AUTHOR if author else COMMENT)
    if author and not is_signed(entry.predicate):
        yield "wrong", "a comment that is not signed by the key of its author"
    for name in COMMENT_LIMITS:
        if not says_itself(name, entry.predicate.get(name)):
            yield "wrong", f"the {name} of a comment is empty, too long, or hides something"
    if text_of(entry, "kind") not in KINDS:
        yield "wrong", f"a comment of an unknown kind: {text_of(entry, 'kind')!r}"


def _between(comments: object, reviewed: int, end: int) -> bool:
    """Whether comments are numbers of entries, in order, after the reviewed one and before the final one."""
    if not isinstance(comments, list) or not all(type(one) is int for one in comments):
        return False
    return [*sorted({reviewed, *comments, end})] == [reviewed, *comments, end]


def _form(entry: Entry, fields: frozenset[str]) -> _Said:
    if told := sorted(set(entry.predicate) - fields):
        yield "wrong", f"{entry.type} tells {', '.join(told)}, which it has no field for"
    if missing := sorted(fields - set(entry.predicate)):
        yield "wrong", f"{entry.type} does not tell {', '.join(missing)}"
