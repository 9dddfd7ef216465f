"""What is recorded before the test set is opened, and in which order."""

from __future__ import annotations

from pathlib import Path

from cli.acting import audit, entries
from troth.cli.promises import commit_data
from troth.cli.session import open_session
from troth.data import load
from troth.record import mark_rows
from troth.standard import read


def test_the_test_set_is_sealed_before_a_word_on_the_data(bench: Path) -> None:
    audit(bench)
    kinds = [entry.type for entry in entries(bench.parent)]
    assert kinds == ["charter-signed", "test-committed", "data-described", "test-opened", "audited", "reported"]
    assert entries(bench.parent)[5].predicate["audit"] == 4
    (folder,) = (bench.parent / ".troth" / "reports").iterdir()
    assert folder.name.startswith("000004-")


def test_a_long_charter_fits_its_entry(bench: Path) -> None:
    bench.write_text(bench.read_text(encoding="utf-8") + "# a long remark\n" * 5_000, encoding="utf-8")
    assert audit(bench) == 1
    signed = entries(bench.parent, "charter-signed")[0].predicate
    assert set(signed) == {"charter", "name", "version"}


def test_texts_without_labels_are_described_and_marked_as_learned(bench: Path) -> None:
    (bench.parent / "more.csv").write_text("text\nwhat nobody has labelled yet\n", encoding="utf-8")
    named = bench.read_text(encoding="utf-8").replace("data:\n", "data:\n  unlabelled: more.csv\n")
    bench.write_text(named + "training: {self_training: {}}\n", encoding="utf-8")
    charter = read(bench)
    dataset = load(charter)
    assert dataset.unlabelled is not None
    session = open_session(charter, None)
    promised = commit_data(session, dataset)
    marks = mark_rows(dataset.unlabelled.contents(), session.salt)
    assert promised.learned.shared([marks])[0] == 1
    (described,) = session.entries("data-described")
    assert described.predicate["splits"]["unlabelled"] == dataset.unlabelled.digest
