"""Malformed charters: each is told where, what and how to mend it, on one screen, with exit 2 and nothing left."""

# ruff: noqa: E501 - a case reads best on one line

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from troth.cli.main import main

GOOD = """\
charter: 1
name: triage
task:
  kind: text-classification
  output: {labels: [abusive, normal]}
model:
  base: minilm
data:
  train: train.csv
  columns: {text: text, label: label, groups: [gender, target]}
performance:
  - macro_f1 >= 0.66
fairness:
  - accuracy_difference(group=gender) <= 0.1
"""

SCREEN = 24


@dataclass(frozen=True)
class Case:
    """`old` of the good charter replaced by `new`: one fault at line:column, saying `what` and `remedy`."""

    name: str
    old: str
    new: str
    place: str
    what: str
    remedy: str


CASES = [
    Case("misspelt section", "performance:", "performence:", ":11:1:", "'performence' is not a key", "Did you mean performance?"),
    Case("unlike any section", "performance:", "zebra:", ":11:1:", "'zebra' is not a key", "council, reasons or regulations."),
    Case("out of its range", "name: triage\n", "name: triage\ntraining: {epochs: -1}\n", ":3:20:", "of 1 or more", "in that range: the passes over"),
    Case("misspelt key", "  train:", "  trian:", ":9:3:", "'trian' is not a key of the data", "Did you mean train?"),
    Case("American spelling", "  train:", "  license: MIT\n  train:", ":9:3:", "'license'", "Did you mean licence?"),
    Case("missing section", "model:\n  base: minilm\n", "", ":1:1:", "model is missing", "Add `model: …`"),
    Case("missing name", "name: triage\n", "", ":1:1:", "name is missing", "Add `name: …`"),
    Case("missing columns", "  columns: {text: text, label: label, groups: [gender, target]}\n", "", ":9:3:", "columns is missing", "Add `columns: …`"),
    Case("missing text column", "text: text, label", "label", ":10:12:", "needs data.columns.text", "Add text:"),
    Case("test is train", "train: train.csv", "train: train.csv\n  test: ./train.csv", ":10:9:", "test is the same file as train", "Name another file"),
    Case("newer format", "charter: 1", "charter: 2", ":1:10:", "expected the format number 1, found 2", "update"),
    Case("format as text", "charter: 1", 'charter: "1"', ":1:10:", "found the text '1'", "Write charter: 1."),
    Case("version as number", "name: triage", "name: triage\nversion: 2026.1", ":3:10:", "expected text, found 2026.1", '"2026.1"'),
    Case("name is nothing", "name: triage", "name:", ":2:6:", "found nothing", "what the charter is called"),
    Case("unknown task", "text-classification", "text-clasification", ":4:9:", "is not a kind of task", "Did you mean text-classification?"),
    Case("one label", "[abusive, normal]", "[abusive]", ":5:20:", "at least 2 of the labels, found 1", "Add"),
    Case("label twice", "[abusive, normal]", "[abusive, abusive]", ":5:30:", "is there twice", "Take one"),
    Case("label true", "[abusive, normal]", "[abusive, true]", ":5:30:", "expected text, found true", '"true"'),
    Case("labels as text", "[abusive, normal]", "abusive", ":5:20:", "expected a list of the labels", "Write [abusive]"),
    Case("labels elsewhere", "  output: {labels", "  labels: {labels", ":5:3:", "'labels' is not a key of the task", "output: {labels:"),
    Case("positive is no label", "normal]}", "normal], positive: abusiv}", ":5:49:", "'abusiv' is not a label", "Did you mean abusive?"),
    Case("abstain above one", "normal]}", "normal], abstain_below: 40}", ":5:54:", "found 40", "Write 0.4."),
    Case("yes is text", "  columns", "  format: {header: yes}\n  columns", ":10:20:", "expected true or false, found the text 'yes'", "true or false"),
    Case("confidence in per cent", "performance:", "confidence: 95\nperformance:", ":11:13:", "found 95", "Write 0.95."),
    Case("groups as text", "[gender, target]", "gender", ":10:47:", "expected a list of columns", "Write [gender]"),
    Case("column in two roles", "label: label", "label: text", ":10:32:", "'text' is named as text and label", "one of these roles"),
    Case("unset variable", "train.csv", "${TROTH_NOWHERE}/train.csv", ":9:10:", "TROTH_NOWHERE is not set", "${TROTH_NOWHERE:-default}"),
    Case("open variable", "train.csv", '"data/${HOME"', ":9:16:", "is not a variable", "${NAME}"),
    Case("tilde", "train.csv", "~/train.csv", ":9:10:", "~ is not expanded", "${HOME}"),
    Case("hub reference", "train.csv", "hub:owner", ":9:10:", "not a hub reference", "hub:owner/name"),
    Case("strict operator", "macro_f1 >= 0.66", "macro_f1 > 0.66", ":12:14:", "expected <= or >=, found `>`", "Write >="),
    Case("equality", "macro_f1 >= 0.66", "macro_f1 == 0.66", ":12:14:", "found `==`", "never exactly"),
    Case("arrow operator", "macro_f1 >= 0.66", "macro_f1 => 0.66", ":12:14:", "found `=>`", "Write >=."),
    Case("sign of mathematics", "macro_f1 >= 0.66", "macro_f1 ≥ 0.66", ":12:14:", "found `≥`", "Write >=."),
    Case("wrong direction", "macro_f1 >= 0.66", "macro_f1 <= 0.66", ":12:14:", "higher is better", "Write >=."),
    Case("wrong direction of a gap", "<= 0.1", ">= 0.1", ":14:39:", "lower is better", "Write <=."),
    Case("limit in per cent", "macro_f1 >= 0.66", "macro_f1 >= 66", ":12:17:", "from 0 to 1, found `66`", "0.66"),
    Case("per cent sign", "macro_f1 >= 0.66", "macro_f1 >= 66%", ":12:17:", "expected a number", "0.66"),
    Case("no number", "macro_f1 >= 0.66", "macro_f1 >= high", ":12:17:", "expected a number, found `high`", "digits"),
    Case("no limit", "macro_f1 >= 0.66", "macro_f1", ":12:13:", "found the end of the line", "measure <= limit"),
    Case("unknown measure", "macro_f1 >= 0.66", "macro_f2 >= 0.66", ":12:5:", "there is no measure 'macro_f2'", "Did you mean macro_f1"),
    Case("another tool's name", "macro_f1 >= 0.66", "roc_auc >= 0.66", ":12:5:", "'roc_auc'", "Here it is called auc."),
    Case("measure of another task", "macro_f1 >= 0.66", "entity_f1 >= 0.66", ":12:5:", "does not exist for text-classification", "accuracy"),
    Case("measure in the wrong article", "macro_f1 >= 0.66", "representation(group=gender) >= 0.1", ":12:5:", "does not belong to performance", "fairness"),
    Case("unknown argument", "macro_f1 >= 0.66", "recall(lable=normal) >= 0.7", ":12:12:", "recall has no argument 'lable'", "Did you mean label?"),
    Case("argument too many", "macro_f1 >= 0.66", "macro_f1(label=normal) >= 0.7", ":12:14:", "has no argument 'label'", "It takes none"),
    Case("argument missing", "(group=gender)", "", ":14:5:", "needs group", "group=…"),
    Case("unknown label", "macro_f1 >= 0.66", "recall(label=abuse) >= 0.7", ":12:18:", "'abuse' is not a label", "Did you mean abusive?"),
    Case("unknown group", "group=gender", "group=gendre", ":14:31:", "'gendre' is not a group column", "Did you mean gender?"),
    Case("group not declared", ", groups: [gender, target]", "", ":14:31:", "not a group column", "data.columns.groups"),
    Case("bracket open", "(group=gender)", "(group=gender", ":14:38:", "expected `,` or `)`", "commas"),
    Case("words after it", "macro_f1 >= 0.66", "macro_f1 >= 0.66 please", ":12:22:", "expected the end of the clause", "at 0.99"),
    Case("confidence of a clause", "macro_f1 >= 0.66", "macro_f1 >= 0.66 at 99", ":12:25:", "below 1, found `99`", "Write 0.99."),
    Case("clause as a mapping", "- macro_f1 >= 0.66", "- {macro_f1: 0.66}", ":12:5:", "found a mapping", "on a line of its own"),
    Case("clause twice", "- macro_f1 >= 0.66", "- macro_f1 >= 0.66\n  - macro_f1 >= 0.7", ":13:5:", "limited twice", "stricter"),
    Case("no clause", "performance:\n  - macro_f1 >= 0.66\nfairness:\n  - accuracy_difference(group=gender) <= 0.1\n", "", ":1:1:", "demands nothing", "performance: [accuracy >= 0.8]"),
    Case("empty article", "performance:\n  - macro_f1 >= 0.66", "performance: []", ":11:14:", "at least one of the clauses", "Add"),
    Case("an action in an article", "macro_f1 >= 0.66", "macro_f1 >= 0.66 -> alert", ":12:22:", "expected the end", "monitoring"),
    Case("unknown action", "performance:", "monitoring: [accuracy >= 0.5 -> alarm]\nperformance:", ":11:33:", "'alarm' is not an action", "alert"),
    Case("drift without its rate", "performance:", "monitoring: [drift(of=input) -> alert]\nperformance:", ":11:14:", "rate of false alarms", "false alarms 0.01 a year"),
    Case("unknown guard", "performance:", "serving: {guards: [injectoin]}\nperformance:", ":11:20:", "'injectoin' is not a guard", "Did you mean injection?"),
    Case("unknown regulation", "performance:", "regulations: [gpdr]\nperformance:", ":11:15:", "'gpdr' is not a regulation", "gdpr"),
    Case("training out of range", "performance:", "training: {dropout: 1.5}\nperformance:", ":11:21:", "found 1.5", "share dropped"),
    Case("key of a member", "performance:", "council: {members: [{name: a, role: b, key: abc}]}\nperformance:", ":11:45:", "expected ed25519:", "Copy it"),
    Case("duplicate key", "name: triage", "name: triage\nname: other", ":3:1:", "'name' is there twice, first in line 2", "Keep one"),
    Case("anchor", "name: triage", "name: &n triage", ":2:7:", "the anchor &n", "Take it out"),
    Case("alias", "name: triage", "name: *n", ":2:7:", "the alias *n", "Write the value out"),
    Case("tag", "name: triage", "name: !!python/object:os.system triage", ":2:7:", "the tag", "Take it out"),
    Case("merge key", "  base: minilm", "  base: minilm\n  <<: {a: 1}", ":8:3:", "merge keys", "Write the entries out"),
    Case("second document", "fairness:", "---\nfairness:", ":13:1:", "a second document", "one charter in one file"),
    Case("tab", "  base: minilm", "\tbase: minilm", ":7:1:", "not YAML", "Indent with blanks, not tabs."),
    Case("two keys on a line", "base: minilm", "base: minilm licence: MIT", ":7:23:", "not YAML", "one `key: value` a line"),
    Case("bracket never closed", "[gender, target]}", "[gender, target}", ":10:", "not YAML", "not closed"),
    Case("at sign", "name: triage", "name: @triage", ":2:7:", "not YAML", "begins with @ in quotes"),
    Case("too deep", "name: triage", f"name: {'[' * 40}{']' * 40}", ":2:", "nested more than", "flat"),
    Case("number too large", "performance:", "confidence: 1e999\nperformance:", ":11:13:", "no number that can be kept", "quotes"),
    Case("control character", "name: triage", 'name: "a\\x07b"', ":2:7:", "control characters", "one line"),
    Case("half a character", "name: triage", 'name: "\\ud800"', ":2:7:", "half a character", "character itself"),
    Case("key that is a list", "name: triage", "? [a, b]\n: c\nname: triage", ":2:3:", "a key is one word", "key: value"),
    Case("the whole is a list", GOOD, "- charter: 1\n", ":1:1:", "found a list", "Its keys are"),
    Case("the whole is a word", GOOD, "charter\n", ":1:1:", "found the text 'charter'", "Its keys are"),
    Case("nothing but comments", GOOD, "# charter\n", ":1:1:", "nothing but blanks", "troth init"),
]  # fmt: skip

