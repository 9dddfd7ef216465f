"""A gateway as `troth serve` puts it together, in a thread of the test."""

from __future__ import annotations

import asyncio
import threading
import time
from io import StringIO
from pathlib import Path
from typing import Any

import httpx

from troth.models import columns_from_json, load, read_manifest
from troth.record import NewEntry, Record, Signer, open_record
from troth.serving import (
    Application,
    Batcher,
    Callers,
    Chain,
    Contents,
    Decisions,
    Gateway,
    Guard,
    Journal,
    Line,
    OutOfDistribution,
    Serves,
    contract_of,
    guards_of,
    listening,
    server_of,
)
from troth.standard import Charter, parse

KINDS = {"text": "text-classification", "tokens": "token-classification", "table": "tabular-classification"}
ROLES = {
    "text": "columns: {text: text, label: label, groups: [gender]}",
    "tokens": "columns: {tokens: tokens, tags: tags}",
    "table": "columns: {label: label, features: [age, town], groups: [gender]}",
}
SECRET = bytes(range(32))


def charter_of(kind: str, serving: str = "", output: str = "") -> Charter:
    text = f"""\
charter: 1
name: served
task: {{kind: {KINDS[kind]}{f", output: {{{output}}}" if output else ""}}}
model: {{base: minilm}}
data: {{train: train.csv, {ROLES[kind]}}}
performance: [{"token_accuracy" if kind == "tokens" else "accuracy"} >= 0.8]
"""
    return parse(text + serving, Path("charter.yaml"))


class Running:
    """One gateway and its server. key: of a caller that may ask and observe."""

    def __init__(
        self,
        model: Path,
        home: Path,
        kind: str,
        serving: str,
        *,
        output: str = "",
        guards: tuple[Guard, ...] | None = None,
        rate: tuple[int, float] | None = None,
        distance: OutOfDistribution | None = None,
    ) -> None:
        self.home = home
        home.mkdir()
        self.charter = charter_of(kind, serving, output)
        task = self.charter.task
        self.model = load(f"onnx:{model}" if kind != "table" else str(model), kind=task.kind, labels=task.labels)
        columns = columns_from_json(read_manifest(model)["features"]["columns"]) if kind == "table" else ()
        self.signer = Signer.from_seed(bytes(32))
        self.record: Record = open_record(home / "log.db", self.signer, origin="example.org/decisions")
        served = self.record.append_many([NewEntry("service", (), SERVED)])
        self.contents = Contents(home / "contents.db", home / "owners.db", SECRET)
        self.callers = Callers(home / "callers.db", SECRET)
        self.caller, self.key = self.callers.add("ann", frozenset(("ask", "observe")), rate=rate)
        self.journal = StringIO()
        made = guards_of(self.charter) if guards is None else guards
        serves = Serves(
            self.charter.digest,
            self.model.digest,
            self.model.labels,
            task.abstain_below,
            self.charter.serving.notice,
        )
        self.gateway = Gateway(
            Line(serves, Chain(made), Batcher(self.model, distance=distance), served[0].index),
            contract_of(self.charter, self.model.labels, columns),
            Decisions(self.record, self.contents),
            self.signer,
        )
        self.application = Application(self.gateway, self.callers, name="served", journal=Journal(self.journal))
        self._server = server_of(self.application.asgi())
        self._socket = listening("127.0.0.1", 0)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        self.port = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.client = httpx.Client(base_url=self.url, headers={"authorization": f"Bearer {self.key}"}, timeout=30)

    def _run(self) -> None:
        async def serve() -> None:
            await self.gateway.start()
            await self._server.serve([self._socket])
            await self.gateway.decisions.close()

        asyncio.run(serve())

    def ask(self, *inputs: Any, **beside: Any) -> httpx.Response:
        """Ask /v1/infer; an input that is text is one of a text task."""
        items = [{"text": one} if isinstance(one, str) else one for one in inputs]
        return self.client.post("/v1/infer", json={"inputs": items, **beside})

    def decisions(self) -> list[dict[str, Any]]:
        """Every decision of the log."""
        return [dict(entry.predicate) for entry in self.record.entries("decision")]

    def stop(self) -> None:
        self.client.close()
        self._server.should_exit = True
        self._thread.join(30)
        self.gateway.line.close()
        self.record.close()
        self.contents.close()
        self.callers.close()


SERVED = {**dict.fromkeys(("charter", "model", "guards", "leaf"), "0" * 64), "record": "example.org", "entry": 0}
