"""What a hostile client does on the wire, and that the gateway stands and answers others meanwhile."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable
from http.client import HTTPResponse

import pytest

from serving.running import Running
from troth.serving import server

Run = Callable[..., Running]


def wire(one: Running, data: bytes, *, wait: float = 5.0) -> bytes:
    """What comes back for bytes; empty where the connection is closed without a word, or nothing comes."""
    with socket.create_connection(("127.0.0.1", one.port), timeout=wait) as connection:
        try:
            connection.sendall(data)
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
        except (TimeoutError, ConnectionError):
            pass
    return b"".join(parts)


def request(one: Running, body: bytes, *headers: str) -> bytes:
    head = [
        "POST /v1/infer HTTP/1.1",
        "host: x",
        f"authorization: Bearer {one.key}",
        "content-type: application/json",
        *headers,
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


BODY = b'{"inputs": [{"text": "the cat"}]}'


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "HEADER_SECONDS", 0.5)


def test_headers_that_do_not_arrive_are_not_waited_for(run: Run, hasty: None) -> None:
    one = run()
    started = time.monotonic()
    with socket.create_connection(("127.0.0.1", one.port), timeout=10) as connection:
        connection.sendall(b"POST /v1/infer HTTP/1.1\r\n")
        for number in range(20):  # a header every now and then
            try:
                connection.sendall(f"x-{number}: y\r\n".encode())
                connection.settimeout(0.1)
                if not connection.recv(100):
                    break
            except TimeoutError:
                continue
            except ConnectionError:
                break
    assert time.monotonic() - started < 8
    assert one.ask("the cat").status_code == 200


def test_many_slow_connections_keep_nobody_out(run: Run, hasty: None) -> None:
    one = run()
    slow = [socket.create_connection(("127.0.0.1", one.port), timeout=10) for _ in range(200)]
    for connection in slow:
        connection.sendall(b"GET / HTTP/1.1\r\nx: ")
    assert one.ask("the cat").status_code == 200
    time.sleep(1.0)
    for connection in slow:
        connection.settimeout(5)
        assert connection.recv(100) == b""  # closed
        connection.close()


def test_a_connection_that_is_used_again_is_timed_again(run: Run, hasty: None) -> None:
    one = run()
    with socket.create_connection(("127.0.0.1", one.port), timeout=10) as connection:
        connection.sendall(request(one, BODY, f"content-length: {len(BODY)}"))
        answer = HTTPResponse(connection)
        answer.begin()
        assert answer.status == 200
        answer.read()  # to its end, which may come apart from its head
        connection.sendall(b"POST /v1/infer HTTP/1.1\r\nx: ")
        started = time.monotonic()
        assert connection.recv(100) == b""
        assert time.monotonic() - started < 8


def test_a_slow_body_is_refused(run: Run) -> None:
    one = run(serving="serving: {guards: [limits], limits: {seconds: 0.3}}\n")
    answer = wire(one, request(one, BODY[:5], f"content-length: {len(BODY)}"))
    assert b"408" in answer.split(b"\r\n")[0]
    assert one.decisions() == []


def test_an_answer_is_read_whatever_of_its_request_is_still_sent(run: Run) -> None:
    one = run()
    body = b" " * 200_000
    head = b"POST /v1/infer HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 200000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", one.port), timeout=10) as connection:
        connection.sendall(head)
        time.sleep(0.3)  # it is answered (no key), and the body comes all the same
        for start in range(0, len(body), 10_000):
            connection.sendall(body[start : start + 10_000])
        time.sleep(0.3)
        answer = HTTPResponse(connection)
        answer.begin()
        assert (answer.status, answer.getheader("connection")) == (401, "close")
        assert b"no-key" in answer.read()
        assert connection.recv(100) == b""


def test_what_is_dropped_after_an_answer_has_an_end(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LINGER_SECONDS", 0.3)
    one = run()
    head = b"POST /v1/infer HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", one.port), timeout=10) as connection:
        connection.sendall(head)
        until = time.monotonic() + 8

        def goes_on() -> None:
            while time.monotonic() < until:
                connection.sendall(b" ")
                time.sleep(0.02)

        with pytest.raises(ConnectionError):
            goes_on()
    assert one.ask("the cat").status_code == 200


def test_headers_without_end_are_refused(run: Run) -> None:
    one = run()
    flood = b"GET /healthz HTTP/1.1\r\n" + b"".join(b"x-%d: %s\r\n" % (n, b"y" * 1000) for n in range(200))
    assert b"431" in wire(one, flood)[:20]
    assert wire(one, b"GET /" + b"a" * 200_000)[:12] in (b"HTTP/1.1 431", b"")
    assert one.ask("the cat").status_code == 200


SMUGGLED = b"POST /v1/infer HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n"
AMBIGUOUS = [
    ("length and chunks", ("content-length: 6", "transfer-encoding: chunked"), b"0\r\n\r\nG"),
    ("two lengths", ("content-length: 6", "content-length: 5"), b"GGGGGG"),
    ("a length that is none", ("content-length: +6",), b"GGGGGG"),
    ("chunks and something", ("transfer-encoding: chunked, identity",), b"0\r\n\r\n"),
    ("chunks disguised", ("transfer-encoding: xchunked",), b"0\r\n\r\n"),
    ("a blank before the colon", ("content-length : 6",), b"GGGGGG"),
    ("a bare line feed", ("x: y\ncontent-length: 6",), b"GGGGGG"),
    ("a folded header", ("x: y\r\n z",), b""),
]


@pytest.mark.parametrize(("headers", "body"), [row[1:] for row in AMBIGUOUS], ids=[row[0] for row in AMBIGUOUS])
def test_what_two_servers_could_read_differently_is_no_request(run: Run, headers: tuple[str, ...], body: bytes) -> None:
    one = run()
    answer = wire(one, request(one, body + SMUGGLED, *headers), wait=3)
    assert b" 200 " not in answer.split(b"\r\n")[0]
    assert b"HTTP/1.1 500" not in answer
    assert one.decisions() == []


def test_a_large_body_is_refused_before_it_is_read(run: Run) -> None:
    one = run()
    answer = wire(one, request(one, b"{", "content-length: 104857600"))
    assert b"413" in answer.split(b"\r\n")[0]
    chunks = b"".join(b"10000\r\n" + b" " * 65536 + b"\r\n" for _ in range(40))
    assert b"413" in wire(one, request(one, chunks, "transfer-encoding: chunked")).split(b"\r\n")[0]


def test_requests_that_were_bent_at_random_find_nothing(run: Run) -> None:
    one = run(serving="serving: {guards: [limits], limits: {seconds: 0.2}}\n")
    draw = random.Random(7)
    whole = request(one, BODY, f"content-length: {len(BODY)}", "connection: close")
    for _ in range(300):
        bent = bytearray(whole)
        for _ in range(draw.randint(1, 8)):
            place = draw.randrange(len(bent))
            match draw.randrange(4):
                case 0:
                    bent[place] = draw.randrange(256)
                case 1:
                    del bent[place : place + draw.randint(1, 20)]
                case 2:
                    bent[place:place] = bytes(draw.randrange(256) for _ in range(draw.randint(1, 20)))
                case _:
                    bent[place:place] = bent[draw.randrange(len(bent)) :][:30]
        answer = wire(one, bytes(bent), wait=0.5)
        assert not answer.startswith((b"HTTP/1.1 500", b"HTTP/1.1 503")), bytes(bent)
    assert one.ask("the cat").status_code == 200
    assert "defect" not in one.journal.getvalue()


def test_what_comes_after_a_body_is_no_header(run: Run) -> None:
    one = run()
    head = b"POST /v1/infer HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n"
    with socket.create_connection(("127.0.0.1", one.port), timeout=10) as connection:
        connection.sendall(head)
        with pytest.raises(ConnectionError):  # it is closed, and takes nothing more
            connection.sendall(b"".join(b"x-%d: %s\r\n" % (number, b"y" * 4_000) for number in range(10_000)))
    assert one.ask("the cat").status_code == 200


def test_who_was_answered_does_not_go_on_sending(run: Run, hasty: None) -> None:
    one = run()
    for start in (
        b"POST /v1/infer HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{",
        b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", one.port), timeout=10) as connection:
            connection.sendall(start)
            assert connection.recv(65536).startswith(b"HTTP/1.1 ")
            started, byte = time.monotonic(), b" " if b"POST" in start else b"\r\n"
            closed = False
            while not closed and time.monotonic() - started < 8:
                try:
                    connection.sendall(byte)
                    connection.settimeout(0.1)
                    closed = connection.recv(10) == b""
                except TimeoutError:
                    continue
                except ConnectionError:
                    closed = True
            assert closed
