"""What lies in a release is what its entry says, though the manifest and the log's key agree on something else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from record.stories import CHARTER, KEY, ORIGIN, act
from record.test_bundle import CLEAR, FACTS, ROWS, TRAIN, first, release
from record.test_releases import COMMENT, append
from troth.data.sealing.header import MAGIC
from troth.record import (
    MANIFEST,
    PROOF,
    Manifest,
    ManifestFile,
    Signer,
    digest,
    hashed,
    manifest_of,
    open_record,
    verify,
)
from troth.record.contents import SEALED_MARK, check_contents, proof_path

DATA = "data/train.csv"
SEALED = SEALED_MARK + b"and so on"
TEXT = b"charter"


def test_what_marks_a_sealed_file_is_what_sealing_writes() -> None:
    assert SEALED_MARK == MAGIC


def croissant(**changed: object) -> bytes:
    told = {"contentUrl": DATA, "sha256": digest(ROWS)}
    return json.dumps({"name": "posts", "version": "1.0.0", "distribution": [told], **changed}).encode()


def description(**changed: object) -> bytes:
    return json.dumps({"name": "posts", "charter": {"digest": CHARTER}, **changed}).encode()


PAPERS = {"charter.yaml": TEXT, "croissant.json": croissant(), "description/description.json": description()}
SHUT = croissant(distribution=[])
ASKED = croissant(
    distribution=[
        {"contentUrl": f"{DATA}.sealed", "sha256": digest(SEALED)}, {"contentUrl": DATA, "sha256": digest(ROWS)}
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("access", "contents"),
    [
        ("public", {**PAPERS, DATA: ROWS, "datasheet.zh.md": b"", "description/description.zh.html": b""}),
        ("closed", {**PAPERS, "croissant.json": SHUT}),
        ("request", {**PAPERS, "croissant.json": ASKED, f"{DATA}.sealed": SEALED}),
    ],
)  # fmt: skip
def test_what_the_entry_says_is_there(tmp_path: Path, access: str, contents: Mapping[str, bytes]) -> None:
    found = verify(release(tmp_path, contents, access=access))
    assert found.genuine, found.first_wrong


WRONG: list[tuple[str, dict[str, bytes], dict[str, object]]] = [
    ("data/train.csv: it is there, and the entry says that the data are closed", {DATA: ROWS}, {"access": "closed"}),
    ("data/train.csv: it is not sealed", {DATA: ROWS}, {"access": "request"}),
    ("data/train.csv.sealed: it is not sealed", {f"{DATA}.sealed": ROWS}, {"access": "request"}),
    ("data/train.csv.sealed: it is not sealed", {f"{DATA}.sealed": b"\n" + ROWS}, {"access": "request"}),
    ("data/train.csv: its SHA-256 is not that of the entry", {DATA: b"other"}, {}),
    ("data/train: it is missing", {}, {}),
    ("data/train: it is missing", {}, {"access": "request"}),
    ("data/train.tsv: it is no file of data that the entry names, or", {DATA: ROWS, "data/train.tsv": ROWS}, {}),
    ("data/test.csv: it is no file of data that the entry names", {DATA: ROWS, "data/test.csv": ROWS}, {}),
    ("more/rows.csv: it is neither data nor a paper", {DATA: ROWS, "more/rows.csv": b"x"}, {}),
    ("datasheet.md: it is a file of data, and no paper", {"datasheet.md": ROWS}, {"access": "closed"}),
    ("proofs/entry-000002.proof: it is missing", {DATA: ROWS}, {"final": True, "reviewed": 0, "comments": [2]}),
    ("proofs/entry-000002.proof: it is of no comment", {DATA: ROWS, "proofs/entry-000002.proof": b""}, {}),
    ("croissant.json: its version is '2.0.0'", {DATA: ROWS, "croissant.json": croissant(version="2.0.0")}, {}),
    ("croissant.json: its name is 'other'", {DATA: ROWS, "croissant.json": croissant(name="other")}, {}),
    ("croissant.json: its name is None", {DATA: ROWS, "croissant.json": b"{"}, {}),
    ("croissant.json: the files that it tells of", {DATA: ROWS, "croissant.json": SHUT}, {}),
    ("croissant.json: the files that it tells of", {DATA: ROWS, "croissant.json": croissant(distribution=[3])}, {}),
    ("croissant.json: the files that it tells of", {"croissant.json": croissant()}, {"access": "closed"}),
    ("description/description.json: it is of another charter",
     {DATA: ROWS, "description/description.json": description(charter={"digest": TRAIN})}, {}),
    ("description/description.json: its name",
     {DATA: ROWS, "description/description.json": description(name="other")}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("words", "contents", "changed"), WRONG, ids=[f"{words[:40]}" for words, _, _ in WRONG])
def test_what_is_not_is_named(
    tmp_path: Path, words: str, contents: dict[str, bytes], changed: dict[str, object]
) -> None:
    """The manifest is that of the entry, and says of the release what the entry says; only the folder differs."""
    found = verify(release(tmp_path, {"charter.yaml": TEXT, **contents}, **changed))
    said = [str(finding) for finding in found.findings if finding.severity == "wrong"]
    assert any(one.startswith(words) for one in said), said


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"data": TRAIN}, "the data of a release are not its files"),
        ({"access": "all"}, "a release for nobody"),
        ({"version": "1"}, "whose version is none"),
        ({"comments": [0]}, "that answers a review and is not final"),
        ({"review_ends": "2026-01-01T00:00:00.000000Z"}, "review is not after it"),
    ],
)
def test_an_entry_that_a_log_would_not_hold_is_none(tmp_path: Path, changed: dict[str, Any], words: str) -> None:
    assert words in first(release(tmp_path, **changed))


def test_a_charter_of_another_name_is_told(tmp_path: Path) -> None:
    read = {"charter": CHARTER, "name": "others"}
    assert "charter.yaml: its name is 'others'" in first(release(tmp_path), read_charter=lambda _: read)


def final(folder: Path, proven: int, key: Signer = KEY, changed: dict[str, object] | None = None) -> Path:
    """A final release that answers entry 2, with the proof of entry `proven` of a log under that name."""
    bundle = folder / "out"
    (bundle / "data").mkdir(parents=True)
    (bundle / "proofs").mkdir()
    (bundle / DATA).write_bytes(ROWS)
    facts = {**FACTS, "final": True, "reviewed": 1, "comments": [2]}

    with open_record(folder / ("record.db" if key == KEY else "other.db"), key, origin=ORIGIN) as record:
        act(record, "charter-signed")
        append(record, "data-release", {**FACTS, "manifest": TRAIN, "version": "0.1.0"})
        append(record, "data-comment", {**COMMENT, "manifest": TRAIN, **(changed or {})})
        append(record, "data-comment", {**COMMENT, "manifest": TRAIN, "text": "More."})
        record.export_proof(proven, bundle / proof_path(2))
    paths = [path for path in bundle.rglob("*") if path.is_file()]
    made = manifest_of(facts, [ManifestFile(path.relative_to(bundle).as_posix(), *hashed(path)) for path in paths])
    (bundle / MANIFEST).write_bytes(made.render())
    with open_record(folder / "record.db", KEY, origin=ORIGIN) as record:
        if key != KEY:
            act(record, "charter-signed")
            for _ in range(3):
                act(record, "data-described")
        append(record, "data-release", {**facts, "manifest": f"sha256:{digest(made.render())}"})
        record.export_proof(4, bundle / PROOF)
    return bundle


def test_comments_that_are_named_are_proven(tmp_path: Path) -> None:
    found = verify(final(tmp_path, 2))
    assert found.genuine, found.first_wrong


@pytest.mark.parametrize(
    ("proven", "words"), [(3, "it proves entry 3, and its name says another"), (1, "of another kind, data-release")]
)
def test_another_proof_is_none_of_the_comment(tmp_path: Path, proven: int, words: str) -> None:
    assert words in first(final(tmp_path, proven))


def test_a_comment_on_another_release(tmp_path: Path) -> None:
    assert "it proves a comment on entry 0, which is not what was reviewed" in first(
        final(tmp_path, 2, changed={"release": 0})
    )


def test_a_comment_of_another_log(tmp_path: Path) -> None:
    other = Signer.from_seed(bytes(32))
    assert "it is of another log than the release" in first(final(tmp_path, 2, key=other))


def test_clear_digests_that_are_none_do_not_stop_it(tmp_path: Path) -> None:
    facts = {"files": {"train": ["x"]}, "access": "public", "comments": "2"}
    assert not list(check_contents(tmp_path, facts, Manifest({}, ())))
    assert CLEAR == {"train": TRAIN}
