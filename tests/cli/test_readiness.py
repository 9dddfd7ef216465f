"""What would fail anyway leaves nothing behind and spends no opening."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.acting import audit, entries, ran


def test_a_failed_audit_leaves_nothing_and_spends_nothing(bench: Path) -> None:
    answers = bench.parent / "answers.csv"
    whole = answers.read_text(encoding="utf-8")
    answers.write_text(whole[: whole.rindex("\n", 0, -1) + 1], encoding="utf-8")
    assert audit(bench) == 2
    assert not (bench.parent / ".troth").exists()
    answers.write_text(whole, encoding="utf-8")
    assert audit(bench) == 1
    answers.write_text(whole[: whole.rindex("\n", 0, -1) + 1], encoding="utf-8")
    before = len(entries(bench.parent))
    assert audit(bench) == 2
    assert len(entries(bench.parent)) == before


@pytest.mark.parametrize("command", ["run", "train"])
def test_a_base_that_is_not_there_leaves_nothing(bench: Path, command: str) -> None:
    text = bench.read_text(encoding="utf-8").replace("base: minilm", "base: ./nowhere")
    bench.write_text(text, encoding="utf-8")
    assert ran(command, bench) == 2
    assert not (bench.parent / ".troth").exists()
