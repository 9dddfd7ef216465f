"""Findings: warnings first, by places, cut where they are long."""

from __future__ import annotations

from collections.abc import Callable

from troth.data.quality import Sheet, describe
from troth.data.quality.encoding import SIGNS as LOOKED
from troth.data.quality.findings import SENTENCES, SIGNS

Made = Callable[..., Sheet]


def test_warnings_come_first(made: Made) -> None:
    rows = "".join(f"a question number {at} is asked,{'ab'[at % 2]}\n" for at in range(30))
    content = f"text,label\n{rows}a question number 3 is asked,b\na question number 3 is asked,a\n,a\nno label here,\n"
    found = describe([made(content, text="text", label="label")]).findings
    severities = [finding.severity for finding in found]
    assert severities == sorted(severities, key=lambda one: one != "warning")
    said = {finding.what.replace("posts.csv", "FILE"): finding.count for finding in found}
    assert said["rows of FILE have the content of an earlier one and another label"] == 1
    assert said["rows of FILE have no content"] == 1
    assert said["rows of FILE have no label"] == 1
    assert "labels of FILE have fewer than 20 rows: 'a' (17), 'b' (16)" in said


def test_bytes_are_told_of_by_their_lines(made: Made) -> None:
    rows = b"".join(b"a question number %d is asked,%s\n" % (at, b"ab"[at % 2 : at % 2 + 1]) for at in range(30))
    found = describe([made(b"text,label\n" + rows + "caf\u00e9 here,a\r\n".encode("windows-1252") + b"a\x07b c,b\n")])
    told = {finding.what: finding.examples for finding in found.findings}
    assert any("likely windows-1252" in what and places[0].endswith(":32") for what, places in told.items())
    assert any("control characters" in what and places[0].endswith(":33") for what, places in told.items())
    assert any("carriage return before it" in what for what in told)


def test_many_rare_labels_are_named_in_part(made: Made) -> None:
    rows = "".join(f"a question number {at} is asked,{'label' * 20}{at % 30}\n" for at in range(300))
    (rare,) = [
        finding.what
        for finding in describe([made(f"text,label\n{rows}", text="text", label="label")]).findings
        if "fewer than" in finding.what
    ]
    assert rare.endswith("and 22 more")
    assert "…" in rare


def test_every_sign_that_is_looked_for_has_a_sentence() -> None:
    assert set(LOOKED) == set(SIGNS)
    assert all("{sheet}" in sentence for _, sentence in (*SENTENCES.values(), *SIGNS.values()))
