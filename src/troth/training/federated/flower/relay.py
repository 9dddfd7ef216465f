"""Between the process that Flower starts for a message and the one that keeps a client's network: a socket in a file.

Flower runs an app anew for each message; to open a network anew for each would take longer than to learn. So the
process of a client's SuperNode keeps the client too, and the app passes letters on. They go as safetensors with JSON
beside the arrays: nothing is unpickled here either.
"""

from __future__ import annotations

import json
import socket
import tempfile
import threading
from pathlib import Path
from typing import Any

from safetensors.numpy import load, save

from troth.errors import TrainingError, TrothError
from troth.training.federated.exchange import Fact, Letter

SOCKET = "socket"  # in a client's folder: where the socket is, as its own path may be too long for one
LENGTH = 8  # bytes that say how long a frame's header or body is
LONGEST = 2**32


def packed(letter: Letter) -> bytes:
    """A letter as bytes."""
    facts = {name: _plain(value) for name, value in letter.facts.items()}
    header = json.dumps({"about": letter.about, "facts": facts}).encode()
    return len(header).to_bytes(LENGTH) + header + save(dict(letter.arrays))


def unpacked(data: bytes) -> Letter:
    """The letter of bytes that `packed` made."""
    start = LENGTH + int.from_bytes(data[:LENGTH])
    said = json.loads(data[LENGTH:start])
    return Letter(said["about"], {name: _whole(value) for name, value in said["facts"].items()}, load(data[start:]))


def asked(folder: Path, letter: Letter) -> Letter:
    """What the client of a folder answers. Raises TrainingError where its process is gone."""
    try:
        place = (folder / SOCKET).read_text(encoding="utf-8")
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.connect(place)
            _send(connection, packed(letter))
            return unpacked(_received(connection))
    except (OSError, EOFError) as error:
        raise TrainingError(f"the client's process does not answer ({error})", where=str(folder)) from None


def keep_client(folder: Path) -> None:
    """Begin to answer for the client of a folder, one letter after the other, in a thread of this process."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    place = Path(tempfile.mkdtemp(prefix="troth-")) / SOCKET
    server.bind(str(place))
    place.chmod(0o600)
    server.listen()
    (folder / SOCKET).write_text(str(place), encoding="utf-8")
    threading.Thread(target=_answering, args=(server, folder), daemon=True).start()


def forget_client(folder: Path) -> None:
    """Remove the socket of a client that has ended, however it ended."""
    try:
        place = Path((folder / SOCKET).read_text(encoding="utf-8"))
        place.unlink(missing_ok=True)
        place.parent.rmdir()
    except OSError:
        return


def _answering(server: socket.socket, folder: Path) -> None:
    from troth.training.federated.client import Client
    from troth.training.federated.station import Station

    client = Client(Station.open(folder))
    while True:
        connection, _ = server.accept()
        with connection:
            try:
                letter = client.answer(unpacked(_received(connection)))
            except TrothError as error:
                letter = Letter("error", {"error": error.what})
            except Exception as error:  # else the server would wait for as long as a round may take
                letter = Letter("error", {"error": f"{type(error).__name__}: {error}"})
            try:
                _send(connection, packed(letter))
            except OSError:  # who asked has given up, as the round has ended
                continue


def _send(connection: socket.socket, data: bytes) -> None:
    connection.sendall(len(data).to_bytes(LENGTH) + data)


def _received(connection: socket.socket) -> bytes:
    length = int.from_bytes(_exactly(connection, LENGTH))
    if length > LONGEST:
        raise EOFError("a frame that is too long")
    return _exactly(connection, length)


def _exactly(connection: socket.socket, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        more = connection.recv(min(count - len(data), 1 << 20))
        if not more:
            raise EOFError("it ended in the middle of a letter")
        data += more
    return bytes(data)


def _plain(value: Fact) -> Any:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    return [_plain(one) for one in value] if isinstance(value, (list, tuple)) else value


def _whole(value: Any) -> Fact:
    if isinstance(value, dict):
        return bytes.fromhex(value["hex"])
    return [_whole(one) for one in value] if isinstance(value, list) else value
