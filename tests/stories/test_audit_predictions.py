"""An auditor with nothing but the core install: stored predictions, four verdicts, a record that proves the order."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from stories import workshop

NO_NETWORK = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname"):
        raise RuntimeError(f"{event} {arguments}")
sys.addaudithook(refuse)
"""

CORE_ONLY = """
import sys
for name in ("torch", "transformers", "onnxruntime", "sklearn", "skops", "tokenizers", "httpx", "safetensors"):
    sys.modules[name] = None
"""


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workshop")
    charter = workshop.make(folder)
    done = workshop.troth(
        "audit", charter, "--model", f"predictions:{folder / 'answers.csv'}", "--json", before=NO_NETWORK + CORE_ONLY
    )
    assert done.returncode == 1, done.stderr
    (folder / "answer.json").write_text(done.stdout, encoding="utf-8")
    return folder


def test_all_four_verdicts(audited: Path) -> None:
    document = json.loads((audited / "answer.json").read_text(encoding="utf-8"))
    verdicts = {clause["clause"]: clause["verdict"] for clause in document["clauses"]}
    assert verdicts == {
        "accuracy >= 0.80": "met",
        "recall(label=refund) >= 0.99": "broken",
        "macro_f1 >= 0.90": "undecided",
        "accuracy_difference(group=region) <= 0.02": "undecided",
        "worst_group(accuracy, group=region) >= 0.70": "met",
        "membership_inference_advantage <= 0.05": "not measured",
    }
    assert document["verdict"] == "broken"


def test_every_number_has_an_interval_and_its_counts(audited: Path) -> None:
    document = json.loads((audited / "answer.json").read_text(encoding="utf-8"))
    for clause in document["clauses"]:
        if clause["verdict"] == "not measured":
            assert clause["estimate"] is None
            assert clause["reason"]
        else:
            assert clause["low"] < clause["high"]
            assert clause["confidence"] == 0.95
            # recall is out of the rows that are truly of its label
            assert clause["counts"]["n"] == (222 if clause["measure"] == "recall" else 400)
    undecided = next(clause for clause in document["clauses"] if clause["clause"].startswith("accuracy_difference"))
    assert undecided["more_needed"]["count"] > 0


def test_the_broken_clause_is_named_with_holm(audited: Path) -> None:
    document = json.loads((audited / "answer.json").read_text(encoding="utf-8"))
    assert [c["family_wise"] for c in document["clauses"]] == [None, True, None, None, None, None]


def test_papers_are_there_and_recorded(audited: Path) -> None:
    document = json.loads((audited / "answer.json").read_text(encoding="utf-8"))
    report = Path(document["report"])
    assert "<svg" in report.read_text(encoding="utf-8")
    assert {path.name for path in report.parent.iterdir()} >= {"report.html", "report.zh.html", "report.json"}


def test_the_record_proves_the_order(audited: Path) -> None:
    done = workshop.troth("verify", audited / ".troth" / "record.db", before=NO_NETWORK + CORE_ONLY)
    assert done.returncode == 0, done.stdout + done.stderr


def test_papers_can_be_made_again(audited: Path, tmp_path: Path) -> None:
    document = json.loads((audited / "answer.json").read_text(encoding="utf-8"))
    folder = Path(document["report"]).parent
    done = workshop.troth("report", folder, "--format", "junit", "--output", tmp_path)
    assert done.returncode == 0, done.stderr
    assert [path.suffix for path in tmp_path.iterdir()] == [".xml"]


def test_a_second_look_is_counted(tmp_path: Path) -> None:
    charter = workshop.make(tmp_path)
    reference = f"predictions:{tmp_path / 'answers.csv'}"
    openings = [
        workshop.answer(workshop.troth("audit", charter, "--model", reference, "--json"))["data"]["opening"]
        for _ in range(2)
    ]
    assert openings == [1, 2]


