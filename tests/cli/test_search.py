"""`troth train --search`: every training is recorded, the best is released, and nothing is trained twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.acting import entries, ran
from stories import test_run_table as loans
from training import tiny
from training.private.made import private_task
from troth.cli import search
from troth.standard import amended, read
from troth.training import Stopped, Study, Tried, boosting, neural


def _searched(capsys: pytest.CaptureFixture[str], charter: Path, count: int) -> dict[str, Any]:
    assert ran("train", charter, "--search", count, "--json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)["training"]
    return found


def test_of_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(boosting, "MOST_ROUNDS", 8)
    charter = loans.make(tmp_path, 300)
    first = _searched(capsys, charter, 2)
    assert [each["repeat"] for each in first["repeats"]] == [0, 1, 2]
    scores = [each["validation"] for each in first["repeats"]]
    assert scores[first["repeat"]] == max(scores)
    again = _searched(capsys, charter, 3)
    assert again["repeats"][:3] == first["repeats"]
    trained = [entry.predicate.get("amendment") for entry in entries(tmp_path, "trained")]
    assert [each and set(each["training"]) for each in trained] == [
        None,
        *[{"learning_rate", "leaves", "ridge", "column_share"}] * 3,
    ]
    assert [entry.predicate["tried"] for entry in entries(tmp_path, "searched")] == [2, 3]
    assert ran("verify", tmp_path / ".troth" / "record.db") == 0
    assert "warning" not in capsys.readouterr().out


def test_what_was_stopped_is_recorded_and_not_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop_at_once(tried: Tried, scores: list[float]) -> None:
        raise Stopped(tuple(scores))

    monkeypatch.setattr(neural, "_exports", lambda *given: ())
    tiny.text_task(tmp_path, tiny.make_base(tmp_path / "base"), 40, epochs=2, learning_rate=0.003, batch_tokens=256)
    charter = tmp_path / "charter.yaml"
    with monkeypatch.context() as stopping:
        stopping.setattr(Tried, "watch", stop_at_once)
        first = _searched(capsys, charter, 1)
    assert first["fragment"] is None
    (stopped,) = entries(tmp_path, "training-stopped")
    assert len(stopped.predicate["scores"]) == 1
    assert entries(tmp_path, "searched")[0].predicate["stopped"] == 1
    assert _searched(capsys, charter, 1) == first
    assert len(entries(tmp_path, "training-started")) == 2
    assert not list((tmp_path / ".troth" / "work").iterdir())
    assert ran("verify", tmp_path / ".troth" / "record.db") == 0
    assert "warning" not in capsys.readouterr().out


def test_interrupted_it_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[int] = []

    def interrupt(tried: Tried, scores: list[float]) -> None:
        seen.append(len(scores))
        if len(seen) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(neural, "_exports", lambda *given: ())
    monkeypatch.setattr(Tried, "watch", interrupt)
    tiny.text_task(tmp_path, tiny.make_base(tmp_path / "base"), 40, epochs=2, learning_rate=0.003, batch_tokens=256)
    charter = tmp_path / "charter.yaml"
    assert ran("train", charter, "--search", 1) == 130
    assert len(_searched(capsys, charter, 1)["repeats"]) == 2
    assert seen == [1, 2]  # of the second run the second epoch alone
    assert len(entries(tmp_path, "training-started")) == len(entries(tmp_path, "trained")) == 2


def test_the_fragment_is_a_charter_s(tmp_path: Path) -> None:
    charter = read(loans.make(tmp_path, 20))
    amendment = {"training": {"learning_rate": 1e-05, "leaves": 7}}
    text = search.fragment(charter, amendment)
    charter.path.write_text(charter.path.read_text("utf-8") + f"{text}\n", "utf-8")
    assert read(charter.path).digest == amended(charter, limits={}, **amendment).digest


def test_without_optuna_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "optuna", None)
    assert ran("train", loans.make(tmp_path, 60), "--search", 1) == 2
    assert "pip install 'troth[search]'" in capsys.readouterr().err
    assert Study.__module__ == "troth.training.search"


@pytest.mark.parametrize("act", [("--search", 2), ("--frontier",)])
def test_private_trainings_are_not_chosen_among(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], act: tuple[object, ...]
) -> None:
    private_task(tmp_path, tiny.make_base(tmp_path / "base"), count=30)
    assert ran("train", tmp_path / "charter.yaml", *act) == 2
    assert "epsilon(delta=1e-5) <= 8" in capsys.readouterr().err
    assert not (tmp_path / ".troth").exists()


def test_a_frontier_is_not_searched_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("train", tmp_path / "charter.yaml", "--search", 1, "--frontier") == 2
    assert "give one of them" in capsys.readouterr().err
