"""Flower's processes on this machine: one SuperLink, a SuperNode for each client, and the run that they carry.

All of it listens on 127.0.0.1 alone, on ports that were free, without TLS, as nothing leaves the machine; it keeps what
it keeps in the training's work folder, and calls nobody: no telemetry, no search for updates, no installing.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from troth.errors import TrainingError
from troth.training.federated.flower.process import TRAINING
from troth.training.federated.flower.relay import forget_client

LOOPBACK = "127.0.0.1"
PATIENCE = 5.0  # seconds for a process to end in good order
START_WITHIN = 90.0  # seconds for the SuperLink to listen
QUIET: Mapping[str, str] = {
    "FLWR_TELEMETRY_ENABLED": "0",
    "FLWR_DISABLE_UPDATE_CHECK": "1",
    "FLWR_DISABLE_RUNTIME_DEPENDENCY_INSTALLATION": "1",
    "FLWR_SUPEREXEC_TASK_POLL_INTERVAL": "0.25",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
}
PROJECT = """[project]
name = "troth-federated"
version = "1.0.0"
license = "Apache-2.0"
dependencies = []

[tool.flwr.app]
publisher = "troth"

[tool.flwr.app.components]
serverapp = "troth_federated.app:server_app"
clientapp = "troth_federated.app:client_app"

[tool.flwr.app.config]
work = ""
"""
APP = """from troth.training.federated.flower.apps import client_app, server_app

__all__ = ["client_app", "server_app"]
"""
LINK = """[superlink]
default = "troth"

[superlink.troth]
address = "{address}"
insecure = true
"""


def check_installed() -> None:
    """Raises TrainingError where Flower is not installed."""
    if find_spec("flwr") is None:
        raise TrainingError(
            "training.federated needs flwr, which is not installed", remedy="pip install 'troth[federated]'"
        )


class Processes:
    """As a context: the SuperLink and a SuperNode for each folder of a client run; all end with it."""

    def __init__(self, work: Path, clients: Sequence[Path]) -> None:
        self._work, self._clients = work, clients
        self._home = work / "flower"
        self._address = ""
        self.link: subprocess.Popen[bytes] | None = None
        self.run: subprocess.Popen[bytes] | None = None
        self.nodes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Processes:
        check_installed()
        if {'"', "\\"} & set(str(self._work)):
            raise TrainingError(
                "Flower cannot be given a folder whose name holds quotation marks or backslashes",
                where=str(self._work),
                remedy="Name another place with --home FOLDER.",
            )
        try:
            self._start()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def check(self) -> None:
        """Raises TrainingError where the SuperLink is gone, or all SuperNodes are."""
        for name, processes in (("superlink", [self.link]), ("supernode-0", self.nodes)):
            if all(process is not None and process.poll() is not None for process in processes):
                raise self._failed(name)

    def _start(self) -> None:
        port, *others = _free_ports(1 + len(self._clients))
        self._address = f"{LOOPBACK}:{port}"
        (self._home / "app" / "troth_federated").mkdir(parents=True, exist_ok=True)
        (self._home / "config.toml").write_text(LINK.format(address=self._address), encoding="utf-8")
        (self._home / "app" / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
        (self._home / "app" / "troth_federated" / "__init__.py").write_text("", encoding="utf-8")
        (self._home / "app" / "troth_federated" / "app.py").write_text(APP, encoding="utf-8")
        here = ("--insecure", "--host", LOOPBACK, "--port")
        self.link = self._process(
            "superlink", "flower-superlink", *here, str(port), "--disable-runtime-dependency-installation"
        )
        self._listening(port)
        for number, (folder, own) in enumerate(zip(self._clients, others, strict=True)):
            config = ("--superlink", self._address, "--node-config", f'folder="{folder}"')
            self.nodes.append(
                self._process(f"supernode-{number}", "flower-supernode", *here, str(own), *config, client=folder)
            )
        self._submit()

    def _listening(self, port: int) -> None:
        until = time.monotonic() + START_WITHIN
        while True:
            with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
                return
            if time.monotonic() > until or (self.link and self.link.poll() is not None):
                raise self._failed("superlink")
            time.sleep(0.1)

    def _submit(self) -> None:
        """Have Flower run the two apps."""
        config = f'work="{self._work}"'
        command = (str(self._home / "app"), "troth", "--run-config", config, "--format", "json")
        self.run = self._process("run", "flwr", "run", *command)
        try:
            failed = self.run.wait(START_WITHIN)
        except subprocess.TimeoutExpired:
            raise self._failed("run") from None
        if failed:
            raise self._failed("run")

    def _process(self, log: str, command: str, *arguments: str, client: Path | None = None) -> subprocess.Popen[bytes]:
        """One process in a session of its own, so that an interrupt from the keyboard reaches us alone."""
        beside = Path(sys.executable).parent
        path = os.pathsep.join([str(beside), os.environ.get("PATH", os.defpath)])
        own = {"FLWR_HOME": str(self._home), "PATH": path, TRAINING: str(os.getpid())}
        environment = {**os.environ, **QUIET, **own}
        module = "troth.training.federated.flower.process"
        with (self._home / f"{log}.log").open("ab") as file:
            return subprocess.Popen(
                [sys.executable, "-m", module, str(os.getpid()), str(client or "-"), command, *arguments],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _end(self) -> None:
        """In good order first, then all at once with whatever they started."""
        processes = [*self.nodes, *(process for process in (self.run, self.link) if process)]
        for process in processes:
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + PATIENCE
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(until - time.monotonic(), 0.01))
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for folder in self._clients:
            forget_client(folder)

    def _failed(self, log: str) -> TrainingError:
        path = self._home / f"{log}.log"
        lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines() if path.is_file() else []
        return TrainingError(
            f"Flower's {log} did not start or ended: {lines[-1][:200] if lines else 'it said nothing'}",
            where=str(path),
            remedy="The file says more. What was finished is kept; the same command goes on.",
        )


def _free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on, all different."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind((LOOPBACK, 0))
        return [one.getsockname()[1] for one in sockets]
