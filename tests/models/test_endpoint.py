from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest

from troth.errors import ModelError
from troth.models import endpoint, load

TEXT = "text-classification"
LABELS = ("no", "yes")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "PAUSE", 0.01)
    monkeypatch.setattr(endpoint, "READ_SECONDS", 5.0)
    monkeypatch.delenv(endpoint.TOKEN, raising=False)


def test_batches_and_order(host: Any) -> None:
    host.answer = lambda method, path, question: (200, [LABELS[int(text) % 2] for text in question["inputs"]])
    prediction = load(f"{host.url}/classify", kind=TEXT, labels=LABELS).predict([str(number) for number in range(150)])
    assert prediction.codes.tolist() == [number % 2 for number in range(150)]
    assert prediction.probabilities is None
    assert [len(question["inputs"]) for _, _, question in host.asked] == [64, 64, 22]


@pytest.mark.parametrize(
    "body",
    [
        {"predictions": [{"label": "yes", "probabilities": {"yes": 0.75, "no": 0.25}}]},
        [{"probabilities": {"yes": 0.75, "no": 0.25}}],
        [[{"label": "yes", "score": 0.75}, {"label": "no", "score": 0.25}]],
        {"outputs": [{"name": "probabilities", "shape": [1, 2], "datatype": "FP32", "data": [0.25, 0.75]}]},
    ],
)
def test_shapes_of_answers(host: Any, body: Any) -> None:
    host.answer = lambda method, path, question: (200, body)
    prediction = load(host.url, kind=TEXT, labels=LABELS).predict(["x"])
    assert prediction.codes.tolist() == [1]
    np.testing.assert_allclose(prediction.probabilities, [[0.25, 0.75]])


def test_open_inference_protocol(host: Any) -> None:
    def answer(method: str, path: str, question: Any) -> tuple[int, Any]:
        if method == "GET":
            return 200, {"name": "m", "versions": ["1"], "parameters": {"labels": ["no", "yes"]}}
        data = question["inputs"][0]["data"]
        return 200, {"model_name": "m", "outputs": [{"name": "label", "datatype": "BYTES", "shape": [2], "data": data}]}

    host.answer = answer
    model = load(f"{host.url}/v2/models/m", kind=TEXT)
    assert model.labels == LABELS
    assert model.predict(["yes", "no"]).codes.tolist() == [1, 0]
    assert host.asked[-1][1] == "/v2/models/m/infer"
    assert host.asked[-1][2]["inputs"][0] == {"name": "text", "shape": [2], "datatype": "BYTES", "data": ["yes", "no"]}


def test_a_busy_host_is_asked_again(host: Any) -> None:
    host.answer = lambda method, path, question: (503, {}) if len(host.asked) < 3 else (200, ["yes"])
    assert load(host.url, kind=TEXT, labels=LABELS).predict(["x"]).codes.tolist() == [1]
    assert len(host.asked) == 3


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (503, {}, "no answer after 4 tries: status 503"),
        (302, {}, "redirects"),
        (401, {"error": "who are you"}, "status 401"),
        (200, b"<html>", "not JSON"),
        (200, {"predictions": []}, "0 answers for 1"),
        (200, {"else": 1}, "no list of predictions"),
        (200, ["maybe"], "'maybe'"),
        (200, [{"probabilities": {"yes": 0.9, "no": 0.9}}], "sum to 1"),
        (200, [{"probabilities": {"yes": "a lot"}}], "not numbers"),
        (200, [{"probabilities": {"perhaps": 1.0}}], "'perhaps'"),
        (200, {"outputs": [{"name": "probabilities", "data": [1.0]}]}, "1 probabilities for 1 inputs and 2 labels"),
        (200, {"outputs": []}, "not label or probabilities"),
        (200, [7], "neither a label nor probabilities"),
    ],
)
def test_wrong_answers(host: Any, status: int, body: Any, said: str) -> None:
    host.answer = lambda method, path, question: (status, body)
    with pytest.raises(ModelError, match=said) as caught:
        load(host.url, kind=TEXT, labels=LABELS).predict(["x"])
    assert caught.value.where
    assert caught.value.remedy


