"""The gateway over HTTP, on a real server: what is answered, what is refused, and what is written of it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

import pytest

from serving.running import Running
from troth.record import open_receipt, verify
from troth.serving import opens

Run = Callable[..., Running]


def test_an_answer_is_the_models_and_is_recorded(run: Run) -> None:
    one = run()
    texts = ["the cat sat", "a dog ran far away !", "the mat ."]
    answer = one.ask(*texts)
    assert answer.status_code == 200
    expected = one.model.predict(texts)
    outputs = answer.json()["outputs"]
    assert [each["label"] for each in outputs] == [one.model.labels[code] for code in expected.codes]
    assert [each["outcome"] for each in outputs] == ["answered"] * 3
    told = one.decisions()
    assert [each["label"] for each in told] == [each["label"] for each in outputs]
    assert {each["caller"] for each in told} == {one.caller.id}
    for each in told:
        assert opens(each, one.contents.read(bytes.fromhex(each["content"])))
    assert verify(one.home / "log.db", key=str(one.signer.public)).genuine


def test_what_is_answered_is_as_the_contract_says(run: Run) -> None:
    import jsonschema_rs

    one = run(serving="serving: {notice: A machine answers.}\n", output="abstain_below: 0.99")
    answer = one.ask("the cat", {"text": "a b c", "subject": "p-1", "groups": {"gender": "f"}})
    assert jsonschema_rs.is_valid(dict(one.gateway.contract.answer), answer.json())
    assert answer.json()["notice"] == "A machine answers."
    assert {each["outcome"] for each in answer.json()["outputs"]} == {"abstained"}
    assert [each["reason"] for each in answer.json()["outputs"]] == ["abstain_below"] * 2


def test_the_receipt_names_the_leaves_and_each_can_be_proved(run: Run, tmp_path: object) -> None:
    one = run()
    answer = one.ask("the cat", "a dog").json()
    receipt = open_receipt(answer["receipt"].encode(), one.record.key)
    assert [index for index, _ in receipt.leaves] == [each["decision"] for each in answer["outputs"]]
    assert [leaf for _, leaf in receipt.leaves] == [one.record.entry(index).leaf_hash for index, _ in receipt.leaves]
    proof = one.client.get(f"/v1/decisions/{receipt.leaves[1][0]}/proof")
    path = one.home / "a.proof"
    path.write_bytes(proof.content)
    assert verify(path, key=str(one.record.key)).genuine


def test_another_callers_decision_is_not_shown(run: Run) -> None:
    one = run()
    index = one.ask("the cat").json()["outputs"][0]["decision"]
    _, key = one.callers.add("bob")
    other = {"authorization": f"Bearer {key}"}
    assert one.client.get(f"/v1/decisions/{index}/proof", headers=other).status_code == 404
    assert one.client.get("/v1/decisions/0/proof", headers=other).status_code == 404
    assert one.client.get("/v1/decisions/999999/proof").status_code == 404
    assert one.client.get("/metrics", headers=other).status_code == 403


def test_words_and_rows_are_answered_too(run: Run) -> None:
    words = run("tokens")
    tokens = ["the", "cat", "sat"]
    said = words.client.post("/v1/infer", json={"inputs": [{"tokens": tokens}]}).json()["outputs"][0]
    expected = words.model.predict([tokens])
    assert said["label"] == [words.model.labels[code] for code in expected.codes]
    table = run("table")
    rows = [{"age": 1.5, "town": "Bonn"}, {"age": None, "town": None}, {"age": -2, "town": "Nowhere"}]
    outputs = table.client.post("/v1/infer", json={"inputs": [{"features": row} for row in rows]}).json()["outputs"]
    assert [each["outcome"] for each in outputs] == ["answered"] * 3
    assert all(each["label"] in table.model.labels for each in outputs)


def test_the_open_inference_route_says_the_same(run: Run) -> None:
    one = run()
    texts = ["the cat sat", "a dog"]
    plain = one.ask(*texts).json()["outputs"]
    tensor = {"name": "text", "shape": [2], "datatype": "BYTES", "data": texts}
    answer = one.client.post("/v2/models/served/infer", json={"id": "q-1", "inputs": [tensor]}).json()
    outputs = {each["name"]: each["data"] for each in answer["outputs"]}
    assert (answer["id"], outputs["label"]) == ("q-1", [each["label"] for each in plain])
    assert outputs["probability"] == [each["probability"] for each in plain]
    table = run("table")
    columns = [
        {"name": "age", "shape": [2], "datatype": "FP64", "data": [1.5, 2.5]},
        {"name": "town", "shape": [2], "datatype": "BYTES", "data": ["Aix", "Bonn"]},
    ]
    answer = table.client.post("/v2/models/served/infer", json={"inputs": columns}).json()
    assert len(answer["outputs"][1]["data"]) == 2
    assert one.client.get("/v2/models/served").json()["inputs"] == [
        {"name": "text", "datatype": "BYTES", "shape": [-1]}
    ]


BAD = [
    (b"", 400),
    (b"{", 400),
    (b'{"inputs": [{"text": "a"}], "inputs": [{"text": "b"}]}', 400),
    (b'{"inputs": [{"text": "\\ud800"}]}', 400),
    (b'{"inputs": [{"text": NaN}]}', 400),
    (b"[" * 100_000, 400),
    (b'\xff\xfe{"inputs": []}', 400),
    (b'{"inputs": []}', 422),
    (b'{"inputs": [{"text": "a", "model": "other"}]}', 422),
    (b'{"inputs": [{"text": "a"}], "guards": []}', 422),
    (b'{"inputs": [{"text": ""}]}', 422),
    (b'{"inputs": [{"text": 7}]}', 422),
    (b'{"inputs": "a"}', 422),
    (b'{"inputs": [{"text": "a", "groups": {"shoe": "9"}}]}', 422),
]


@pytest.mark.parametrize(("body", "status"), BAD, ids=[body[:40].decode("latin-1") for body, _ in BAD])
def test_what_does_not_fit_is_refused_and_nothing_of_it_repeated(run: Run, body: bytes, status: int) -> None:
    one = run()
    answer = one.client.post("/v1/infer", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert set(answer.json()) == {"title", "status", "detail", "code"}
    for word in ("other", "shoe", "guards"):
        assert word not in answer.json()["detail"]
    assert one.decisions() == []


def test_no_route_method_or_type_goes_round_the_door(run: Run) -> None:
    one = run()
    body = json.dumps({"inputs": [{"text": "the cat"}]}).encode()
    post = one.client.post
    assert post("/v1/infer/", content=body).status_code == 404
    assert post("/v1//infer", content=body).status_code == 404
    assert one.client.put("/v1/infer", content=body).status_code == 405
    assert post("/v1/infer", content=body, headers={"content-type": "text/plain"}).status_code == 415
    assert (
        post("/v1/infer", content=body, headers={"content-type": "application/json; charset=utf-7"}).status_code == 415
    )
    packed = {"content-type": "application/json", "content-encoding": "gzip"}
    assert post("/v1/infer", content=gzip.compress(body), headers=packed).status_code == 415
    assert one.decisions() == []


def test_a_key_is_needed_and_its_role(run: Run) -> None:
    one = run()
    other = "A" if one.key[-1] != "A" else "B"
    for header in ("", "Bearer", "Bearer nonsense", f"Basic {one.key}", f"Bearer {one.key[:-1]}{other}"):
        answer = one.client.post("/v1/infer", json={"inputs": [{"text": "a"}]}, headers={"authorization": header})
        assert answer.status_code == 401, header
    _, key = one.callers.add("watcher", frozenset(("observe",)))
    answer = one.ask("a")
    watching = {"authorization": f"Bearer {key}"}
    assert one.client.post("/v1/infer", json={"inputs": [{"text": "a"}]}, headers=watching).status_code == 403
    assert answer.status_code == 200


def test_two_keys_at_once_are_none(run: Run) -> None:
    one = run()
    two = [("authorization", f"Bearer {one.key}"), ("authorization", f"Bearer {one.key}")]
    import httpx

    assert httpx.post(f"{one.url}/v1/infer", json={"inputs": [{"text": "a"}]}, headers=two).status_code == 401


def test_what_a_key_may_ask_is_counted_in_inputs(run: Run) -> None:
    one = run(rate=(6, 3600.0))
    assert one.ask("a", "b", "c").status_code == 200
    refused = one.ask("a", "b", "c", "d")  # one of them was taken before it was read
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1
    assert one.ask("a", "b").status_code == 200
    assert one.ask("a").status_code == 429
    assert len(one.decisions()) == 5


def test_what_does_not_fit_is_not_for_nothing(run: Run) -> None:
    one = run(rate=(2, 3600.0))
    for status in (422, 422, 429):
        assert one.client.post("/v1/infer", json={"inputs": [{}] * 50_000}).status_code == status


def test_limits_of_the_charter_hold(run: Run) -> None:
    one = run(serving="serving: {guards: [limits], limits: {characters: 20, inputs: 2, body_kb: 1, seconds: 1}}\n")
    assert one.ask("x" * 20).status_code == 200
    assert one.ask("x" * 21).status_code == 422
    assert one.ask("a", "b", "c").status_code == 422
    large = one.client.post(
        "/v1/infer", content=b'{"inputs"' + b" " * 2000, headers={"content-type": "application/json"}
    )
    assert large.status_code == 413


def test_a_suspended_gateway_answers_nothing_and_says_why(run: Run) -> None:
    one = run()
    assert one.client.get("/readyz").status_code == 200
    one.gateway.withheld = "the permit was revoked"
    answer = one.ask("the cat")
    assert (answer.status_code, answer.json()["detail"]) == (503, "the permit was revoked")
    assert one.client.get("/readyz").status_code == 503
    assert one.client.get("/healthz").status_code == 200
    assert one.decisions() == []


def test_every_route_is_described_and_every_described_route_is_there(run: Run) -> None:
    one = run()
    paths = one.client.get("/openapi.json").json()["paths"]
    served = {route.path.replace("{index:int}", "{index}") for route in one.application.routes()}
    assert set(paths) == served
    for path in paths:
        for method in paths[path]:
            answer = one.client.request(method, path.replace("{index}", "0"), headers={"authorization": ""})
            free = paths[path][method].get("security") == []
            assert (answer.status_code == 401) != free, path


def test_what_is_measured_is_told(run: Run) -> None:
    one = run(serving="serving: {guards: [rules], rules: {refuse: [bomb]}}\n")
    timing = one.ask("the cat", "bomb").headers["server-timing"]
    assert [part.split(";")[0].strip() for part in timing.split(",")] == ["overhead", "guards", "model", "commit"]
    text = one.client.get("/metrics").text
    assert 'troth_decisions_total{by="rules",outcome="refused"} 1.0' in text
    assert 'troth_decisions_total{by="",outcome="answered"} 1.0' in text
    assert 'troth_guard_seconds_count{guard="rules"}' in text


def test_no_answer_holds_a_label_that_may_not_be_given(run: Run) -> None:
    rules = 'serving: {guards: [rules], rules: {never: ["B-x|I-x|O"]}}\n'
    words = run("tokens", serving=rules)
    said = words.client.post("/v1/infer", json={"inputs": [{"tokens": ["the", "cat"]}]}).json()["outputs"][0]
    assert (said["outcome"], said["label"], said["reason"]) == ("refused", None, "rules: never-1")


def test_an_index_that_is_none_is_told_as_any(run: Run) -> None:
    one = run()
    for index in ("9" * 5000, "-1", "1.0", "0x1", "\u0661", "1e3"):
        assert one.client.get(f"/v1/decisions/{index}/proof").status_code == 404
        assert one.client.get(f"/v1/decisions/{index}/proof", headers={"authorization": ""}).status_code == 401
    assert "defect" not in one.journal.getvalue()
