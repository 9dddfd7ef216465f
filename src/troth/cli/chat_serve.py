"""`troth serve` of a chat model: the gateway before an address, permitted, put together and run as every gateway is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from troth.cli import service
from troth.cli.chat import digest_told, upstream_of
from troth.cli.terminal import say

if TYPE_CHECKING:
    import socket

    from troth.cli.session import Session
    from troth.serving import Guard, Journal, Tls
    from troth.serving.chat import ChatGateway

UNKNOWN = "which model answers there nothing shows: its address, its name and what the charter fixes are permitted"

Look = Callable[["Session", service.Exact, "ChatGateway", "Journal"], Coroutine[None, None, None]]
Forget = Callable[["Session", service.Opened, "Journal"], Coroutine[None, None, None]]


def serve_chat(
    session: Session,
    reference: str | None,
    guards: Sequence[Guard],
    address: tuple[str, int],
    tls: Tls | None,
    beside: tuple[Look, Forget],
) -> int:
    """Serve the chat model of a session's charter until a signal. beside: what looks after the permit, and what
    forgets, while it is served. Raises Refused where the record does not permit it.
    """
    from troth.serving import digest_of, listening, run

    exact = service.Exact(session.charter.digest, digest_told(session.charter, reference), digest_of(guards))
    service.demand(session, exact)
    with closing(listening(*address)) as socket:
        with service.waited_turn(session.home.folder):
            permit = service.demand(session, exact)  # again: nobody else acts in this home now
            opened = service.open_decisions(session)
            begun = service.begin(session, exact, permit, opened)
        try:
            gateway = _gateway(session, exact, guards, opened, begun.number)
            return run(_serve(session, exact, gateway, opened, socket, tls, beside))
        finally:
            service.end(session, exact, opened, begun.entry)
            opened.close()


def _gateway(
    session: Session, exact: service.Exact, guards: Sequence[Guard], opened: service.Opened, number: int
) -> ChatGateway:
    """Everything put together."""
    from troth.serving import Chain, Decisions
    from troth.serving.chat import ChatGateway, ChatServes, chat_contract_of

    charter = session.charter
    kept = opened.contents if charter.serving.keep.content == "sealed" else None
    return ChatGateway(
        ChatServes(exact.charter, exact.model, charter.name, charter.serving.notice),
        chat_contract_of(charter),
        Chain(tuple(guards)),
        upstream_of(charter, None),
        Decisions(opened.record, kept, number),
        opened.signer,
    )


async def _serve(
    session: Session,
    exact: service.Exact,
    gateway: ChatGateway,
    opened: service.Opened,
    socket: socket.socket,
    tls: Tls | None,
    beside: tuple[Look, Forget],
) -> int:
    """Run until a signal."""
    from troth.record import load_or_create_salt
    from troth.serving import Callers, Journal, server_of
    from troth.serving.chat import ChatApplication

    journal = Journal()
    callers = Callers(session.home.callers, load_or_create_salt(session.home.callers_key))
    if not any(caller.active(time.time()) for caller in callers.all()):
        say(f"nobody has a key yet: troth keys add {session.charter.path} NAME")
    application = ChatApplication(gateway, callers, journal=journal)
    look, forget = beside
    tasks = [
        asyncio.create_task(look(session, exact, gateway, journal)),
        asyncio.create_task(forget(session, opened, journal)),
    ]
    host, port, *_ = socket.getsockname()
    shown = f"[{host}]" if ":" in host else host
    say(UNKNOWN)
    say(f"serving {exact.model[:23]}… on {'http' if tls is None else 'https'}://{shown}:{port}")
    try:
        await server_of(application.asgi(), tls=tls).serve([socket])
    finally:
        for task in tasks:
            task.cancel()
        await gateway.decisions.close()
        await gateway.close()
        callers.close()
    say("stopped")
    return 0
