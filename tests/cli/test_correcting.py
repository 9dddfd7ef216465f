"""A clause that is broken while a model serves is corrected by itself, on record, and only ever downwards."""

from __future__ import annotations

import json
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.acting import entries, ran
from cli.gateways import Served, workplace
from models.tiny import edit_json
from troth.cli.turn import turn
from troth.record import NewEntry, load_key, open_record, verify
from troth.serving import operator_alert

MORE = "monitoring:\n  - accuracy >= 0.80 -> fall back\n"


@pytest.fixture
def place(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    charter = workplace(tmp_path, tiny_model, MORE)
    assert ran("audit", charter, "--model", "onnx:model") == 0
    shutil.copytree(tmp_path / "model", tmp_path / "other")
    edit_json(tmp_path / "other" / "troth.json", name="the one before")
    return charter


@pytest.fixture
def served(place: Path) -> Iterator[Callable[..., Served]]:
    started: list[Served] = []

    def start(*more: str) -> Served:
        started.append(Served(place, *more))
        return started[-1]

    yield start
    for one in started:
        one.stop(signal.SIGKILL)


def key(charter: Path, capsys: pytest.CaptureFixture[str], *roles: str) -> str:
    capsys.readouterr()
    more = [part for role in roles for part in ("--role", role)]
    assert ran("keys", "add", charter, "ann", *more, "--json") == 0
    return str(json.loads(capsys.readouterr().out)["key"])


def log(charter: Path) -> Path:
    return charter.parent / ".troth" / "decisions" / "log.db"


def alarm(charter: Path, action: str, asked: str | None = None) -> None:
    """Write an alert about what is served now, as monitoring does; asked: and one as an operator does."""
    signer = load_key(f"file:{charter.parent / '.troth' / 'keys' / 'record.pem'}")
    with open_record(log(charter), signer) as record:
        service = [entry.index for entry in record.entries("service")][-1]
        told = {"watch": "accuracy >= 0.80", "action": action, "service": service, "says": "accuracy fell to 0.7"}
        new = [NewEntry("alert", (), told)]
        if asked is not None:
            new.append(NewEntry("alert", (), operator_alert(service, asked, "aaaaaaaa", "a complaint")))
        record.append_many(new)


def until(good: Callable[[], bool], seconds: float = 20.0) -> None:
    ends = time.monotonic() + seconds
    while not good():
        assert time.monotonic() < ends
        time.sleep(0.05)


def outcome(one: Served, mine: str) -> str:
    answer = one.ask(mine, "the cat sat")
    return str(answer.json()["outputs"][0]["outcome"]) if answer.status_code == 200 else str(answer.json()["code"])


def genuine(charter: Path) -> None:
    for path in (charter.parent / ".troth" / "record.db", log(charter)):
        found = verify(path)
        assert [each.what for each in found.findings if each.severity == "wrong"] == []
        assert found.genuine


def test_a_service_falls_back_on_a_model_that_keeps_the_charter(
    place: Path, served: Callable[..., Served], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran("audit", place, "--model", "onnx:other") == 0
    mine = key(place, capsys)
    one = served("--fallback", "onnx:other")
    one.wait()
    before = one.ask(mine, "the cat sat").json()["model"]
    alarm(place, "fall back")
    until(lambda: one.ask(mine, "the cat sat").json().get("model", before) != before)
    after = one.ask(mine, "the cat sat").json()["model"]
    assert one.stop() == 0
    (corrected,) = entries(place.parent, "service-corrected")
    told = corrected.predicate
    assert (told["model"], told["after"], told["action"]) == (before, after, "fall back")
    (proposed,) = entries(place.parent, "retraining-proposed")
    assert proposed.predicate["why"] == "accuracy fell to 0.7"
    services = [entry.predicate["model"] for entry in entries(place.parent, "service-started")]
    assert services == [before, after]
    genuine(place)
    again = served("--fallback", "onnx:other")  # what a correction took out does not come back by starting anew
    again.wait()
    assert again.ask(mine, "the cat sat").json()["model"] == after
    again.stop()
    alone = served()
    assert alone.process.wait(60) == 4
    assert "taken this model out of service" in alone.log.read_text()


def test_every_correction_is_drilled_on_a_copy(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ran("audit", place, "--model", "onnx:other") == 0
    for more, after in (((), "nothing answers"), (("--fallback", "onnx:other"), "sha256:")):
        capsys.readouterr()
        assert ran("serve", place, "--model", "onnx:model", "--drill", *more) == 0
        first, second = capsys.readouterr().out.splitlines()
        assert first.startswith("fall back")
        assert after in first.partition("->")[2]
        assert second.startswith("suspend")
        assert second.endswith("nothing answers")
    drills = entries(place.parent, "service-drilled")
    assert [each["passed"] for drill in drills for each in drill.predicate["actions"]] == [True] * 4
    assert entries(place.parent, "service-started") == []
    assert not log(place).exists()
    assert verify(place.parent / ".troth" / "record.db").genuine


def test_a_model_that_does_not_keep_the_charter_is_no_fall_back(
    place: Path, served: Callable[..., Served], tmp_path: Path
) -> None:
    weak = tmp_path / "weak"
    shutil.copytree(tmp_path / "model", weak)
    labels = json.loads((weak / "troth.json").read_text())["labels"]
    edit_json(weak / "troth.json", labels=[*labels[1:], labels[0]])
    assert ran("audit", place, "--model", "onnx:weak") == 1
    one = served("--fallback", "onnx:weak")
    assert one.process.wait(60) == 4
    assert "does not let this model be served" in one.log.read_text()
    assert entries(place.parent, "service-started") == []


def test_without_anything_to_fall_back_on_nothing_is_answered(
    place: Path, served: Callable[..., Served], capsys: pytest.CaptureFixture[str]
) -> None:
    mine = key(place, capsys)
    one = served()
    one.wait()
    alarm(place, "fall back")
    until(lambda: outcome(one, mine) == "suspended")
    assert httpx.get(f"{one.url}/readyz").status_code == 503
    one.stop()
    (corrected,) = entries(place.parent, "service-corrected")
    assert (corrected.predicate["action"], corrected.predicate["after"]) == ("suspend", None)
    genuine(place)


def test_what_is_routed_waits_for_a_person(
    place: Path, served: Callable[..., Served], capsys: pytest.CaptureFixture[str]
) -> None:
    mine, theirs = key(place, capsys), key(place, capsys, "operate")
    one = served()
    one.wait()
    alarm(place, "route to a human")
    until(lambda: outcome(one, mine) == "routed")
    asked = one.ask(mine, "the dog ran").json()["outputs"][0]
    assert asked["reason"] == "correction"

    def call(method: str, path: str, by: str, body: Any = None) -> httpx.Response:
        return httpx.request(method, f"{one.url}{path}", headers={"authorization": f"Bearer {by}"}, json=body)

    number = asked["decision"]
    assert number in [each["decision"] for each in call("GET", "/v1/queue", theirs).json()["waiting"]]
    assert call("GET", "/v1/queue", mine).status_code == 403
    read = call("POST", f"/v1/decisions/{number}/read", theirs, {"purpose": "to answer it"}).json()
    assert read["input"] == "the dog ran"
    assert call("POST", f"/v1/decisions/{number}/answer", mine, {"label": "good"}).status_code == 403
    assert call("POST", f"/v1/decisions/{number}/answer", theirs, {"label": "nothing"}).status_code == 422
    assert call("POST", f"/v1/decisions/{number}/answer", theirs, {"label": "good"}).status_code == 200
    assert call("POST", f"/v1/decisions/{number}/answer", theirs, {"label": "fine"}).status_code == 409
    assert call("GET", f"/v1/decisions/{number}", mine).json()["person"]["label"] == "good"
    assert call("POST", f"/v1/decisions/{number}/outcome", mine, {"label": "bad"}).status_code == 403
    assert call("POST", f"/v1/decisions/{number}/outcome", theirs, {"label": "bad"}).json()["known"] == "bad"
    assert call("POST", f"/v1/decisions/{number}/outcome", theirs, {"label": "bad"}).status_code == 409
    assert number not in [each["decision"] for each in call("GET", "/v1/queue", theirs).json()["waiting"]]
    one.stop()
    genuine(place)


def test_an_alarm_that_came_while_nothing_ran_is_done_first(
    place: Path, served: Callable[..., Served], capsys: pytest.CaptureFixture[str]
) -> None:
    mine = key(place, capsys)
    one = served()
    one.wait()
    assert outcome(one, mine) == "answered"
    one.stop()
    alarm(place, "abstain")
    again = served()
    again.wait()
    assert outcome(again, mine) == "abstained"
    again.stop()
    third = served()  # and what was put in force stays so
    third.wait()
    assert outcome(third, mine) == "abstained"
    third.stop()
    assert ran("audit", place, "--model", "onnx:model") == 0  # only what judges or permits it anew lifts it
    fourth = served()
    fourth.wait()
    assert outcome(fourth, mine) == "answered"
    fourth.stop()
    assert len(entries(place.parent, "service-corrected")) == 1


def test_an_operator_suspends_and_nobody_else(
    place: Path, served: Callable[..., Served], capsys: pytest.CaptureFixture[str]
) -> None:
    mine, theirs = key(place, capsys), key(place, capsys, "operate")
    one = served()
    one.wait()
    for by, status in ((mine, 403), (theirs, 200)):
        sent = httpx.post(
            f"{one.url}/v1/suspend", headers={"authorization": f"Bearer {by}"}, json={"why": "a complaint"}
        )
        assert sent.status_code == status
    assert outcome(one, mine) == "suspended"
    until(lambda: bool(entries(place.parent, "service-corrected")))
    one.stop()
    assert entries(place.parent, "retraining-proposed") == []
    genuine(place)


def test_while_a_correction_cannot_be_recorded_nothing_is_answered(
    place: Path, served: Callable[..., Served], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran("audit", place, "--model", "onnx:other") == 0
    mine = key(place, capsys)
    one = served("--fallback", "onnx:other")
    one.wait()
    before = one.ask(mine, "the cat sat").json()["model"]
    with turn(place.parent / ".troth"):  # somebody else acts in this home for a while
        alarm(place, "fall back")
        until(lambda: outcome(one, mine) == "suspended")
        time.sleep(1.0)
        assert outcome(one, mine) == "suspended"
        assert entries(place.parent, "service-corrected") == []
    until(lambda: outcome(one, mine) == "answered")
    assert one.ask(mine, "the cat sat").json().get("model", before) != before
    until(lambda: len(entries(place.parent, "service-stopped")) == 1)
    assert len(entries(place.parent, "service-corrected")) == 1
    one.stop()
    genuine(place)


def test_what_a_person_asked_for_stands_whatever_was_served_then(
    place: Path, served: Callable[..., Served], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran("audit", place, "--model", "onnx:other") == 0
    mine = key(place, capsys)
    one = served("--fallback", "onnx:other")
    one.wait()
    assert outcome(one, mine) == "answered"
    alarm(place, "fall back", "suspend")  # both about the first model, read in one look
    until(lambda: len(entries(place.parent, "service-corrected")) == 2)
    assert outcome(one, mine) == "suspended"
    one.stop()
    genuine(place)
    again = served("--fallback", "onnx:other")
    assert again.process.wait(60) == 4


def test_what_is_watched_beside_the_gateway_corrects_it(
    place: Path, served: Callable[..., Served], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert ran("audit", place, "--model", "onnx:other") == 0
    mine = key(place, capsys, "ask", "operate")
    alerts = tmp_path / "alerts.jsonl"
    one = served("--fallback", "onnx:other", "--alert", f"file:{alerts}")
    one.wait()
    before = one.ask(mine, "the cat sat").json()["model"]
    headers = {"authorization": f"Bearer {mine}"}
    with httpx.Client(base_url=one.url, headers=headers, timeout=30) as client:
        for _ in range(4):
            inputs = [{"text": f"the cat sat {number}"} for number in range(60)]
            outputs = client.post("/v1/infer", json={"inputs": inputs}).json()["outputs"]
            for output in outputs:  # the truth comes back, and it is always another
                truth = next(label for label in ("bad", "fine", "good") if label != output["label"])
                client.post(f"/v1/decisions/{output['decision']}/outcome", json={"label": truth})
        until(
            lambda: (
                client.post("/v1/infer", json={"inputs": [{"text": "a dog"}]}).json().get("model", before) != before
            ),
            120,
        )
    until(alerts.is_file)
    assert json.loads(alerts.read_text().splitlines()[0])["watch"] == "accuracy >= 0.80 -> fall back"
    one.stop()
    (corrected,) = entries(place.parent, "service-corrected")
    assert (corrected.predicate["model"], corrected.predicate["action"]) == (before, "fall back")
    genuine(place)
    assert ran("watch", place, "--once") in (0, 1, 3)  # nobody watches any more