def test_an_answer_without_end(host: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "ANSWER_LIMIT", 100)
    host.answer = lambda method, path, question: (200, b"[" * 10_000)
    with pytest.raises(ModelError, match="larger than"):
        load(host.url, kind=TEXT, labels=LABELS).predict(["x"])


def test_a_slow_host(host: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setattr(endpoint, "READ_SECONDS", 0.05)
    monkeypatch.setattr(endpoint, "TRIES", 1)
    host.answer = lambda method, path, question: (time.sleep(0.5), (200, []))[1]
    with pytest.raises(ModelError, match="ReadTimeout"):
        load(host.url, kind=TEXT, labels=LABELS).predict(["x"])


def test_nobody_there() -> None:
    with pytest.raises(ModelError, match="no answer after 4 tries: ConnectError"):
        load("http://127.0.0.1:9/x", kind=TEXT, labels=LABELS).predict(["x"])


def test_proxies_of_the_environment_are_not_used(host: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    host.answer = lambda method, path, question: (200, ["yes"])
    assert load(host.url, kind=TEXT, labels=LABELS).predict(["x"]).codes.tolist() == [1]


def test_a_token_goes_to_this_machine_but_never_in_clear_to_another(host: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(endpoint.TOKEN, "secret")
    host.answer = lambda method, path, question: (200, ["yes"])
    load(host.url, kind=TEXT, labels=LABELS).predict(["x"])
    assert host.headers[-1]["Authorization"] == "Bearer secret"
    with pytest.raises(ModelError, match="in clear"):
        load("http://example.invalid/x", kind=TEXT, labels=LABELS).predict(["x"])


@pytest.mark.parametrize("address", ["http://user:secret@host/x", "http://", "https:///path"])
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(ModelError) as caught:
        load(address, kind=TEXT, labels=LABELS)
    assert "secret" not in str(caught.value)


def test_labels_must_be_known(host: Any) -> None:
    with pytest.raises(ModelError, match="does not say what labels"):
        load(host.url, kind=TEXT)


def test_the_digest_is_of_the_address_and_of_what_it_says(host: Any) -> None:
    one = load(host.url, kind=TEXT, labels=LABELS).digest
    assert one == load(host.url, kind=TEXT, labels=LABELS).digest
    assert one != load(f"{host.url}/other", kind=TEXT, labels=LABELS).digest


TOKENS, TABLE = "token-classification", "tabular-classification"


def test_the_hosts_own_label_order_is_kept(host: Any) -> None:
    def answer(method: str, path: str, question: Any) -> tuple[int, Any]:
        said = {"name": "m", "parameters": {"labels": ["yes", "no"]}}
        return 200, said if method == "GET" else {"outputs": [{"name": "probabilities", "data": [0.75, 0.25]}]}

    host.answer = answer
    prediction = load(f"{host.url}/v2/models/m", kind=TEXT, labels=LABELS).predict(["x"])
    assert prediction.codes.tolist() == [1]
    np.testing.assert_allclose(prediction.probabilities, [[0.25, 0.75]])
    with pytest.raises(ModelError, match="labels are not"):
        load(f"{host.url}/v2/models/m", kind=TEXT, labels=["no", "maybe"])


@pytest.mark.parametrize("labels", ["yes", [1, 2], ["yes\x1b[2J", "no"], [["yes"]]])
def test_labels_that_are_none(host: Any, labels: Any) -> None:
    host.answer = lambda method, path, question: (200, {"parameters": {"labels": labels}})
    with pytest.raises(ModelError, match="plain names"):
        load(f"{host.url}/v2/models/m", kind=TEXT, labels=LABELS)


@pytest.mark.parametrize(
    "body",
    [
        [["yes", "yes", "yes"], ["no"]],
        [["yes", "yes"]],
        ["yes", "yes", "no", "no"],
        [["yes", "yes"], "no"],
        [["yes", "yes"], ["no", "no"], []],
    ],
)
def test_every_sentence_has_its_own_answers(host: Any, body: Any) -> None:
    host.answer = lambda method, path, question: (200, body)
    with pytest.raises(ModelError, match="sentence"):
        load(host.url, kind=TOKENS, labels=LABELS).predict([["a", "b"], ["c", "d"]])


def test_flat_answers_are_asked_for_a_sentence_at_a_time(host: Any) -> None:
    def answer(method: str, path: str, question: Any) -> tuple[int, Any]:
        words = question["inputs"][0]["data"][0].split() if question else []
        return 200, {"outputs": [{"name": "label", "data": words}]}

    host.answer = answer
    model = load(f"{host.url}/v2/models/m", kind=TOKENS, labels=LABELS)
    assert model.predict([["yes", "no"], [], ["no"]]).codes.tolist() == [1, 0, 0]
    host.answer = lambda method, path, question: (200, {"outputs": [{"name": "label", "data": ["yes"] * 3}]})
    with pytest.raises(ModelError, match="did not give 2 labels"):
        model.predict([["a", "b"], ["a", "b", "c", "d"]])
    with pytest.raises(ModelError, match="has a blank in it"):
        model.predict([["New York"]])


def test_a_missing_number_is_null(host: Any) -> None:
    host.answer = lambda method, path, question: (200, {"outputs": [{"name": "label", "data": ["yes", "no"]}]})
    model = load(f"{host.url}/v2/models/m", kind=TABLE, labels=LABELS)
    model.predict({"age": np.array([np.nan, 0.0])})
    assert host.asked[-1][2]["inputs"][0]["data"] == [None, 0.0]


@pytest.mark.parametrize(
    "body",
    [
        [{"label": ["yes"]}],
        [{"label": {"yes": 1}}],
        [[{"label": ["yes"], "score": 1.0}]],
        [{"probabilities": {"yes": 10**400, "no": 0}}],
        {"outputs": [{"name": "label", "data": [["yes"]]}]},
        {"outputs": [{"name": "probabilities", "data": [10**400, 0]}]},
    ],
)
def test_answers_that_break_what_reads_them(host: Any, body: Any) -> None:
    host.answer = lambda method, path, question: (200, body)
    with pytest.raises(ModelError) as caught:
        load(host.url, kind=TEXT, labels=LABELS).predict(["x"])
    assert caught.value.where


def test_an_answer_that_is_not_what_its_header_says(host: Any) -> None:
    host.answer = lambda method, path, question: (200, b"no gzip")
    host.extra = {"Content-Encoding": "gzip"}
    with pytest.raises(ModelError, match="exchange failed: DecodingError"):
        load(host.url, kind=TEXT, labels=LABELS).predict(["x"])


@pytest.mark.parametrize(
    "address", ["http://[::1/", "http://host:99999/", "http://host:port/", "http://user:secret@[::1/"]
)
def test_addresses_that_do_not_parse(address: str) -> None:
    with pytest.raises(ModelError, match=r"not an http address|password") as caught:
        load(address, kind=TEXT, labels=LABELS).predict(["x"])
    assert "secret" not in str(caught.value)


def test_a_text_that_is_no_unicode(host: Any) -> None:
    host.answer = lambda method, path, question: (200, ["yes"])
    load(host.url, kind=TEXT, labels=LABELS).predict(["\ud800"])
    assert host.asked[-1][2] == {"inputs": ["\ud800"]}


def test_what_a_host_writes_cannot_move_the_cursor(host: Any) -> None:
    for status, body in ((500, b"\x1b[2Jhello\r\x07"), (200, b'"\\u001b[2Jhello"')):
        host.answer = lambda method, path, question, said=(status, body): said
        with pytest.raises(ModelError, match="hello") as caught:
            load(host.url, kind=TEXT, labels=LABELS).predict(["x"])
        assert caught.value.what.isprintable()


def test_an_answer_that_drips(host: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every byte is in time, the whole is not."""
    import socket
    import threading
    import time

    monkeypatch.setattr(endpoint, "REQUEST_SECONDS", 0.5)
    listener = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        line, _ = listener.accept()
        with line, contextlib.suppress(OSError):
            for _ in range(60):
                line.sendall(b"H")
                time.sleep(0.05)

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    started = time.monotonic()
    with listener, pytest.raises(ModelError, match="not whole after"):
        load(f"http://127.0.0.1:{listener.getsockname()[1]}/", kind=TEXT, labels=LABELS).predict(["x"])
    assert time.monotonic() - started < 3
    thread.join()
