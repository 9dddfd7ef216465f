"""`http://` and `https://`: a model behind an HTTP endpoint, asked in batches of JSON.

Two shapes, by the address. `…/v2/models/NAME` (or `…/infer`) speaks the Open Inference Protocol v2: inputs `text`
(BYTES), or one tensor a column, a missing number null; outputs `probabilities` (FP32 [n, labels]) and/or `label` (BYTES
[n]), in the label order of its metadata (`parameters: {labels: […]}`), or in the charter's where it says none. Words
are asked a sentence a request, with blanks between them. Any other address gets `{"inputs": […]}` and answers
`{"predictions": [{"label": …, "probabilities": {label: p}}, …]}`, for words a list of these a sentence; a bare list is
taken too, and `[[{"label": …, "score": p}, …], …]` as text-classification servers answer.

A request has REQUEST_SECONDS in all, however slowly its answer drips. Only the named host is spoken to: no redirects,
no proxies from the environment. A token in TROTH_MODEL_TOKEN is sent as a bearer token, over https or to this machine
only.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from troth.errors import ModelError
from troth.models.answers import asked_of, parse_answers, printable, rows_of
from troth.models.inputs import check_kind, columns_of, sentences_of, texts_of
from troth.models.interface import Description, Inputs, Prediction
from troth.models.labels import match_labels
from troth.progress import Progress, silent
from troth.standard import TABLE, TOKENS

BATCH = 64
"""Inputs in one request."""
CONNECT_SECONDS, READ_SECONDS = 5.0, 60.0
REQUEST_SECONDS = 300.0
"""Seconds a request may take from its first byte to the last of its answer."""
TRIES = 4
"""Requests made before giving up on a host that is busy or not there."""
PAUSE = 0.25
"""Seconds before the second try; doubled for each further one, at most ten."""
ANSWER_LIMIT = 64 << 20
"""Largest answer that is read, in bytes."""
TOKEN = "TROTH_MODEL_TOKEN"  # noqa: S105  the name of the variable
CHANGES = "an address was judged: the model behind it can change, and nothing here shows that it has not"
_BUSY = (429, 502, 503, 504)
_LOCAL = ("localhost", "127.0.0.1", "::1")


class Endpoint:
    """A remote classifier as a Model; its digest is that of its address and of what it says of itself."""

    def __init__(self, address: str, kind: str, wanted: Sequence[str] | None) -> None:
        self._line = _Line(address)
        self._address = self._line.address
        self.kind = check_kind(kind)
        said = self._line.describe()
        self._own = _labels_said(said, self._address) or tuple(wanted or ())
        if not self._own:
            raise ModelError(
                "the endpoint does not say what labels it answers",
                where=self._address,
                remedy="Name them in the charter: task: {output: {labels: […]}}.",
            )
        self._labels = match_labels(self._own, wanted, where=self._address)
        self.labels = self._labels.names
        self.digest = _digest(self._address, said)

    def describe(self) -> Description:
        """What goes into the record and the report."""
        return Description(self._address, self.kind, "http", self.labels, None, None, 0, doubt=CHANGES)

    def predict(
        self, inputs: Inputs, *, documents: Sequence[int] | None = None, progress: Progress = silent
    ) -> Prediction:
        """Answer every input, in order; raises ModelError when the host fails or answers something else."""
        rows, sizes = self._rows(inputs, documents)
        step = (
            1 if self.kind == TOKENS and self._line.open_protocol else BATCH
        )  # its answers are flat: no sentence to see
        parts: list[Prediction] = []
        for start in range(0, len(rows), step):
            batch = rows[start : start + step]
            answer = self._line.ask(asked_of(batch, self.kind, open_protocol=self._line.open_protocol))
            wanted = sizes[start : start + step]
            parts.append(parse_answers(answer, wanted, self._own, words=self.kind == TOKENS, where=self._address))
            progress("predicting", start + len(batch), len(rows))
        return self._labels.arrange(_joined(parts, len(self.labels)))

    def _rows(self, inputs: Inputs, documents: Sequence[int] | None) -> tuple[list[Any], list[int]]:
        """What is sent, an item an input, and how many answers each wants."""
        if self.kind == TOKENS:
            sentences = sentences_of(inputs, documents)
            return list(sentences), [len(words) for words in sentences]
        rows: list[Any] = rows_of(columns_of(inputs)) if self.kind == TABLE else list(texts_of(inputs))
        return rows, [1] * len(rows)


class _Line:
    """The connection to one host."""

    def __init__(self, address: str) -> None:
        try:
            parts = urlsplit(address)
            _ = parts.port
        except ValueError as error:
            raise _no_address(address, str(error)) from None
        if parts.username or parts.password:
            raise ModelError(
                "a password in an address ends up in the record",
                where=f"{parts.scheme}://{parts.hostname}",
                remedy=f"Take it out; put a token into the variable {TOKEN}.",
            )
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise _no_address(address, "no host")
        self.address = address
        self.open_protocol = "/v2/models/" in parts.path
        self._ask = (
            address if not self.open_protocol or parts.path.endswith("/infer") else address.rstrip("/") + "/infer"
        )
        self._secret = parts.scheme == "https" or parts.hostname in _LOCAL
        self._client: Any = None

    def describe(self) -> dict[str, Any]:
        """What the endpoint says of itself (the protocol's model metadata); empty when the address is not of that
        kind."""
        if not self.open_protocol:
            return {}
        said = self._request("GET", self.address.removesuffix("/infer").rstrip("/"), None)
        return said if isinstance(said, dict) else {}

    def ask(self, question: Mapping[str, Any]) -> Any:
        """The parsed answer to one batch."""
        return self._request("POST", self._ask, question)

    def _request(self, method: str, address: str, question: Mapping[str, Any] | None) -> Any:
        import httpx

        self._open()
        reason = ""
        for attempt in range(TRIES):
            try:
                status, body = self._in_time(method, address, question)
            except httpx.TransportError as error:
                reason = f"{type(error).__name__}: {printable(str(error))}" if str(error) else type(error).__name__
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
                raise ModelError(
                    f"the exchange failed: {type(error).__name__}: {printable(str(error))}",
                    where=self.address,
                    remedy="Is this the model's address, and does it answer plain HTTP?",
                ) from None
            else:
                if status not in _BUSY:
                    return self._parsed(status, body)
                reason = f"status {status}"
            if attempt < TRIES - 1:
                time.sleep(min(10.0, PAUSE * 2**attempt))
        raise ModelError(
            f"no answer after {TRIES} tries: {reason}", where=address, remedy="Is the address right, and the model up?"
        )

    def _in_time(self, method: str, address: str, question: Mapping[str, Any] | None) -> tuple[int, bytes]:
        """The answer, waited for in a thread of its own: a host that drips bytes never runs into a read timeout."""
        found: list[tuple[int, bytes] | BaseException] = []

        def ask() -> None:
            try:
                found.append(self._once(method, address, question))
            except BaseException as error:  # handed to the waiting thread
                found.append(error)

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(REQUEST_SECONDS)
        if not found:
            raise ModelError(
                f"its answer was not whole after {REQUEST_SECONDS:g} seconds",
                where=self.address,
                remedy="Is the model up to the load, and is this its address?",
            )
        if isinstance(found[0], BaseException):
            raise found[0]
        return found[0]

    def _once(self, method: str, address: str, question: Mapping[str, Any] | None) -> tuple[int, bytes]:
        content = None if question is None else json.dumps(question, allow_nan=False).encode("ascii")
        headers = {} if question is None else {"Content-Type": "application/json"}
        with self._client.stream(method, address, content=content, headers=headers) as response:
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > ANSWER_LIMIT:
                    raise ModelError(
                        f"its answer is larger than {ANSWER_LIMIT >> 20} MB", where=address, remedy="Is this the model?"
                    )
            return response.status_code, bytes(body)

    def _parsed(self, status: int, body: bytes) -> Any:
        if status // 100 == 3:
            raise ModelError(
                f"it redirects (status {status}), which is not followed",
                where=self.address,
                remedy="Name the new address.",
            )
        if status != 200:
            raise ModelError(
                f"it answered with status {status}: {printable(body[:200].decode('utf-8', 'replace'))}",
                where=self.address,
                remedy=f"Does it take what is sent, and is {TOKEN} set if it wants a token?",
            )
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            raise ModelError(
                "its answer is not JSON", where=self.address, remedy="Is this the model's address?"
            ) from None

    def _open(self) -> None:
        if self._client is not None:
            return
        try:
            import httpx
        except ImportError:
            raise ModelError("httpx is not installed", where=self.address, remedy="pip install troth[http]") from None
        token = os.environ.get(TOKEN, "")
        if token and not self._secret:
            raise ModelError(
                f"{TOKEN} is set, and would be sent in clear", where=self.address, remedy="Use https, or unset it."
            )
        if not token.isascii() or not (token + "x").isprintable() or " " in token:
            raise ModelError(f"{TOKEN} is no token", where=self.address, remedy="Set it to plain ASCII, or unset it.")
        self._client = httpx.Client(
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )


def _no_address(address: str, why: str) -> ModelError:
    where = address if "@" not in address else address.partition(":")[0]  # what is before an @ may be a password
    return ModelError(f"not an http address: {printable(why)}", where=where, remedy="Write https://host/path.")


def _labels_said(said: Mapping[str, Any], where: str) -> tuple[str, ...]:
    """Labels in the metadata's parameters, where servers put what the protocol has no field for."""
    parameters = said.get("parameters")
    labels = parameters.get("labels") if isinstance(parameters, dict) else None
    if labels is None:
        return ()
    if not isinstance(labels, list) or not all(isinstance(one, str) and one.isprintable() for one in labels):
        raise ModelError(
            "the labels in its metadata are not a list of plain names",
            where=where,
            remedy="Have it say parameters: {labels: [name, …]}, or nothing.",
        )
    return tuple(labels)


def _digest(address: str, said: Mapping[str, Any]) -> str:
    text = json.dumps({"address": address, "says": said}, sort_keys=True, ensure_ascii=False)
    return f"sha256:{hashlib.sha256(b'troth remote model 1' + bytes([10]) + text.encode()).hexdigest()}"


def _joined(parts: Sequence[Prediction], labels: int) -> Prediction:
    codes = np.concatenate([np.empty(0, np.int32), *(part.codes for part in parts)]).astype(np.int32)
    if any(part.probabilities is None for part in parts):
        return Prediction(codes, None)
    tables = [part.probabilities for part in parts if part.probabilities is not None]
    return Prediction(codes, np.concatenate([np.empty((0, labels), np.float32), *tables]))
