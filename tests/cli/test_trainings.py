"""A training is repeated as it was recorded."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cli.acting import entries, ran
from training import tiny
from training.private.made import private_task
from troth.audit.privacy import UNRECORDED
from troth.cli.session import open_session
from troth.cli.trainings import _round_ended
from troth.training import precision
from troth.training.precision import Choices


def test_a_model_that_is_gone_is_trained_again_with_what_was_chosen_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.text_task(tmp_path, tiny.make_base(tmp_path / "base"), 40, epochs=1, learning_rate=0.003, batch_tokens=256)
    charter = tmp_path / "charter.yaml"
    _measuring(monkeypatch, half=True)
    assert ran("train", charter) == 0
    shutil.rmtree(tmp_path / ".troth" / "models")
    _measuring(monkeypatch, half=False)
    assert ran("train", charter) == 0
    first, second = (entry.predicate for entry in entries(tmp_path, "trained"))
    assert first["model"] == second["model"]
    (course,) = (tmp_path / ".troth" / "trainings").iterdir()
    assert json.loads(course.read_text(encoding="utf-8"))["settings"]["choices"]["half"] is True


def test_a_private_training_s_ledger_is_signed_and_the_audit_judges_by_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    private_task(tmp_path, tiny.make_base(tmp_path / "base"), count=60, epochs=1, batch_tokens=256)
    charter = tmp_path / "charter.yaml"
    assert ran("run", charter, "--json") in (0, 1, 3)
    (trained,) = entries(tmp_path, "trained")
    ledger = trained.predicate["privacy"]
    assert ledger["epsilon"] <= 8
    clause = _private(capsys)
    assert (clause["verdict"], clause["estimate"], clause["high"]) == ("met", ledger["epsilon"], ledger["epsilon"])
    assert 0 <= clause["low"] < ledger["epsilon"]
    model = tmp_path / ".troth" / "models" / trained.predicate["model"].removeprefix("sha256:")
    ran("audit", charter, "--model", model, "--json")
    assert _private(capsys)["estimate"] == ledger["epsilon"]
    (tmp_path / "answers.csv").write_text("label\n" + "card\n" * 40)
    ran("audit", charter, "--model", f"predictions:{tmp_path / 'answers.csv'}", "--json")
    assert _private(capsys)["reason"] == UNRECORDED


def _private(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)["clauses"][-1]
    return found


def _measuring(monkeypatch: pytest.MonkeyPatch, *, half: bool) -> None:
    """As if this machine were faster so."""

    def measure(work: Path, workers: int, threads: int, run: object) -> Choices:
        return Choices(workers, threads, half)

    monkeypatch.setattr(precision, "measure", measure)


def test_a_charter_that_is_not_federated_is_refused_where_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tiny.text_task(tmp_path, tiny.make_base(tmp_path / "base"), 40)
    assert ran("train", tmp_path / "charter.yaml", "--federated") == 2
    assert "says nothing of a federated training" in capsys.readouterr().err
    assert not (tmp_path / ".troth").exists()


def test_a_round_is_recorded_once(tmp_path: Path) -> None:
    charter, _ = tiny.text_task(tmp_path, tiny.make_base(tmp_path / "base"), 40)
    session = open_session(charter, None)
    plan = {"charter": charter.digest, "data": f"sha256:{'1' * 64}", "base": "sha256:b", "seed": "1", "repeat": 0}
    account = {"round": 0, "weights": f"sha256:{'2' * 64}", "taken": [0, 1], "loss": float("nan")}
    for _ in range(2):
        _round_ended(session, plan, account)
    (entry,) = session.entries("federated-round")
    assert entry.signed
    assert entry.predicate == {**plan, **account, "loss": None}
