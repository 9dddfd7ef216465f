"""Where alerts go besides the log: files, webhooks and mail; each in its own time, tried again until it is told.

Nothing here holds up monitoring. An alert is in the log first; what of it a sink was told stands in a file beside the
log, so that what was not delivered when a watch ended is delivered by the next one.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import os
import re
import smtplib
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from troth.errors import TrothError

SECRET, SMTP, USER, PASSWORD = "TROTH_WEBHOOK_SECRET", "TROTH_SMTP", "TROTH_SMTP_USER", "TROTH_SMTP_PASSWORD"
SECONDS = 10.0  # that a sink may take
FIRST_WAIT, LONGEST_WAIT = 1.0, 300.0
ADDRESS = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,190}")
LEAST_SECRET = 24  # bytes, as the specification has it
Deliver = Callable[["Message"], None]


@dataclass(frozen=True, slots=True)
class Message:
    """An alert that is to be told. id: the same however often it is sent. document: plain values."""

    id: str
    entry: int
    time: str
    document: Mapping[str, Any]


def sink_of(text: str, environment: Mapping[str, str]) -> Deliver:
    """What delivers to a sink. Raises TrothError for one that is none, or lacks what it needs."""
    scheme, _, place = text.partition(":")
    if scheme == "file" and place:
        return lambda message: write(Path(place), message)
    if scheme in ("http", "https") and place.startswith("//"):
        secret = _secret(environment)
        return lambda message: post(text, secret, message)
    if scheme == "mailto" and ADDRESS.fullmatch(unquote(place)):
        server = _server(environment)
        return lambda message: mail(unquote(place), server, message)
    raise TrothError(
        "this is no place for alerts", where=text, remedy="Write file:PATH, https://ADDRESS or mailto:NAME@HOST."
    )


def write(path: Path, message: Message) -> None:
    """One line of JSON at the end of a file, on the disk when this returns."""
    line = json.dumps({"id": message.id, **message.document}, ensure_ascii=False) + "\n"
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def post(url: str, secret: bytes, message: Message) -> None:
    """A webhook, signed as the Standard Webhooks specification (1.0.0) says. No redirect is followed."""
    import httpx

    body = json.dumps({"type": "troth.alert", "timestamp": message.time, "data": message.document}).encode()
    headers = {"content-type": "application/json", **signed(secret, message.id, int(time.time()), body)}
    try:
        answer = httpx.post(
            url, content=body, headers=headers, timeout=SECONDS, follow_redirects=False, trust_env=False
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise TrothError(type(error).__name__) from None
    if not answer.is_success:
        raise TrothError(f"status-{answer.status_code}")


def signed(secret: bytes, name: str, seconds: int, body: bytes) -> dict[str, str]:
    """The three headers of a webhook: HMAC-SHA256 over id, time and body."""
    digest = hmac.digest(secret, f"{name}.{seconds}.".encode() + body, sha256)
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": name, "webhook-timestamp": str(seconds), "webhook-signature": signature}


@dataclass(frozen=True, slots=True)
class MailServer:
    """An SMTP server, and who is known to it."""

    host: str
    port: int
    user: str | None
    password: str | None


def mail(address: str, server: MailServer, message: Message) -> None:
    """One mail, encrypted where the server offers it. A password is never sent in clear."""
    with smtplib.SMTP(server.host, server.port, timeout=SECONDS) as connection:
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
            connection.ehlo()
        elif server.user is not None:
            raise TrothError("no-starttls")
        if server.user is not None:
            connection.login(server.user, server.password or "")
        connection.send_message(_mail(address, server, message))


def _mail(address: str, server: MailServer, message: Message) -> EmailMessage:
    told, found = message.document, EmailMessage()
    found["From"] = server.user if server.user and ADDRESS.fullmatch(server.user) else f"troth@{server.host}"
    found["To"], found["Message-ID"] = address, f"<{message.id}@troth.invalid>"
    found["Subject"] = f"Troth alert: {told['watch']}"
    found.set_content(f"{told['says']}.\n\n{json.dumps(told, indent=1)}\n")
    return found


def _secret(environment: Mapping[str, str]) -> bytes:
    given = environment.get(SECRET, "")
    try:
        secret = base64.b64decode(given.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not given.startswith("whsec_") or len(secret) < LEAST_SECRET:
        raise TrothError(
            "webhooks are signed, and there is no secret to sign them with",
            where=SECRET,
            remedy=f"Set it to whsec_ and the base64 of {LEAST_SECRET} to 64 random bytes, the same at the receiver.",
        )
    return secret


def _server(environment: Mapping[str, str]) -> MailServer:
    host, _, port = environment.get(SMTP, "").rpartition(":")
    if not host or not port.isdigit():
        raise TrothError("mail needs a server", where=SMTP, remedy="Set it to HOST:PORT of an SMTP server.")
    return MailServer(host.strip("[]"), int(port), environment.get(USER), environment.get(PASSWORD))


class Sink:
    """Delivers messages in order on a thread of its own. told: what an alert's entry was that was delivered. failed:
    told of every failure: how often in a row, and why in one word.
    """

    def __init__(
        self,
        deliver: Deliver,
        told: Callable[[int], None],
        failed: Callable[[int, str], None],
        wait: float = FIRST_WAIT,
    ) -> None:
        self._deliver, self._told, self._failed, self._first = deliver, told, failed, wait
        self._waiting: deque[Message] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._tries = 0
        self._thread = threading.Thread(target=self._run, name="troth-alerts", daemon=True)
        self._thread.start()

    def put(self, message: Message) -> None:
        """Deliver a message after those that wait."""
        with self._changed:
            self._waiting.append(message)
            self._changed.notify_all()

    def drain(self, seconds: float) -> bool:
        """Wait until all is delivered, or for so long; whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting, seconds)

    def close(self) -> None:
        """Stop; what waits is delivered another time."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(SECONDS)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or bool(self._waiting))
                if self._closed:
                    return
                message = self._waiting[0]
            if self._one(message):
                with self._changed:
                    self._waiting.popleft()
                    self._changed.notify_all()
            else:
                wait = min(self._first * 2 ** min(self._tries - 1, 20), LONGEST_WAIT)
                with self._changed:
                    self._changed.wait_for(lambda: self._closed, wait)

    def _one(self, message: Message) -> bool:
        try:
            self._deliver(message)
        except Exception as error:  # whatever it is: it is tried again, and monitoring goes on
            self._tries += 1
            self._failed(self._tries, error.what if isinstance(error, TrothError) else type(error).__name__)
            return False
        self._tries = 0
        with suppress(OSError):  # it was told, and is told again at worst
            self._told(message.entry)
        return True
