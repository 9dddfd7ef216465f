"""Planted secrets: whatever a request holds, and whatever goes wrong with it, it is written nowhere in clear."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest

from serving.running import Running
from troth.errors import ModelError
from troth.serving import Item, Look

Run = Callable[..., Running]
CANARY = "kestrel-77-ann@example.org"


class Telling:
    """A guard that fails and says of what."""

    name, deadline, on_failure = "telling", 5.0, "closed"
    made_of: ClassVar[dict[str, Any]] = {}

    def slow(self, characters: int) -> bool:
        return characters > 40

    def look(self, items: Sequence[Item], side: str) -> list[Look]:
        if side == "request":
            raise ValueError(f"could not read {items[0].value}")
        return [Look(item) for item in items]


def sinks(one: Running, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Everything that was written, by where."""
    out, err = capfd.readouterr()
    files = {path.name: path.read_bytes().decode("latin-1") for path in one.home.rglob("*") if path.is_file()}
    ours = (record for record in caplog.records if not record.name.startswith(("httpx", "httpcore")))  # the client's
    log = "\n".join(f"{record.getMessage()} {record.exc_info}" for record in ours)
    texts = {"log": log, "journal": one.journal.getvalue(), "metrics": one.client.get("/metrics").text}
    return {**files, **texts, "stdout": out, "stderr": err}


def bodies() -> list[bytes]:
    fits = {"inputs": [{"text": f"my {CANARY} is", "subject": CANARY, "groups": {"gender": CANARY}}]}
    return [
        json.dumps(fits).encode(),
        json.dumps({"inputs": [{"text": CANARY * 3}]}).encode(),
        json.dumps({**fits, CANARY: 1}).encode(),
        json.dumps({"inputs": [{"text": [CANARY]}]}).encode(),
        json.dumps({"inputs": [{"text": CANARY, "groups": {CANARY: "x"}}]}).encode(),
        f'{{"inputs": [{{"text": "{CANARY}"'.encode(),
        f'{{"inputs": "{CANARY}", "inputs": "{CANARY}"}}'.encode(),
        f'{{"inputs": [{{"text": "{CANARY}", "x": {CANARY}}}]}}'.encode(),
        CANARY.encode() + b"\xff",
    ]


def ask_everything(one: Running) -> list[str]:
    """Every body over every way in; what came back."""
    json_, answers = {"content-type": "application/json"}, []
    for body in bodies():
        for path in ("/v1/infer", "/v2/models/served/infer", f"/v1/{CANARY}", f"/v1/infer?q={CANARY}"):
            answer = one.client.post(path, content=body, headers={**json_, "x-note": CANARY})
            assert answer.status_code < 500 or answer.json()["code"] in ("guard-failed", "model-failed")
            answers.append(answer.text)
        one.client.post("/v1/infer", content=body, headers={**json_, "authorization": f"Bearer {CANARY}"})
        one.client.request(CANARY[:7].upper(), "/v1/infer")
    return answers


@pytest.mark.parametrize("how", ["works", "guard fails", "model fails", "has a defect"])
def test_no_sink_holds_a_planted_secret(
    run: Run,
    how: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    one = run(guards=(Telling(),)) if how == "guard fails" else run()

    def fails(inputs: Any, **_: object) -> Any:
        raise (ModelError if how == "model fails" else RuntimeError)(f"no answer to {inputs}")

    if how in ("model fails", "has a defect"):
        monkeypatch.setattr(one.model, "predict", fails)
    if how == "has a defect":
        answer = one.ask(f"my {CANARY}")
        assert (answer.status_code, answer.json()["code"]) == (503, "defect")
        assert '"event": "defect"' in one.journal.getvalue()
        assert "RuntimeError" in one.journal.getvalue()
    else:
        for text in ask_everything(one):
            assert "kestrel" not in text
    for where, text in sinks(one, caplog, capfd).items():
        assert "kestrel" not in text.lower(), where


def test_what_a_person_is_told_by_is_in_no_file(run: Run) -> None:
    one = run()
    one.ask({"text": "the cat", "subject": "customer-4711"})
    for path in Path(one.home).iterdir():
        assert b"customer-4711" not in path.read_bytes(), path
