"""A gateway before a chat model, as `troth serve` puts it together, in a thread of the test."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import httpx

from serving.running import SECRET, SERVED
from troth.record import NewEntry, Signer, open_record
from troth.serving import Callers, Chain, Contents, Decisions, Guard, Journal, guards_of, listening, server_of
from troth.serving.chat import (
    ChatApplication,
    ChatGateway,
    ChatServes,
    Upstream,
    chat_contract_of,
    digest_of_upstream,
)
from troth.standard import Charter, parse

PATIENT = 60_000  # milliseconds: the machine of a test may be busy


def charter_of(address: str, serving: str = "", model: str = "") -> Charter:
    """model: more of its section, begun with a comma; without a name in it the model is called `tiny`."""
    model = model if "name:" in model else f", name: tiny{model}"
    text = f"""\
charter: 1
name: helper
version: "1"
task: {{kind: chat}}
model: {{base: "openai:{address}"{model}}}
data: {{test: prompts.jsonl, columns: {{text: prompt}}}}
performance: [p99_ms <= 50]
"""
    return parse(text + serving, Path("charter.yaml"))


@dataclass
class Streamed:
    """A stream as a client has it. text: all pieces. finish: the last reason. last: what Troth said at its end."""

    text: str = ""
    finish: str | None = None
    error: dict[str, Any] | None = None
    first: dict[str, Any] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)
    usage: dict[str, int] | None = None
    done: bool = False
    pieces: list[str] = field(default_factory=list)

    def take(self, data: str) -> None:
        if data == "[DONE]":
            self.done = True
            return
        document = json.loads(data)
        told = document.get("troth")
        if told is not None:
            self.first, self.last = (told, self.last) if not self.first else (self.first, told)
        self.error = document.get("error", self.error)
        self.usage = document.get("usage", self.usage)
        for choice in document.get("choices", ()):
            self.finish = choice["finish_reason"] or self.finish
            if piece := choice["delta"].get("content"):
                self.pieces.append(piece)
                self.text += piece


class RunningChat:
    """One gateway and its server. key: of a caller that may ask and observe."""

    def __init__(
        self,
        address: str,
        home: Path,
        serving: str = "",
        model: str = "",
        *,
        guards: tuple[Guard, ...] | None = None,
        rate: tuple[int, float] | None = None,
        key: str = "",
        **limits: Any,
    ) -> None:
        home.mkdir()
        self.charter = charter_of(address, serving, model)
        assert self.charter.chat is not None
        self.signer = Signer.from_seed(bytes(32))
        self.path = home / "log.db"
        self.record = open_record(self.path, self.signer, origin="example.org/decisions")
        served = self.record.append_many([NewEntry("service", (), SERVED)])
        self.contents = Contents(home / "contents.db", home / "owners.db", SECRET)
        self.callers = Callers(home / "callers.db", SECRET)
        self.caller, self.key = self.callers.add("ann", frozenset(("ask", "observe")), rate=rate)
        self.journal = StringIO()
        digest = digest_of_upstream(self.charter.chat, self.charter.chat.name)
        made = guards_of(self.charter) if guards is None else guards
        self.gateway = ChatGateway(
            ChatServes(self.charter.digest, digest, self.charter.name, self.charter.serving.notice),
            chat_contract_of(self.charter),
            Chain(made),
            Upstream(self.charter.chat, key, **limits),
            Decisions(self.record, self.contents),
            self.signer,
            served[0].index,
        )
        self.application = ChatApplication(self.gateway, self.callers, journal=Journal(self.journal))
        self._server = server_of(self.application.asgi())
        self._socket = listening("127.0.0.1", 0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.client = httpx.Client(base_url=self.url, headers={"authorization": f"Bearer {self.key}"}, timeout=60)

    def _run(self) -> None:
        async def serve() -> None:
            await self._server.serve([self._socket])
            await self.gateway.decisions.close()
            await self.gateway.close()

        asyncio.run(serve())

    def post(self, *messages: str | dict[str, str], **beside: Any) -> httpx.Response:
        """Ask; a message that is text is a user's."""
        told = [{"role": "user", "content": one} if isinstance(one, str) else one for one in messages]
        return self.client.post("/v1/chat/completions", json={"model": "helper", "messages": told, **beside})

    def stream(self, *messages: str, **beside: Any) -> Streamed:
        """Ask for a stream, and read it to its end."""
        told = [{"role": "user", "content": one} for one in messages]
        body = {"model": "helper", "messages": told, "stream": True, **beside}
        found = Streamed()
        with self.client.stream("POST", "/v1/chat/completions", json=body) as response:
            assert response.status_code == 200, response.read()
            assert response.headers["content-type"].startswith("text/event-stream")
            for line in response.iter_lines():
                if line.startswith("data: "):
                    found.take(line[6:])
        return found

    def decisions(self) -> list[dict[str, Any]]:
        """Every decision of the log."""
        return [dict(entry.predicate) for entry in self.record.entries("decision")]

    def kept(self, decision: dict[str, Any]) -> dict[str, Any]:
        """What a decision was about."""
        found: dict[str, Any] = json.loads(self.contents.read(bytes.fromhex(decision["content"])))
        return found

    def stop(self) -> None:
        self.client.close()
        self._server.should_exit = True
        self._thread.join(30)
        self.record.close()
        self.contents.close()
        self.callers.close()
