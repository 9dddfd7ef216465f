"""`troth data release`: what leaves, what is refused, and that nothing is half done."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cli.acting import at_time, entries, ran
from data.publication.papers import CHARTER, make
from troth.cli import released
from troth.record import verify

KINDS = ("--kinds", "email,phone")
NO_MAIL = CHARTER.replace(", personal: [mail]", "")


@pytest.fixture
def charter(tmp_path: Path) -> Path:
    """Data without personal columns, and with mail addresses in none of its texts."""
    made = make(tmp_path, charter=NO_MAIL, rows=12)
    for name in ("train", "test"):
        lines = (tmp_path / f"{name}.csv").read_text("utf-8").splitlines()
        (tmp_path / f"{name}.csv").write_text("\n".join(line.rpartition(",")[0] for line in lines) + "\n", "utf-8")
    return made.path


def release(charter: Path, name: str, *more: object) -> int:
    return ran("data", "release", charter, "-o", charter.parent / name, *KINDS, *more)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


PAPERS = {
    "MANIFEST.json", "charter.yaml", "croissant.json", "datasheet.md", "datasheet.zh.md", "release.proof",
    "description/description.html", "description/description.zh.html", "description/description.json",
}  # fmt: skip


def test_public_data_lie_open_and_verify(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release(charter, "out", "--access", "public", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    out = charter.parent / "out"
    assert files(out) == PAPERS | {"data/train.csv", "data/test.csv"}
    assert (out / "data" / "train.csv").read_bytes() == (charter.parent / "train.csv").read_bytes()
    (entry,) = entries(charter.parent, "data-release")
    assert entry.predicate["manifest"] == told["manifest"]
    assert verify(out).genuine
    assert ran("verify", out) == 0
    said = capsys.readouterr().out
    assert "release  desk 1.0.0, public" in said
    assert "files    9, all of them as the manifest says" in said
    assert ran("verify", charter.parent) == 0
    assert "data released in entry 1" in capsys.readouterr().out


def test_nothing_in_it_tells_of_this_machine(charter: Path) -> None:
    train = charter.parent / "train.csv"
    odd = "caf\xe9,refund,north,1\n\tcell,refund,x,1\na\u200bb\u202e,refund,north,1\n"
    train.write_bytes(train.read_bytes().replace(b"\n", b"\r\n", 3) + odd.encode())
    assert release(charter, "out", "--access", "public") == 0
    for path in (charter.parent / "out").rglob("*"):
        for told in (str(charter.parent), "/tmp/", "troth-"):
            assert path.is_dir() or told.encode() not in path.read_bytes(), path


def test_a_record_in_its_folder_vouches_for_nothing(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release(charter, "out", "--access", "public") == 0
    (charter.parent / "out" / "data" / "train.csv").write_text("better,data\n")
    shutil.copytree(charter.parent / ".troth", charter.parent / "out" / ".troth")
    assert ran("verify", charter.parent / "out") == 5
    assert "data/train.csv" in capsys.readouterr().out


def test_texts_without_labels_are_looked_at_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    yaml = CHARTER.replace("  test: test.csv", "  unlabelled: more.jsonl") + "training: {self_training: {rounds: 1}}\n"
    charter = make(tmp_path, charter=yaml).path
    deep = [{"text": f"parcel {at}", "from": {"who": [f"u{at}@example.org"]}} for at in range(3)]
    (tmp_path / "more.jsonl").write_text("".join(json.dumps(one) + "\n" for one in deep), "utf-8")
    (tmp_path / "train.csv").write_text("text,label,region,mail\na,refund,north,\nb,delivery,south,\n", "utf-8")
    assert release(charter, "out", "--access", "public") == 2
    assert "email, 3 findings in 3 cells" in capsys.readouterr().err
    (tmp_path / "more.csv").write_text("text,mail\nhello,u1@example.org\n", "utf-8")
    charter.write_text(yaml.replace("more.jsonl", "more.csv"), "utf-8")
    assert release(charter, "out", "--access", "public") == 2
    assert "column 'mail' of unlabelled" in capsys.readouterr().err
    assert release(charter, "out", "--access", "public", "--without", "unlabelled") == 0


def test_data_on_request_are_sealed(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = charter.parent
    assert ran("data", "keys", "new", folder / "ada.key") == 0
    key = capsys.readouterr().out.strip()
    assert release(charter, "out", "--access", "request", "--to", key) == 0
    assert files(folder / "out") == PAPERS | {"data/train.csv.sealed", "data/test.csv.sealed"}
    opened = folder / "opened.csv"
    sealed = folder / "out" / "data" / "train.csv.sealed"
    assert ran("data", "decrypt", sealed, "--key", folder / "ada.key", "-o", opened) == 0
    assert opened.read_bytes() == (folder / "train.csv").read_bytes()
    description = json.loads((folder / "out" / "description" / "description.json").read_text("utf-8"))
    assert [sheet["name"] for sheet in description["sheets"]] == ["train"]  # test rows are not told of
    assert verify(folder / "out").genuine


def test_what_is_personal_may_be_sealed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    charter = make(tmp_path, rows=12).path
    assert ran("data", "keys", "new", tmp_path / "ada.key") == 0
    key = capsys.readouterr().out.strip()
    assert release(charter, "out", "--access", "request", "--to", key) == 0
    assert not any(b"u3@" in path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())


def test_closed_data_stay_where_they_are(tmp_path: Path) -> None:
    charter = make(tmp_path, rows=12).path
    assert release(charter, "out", "--access", "closed") == 0
    assert files(tmp_path / "out") == PAPERS
    content = b"".join((tmp_path / "out" / name).read_bytes() for name in PAPERS)
    assert b"parcel 3" not in content
    assert b"example.org/desk" in content
    assert b"u3@" not in content


def test_a_record_in_what_is_left_of_a_release_vouches_for_nothing(
    charter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert release(charter, "out", "--access", "public") == 0
    shutil.copytree(charter.parent / ".troth", charter.parent / "out" / ".troth")
    for name in ("MANIFEST.json", "release.proof"):
        (charter.parent / "out" / name).unlink()
        capsys.readouterr()
        assert ran("verify", charter.parent / "out") == 5
        assert "it is missing" in capsys.readouterr().out


def test_a_clock_that_was_set_back_ends_no_review_before_it_begins(
    charter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ran("data", "ledger", charter, "--enter", "--obtained", "2026-01-01") == 0
    reviewed(charter, monkeypatch, days_ago=9)
    entry = entries(charter.parent, "data-release")[-1]
    assert entry.predicate["review_ends"] > entry.time
    assert verify(charter.parent / ".troth" / "record.db").genuine


def test_what_is_personal_is_refused_in_clear(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    charter = make(tmp_path, rows=12).path
    assert release(charter, "out", "--access", "public") == 2
    said = capsys.readouterr().err
    assert "train.csv:2" in said
    assert "'mail'" in said
    assert "troth data anonymise" in said
    assert "u1@" not in said
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / ".troth").exists()


LIMITED = 'council: {members: [{name: Ada, role: officer, key: "ed25519:' + "A" * 42 + 'I="}]}\n'


def limiting(charter: Path, rule: str) -> None:
    text = charter.read_text("utf-8")
    charter.write_text(text.replace("  source:", f"  access: [{rule}]\n  source:") + LIMITED, "utf-8")


def test_what_few_may_read_is_refused_in_clear(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    limiting(charter, "{columns: [weight], roles: [officer]}")
    assert release(charter, "out", "--access", "public") == 2
    said = capsys.readouterr().err
    assert "what the charter lets few read (data.access) would be published in clear" in said
    assert "column 'weight' of train: 10 cells" in said
    assert "--access request" in said
    assert not (charter.parent / "out").exists()
    for name in ("train", "test"):
        lines = [line.split(",") for line in (charter.parent / f"{name}.csv").read_text("utf-8").splitlines()]
        kept = "\n".join(",".join(cells[:-1]) for cells in lines)
        (charter.parent / f"{name}.less.csv").write_text(f"{kept}\n", "utf-8")
    instead = [f"--replace={name}={charter.parent / name}.less.csv" for name in ("train", "test")]
    assert release(charter, "out", "--access", "public", *instead) == 0


def test_what_few_may_read_is_sealed_or_withheld(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    limiting(charter, "{columns: [weight], roles: [officer]}, {of: groups, roles: [officer]}")
    assert ran("data", "keys", "new", charter.parent / "ada.key") == 0
    key = capsys.readouterr().out.strip()
    assert release(charter, "out", "--access", "request", "--to", key) == 0
    assert "sealed to recipients of your choice: weight, region" in capsys.readouterr().out
    assert release(charter, "shut", "--access", "closed") == 0
    described = json.loads((charter.parent / "shut" / "description" / "description.json").read_text("utf-8"))
    assert "weight" not in str(described["sheets"])
    assert "region" in str(described["sheets"])


def test_a_rule_about_a_column_that_no_file_has_is_no_excuse(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    limiting(charter, "{columns: [wait], roles: [officer]}")
    assert release(charter, "out", "--access", "public") == 2
    assert "no file has a column 'wait'" in capsys.readouterr().err


def test_an_anonymised_file_takes_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    charter = make(tmp_path, rows=12).path
    for name in ("train", "test"):
        assert ran("data", "anonymise", tmp_path / f"{name}.csv", "--columns", "mail", "--kinds", "email") == 0
    instead = [word for name in ("train", "test") for word in ("--replace", f"{name}={tmp_path / name}.anonymised.csv")]
    capsys.readouterr()
    assert release(charter, "out", "--access", "public", *instead) == 0
    assert b"@example.org" not in (tmp_path / "out" / "data" / "train.csv").read_bytes()
    sheet = (tmp_path / "out" / "datasheet.md").read_text("utf-8")
    assert "how redact" in sheet
    assert "another is published" in sheet


def test_one_cell_that_was_left_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    charter = make(tmp_path, rows=12).path
    text = (tmp_path / "train.csv").read_text("utf-8")
    changed = text.replace("@example.org", "@hidden.invalid").replace("u5@hidden.invalid", "u5@example.org")
    (tmp_path / "other.csv").write_text(changed, "utf-8")
    asked = ("--access", "public", "--without", "test", "--replace", f"train={tmp_path / 'other.csv'}")
    assert release(charter, "out", *asked, "--acknowledge", "email") == 2
    assert "1 cell," in (said := capsys.readouterr().err)
    assert "other.csv:7" in said


def test_personal_data_in_texts_are_acknowledged_or_refused(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (charter.parent / "train.csv").open("a", encoding="utf-8") as file:
        file.write("mail me at bo@example.org,refund,north,1\n")
    assert release(charter, "out", "--access", "public") == 2
    said = capsys.readouterr().err
    assert "train.csv:14" in said
    assert "column 'text': email, 1 finding in 1 cell (train.csv:14)" in said
    assert "column 'text': troth data anonymise FILE --columns text; or --acknowledge text:email=1" in said
    assert "bo@" not in said
    assert release(charter, "out", "--access", "public", "--acknowledge", "email=0") == 2
    assert release(charter, "out", "--access", "public", "--acknowledge", "email=1") == 0
    assert "acknowledged by the publisher: email 1" in (charter.parent / "out" / "datasheet.md").read_text("utf-8")


def with_mails(charter: Path) -> None:
    """Three mail addresses in two cells of texts, and one in a column of another name."""
    for name in ("train", "test"):
        header, *rows = (charter.parent / f"{name}.csv").read_text("utf-8").splitlines()
        rows = [f"{row},nothing" for row in rows]
        if name == "train":
            rows.append("mail bo@example.org or jo@example.org,refund,north,1,write to li@example.org")
        else:
            rows.append("mail me at bo@example.org,refund,north,1,nothing")
        (charter.parent / f"{name}.csv").write_text("\n".join([f"{header},my note", *rows, ""]), "utf-8")


def test_a_refusal_names_columns_kinds_cells_and_what_to_do(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_mails(charter)
    assert release(charter, "out", "--access", "public") == 2
    said = capsys.readouterr().err
    assert "column 'text': email, 3 findings in 2 cells (train.csv:14, test.csv:14)" in said
    assert "column 'my note': email, 1 finding in 1 cell (train.csv:14)" in said
    assert "data.columns.personal" in said
    assert "anonymise FILE --columns 'my note'; or --acknowledge 'my note:email=1'" in said


def test_what_is_acknowledged_is_in_the_entry_and_in_the_datasheet(
    charter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_mails(charter)
    asked = ("--access", "public", "--acknowledge", "my note:email=1", "--acknowledge")
    assert release(charter, "out", *asked, "text:email=2") == 2
    assert "column 'text': email, 3 findings in 2 cells, where 2 are acknowledged" in capsys.readouterr().err
    assert not (charter.parent / "out").exists()
    assert release(charter, "out", *asked, "text:email=3") == 0
    (entry,) = entries(charter.parent, "data-release")
    assert entry.predicate["acknowledged"] == [
        {"column": "text", "kind": "email", "count": 3},
        {"column": "my note", "kind": "email", "count": 1},
    ]
    out = charter.parent / "out"
    told = "text (email 3); my note (email 1)"
    assert f"What was acknowledged, by columns: {told}." in (out / "datasheet.md").read_text("utf-8")
    assert f"经确认的内容按列为：{told}。" in (out / "datasheet.zh.md").read_text("utf-8")
    assert ran("verify", out) == 0


def test_short_codes_are_no_names(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("train", "test"):
        header, *rows = (charter.parent / f"{name}.csv").read_text("utf-8").splitlines()
        told = [f"{row},{'ABC'[at % 3]},{('Ann', 'Max')[at % 2]}" for at, row in enumerate(rows)]
        (charter.parent / f"{name}.csv").write_text("\n".join([f"{header},status,segment", *told, ""]), "utf-8")
    assert release(charter, "out", "--access", "public", "--kinds", "person") == 0
    sheet = (charter.parent / "out" / "datasheet.md").read_text("utf-8")
    assert "Names were not looked for in columns of a few short codes: status, segment." in sheet
    assert "warning: names were not looked for in columns of a few short codes: status" in capsys.readouterr().out
    assert release(charter, "mails", "--access", "public", "--kinds", "email") == 0
    assert "short codes" not in capsys.readouterr().out
    named = (charter.parent / "train.csv").read_text("utf-8").replace(",segment\n", ",first_name\n")
    (charter.parent / "named.csv").write_text(named, "utf-8")
    replaced = ("--replace", f"train={charter.parent / 'named.csv'}", "--access", "public", "--kinds", "person")
    assert release(charter, "two", *replaced) == 2
    assert "person" in capsys.readouterr().err


def test_rows_of_who_withdrew_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    charter = make(tmp_path, rows=12).path
    assert ran("data", "withdraw", charter, "--subject", "u4@example.org") == 0
    assert ran("data", "keys", "new", tmp_path / "ada.key") == 0
    key = capsys.readouterr().out.split()[-1]
    assert release(charter, "out", "--access", "request", "--to", key) == 2
    said = capsys.readouterr().err
    assert "withdrew their consent" in said
    assert "train.csv:6" in said
    assert "u4@" not in said
    assert release(charter, "out", "--access", "closed") == 0


def test_versions_rise_by_what_changed(charter: Path) -> None:
    assert release(charter, "a", "--access", "public", "--without", "test") == 0
    assert release(charter, "b", "--access", "public", "--without", "test") == 0
    assert release(charter, "c", "--access", "public") == 0
    with (charter.parent / "train.csv").open("a", encoding="utf-8") as file:
        file.write("one more,refund,north,1\n")
    assert release(charter, "d", "--access", "closed") == 0
    versions = [entry.predicate["version"] for entry in entries(charter.parent, "data-release")]
    assert versions == ["1.0.0", "1.0.1", "1.1.0", "2.0.0"]
    assert "Version 1.1.0 was published" in (
        (charter.parent / "d" / "datasheet.md").read_text("utf-8").replace("\\", "")
    )


@pytest.mark.parametrize("version", ["1.0.0", "0.9.0", "two", "99999999999999999999.0.0"])
def test_a_version_is_written_once(charter: Path, capsys: pytest.CaptureFixture[str], version: str) -> None:
    assert release(charter, "a", "--access", "public") == 0
    assert release(charter, "b", "--access", "public", "--version", version) == 2
    assert "version" in capsys.readouterr().err
    assert not (charter.parent / "b").exists()
    assert release(charter, "b", "--access", "public", "--version", "3.0.0") == 0


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ((), "--access"),
        (("--access", "request"), "Name recipients with --to"),
        (("--access", "public", "--to", "x25519:AA"), "Name recipients"),
        (("--access", "public", "--acknowledge", "emails"), "Kinds:"),
        (("--access", "public", "--replace", "train"), "SPLIT=FILE"),
        (("--access", "public", "--replace", "validation=x.csv"), "no file of 'validation'"),
        (("--access", "public", "--replace", "train=none.csv"), "no such file"),
        (("--access", "public", "--answers", "none.yaml"), "none.yaml: there is no such file"),
        (("--access", "public", "--creator", "a\x1bb"), "hides something"),
        (("--access", "public", "--final", "--review-days", "3"), "--final or --review-days"),
    ],
)
def test_bad_input_leaves_nothing(
    charter: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], words: str
) -> None:
    assert release(charter, "out", *asked) == 2
    assert words in capsys.readouterr().err
    assert not (charter.parent / "out").exists()
    assert not [path for path in charter.parent.iterdir() if path.name.startswith(".out")]


def test_answers_of_the_publisher(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = charter.parent / "answers.yaml"
    answers.write_text("funding: The city.\nacquired: |\n  By mail.\n  Over a year.\n", "utf-8")
    said = ("--creator", "person:Ada", "--contact", "ada@example.org", "--cite", "Ada 2026")
    assert release(charter, "out", "--access", "public", "--answers", answers, *said) == 0
    made = json.loads((charter.parent / "out" / "croissant.json").read_text("utf-8"))
    assert made["creator"] == {"@type": "sc:Person", "name": "Ada"}
    assert "By mail." in made["rai:dataCollection"]
    answers.write_text("fundin: x\n", "utf-8")
    assert release(charter, "more", "--access", "public", "--answers", answers) == 2
    assert "no question has the key 'fundin'" in capsys.readouterr().err


def test_data_past_their_date_are_not_published(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("data", "ledger", charter, "--enter", "--obtained", "2024-01-01") == 0
    assert release(charter, "out", "--access", "closed") == 4
    assert "were to be deleted by 2024-12-31" in capsys.readouterr().err


def earlier(days: int) -> datetime:
    return released.now() - timedelta(days=days)


def reviewed(charter: Path, monkeypatch: pytest.MonkeyPatch, *, days_ago: int = 2) -> None:
    """A release whose review of one day began so many days ago by the program's clock."""
    then = earlier(days_ago)
    with monkeypatch.context() as patched:
        at_time(patched, then)
        assert release(charter, "draft", "--access", "public", "--review-days", "1") == 0


