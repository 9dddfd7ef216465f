"""The server under the gateway: uvicorn, with the limits that it leaves to others.

A connection that does not send its headers in time, or sends too many, is closed before anything is allocated for it
(`THREATS.md`, G9). Nothing is logged of a request but what the journal writes.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from troth.errors import TrothError

HEADER_SECONDS = 10.0
HEADER_BYTES = 64 * 1024
IDLE_SECONDS = 30
MOST_CONNECTIONS = 2_000
BACKLOG = 2_048
SWITCH_SECONDS = 0.0005
LINGER_SECONDS, LINGER_BYTES = 2.0, 1024 * 1024
CLOSE = (b"connection", b"close")
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Lingering:
    """A transport that ends in two steps where the other side may still be sending.

    To close a socket that has unread bytes resets the connection, and with a reset the other side loses the answer that
    it has not read yet (RFC 9112, 9.6). So the own direction ends first, and what still comes is dropped for a while.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport, self._left = transport, LINGER_BYTES
        self._end: asyncio.TimerHandle | None = None
        self.unread = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def is_closing(self) -> bool:
        """Whether it ends, or has ended."""
        return self._end is not None or self._transport.is_closing()

    def write(self, data: bytes) -> None:
        """Send, where it has not ended."""
        if not self.is_closing():
            self._transport.write(data)

    def close(self) -> None:
        """End it: at once where all that came has been read."""
        if self.is_closing():
            return
        if not self.unread:
            self._transport.close()
            return
        self._end = asyncio.get_running_loop().call_later(LINGER_SECONDS, self._transport.close)
        if self._transport.can_write_eof():  # TLS has no half of a connection
            self._transport.write_eof()
        self._transport.resume_reading()

    def drop(self, data: bytes) -> None:
        """Take what comes after the end, and no more than a while of it."""
        self._left -= len(data)
        if self._left < 0:
            self._transport.close()

    def lost(self) -> None:
        """The other side has ended, too."""
        if self._end is not None:
            self._end.cancel()


class Guarded(HttpToolsProtocol):
    """HTTP/1.1, whose headers arrive in time and are not too many, and whose answers arrive."""

    def connection_made(self, transport: Any) -> None:
        """The first request is waited for."""
        self._head = 0
        self._late: asyncio.TimerHandle | None = None
        self._ends = Lingering(transport)
        super().connection_made(self._ends)  # type: ignore[arg-type]
        self._expect()

    def data_received(self, data: bytes) -> None:
        """Count what comes before the headers are whole."""
        if self._ends.is_closing():
            self._ends.drop(data)
            return
        if self._late is not None:
            self._head += len(data)
            if self._head > HEADER_BYTES and b"\r\n\r\n" not in data[: HEADER_BYTES + 4]:
                self.transport.write(TOO_LARGE)
                self._cut()
                return
        super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        """What is no request is told so."""
        self._ends.unread = True
        super().send_400_response(msg)

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        """Answer a request; an answer that comes before its request is whole says that the connection ends."""

        async def run(scope: Any, receive: Any, send: Any) -> None:
            async def sent(message: Any) -> None:
                if message["type"] == "http.response.start" and cycle.more_body:
                    self._ends.unread = True
                    message = {**message, "headers": [*message.get("headers", ()), CLOSE]}
                await send(message)

            await app(scope, receive, sent)

        super()._start_asgi_task(cycle, run)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._expect()
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; none comes after a body (trailers would be kept without end)."""
        if self._late is None:
            self._cut()
            return
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """They are whole."""
        self._arrived()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Answered: what of the request has not come is not waited for, and the next one comes in time."""
        whole = self.cycle is None or not self.cycle.more_body
        super().on_response_complete()
        if not whole:
            self._cut()
        elif not self.pipeline:
            self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._arrived()
        self._ends.lost()
        super().connection_lost(exc)

    def _expect(self) -> None:
        if self._late is None:
            self._head = 0
            self._late = self.loop.call_later(HEADER_SECONDS, self._cut)

    def _arrived(self) -> None:
        if self._late is not None:
            self._late.cancel()
        self._late, self._head = None, 0

    def _cut(self) -> None:
        self._ends.unread = True
        self._ends.close()


@dataclass(frozen=True, slots=True)
class Tls:
    """The server's certificate chain and key, PEM; clients: a file of authorities whose certificates are asked for."""

    certificate: Path
    key: Path
    clients: Path | None = None

    def settings(self) -> dict[str, Any]:
        """As uvicorn takes them. Raises TrothError where they cannot be read."""
        for path in (self.certificate, self.key, self.clients):
            if path is not None and not path.is_file():
                raise TrothError("there is no such file", where=str(path), remedy="Name a PEM file.")
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        try:
            context.load_cert_chain(self.certificate, self.key)
        except (ssl.SSLError, OSError):
            raise TrothError(
                "the certificate and the key do not belong together, or are no PEM",
                where=f"{self.certificate}, {self.key}",
                remedy="Name the certificate chain and the private key of this server.",
            ) from None
        asked = {"ssl_ca_certs": str(self.clients), "ssl_cert_reqs": ssl.CERT_REQUIRED} if self.clients else {}
        return {"ssl_certfile": str(self.certificate), "ssl_keyfile": str(self.key), **asked}


class Server(uvicorn.Server):
    """uvicorn's, which a signal stops: being stopped is how a service ends, and no interruption."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take both signals; uvicorn would raise them again once it has stopped."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {one: signal.signal(one, self.handle_exit) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 for any that is free. Raises TrothError where that cannot be."""
    try:
        (family, kind, proto, _, address), *_ = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
        )
        # It says TCP, as the loop turns off the waiting of small packets (Nagle) for such sockets alone.
        made = socket.socket(family, kind, proto)
    except (OSError, OverflowError) as error:
        raise _unheard(error, host, port) from None
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        made.close()
        raise _unheard(error, host, port) from None
    made.setblocking(False)
    return made


def _unheard(error: Exception, host: str, port: int) -> TrothError:
    what = error.strerror if isinstance(error, OSError) and error.strerror else "no such address"
    return TrothError(
        f"cannot listen there: {what}", where=f"{host}:{port}", remedy="Name another with --host or --port."
    )


def run(work: Coroutine[Any, Any, int]) -> int:
    """Run to its end, on uvloop where it is installed.

    Threads give way ten times as often as Python has them: what the model's thread has ready would wait for the loop.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    try:
        import uvloop
    except ImportError:  # it is not made for every system
        return asyncio.run(work)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def server_of(app: ASGIApp, *, tls: Tls | None = None) -> Server:
    """A server that is ready to serve on sockets that listen."""
    for name in ("uvicorn.error", "uvicorn.asgi", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [logging.NullHandler()], False  # what they say may quote a request
    config = uvicorn.Config(
        app,
        http=Guarded,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_keep_alive=IDLE_SECONDS,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=30,
        **({} if tls is None else tls.settings()),
    )
    return Server(config)
