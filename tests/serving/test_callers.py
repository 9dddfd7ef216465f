"""Keys: whose they are, until when, and how much they may ask, over several processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from troth.errors import DataError
from troth.serving import Callers

SECRET = bytes(range(32))


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def callers(tmp_path: Path, clock: Clock) -> Callers:
    return Callers(tmp_path / "callers.db", SECRET, clock=clock)


def test_a_key_is_known_by_all_of_it(callers: Callers, tmp_path: Path) -> None:
    caller, key = callers.add("ann")
    assert callers.known(key) == caller
    assert callers.known(key[:-1] + ("A" if key[-1] != "A" else "B")) is None
    assert callers.known(key.upper()) is None
    assert callers.known(key + "x") is None
    assert callers.known("") is None
    secret = key.rpartition("_")[2].encode() if key.count("_") == 2 else key[15:].encode()
    assert all(secret not in path.read_bytes() for path in tmp_path.iterdir())


def test_a_key_ends(callers: Callers, clock: Clock) -> None:
    _, key = callers.add("ann", expires=clock.now + 10)
    assert callers.known(key) is not None
    clock.now += 10
    assert callers.known(key) is None


def test_a_revoked_key_is_refused_by_other_processes_within_seconds(tmp_path: Path) -> None:
    import time

    one, other = (Callers(tmp_path / "callers.db", SECRET) for _ in range(2))
    caller, key = one.add("ann")
    assert other.known(key) is not None
    one.revoke(caller.id)
    assert one.known(key) is None
    for _ in range(50):
        if other.known(key) is None:
            break
        time.sleep(0.1)
    assert other.known(key) is None
    with pytest.raises(DataError, match="revoked already"):
        one.revoke(caller.id)
    with pytest.raises(DataError, match="no such key"):
        one.revoke("aaaaaaaa")


def test_a_rate_gives_all_at_once_and_then_evenly(callers: Callers, clock: Clock) -> None:
    caller, _ = callers.add("ann", rate=(10, 100.0))
    assert [callers.take(caller, 1) for _ in range(10)] == [0.0] * 10
    assert callers.take(caller, 1) == pytest.approx(10.0)
    clock.now += 9.999
    assert callers.take(caller, 1) > 0
    clock.now += 0.002
    assert callers.take(caller, 1) == 0
    assert callers.take(caller, 1) > 9
    clock.now += 1_000
    assert callers.take(caller, 10) == 0
    assert callers.take(caller, 11) == float("inf")


def test_without_a_rate_as_much_as_comes(callers: Callers) -> None:
    caller, _ = callers.add("ann")
    assert all(callers.take(caller, 1_000) == 0 for _ in range(100))


def test_a_key_has_a_role(callers: Callers) -> None:
    with pytest.raises(DataError, match="one role or more"):
        callers.add("ann", frozenset())
    with pytest.raises(DataError, match="one role or more"):
        callers.add("ann", frozenset(("root",)))  # type: ignore[arg-type]


PROGRAM = """
import sys
from pathlib import Path
from troth.serving import Callers
callers = Callers(Path(sys.argv[1]), bytes(range(32)))
caller = next(one for one in callers.all() if one.id == sys.argv[2])
print(sum(callers.take(caller, 1) == 0 for _ in range(200)))
"""


def test_what_many_processes_take_together_is_exactly_what_there_is(tmp_path: Path) -> None:
    callers = Callers(tmp_path / "callers.db", SECRET)
    caller, _ = callers.add("ann", rate=(300, 86_400.0))
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "callers.db"), caller.id]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    taken = sum(int(one.communicate(timeout=120)[0]) for one in running)
    assert taken == 300