def test_a_final_version_waits(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert release(charter, "final", "--final") == 4
    assert "nothing of this data set is under review" in capsys.readouterr().err
    assert release(charter, "draft", "--access", "public", "--review-days", "2") == 0
    assert release(charter, "final", "--final") == 4
    assert "lasts until" in capsys.readouterr().err


def test_nothing_but_a_draft_walks_past_a_review(
    charter: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert release(charter, "draft", "--access", "public", "--review-days", "1") == 0
    assert release(charter, "next", "--access", "public") == 4
    assert "is under review until" in capsys.readouterr().err
    assert release(charter, "next", "--access", "public", "--review-days", "1") == 0
    assert ran("verify", charter.parent) == 0


def test_an_objection_is_carried_on_to_the_next_draft(
    charter: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewed(charter, monkeypatch, days_ago=4)
    with monkeypatch.context() as patched:
        at_time(patched, earlier(3))
        assert ran("data", "comment", charter, "--text", "North is rare.", "--by", "Bo", "--objection") == 0
        assert release(charter, "next", "--access", "public") == 4
        assert "objections are not answered: entry 2" in capsys.readouterr().err
        assert release(charter, "second", "--access", "public", "--review-days", "1") == 0
    assert release(charter, "final", "--final") == 4
    capsys.readouterr()
    assert ran("data", "due", charter, "--json") == 4
    assert json.loads(capsys.readouterr().out)["unanswered"] == [2]
    assert ran("data", "comment", charter, "--text", "It is half.", "--by", "Ada", "--answer", "2") == 0
    assert release(charter, "final", "--final") == 0
    assert ran("data", "comment", charter, "--text", "Still.", "--by", "Bo", "--objection") == 0
    capsys.readouterr()
    assert ran("data", "due", charter, "--json") == 4
    assert len(json.loads(capsys.readouterr().out)["unanswered"]) == 1
    assert ran("verify", charter.parent) == 0


def test_a_final_version_names_comments(
    charter: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewed(charter, monkeypatch)
    draft, final = charter.parent / "draft", charter.parent / "final"
    assert ran("data", "comment", draft, "--text", "North is rare.", "--by", "Bo", "--objection") == 0
    assert release(charter, "final", "--final") == 4
    assert "entry 2" in capsys.readouterr().err
    assert ran("data", "comment", charter, "--text", "It is half.", "--by", "Ada", "--answer", "2") == 0
    assert release(charter, "final", "--final") == 0
    assert {"proofs/entry-000002.proof", "proofs/entry-000003.proof"} <= files(final)
    text = (final / "datasheet.md").read_text("utf-8")
    assert "Objection of Bo (entry 2): North is rare." in text
    assert "Answer of Ada (entry 3): It is half." in text
    capsys.readouterr()
    assert ran("verify", final) == 0
    assert "final" in (said := capsys.readouterr().out)
    assert "comments entry 2, entry 3" in said
    assert ran("verify", charter.parent) == 0
    (final / "proofs" / "entry-000002.proof").write_bytes((final / "proofs" / "entry-000003.proof").read_bytes())
    assert ran("verify", final) == 5
    assert release(charter, "again", "--final") == 4


def test_a_final_version_is_of_what_was_reviewed(
    charter: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewed(charter, monkeypatch)
    assert release(charter, "final", "--final", "--access", "closed") == 4
    with (charter.parent / "train.csv").open("a", encoding="utf-8") as file:
        file.write("one more,refund,north,1\n")
    assert release(charter, "final", "--final") == 4
    assert "not those that were reviewed" in capsys.readouterr().err


def test_an_interrupted_release_leaves_nothing(charter: Path) -> None:
    with (charter.parent / "train.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"parcel number {at} is not here yet,refund,north,{at}\n" for at in range(60_000))
    program = "from troth.cli.entry import main; main()"
    command = [sys.executable, "-c", program, "data", "release", str(charter), "-o", str(charter.parent / "out")]
    process = subprocess.Popen([*command, "--access", "public", *KINDS], stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (charter.parent / ".troth" / "turn").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    assert not [path.name for path in charter.parent.iterdir() if "out" in path.name]
    assert not (charter.parent / ".troth").exists()


def test_one_that_was_killed_after_its_entry_is_finished(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As if the process had been killed between the entry and the folder's name."""
    program = (
        "import os\nfrom troth.data.publication import Folder\n"
        "Folder.finish = lambda self: os._exit(9)\nfrom troth.cli.entry import main\nmain()"
    )
    command = [sys.executable, "-c", program, "data", "release", str(charter), "-o", str(charter.parent / "out")]
    done = subprocess.run([*command, "--access", "public", *KINDS], env=os.environ, capture_output=True, check=False)
    assert done.returncode == 9
    assert not (charter.parent / "out").exists()
    assert release(charter, "out", "--access", "public") == 0
    assert "version 1.0.0" in capsys.readouterr().out
    assert len(entries(charter.parent, "data-release")) == 1
    assert verify(charter.parent / "out").genuine
    assert not (charter.parent / ".out.unfinished").exists()


def test_nothing_of_a_personal_column_is_told_whoever_gets_the_data(tmp_path: Path) -> None:
    """A column may be personal and name groups: its values are in no paper of a closed release either."""
    text = CHARTER.replace("personal: [mail]", "personal: [mail, who], groups: [who]").replace("groups: [region], ", "")
    made = make(tmp_path, charter=text, rows=12)
    for name in ("train", "test"):
        first, *rest = (tmp_path / f"{name}.csv").read_text("utf-8").splitlines()
        lines = [f"{line},Subject00{at % 2}" for at, line in enumerate(rest)]
        (tmp_path / f"{name}.csv").write_text("\n".join([f"{first},who", *lines]) + "\n", "utf-8")
    assert release(made.path, "out", "--access", "closed") == 0
    told = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(told) >= 8
    assert not [path.name for path in told if b"Subject00" in path.read_bytes()]


def test_an_ending_that_tells_no_format_is_not_published(charter: Path) -> None:
    text = charter.read_text("utf-8")
    (charter.parent / "train.csv").rename(charter.parent / "train.M\u00fcller")
    charter.write_text(
        text.replace("train: train.csv", "train: {path: train.M\u00fcller, format: {kind: csv}}"), "utf-8"
    )
    assert release(charter, "out", "--access", "public") == 0
    assert (charter.parent / "out" / "data" / "train.csv").is_file()
    assert verify(charter.parent / "out").genuine


def test_rows_of_who_was_erased_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    charter = make(tmp_path, rows=12).path
    sealing = ("--columns", "text", "--subject", "mail", "--charter", charter)
    assert ran("data", "encrypt", tmp_path / "train.csv", *sealing, "-o", tmp_path / "sealed.csv") == 0
    assert ran("data", "keys", "new", tmp_path / "ada.key") == 0
    key = capsys.readouterr().out.split()[-1]
    assert ran("data", "erase", charter, "--subject", "u4@example.org") == 0
    said = capsys.readouterr().out
    assert "column 'mail' of train still names the person, in 1 row:" in said
    assert "train.csv:6" in said
    assert release(charter, "out", "--access", "request", "--to", key) == 2
    said = capsys.readouterr().err
    assert "or were erased" in said
    assert "train.csv:6" in said
    assert "u4@" not in said


def test_test_rows_that_go_out_with_the_others_are_told(charter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    charter.write_text(charter.read_text(encoding="utf-8").replace("  test: test.csv\n", ""), encoding="utf-8")
    assert release(charter, "out", "--access", "public") == 0
    assert "the charter names no test file" in capsys.readouterr().out


def test_an_error_in_a_replacement_names_the_users_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    charter = make(tmp_path, rows=12).path
    text = (
        (tmp_path / "train.csv").read_text().replace("text,label,region,weight,mail", "text,label,region,weight,text")
    )
    (tmp_path / "twice.csv").write_text(text)
    assert release(charter, "out", "--access", "closed", "--replace", f"train={tmp_path / 'twice.csv'}") == 2
    told = capsys.readouterr().err
    assert f"{tmp_path / 'twice.csv'}:1: the column 'text' is there more than once" in told
    assert "troth-" not in told.replace(str(tmp_path), "")


def test_what_a_refusal_tells_to_do_lets_it_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    charter = make(tmp_path, rows=12).path
    limiting(charter, "{of: groups, roles: [officer]}")
    monkeypatch.chdir(tmp_path)
    more: list[str] = []
    for column in ("mail", "region"):
        assert release(charter, "out", "--access", "public", *more) == 2
        told = capsys.readouterr().err
        assert f"--whole {column}" in told
        lines = [shlex.split(line) for line in told.splitlines()]
        for line in lines:
            if line[:2] == ["troth", "data"]:
                assert ran(*line[1:]) == 0
        more = next(line for line in lines if line[:1] == ["--replace"])
    assert release(charter, "out", "--access", "public", *more) == 0


def test_rows_of_who_did_not_consent_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = CHARTER.replace("personal: [mail]", "personal: [mail], consent: agreed")
    charter = make(tmp_path, charter=text, rows=12).path
    for name in ("train", "test"):
        first, *rows = (tmp_path / f"{name}.csv").read_text().splitlines()
        told = [f"{row},{'no' if at == 5 and name == 'train' else 'yes'}" for at, row in enumerate(rows)]
        (tmp_path / f"{name}.csv").write_text("\n".join([f"{first},agreed", *told, ""]))
    (tmp_path / "own.pem").unlink(missing_ok=True)
    assert ran("data", "keys", "new", tmp_path / "own.pem") == 0
    key = next(word for word in capsys.readouterr().out.split() if word.startswith("x25519:"))
    asked = ("--access", "request", "--to", key)
    assert release(charter, "out", *asked) == 2
    assert "column 'agreed' of train: 1 cell, train.csv:7" in capsys.readouterr().err
    whole = (tmp_path / "train.csv").read_text().splitlines()
    left = [row for at, row in enumerate(whole) if at != 6]
    (tmp_path / "some.csv").write_text("\n".join(row.rpartition(",")[0] for row in left) + "\n")
    assert release(charter, "out", *asked, "--replace", f"train={tmp_path / 'some.csv'}") == 2
    assert "has no column 'agreed'" in capsys.readouterr().err
    (tmp_path / "some.csv").write_text("\n".join([*left, ""]))
    assert release(charter, "out", *asked, "--replace", f"train={tmp_path / 'some.csv'}") == 0
    assert ran("data", "ledger", charter) == 0
    assert "consent: 11 of 12 rows, by 'agreed'" in capsys.readouterr().out
