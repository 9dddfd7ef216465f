"""What a log of decisions costs in SQLite and in PostgreSQL, side by side, and how long a failover takes.

The record's own path on both: decisions are made, hashed, signed under one head a group and flushed. In PostgreSQL by
one gateway and by two processes that take turns. A failover is a crash of the server under load (SIGQUIT: nothing is
written any more) and its start anew; how long callers waited for the next answer is told, and that nothing was lost.

    python -m benches postgres
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from tests.database import Server, running

from benches.gateway import flush
from troth.errors import RecordError
from troth.record import NewEntry, Record, Signer, Subject, digest, open_record, verify
from troth.serving import Callers

SIGNER = Signer.from_seed(bytes(range(32)))
ORIGIN = "example.org/bench/decisions"
GROUPS, TOGETHER = 300, 64
TAKES = 1_000
MANY = (Subject("request", digest(b"request")),)
Report = Callable[[str, str, str], None]


def run(report: Report) -> bool:
    """All of it; good where nothing that was acknowledged is lost, and the log is genuine."""
    with tempfile.TemporaryDirectory(prefix="troth-bench-", dir=Path(__file__).parent) as folder, running() as server:
        report("flush of the disk", f"p50 {flush():.2f} ms", "")
        places = {"SQLite": str(Path(folder) / "log.db"), "PostgreSQL": server.url("bench")}
        for name, place in places.items():
            for together in (1, TOGETHER):
                each, rate = appended(place, together)
                what = "one decision a group" if together == 1 else f"{together} decisions a group"
                report(f"{name}, {what}", f"{rate:,.0f}/s, p50 {each:.2f} ms a group", "")
        report("PostgreSQL, two writers, 64 a group", f"{two(places['PostgreSQL']):,.0f}/s together", "")
        report("rates, SQLite", f"{taken(Path(folder) / 'callers.db'):,.0f} takes/s", "")
        report("rates, PostgreSQL", f"{taken(server):,.0f} takes/s", "")
        waited, lost = failover(server)
        report("crash and start anew, until the next answer", f"{waited:.2f} s", "")
        report("acknowledged and lost", str(lost), "0")
        genuine = all(verify(place).genuine for place in (*places.values(), server.url("failover")))
        report("logs", "genuine" if genuine else "NOT GENUINE", "genuine")
    return genuine and not lost


def decisions(count: int) -> list[NewEntry]:
    return [NewEntry("sample", MANY, {"answer": "abusive", "number": number}) for number in range(count)]


def appended(place: str, together: int) -> tuple[float, float]:
    """Milliseconds a group takes, half of the time, and decisions a second."""
    times = []
    with open_record(place, SIGNER, origin=ORIGIN) as record:
        record.append_many(decisions(together))
        for _ in range(GROUPS):
            began = time.perf_counter()
            record.append_many(decisions(together))
            times.append(time.perf_counter() - began)
    return 1000 * sorted(times)[GROUPS // 2], GROUPS * together / sum(times)


WRITER = """
import sys, time
from benches.postgres import GROUPS, ORIGIN, SIGNER, TOGETHER, decisions
from troth.record import open_record
with open_record(sys.argv[1], SIGNER, origin=ORIGIN) as record:
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(GROUPS):
        record.append_many(decisions(TOGETHER))
"""


def two(place: str) -> float:
    """Decisions a second of two processes that take turns."""
    command = [sys.executable, "-c", WRITER, place]
    pair = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for one in pair:
        assert one.stdout is not None
        one.stdout.readline()
    began = time.perf_counter()
    for one in pair:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in pair:
        one.wait()
    return 2 * GROUPS * TOGETHER / (time.perf_counter() - began)


def taken(place: Path | Server) -> float:
    """How often a second a key's rate is asked."""
    from troth.record import parse_address

    callers = Callers(place if isinstance(place, Path) else parse_address(place.url("bench")), bytes(32))
    caller, _ = callers.add("bench", rate=(10**9, 1.0))
    began = time.perf_counter()
    for _ in range(TAKES):
        callers.take(caller, 1)
    seconds = time.perf_counter() - began
    callers.close()
    return TAKES / seconds


def failover(server: Server) -> tuple[float, int]:
    """Seconds in which nothing was acknowledged, most of them the server's; and how many entries were lost."""
    told: dict[int, str] = {}
    times: list[float] = []
    over = threading.Event()

    def work(record: Record) -> None:
        while not over.is_set():
            try:
                entries = record.append_many(decisions(4))
            except RecordError:
                time.sleep(0.02)
                continue
            times.append(time.monotonic())
            told.update({entry.index: entry.leaf_hash for entry in entries})

    with open_record(server.url("failover"), SIGNER, origin=ORIGIN) as record:
        threads = [threading.Thread(target=work, args=(record,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(2)
        crashed = time.monotonic()
        server.stop(signal.SIGQUIT)
        server.start()
        while not times or times[-1] < crashed + 0.5:
            time.sleep(0.05)
        over.set()
        for thread in threads:
            thread.join()
        kept = {entry.index: entry.leaf_hash for entry in record.entries()}
    gap = max(after - before for before, after in pairwise(times))
    return gap, len(told.items() - kept.items())
