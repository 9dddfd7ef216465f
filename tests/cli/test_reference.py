"""`troth reference`, and a gateway whose guard is made of it."""

from __future__ import annotations

import csv
import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.acting import entries, ran
from cli.gateways import CHARTER, Served, workplace
from models.tiny import write_troth
from troth.models.export import write_float
from troth.record import open_record, verify

GUARDED = CHARTER.replace("guards: [limits, rules]", "guards: [limits, rules, out_of_distribution]").replace(
    "serving: {", "serving: {out_of_distribution: {share: 0.05}, "
)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    model = tmp_path / "made"
    write_float(write_troth(model, tokens=False))
    charter = workplace(tmp_path, model)
    charter.write_text(GUARDED, encoding="utf-8")
    assert ran("audit", charter, "--model", "onnx:model") == 0
    return charter


@pytest.fixture
def served(place: Path) -> Iterator[Served]:
    one = Served(place)
    yield one
    one.stop(signal.SIGKILL)


def test_without_a_reference_the_guard_is_not_made(place: Path, served: Served) -> None:
    assert served.process.wait(60) == 2
    assert "troth reference" in served.log.read_text()


def test_a_reference_is_on_record_and_guards(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert ran("reference", place, "--model", "onnx:model", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    (entry,) = entries(place.parent, "reference-made")
    assert entry.predicate["reference"] == told["reference"]
    assert (entry.predicate["rows"] > 200, entry.predicate["held"] > 20) == (True, True)
    assert verify(place.parent / ".troth" / "record.db").genuine
    assert ran("keys", "add", place, "ann", "--json") == 0
    key = json.loads(capsys.readouterr().out)["key"]
    one = Served(place, light=True)
    try:
        one.wait()
        with (place.parent / "test.csv").open(encoding="utf-8") as rows:
            texts = [row["text"] for row in csv.DictReader(rows)][:60]
        outputs = one.ask(key, *texts).json()["outputs"]
    finally:
        one.stop()
    answered = sum(each["outcome"] == "answered" for each in outputs)
    assert answered >= 40  # of rows like those it was judged on
    log = open_record(place.parent / ".troth" / "decisions" / "log.db")
    with log:
        seen = [entry.predicate["seen"]["far"] for entry in log.entries("decision")]
    assert [far > 0.05 for far in seen] == [each["outcome"] == "answered" for each in outputs]
    file = Path(told["file"])
    file.write_text(file.read_text().replace('"held": [', '"held": [0.0, ', 1))
    other = Served(place)
    try:
        assert other.process.wait(60) == 4
        assert "not the reference that the record names" in other.log.read_text()
    finally:
        other.stop()


def test_a_reference_of_nothing_that_was_judged_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "charter.yaml").write_text(GUARDED, encoding="utf-8")
    assert ran("reference", "charter.yaml", "--model", "onnx:model") == 2
    assert not (tmp_path / ".troth").exists()
