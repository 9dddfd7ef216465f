"""Keys: whose they are, until when, and how much they may ask, over several processes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from database import Server
from troth.errors import DataError, RecordError
from troth.record import Address, parse_address
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


Opening = Callable[..., Callers]


@pytest.fixture
def opened(store: Callable[[str], Path | Address]) -> Iterator[Opening]:
    """A function that opens the keys of the test's store, as another process would."""
    with ExitStack() as held:
        yield lambda **given: held.enter_context(closing(Callers(store("callers.db"), SECRET, **given)))


@pytest.fixture
def callers(opened: Opening, clock: Clock) -> Callers:
    return opened(clock=clock)


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


def test_a_revoked_key_is_refused_by_other_processes_within_seconds(opened: Opening) -> None:
    one, other = opened(), opened()
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
from troth.record import is_address, parse_address
from troth.serving import Callers
place = parse_address(sys.argv[1]) if is_address(sys.argv[1]) else Path(sys.argv[1])
callers = Callers(place, bytes(range(32)))
caller = next(one for one in callers.all() if one.id == sys.argv[2])
print(sum(callers.take(caller, 1) == 0 for _ in range(200)))
"""


def test_what_many_processes_take_together_is_exactly_what_there_is(
    store: Callable[[str], Path | Address], opened: Opening
) -> None:
    place = store("callers.db")
    caller, _ = opened().add("ann", rate=(300, 86_400.0))
    where = f"{place.url}&schema={place.schema}" if isinstance(place, Address) else str(place)
    command = [sys.executable, "-c", PROGRAM, where, caller.id]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    taken = sum(int(one.communicate(timeout=120)[0]) for one in running)
    assert taken == 300


def test_where_machines_share_a_rate_the_time_is_the_databases(postgres: Server) -> None:
    place = parse_address(postgres.url("clocks"))
    with closing(Callers(place, SECRET)) as callers, closing(Callers(place, SECRET)) as slow:
        slow._clock = lambda: 0.0  # a machine whose clock stands at 1970
        caller, _ = callers.add("ann", rate=(2, 86_400.0))
        assert [slow.take(caller, 1), callers.take(caller, 1)] == [0.0, 0.0]
        assert 43_000 < slow.take(caller, 1) <= 43_200
        assert 43_000 < callers.take(caller, 1) <= 43_200


def test_a_store_belongs_to_one_secret(postgres: Server) -> None:
    place = parse_address(postgres.url("owned"))
    Callers(place, SECRET).close()
    with pytest.raises(RecordError, match="secret of another home"):
        Callers(place, bytes(32))
