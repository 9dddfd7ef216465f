"""A way to a database that can be cut while a COMMIT is on it: before it arrives, or before its answer does."""

from __future__ import annotations

import socket
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Literal


class Proxy:
    """Hands on what comes over a socket in its own folder. cut: once, at the next COMMIT."""

    def __init__(self, server: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="way-"))
        self.cut: Literal["before", "after"] | None = None
        self._to = str(server / ".s.PGSQL.5432")
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self.folder / ".s.PGSQL.5432"))
        self._listening.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._to)
                threading.Thread(target=self._carry, args=(client, server, True), daemon=True).start()
                threading.Thread(target=self._carry, args=(server, client, False), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, asking: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                cut, self.cut = (self.cut, None) if asking and b"COMMIT\x00" in data else (None, self.cut)
                if cut == "after":
                    source.shutdown(socket.SHUT_RDWR)  # nobody hears the answer
                if cut != "before":
                    target.sendall(data)
                if cut:
                    break
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)
        source.close()  # each end is the source of one thread
