"""`troth serve CHARTER --model REF`: the gateway before a model, until it is stopped."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from troth.cli import service
from troth.cli.chat_serve import serve_chat
from troth.cli.council_home import model_of, named_home, now, session_of
from troth.cli.terminal import say

if TYPE_CHECKING:
    import socket

    from troth.cli.session import Session
    from troth.models import FeatureColumn, Model
    from troth.serving import Gateway, Guard, Journal, Tls
    from troth.serving.chat import ChatGateway

LOOK_SECONDS = 1.0
FORGET_SECONDS = 3600.0
UNPERMITTED = "the record does not let this model be served any more"
UNREAD = "the record cannot be read now, so nothing says that this model may be served"


@click.command("serve")
@click.argument("charter", type=click.Path(path_type=Path))
@click.option(
    "--model",
    "reference",
    metavar="REF",
    help="A model; left out, the ONNX export of the one that was judged last, or "
    "the chat model that the charter names.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="The port; 0: any free.")
@click.option("--tls-certificate", type=click.Path(path_type=Path), help="The certificate chain, PEM; with --tls-key.")
@click.option("--tls-key", type=click.Path(path_type=Path), help="Its private key, PEM.")
@click.option("--tls-clients", type=click.Path(path_type=Path), help="Authorities whose clients are let in.")
@named_home
def command(
    charter: Path,
    reference: str | None,
    host: str,
    port: int,
    tls_certificate: Path | None,
    tls_key: Path | None,
    tls_clients: Path | None,
    home: Path | None,
) -> int:
    """Serve a model behind its CHARTER: contract, guards, and every decision recorded before its answer leaves.

    Only what the record permits is served, by the exact digests of charter, model and guards; when the permit ends or
    is revoked, nothing is answered any more. Of a chat model, which stays at its address (openai:http://HOST/v1; its
    key in TROTH_UPSTREAM_KEY), the digest is of address, name and settings: its bytes are not known. Who asks needs a
    key: `troth keys add`. Exit status: 0 stopped; 2 bad input; 4 no permit; 5 the home's record is not genuine.
    """
    from troth.serving import Tls, digest_of, guards_of, listening, run

    if (tls_certificate is None) != (tls_key is None) or (tls_clients is not None and tls_key is None):
        raise click.UsageError("--tls-certificate and --tls-key go together, and --tls-clients with them.")
    tls = None if tls_certificate is None or tls_key is None else Tls(tls_certificate, tls_key, tls_clients)
    if tls is not None:
        tls.settings()  # what is wrong with it is told before anything is recorded
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # a batch is answered on one processor, and as many batches at once
    session = session_of(charter, home)
    with session.record:
        guards = guards_of(session.charter)
        if session.charter.chat is not None:
            return serve_chat(session, reference, guards, (host, port), tls, (_look, _forget))
        service.check_servable(reference)
        if reference is None:
            reference = f"onnx:{session.home.model(model_of(session, None))}"
        model = service.open_model(session.charter, reference)
        columns = service.columns_of(session.charter, model, reference)
        exact = service.Exact(session.charter.digest, model.digest, digest_of(guards))
        service.demand(session, exact)
        with closing(listening(host, port)) as socket:
            with service.waited_turn(session.home.folder):
                permit = service.demand(session, exact)  # again: nobody else acts in this home now
                opened = service.open_decisions(session)
                begun = service.begin(session, exact, permit, opened)
            try:
                gateway = _gateway(session, exact, model, columns, guards, opened, begun.number)
                return run(_serve(session, exact, gateway, opened, socket, tls))
            finally:
                service.end(session, exact, opened, begun.entry)
                opened.close()


def _gateway(
    session: Session,
    exact: service.Exact,
    model: Model,
    columns: Sequence[FeatureColumn],
    guards: Sequence[Guard],
    opened: service.Opened,
    number: int,
) -> Gateway:
    """Everything put together."""
    from troth.serving import Batcher, Chain, Decisions, Gateway, Serves, contract_of

    charter = session.charter
    kept = opened.contents if charter.serving.keep.content == "sealed" else None
    serves = Serves(exact.charter, exact.model, model.labels, charter.task.abstain_below, charter.serving.notice)
    return Gateway(
        serves,
        contract_of(charter, model.labels, columns),
        Chain(tuple(guards)),
        Batcher(model),
        Decisions(opened.record, kept, number),
        opened.signer,
    )


async def _serve(
    session: Session,
    exact: service.Exact,
    gateway: Gateway,
    opened: service.Opened,
    socket: socket.socket,
    tls: Tls | None,
) -> int:
    """Run until a signal; look after the permit meanwhile."""
    from troth.record import load_or_create_salt
    from troth.serving import Application, Callers, Journal, server_of

    journal = Journal()
    callers = Callers(session.home.callers, load_or_create_salt(session.home.callers_key))
    if not any(caller.active(time.time()) for caller in callers.all()):
        say(f"nobody has a key yet: troth keys add {session.charter.path} NAME")
    await gateway.start()
    application = Application(gateway, callers, name=session.charter.name, journal=journal)
    looking = asyncio.create_task(_look(session, exact, gateway, journal))
    forgetting = asyncio.create_task(_forget(session, opened, journal))
    host, port, *_ = socket.getsockname()
    shown = f"[{host}]" if ":" in host else host
    say(f"serving {exact.model[:23]}… on {'http' if tls is None else 'https'}://{shown}:{port}")
    try:
        await server_of(application.asgi(), tls=tls).serve([socket])
    finally:
        for task in (looking, forgetting):
            task.cancel()
        await gateway.decisions.close()
        gateway.chain.close()
        gateway.batcher.close()
        callers.close()
    say("stopped")
    return 0


async def _look(session: Session, exact: service.Exact, gateway: Gateway | ChatGateway, journal: Journal) -> None:
    """Look whether the record still permits the service; where not, nothing is answered any more."""
    seen, ends, told = -1, "", False
    while True:
        try:
            size = await asyncio.to_thread(len, session.record)
            if size != seen or (ends and now() >= ends):
                permit = await asyncio.to_thread(service.permitted, session, exact)
                gateway.suspended = None if permit.granted else UNPERMITTED
                if not permit.granted and not told:
                    journal.write("suspended", why="permit")
                    await asyncio.to_thread(service.suspend, session, exact, permit.why)
                    told = True
                seen, ends = size, permit.until or ""
        except Exception as error:  # whatever it is: what cannot be read does not permit
            if gateway.suspended is None:
                journal.write("suspended", why="record")
                journal.defect(error)
            gateway.suspended, seen = gateway.suspended or UNREAD, -1
        await asyncio.sleep(LOOK_SECONDS)


async def _forget(session: Session, opened: service.Opened, journal: Journal) -> None:
    """Destroy what is kept for longer than the charter says, now and every hour."""
    from troth.cli.decisions import expired

    while opened.contents is not None:
        days = session.charter.serving.keep.days
        try:
            count = await asyncio.to_thread(expired, opened.record, opened.contents, days)
        except Exception as error:  # it is tried again in an hour
            journal.write("not-expired", why="record")
            journal.defect(error)
        else:
            if count:
                journal.write("expired", decisions=count)
        await asyncio.sleep(FORGET_SECONDS)