def test_the_same_audit_gives_the_same_numbers(audited: Path, tmp_path: Path) -> None:
    charter = workshop.make(tmp_path)
    again = workshop.answer(
        workshop.troth("audit", charter, "--model", f"predictions:{tmp_path / 'answers.csv'}", "--json")
    )
    before = json.loads((audited / "answer.json").read_text(encoding="utf-8"))
    assert again["clauses"] == before["clauses"]
    assert again["data"]["digest"] == before["data"]["digest"]


def test_answers_for_other_rows_are_refused(tmp_path: Path) -> None:
    charter = workshop.make(tmp_path)
    answers = tmp_path / "answers.csv"
    lines = answers.read_text(encoding="utf-8").splitlines()
    answers.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    done = workshop.troth("audit", charter, "--model", f"predictions:{answers}")
    assert done.returncode == 2
    assert "399" in done.stderr
    assert "400" in done.stderr


def test_answers_with_the_ids_of_the_data_may_stand_in_any_order(audited: Path, tmp_path: Path) -> None:
    charter = workshop.make(tmp_path)
    charter.write_text(charter.read_text(encoding="utf-8").replace("{text: text,", "{id: ticket, text: text,"))
    for name in ("train.csv", "test.csv", "answers.csv"):
        header, *rows = (tmp_path / name).read_text(encoding="utf-8").splitlines()
        numbered = [f"t{number},{row}" for number, row in enumerate(rows)]
        rows = [*reversed(numbered), "t9999,refund,1,0"] if name == "answers.csv" else numbered
        (tmp_path / name).write_text("\n".join([f"ticket,{header}", *rows, ""]), encoding="utf-8")
    reference = f"predictions:{tmp_path / 'answers.csv'}"
    found = workshop.answer(workshop.troth("audit", charter, "--model", reference, "--json"))
    before = json.loads((audited / "answer.json").read_text(encoding="utf-8"))
    assert found["clauses"] == before["clauses"]
    lines = (tmp_path / "answers.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "answers.csv").write_text("\n".join([lines[0], *lines[2:], ""]), encoding="utf-8")
    done = workshop.troth("audit", charter, "--model", reference)
    assert (done.returncode, "no answer for ticket 't399'" in done.stderr) == (2, True)


def test_a_swapped_row_is_named(tmp_path: Path) -> None:
    charter = workshop.make(tmp_path)
    workshop.troth("audit", charter, "--model", f"predictions:{tmp_path / 'answers.csv'}")
    home = tmp_path / ".troth"
    sealed = ["--salt", home / "keys" / "rows.salt", "--leaves", *home.glob("commitments/*.leaves")]
    proof = ["verify", home / "record.db", "--rows", charter, *sealed]
    assert workshop.troth(*proof).returncode == 0
    lines = (tmp_path / "test.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    lines[8] = lines[8].replace("test.csv 7", "test.csv seven")
    (tmp_path / "test.csv").write_text("".join(lines), encoding="utf-8")
    done = workshop.troth(*proof)
    assert done.returncode == 5
    assert "row 7" in done.stdout


def test_what_casts_doubt_is_said_at_once(tmp_path: Path) -> None:
    charter = workshop.make(tmp_path)
    train = (tmp_path / "train.csv").read_text(encoding="utf-8").splitlines()
    test = (tmp_path / "test.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "train.csv").write_text("\n".join([*train, *test[1:41]]) + "\n", encoding="utf-8")
    reference = f"predictions:{tmp_path / 'answers.csv'}"
    first, second = (workshop.troth("audit", charter, "--model", reference).stdout for _ in range(2))
    assert "warning: rows of the test split also stand in the train split" in first
    assert "before, first" not in first
    assert re.search(r"^verdict: broken \([0-9] met, [0-9] broken(, [0-9] undecided)?, 1 not measured\)$", first, re.M)
    assert "warning: the test set was opened once before, first under this charter" in second
