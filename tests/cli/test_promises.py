"""What is recorded before the test set is opened, and in which order."""

from __future__ import annotations

from pathlib import Path

from cli.acting import audit, entries


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