BYTES = [
    ("empty", b"", ":1:1: the file is empty", "troth init"),
    ("blank", b" \n\n", ":1:1: the file is empty", "troth init"),
    ("latin-1", GOOD.encode().replace(b"triage", b"tri\xe4ge"), ":2:10: not UTF-8: the byte 0xE4", "Save it as UTF-8"),
    ("utf-16", GOOD.encode("utf-16"), ":1:1: begins with a byte order mark", "without BOM"),
    ("byte order mark", b"\xef\xbb\xbf" + GOOD.encode(), ":1:1: begins with a byte order mark", "without BOM"),
    ("NUL", GOOD.encode().replace(b"triage", b"tri\0ge"), ":2:10: a NUL byte", "charter file"),
    ("gzip", b"\x1f\x8b\x08\x00" * 20, ":1:2: not UTF-8", "Save it as UTF-8"),
    ("large", b"# padding\n" * 100_000, ": larger than 256 KB", "not the data"),
    ("escape", GOOD.encode().replace(b"triage", b"tri\x1bge"), ":2:10: character U+001B", "Take it out"),
    ("unprintable name", GOOD.encode().replace(b"triage", b"tri\x7fge"), ":2:10: character U+007F", "Take it out"),
]


def run(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of the command line."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    shown = capsys.readouterr()
    return int(ended.value.code or 0), shown.out, shown.err


def assert_one_screen(message: str) -> None:
    assert "Traceback" not in message
    assert len(message.splitlines()) <= SCREEN
    assert all(len(line) <= 300 for line in message.splitlines())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_fault_is_placed_and_mended(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert case.old in GOOD
    file = tmp_path / "charter.yaml"
    file.write_text(GOOD.replace(case.old, case.new, 1), encoding="utf-8")

    status, out, err = run(["check", str(file)], capsys)

    assert status == 2
    assert out == ""
    assert_one_screen(err)
    fault = next((part for part in faults(err, file) if case.what in part), None)
    assert fault is not None, f"{case.what!r} is not in\n{err}"
    assert fault.startswith(f"{file}{case.place}"), fault
    assert case.remedy in fault
    assert list(tmp_path.iterdir()) == [file]


def faults(message: str, file: Path) -> list[str]:
    """The faults of a message, each with its remedy."""
    return [f"{file}{part}" for part in message.removeprefix("error: ").split(str(file))[1:]]


@pytest.mark.parametrize(("name", "content", "what", "remedy"), BYTES, ids=[row[0] for row in BYTES])
def test_what_is_no_text(
    name: str, content: bytes, what: str, remedy: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "charter.yaml"
    file.write_bytes(content)

    status, out, err = run(["check", str(file)], capsys)

    assert (status, out) == (2, "")
    assert f"{file}{what}" in err
    assert remedy in err
    assert_one_screen(err)
    assert len(err.splitlines()) == 2
    assert list(tmp_path.iterdir()) == [file]


def test_a_missing_file_and_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = run(["check", str(tmp_path / "charter.yaml")], capsys)
    folder = run(["check", str(tmp_path)], capsys)

    assert missing[0] == folder[0] == 2
    assert "charter.yaml: there is no such file" in missing[2]
    assert "this is a folder" in folder[2]
    assert list(tmp_path.iterdir()) == []


def test_every_fault_is_named_at_once_and_a_flood_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "charter.yaml"
    file.write_text(GOOD + "".join(f"  - accuracy > 0.{i}\n" for i in range(40)))

    status, _, err = run(["check", str(file)], capsys)
    _, out, _ = run(["check", "--json", str(file)], capsys)

    assert status == 2
    assert_one_screen(err)
    assert "... and 30 more faults" in err
    assert len(json.loads(out)["faults"]) == 40


def test_json_has_every_fault_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "charter.yaml"
    file.write_text(GOOD.replace(">= 0.66", "> 0.66"))

    status, out, err = run(["check", "--json", str(file)], capsys)

    assert (status, err) == (2, "")
    assert json.loads(out)["faults"] == [
        {
            "file": str(file),
            "line": 12,
            "column": 14,
            "what": "expected <= or >=, found `>`",
            "remedy": "Write >=: a limit belongs to what it allows.",
        }
    ]


def test_a_good_charter_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "charter.yaml"
    file.write_text(GOOD)
    status, out, err = run(["check", str(file)], capsys)
    assert (status, err) == (0, "")
    assert "valid" in out
    assert "2 clauses" in out


@pytest.mark.parametrize("content", [GOOD.replace(">= 0.66", "> 0.66").encode(), b"\xff\xfe", b"a: [" * 5_000])
def test_in_a_process_of_its_own(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "charter.yaml"
    file.write_bytes(content)
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-m", "troth.cli.main", "check", file.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith("error: charter.yaml:")
    assert_one_screen(ended.stderr)
    assert list(tmp_path.iterdir()) == [file]
