"""Whole federated trainings of a tiny network, on Flower's SuperLink and SuperNodes in processes of their own."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from training import tiny
from training.federated.made import federated_task
from training.trainings import trained
from troth.data import load
from troth.errors import TrainingError
from troth.standard import read
from troth.training.federated.flower.processes import Processes
from troth.training.federated.kept import finished

pytest.importorskip("flwr")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.make_base(tmp_path_factory.mktemp("base"))


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Processes]:
    """The processes of each training that begins, to be looked at or killed from outside."""
    found: list[Processes] = []
    enter = Processes.__enter__

    def entered(processes: Processes) -> Processes:
        found.append(processes)
        return enter(processes)

    monkeypatch.setattr(Processes, "__enter__", entered)
    return found


def test_it_learns_on_flower_and_leaves_a_model(tmp_path: Path, base: Path, begun: list[Processes]) -> None:
    told: list[Any] = []
    foreign: set[str] = set()
    watcher = threading.Thread(target=_watch_sockets, args=(begun, foreign, told), daemon=True)
    watcher.start()
    made = trained(federated_task(tmp_path, base, clients=3), tmp_path, told=told.append)
    assert [account["round"] for account in told] == [0, 1, 2]
    assert all(account["taken"] == [0, 1, 2] for account in told)
    assert made.history[-1].validation["accuracy"] > 0.9
    assert (made.path / "model.safetensors").is_file()
    assert (made.path / "model.onnx").is_file()
    assert made.settings["federated"]["clients"] == 3
    assert any("Trained among 3 clients, rounds: 2" in note for note in made.notes)
    assert not foreign
    assert not _alive(begun[0])


def test_two_killed_in_the_middle_of_a_round_do_not_keep_it_from_its_end(
    tmp_path: Path, base: Path, begun: list[Processes]
) -> None:
    told: list[Any] = []

    def kill(account: Any) -> None:
        told.append(account)
        if account["round"] == 0:  # the next has been asked for, or is about to be
            for node in begun[0].nodes[:2]:
                os.kill(node.pid, signal.SIGKILL)

    made = trained(federated_task(tmp_path, base, clients=4, rounds=1, quorum=2), tmp_path, told=kill)
    assert len(made.history) == 2
    assert told[0]["taken"] == [0, 1, 2, 3]
    assert set(told[1]["taken"]) >= {2, 3}


def test_an_interrupt_ends_all_processes_and_keeps_what_was_done(
    tmp_path: Path, base: Path, begun: list[Processes]
) -> None:
    def interrupt(account: Any) -> None:
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        trained(federated_task(tmp_path, base, clients=2), tmp_path, told=interrupt)
    assert not _alive(begun[0])
    assert not _with_children([os.getpid()]) & {node.pid for node in begun[0].nodes}
    until = time.monotonic() + 30
    while (left := _about(tmp_path)) and time.monotonic() < until:
        time.sleep(0.2)
    assert not left
    assert [account["round"] for account in finished(tmp_path / "one-work")][:1] == [0]
    assert not (tmp_path / "one").exists()


def test_without_flower_it_says_what_to_install(tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "flwr", None)
    with pytest.raises(TrainingError, match=r"needs flwr.*\n.*troth\[federated\]"):
        trained(federated_task(tmp_path, base), tmp_path)


def test_a_clause_on_single_rows_is_refused(tmp_path: Path, base: Path) -> None:
    federated_task(tmp_path, base)
    path = tmp_path / "charter.yaml"
    path.write_text(path.read_text() + "privacy:\n  - epsilon(delta=1e-5) <= 8\n")
    charter = read(path)
    with pytest.raises(TrainingError, match="about whole clients"):
        trained((charter, load(charter)), tmp_path)


def _watch_sockets(begun: list[Processes], foreign: set[str], told: list[Any]) -> None:
    """Note every address beyond loopback that a process of the training is connected to or listens on."""
    until = time.monotonic() + 600
    while time.monotonic() < until and len(told) < 3:
        for processes in begun:
            roots = [node.pid for node in processes.nodes] + ([processes.link.pid] if processes.link else [])
            for pid in _with_children(roots):
                foreign |= {
                    address
                    for address in _addresses(pid)
                    if not address.startswith(("127.", "0.0.0.0:0", "::1:", ":::0"))
                }
        time.sleep(0.2)


def _with_children(roots: list[int]) -> set[int]:
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    found = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _addresses(pid: int) -> set[str]:
    """Both ends of every TCP socket that a process has open."""
    try:
        links = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]
        tables = [Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    except OSError:
        return set()
    rows = [line.split() for table in tables for line in table]
    inodes = {link[8:-1] for link in links if link.startswith("socket:")}
    return {_readable(end) for row in rows if row[9] in inodes for end in row[1:3]}


def _readable(end: str) -> str:
    """As `127.0.0.1:80`; the kernel writes addresses of both kinds in words of four bytes, the last byte first."""
    address, port = end.split(":")
    words = [bytes.fromhex(address[start : start + 8])[::-1] for start in range(0, len(address), 8)]
    found = ip_address(b"".join(words))
    return f"{getattr(found, 'ipv4_mapped', None) or found}:{int(port, 16)}"


@pytest.mark.parametrize(
    ("end", "address"),
    [
        ("0100007F:0050", "127.0.0.1:80"),
        ("0000000000000000FFFF00000100007F:0050", "127.0.0.1:80"),
        ("B80D01200000000000000000010000FF:0050", "2001:db8::ff00:1:80"),
    ],
)
def test_addresses_of_both_kinds_are_read(end: str, address: str) -> None:
    assert _readable(end) == address


def _about(folder: Path) -> list[str]:
    """Processes of Flower's whose home is in a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"FLWR_HOME={folder}".encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found


def _alive(processes: Processes) -> list[int]:
    return [each.pid for each in (*processes.nodes, processes.link) if each is not None and each.poll() is None]
