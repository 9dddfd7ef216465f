"""Versions rise, a review ends before its final version, and comments are on what was released."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pytest

from record.stories import CHARTER, KEY, ORIGIN, Memory, act
from troth.record import (
    ACTS,
    Finding,
    Record,
    Subject,
    data_digest,
    digest,
    open_record,
    says_itself,
    verify,
    version_of,
)
from troth.record.order import Promises

FILES = {"train": "sha256:" + digest(b"train")}
MANIFEST = "sha256:" + digest(b"manifest")
RELEASE: dict[str, Any] = {
    "charter": CHARTER,
    "name": "posts",
    "version": "1.0.0",
    "access": "public",
    "manifest": MANIFEST,
    "data": data_digest(FILES),
    "files": FILES,
    "review_ends": "2026-01-01T00:00:00.000003Z",
    "refresh_due": None,
    "final": False,
    "reviewed": None,
    "comments": [],
}
COMMENT: dict[str, Any] = {
    "charter": CHARTER, "manifest": MANIFEST, "release": 1, "kind": "comment", "by": "Bo", "text": "Why?",
    "answers": None,
}  # fmt: skip
FINAL = {"version": "1.0.1", "final": True, "reviewed": 1, "review_ends": None}


def append(log: Record | Memory, type_: str, facts: dict[str, Any]) -> None:
    log.append(type_, [Subject("charter", CHARTER), Subject("manifest", str(facts["manifest"] or MANIFEST))], facts)


def told(*said: tuple[str, dict[str, Any]]) -> list[Finding]:
    """What is wrong with entries after a signed charter; each is a type and what is changed of it."""
    memory, promises = Memory(), Promises()
    act(memory, "charter-signed")
    for kind, changed in said:
        append(memory, f"data-{kind}", {**(RELEASE if kind == "release" else COMMENT), **changed})
    return [finding for entry in memory.entries for finding in promises.see(entry)]


def test_a_life_is_genuine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = count()
    monkeypatch.setattr("troth.record.log._now", lambda: f"2026-01-01T00:00:00.{next(clock):06}Z")
    with open_record(tmp_path / "record.db", KEY, origin=ORIGIN) as record:
        act(record, "charter-signed")
        append(record, "data-release", RELEASE)
        append(record, "data-comment", {**COMMENT, "kind": "objection"})
        append(record, "data-comment", {**COMMENT, "kind": "answer", "answers": 2, "text": "Because.\nSo."})
        append(record, "data-release", {**RELEASE, **FINAL, "comments": [2, 3]})
        append(record, "data-release", {**RELEASE, "version": "2.0.0", "review_ends": None})
    found = verify(tmp_path / "record.db", key=str(KEY.public))
    assert found.genuine, found.first_wrong
    assert not found.findings
    assert found.charters[0].released == (1, 4, 5)
    assert {"data-release", "data-comment"} <= ACTS


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"version": "1.0"}, "whose version is none"),
        ({"access": "everyone"}, "a release for nobody"),
        ({"final": None}, "does not say whether it is final"),
        ({"data": "sha256:" + digest(b"")}, "the data of a release are not its files"),
        ({"files": None}, "the data of a release are not its files"),
        ({"review_ends": "2026-01-01T00:00:00.000001Z"}, "whose review is not after it"),
        ({"review_ends": "2025-12-31T00:00:00.000000Z"}, "whose review is not after it"),
        ({"review_ends": "tomorrow"}, "whose review is not after it"),
        ({"review_ends": 3}, "whose review is not after it"),
        ({"refresh_due": "2026-01-01T00:00:00.000000Z"}, "whose next look is not after it"),
        ({"reviewed": 0}, "answers a review and is not final"),
        ({"comments": [0]}, "answers a review and is not final"),
        ({**FINAL, "reviewed": 0, "review_ends": "2026-01-01T00:00:00.000009Z"}, "is reviewed again"),
        ({**FINAL, "reviewed": 0, "comments": [1]}, "and what was said of it"),
        ({"author": "Ada"}, "tells author, which it has no field for"),
        ({"manifest": None}, "names no manifest"),
        ({**FINAL, "reviewed": 0}, "not released for review before"),
        ({**FINAL, "reviewed": True}, "not released for review before"),
    ],
)
def test_a_release_that_is_wrong(changed: dict[str, Any], words: str) -> None:
    assert words in str([finding.what for finding in told(("release", changed))])


@pytest.mark.parametrize("version", ["1.0.0", "0.9.9"])
def test_versions_rise(version: str) -> None:
    (finding,) = told(("release", {}), ("release", {"version": version}))
    assert finding.severity == "wrong"
    assert "was released after version 1.0.0 (entry 1)" in finding.what
    (finding,) = told(("release", {}), ("release", {"version": version, "name": "others"}))
    assert "a release of 'others' under the charter of 'posts'" in finding.what


def test_a_final_version_waits_for_the_end_of_its_review() -> None:
    late = {"review_ends": "2026-02-01T00:00:00.000000Z"}
    assert "before the review of entry 1 had ended" in told(("release", late), ("release", FINAL))[0].what
    assert "before the review" in told(("release", {"review_ends": None}), ("release", FINAL))[0].what


def test_a_final_version_answers_every_objection() -> None:
    objection = ("comment", {"kind": "objection"})
    said = told(("release", {}), objection, ("release", {**FINAL, "comments": [2]}))
    assert "while the objection of entry 2 is not answered" in str(said)
    answer = ("comment", {"kind": "answer", "answers": 2})
    assert not told(("release", {}), objection, answer, ("release", {**FINAL, "comments": [2, 3]}))


@pytest.mark.parametrize("comments", [[], [3], [2, 3], None])
def test_a_final_version_names_the_comments(comments: object) -> None:
    said = told(("release", {}), ("comment", {}), ("release", {**FINAL, "comments": comments}))
    assert "does not name the comments on entry 1" in str(said)


def test_a_final_version_is_of_the_data_that_were_reviewed() -> None:
    other = {"train": "sha256:" + digest(b"other")}
    said = told(("release", {}), ("release", {**FINAL, "files": other, "data": data_digest(other)}))
    assert "of other data than were reviewed" in str(said)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"release": 0}, "on what was not released"),
        ({"release": True}, "on what was not released"),
        ({"manifest": "sha256:" + digest(b"")}, "on what was not released"),
        ({"kind": "praise"}, "of an unknown kind"),
        ({"text": ""}, "the text of a comment is empty"),
        ({"text": "x" * 4001}, "the text of a comment is empty, too long"),
        ({"text": "a\x1b[2J"}, "hides something"),
        ({"by": "Bo\u202e"}, "the by of a comment"),
        ({"kind": "answer"}, "an answer to nothing"),
        ({"answers": 2}, "an answer to nothing"),
        ({"kind": "answer", "answers": 1}, "an answer to nothing"),
        ({"mail": "x"}, "tells mail, which it has no field for"),
    ],
)
def test_a_comment_that_is_wrong(changed: dict[str, Any], words: str) -> None:
    said = told(("release", {}), ("comment", changed))
    assert words in str([finding.what for finding in said if finding.severity == "wrong"])


def test_a_version_has_three_numbers() -> None:
    assert version_of("1.20.3") == (1, 20, 3)
    assert [version_of(text) for text in ("1", "01.0.0", "1.0.0 ", "１.0.0", "1.0.0-a")] == [None] * 5


def test_text_that_shows_itself() -> None:
    assert all(says_itself("text", text) for text in ("Warum?\n好的", "Voil\xe0\xa0!", "می\u200cخواهم", "好\u3000的"))
    hidden = ("", " \n", "\u3000", "a\tb", "a\rb", "\u200b", "a\u202eb", "\ufeff", "a" * 4001, None, 3)
    assert not any(says_itself("text", text) for text in hidden)
    assert says_itself("by", "Bo")
    assert not says_itself("by", "Bo\nAda")


LATE = {"review_ends": "2026-02-01T00:00:00.000000Z"}
PLAIN = {"version": "1.0.1", "review_ends": None}


def test_nothing_but_a_draft_walks_past_a_review() -> None:
    assert "walks past the review of entry 1" in str(told(("release", LATE), ("release", PLAIN)))
    assert not told(("release", LATE), ("release", {**LATE, "version": "1.0.1"}))
    assert not told(("release", {}), ("comment", {}), ("release", PLAIN))


def test_a_draft_carries_objections_on() -> None:
    objection = ("comment", {"kind": "objection"})
    draft = ("release", {"version": "1.0.1", "review_ends": "2026-01-01T00:00:00.000009Z"})
    final = ("release", {**FINAL, "version": "1.0.2", "reviewed": 3})
    open_ = "while the objection of entry 2 is not answered"
    assert open_ in str(told(("release", {}), objection, ("release", PLAIN)))
    assert not told(("release", {}), objection, draft)
    assert open_ in str(told(("release", {}), objection, draft, final))


def test_a_final_version_is_of_what_was_reviewed_last() -> None:
    again = ("release", {"version": "1.0.1", "review_ends": "2026-01-01T00:00:00.000004Z"})
    said = told(("release", {}), again, ("release", {**FINAL, "version": "1.0.2"}))
    assert "what was not reviewed last, but in entry 1" in str(said)


def test_what_is_acknowledged_has_one_form() -> None:
    right = [{"column": "text", "kind": "email", "count": 2}, {"column": None, "kind": "phone", "count": 1}]
    assert not told(("release", {"acknowledged": right}))
    for wrong in (
        [],
        {},
        [{"column": "text", "kind": "email"}],
        [{"column": "text", "kind": "bo@example.org", "count": 1}],
        [{"column": "text", "kind": "email", "count": 0}],
        [{"column": "text", "kind": "email", "count": True}],
        [{"column": "x" * 1001, "kind": "email", "count": 1}],
        [{"column": 1, "kind": "email", "count": 1}],
        [{**right[0], "note": "anything"}],
    ):
        assert "are not columns, kinds and counts" in told(("release", {"acknowledged": wrong}))[0].what
    assert "is not public" in told(("release", {"acknowledged": right, "access": "request"}))[0].what
