"""An upstream of the tests' own, over real HTTP: it sends what it is told to, in the pieces it is told to."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["Answering", dict[str, Any]], None]


class Answering(BaseHTTPRequestHandler):
    """One connection. `behave` of the server says how a request is answered."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Scripted

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.send_whole(json.dumps({"object": "list", "data": [{"id": "tiny", "object": "model"}]}).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        asked = json.loads(body)
        self.server.asked.append(asked)
        self.server.headers.append(dict(self.headers))
        try:
            self.server.behave(self, asked)
        except OSError:  # the gateway has left
            self.server.left.set()
            self.close_connection = True

    def send_whole(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", "content-length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def begin(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True

    def event(self, document: Any) -> None:
        data = document if isinstance(document, str) else json.dumps(document)
        self.wfile.write(f"data: {data}\n\n".encode())

    def cut(self) -> None:
        """End the connection in the middle."""
        self.connection.shutdown(socket.SHUT_RDWR)


class Scripted(ThreadingHTTPServer):
    """asked: the bodies of all requests, and their headers."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.left = threading.Event()
        self.behave: Behaviour = saying(["Hello."])
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: object, client_address: object) -> None:
        pass

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


def chunk(text: str | None = None, finish: str | None = None, **beside: Any) -> dict[str, Any]:
    delta = {} if text is None else {"content": text}
    choice = {"index": 0, "delta": {**delta, **beside}, "finish_reason": finish}
    return {"object": "chat.completion.chunk", "choices": [choice]}


def saying(pieces: Sequence[str], finish: str = "stop") -> Behaviour:
    """Answers with these pieces: as a stream one event each, or all at once."""

    def behave(here: Answering, asked: dict[str, Any]) -> None:
        usage = {"prompt_tokens": 3, "completion_tokens": len(pieces), "total_tokens": 3 + len(pieces)}
        if not asked.get("stream"):
            message = {"role": "assistant", "content": "".join(pieces)}
            choice = {"index": 0, "message": message, "finish_reason": finish}
            here.send_whole(json.dumps({"object": "chat.completion", "choices": [choice], "usage": usage}).encode())
            return
        here.begin()
        here.event(chunk("", role="assistant"))
        for piece in pieces:
            here.event(chunk(piece))
        here.event(chunk(finish=finish))
        if asked.get("stream_options", {}).get("include_usage"):
            here.event({"object": "chat.completion.chunk", "choices": [], "usage": usage})
        here.event("[DONE]")

    return behave


def halves(text: str) -> Iterable[list[str]]:
    """The text in two pieces, cut at every place."""
    return ([text[:place], text[place:]] for place in range(len(text) + 1))
