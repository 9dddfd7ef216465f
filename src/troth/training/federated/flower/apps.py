"""The two apps that Flower runs: the rounds of the server, and a client's answer to one message."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

from flwr.app import Context, Message
from flwr.clientapp import ClientApp
from flwr.serverapp import Grid, ServerApp

from troth.errors import TrothError
from troth.training.federated.exchange import Letter
from troth.training.federated.flower.carrier import Carrier
from troth.training.federated.flower.messages import Unreadable, read, written
from troth.training.federated.flower.process import watch
from troth.training.federated.flower.relay import asked
from troth.training.federated.kept import DONE, FAILED

client_app = ClientApp()
server_app = ServerApp()


@client_app.query()  # type: ignore[untyped-decorator, unused-ignore]
def answer(message: Message, context: Context) -> Message:
    """What the client whose folder the node's configuration names answers; what it cannot is told, not raised."""
    try:
        letter = asked(Path(str(context.node_config["folder"])), read(message.content))
    except TrothError as error:
        letter = Letter("error", {"error": error.what})
    except Unreadable as error:
        letter = Letter("error", {"error": str(error)})
    return Message(written(letter), reply_to=message)


@server_app.main()  # type: ignore[untyped-decorator, unused-ignore]
def serve(grid: Grid, context: Context) -> None:
    """All rounds, in the work folder that the run's configuration names; how it ended is left there."""
    from troth.training.federated.heartbeat import beat
    from troth.training.federated.plan import Plan
    from troth.training.federated.rounds import Server

    work = Path(str(context.run_config["work"]))
    # Flower's own client of the SuperLink asks again for ever: once the training is gone, nobody else would end us.
    threading.Thread(target=watch, args=(os.getppid(),), daemon=True).start()
    beat(work)
    try:
        Server(Plan.read(work), work, Carrier(grid)).run()
    except TrothError as error:
        _tell(work, error.what, error.where, error.remedy)
    except Exception as error:
        _tell(work, f"a defect of Troth on the server's side: {type(error).__name__}: {error}", str(work), None)
        raise  # into Flower's log; the one who waits sees only what is in the folder
    else:
        (work / DONE).touch()


def _tell(work: Path, what: str, where: str | None, remedy: str | None) -> None:
    draft = work / (FAILED + ".new")
    draft.write_text(json.dumps({"what": what, "where": where, "remedy": remedy}), encoding="utf-8")
    draft.replace(work / FAILED)
