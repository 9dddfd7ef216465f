"""The record at a million entries: durable appends a second, and verifying all of it.

Both figures are of the whole path: entries are made, hashed, stored and flushed under signed heads; verifying reads
every stored byte, parses every entry strictly, recomputes every hash of the tree and checks the database's integrity.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from troth.record import NewEntry, Signer, Subject, digest, open_record, verify

ENTRIES = int(os.environ.get("TROTH_BENCH_ENTRIES", "1000000"))
BATCH = 2_000
ACTS = 2_000
APPEND_TARGET, VERIFY_TARGET = 20_000, 60.0


def run(report: Callable[[str, str, str], None]) -> bool:
    """Measure, report each figure with its target, and say whether the targets are met."""
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as folder:
        path = Path(folder) / "record.db"
        rate = _append(path)
        report(f"append {ENTRIES:,} entries, durable, grouped", f"{rate:,.0f}/s", f">= {APPEND_TARGET:,}/s")
        report(f"append {ACTS:,} signed acts from 16 threads, durable", f"{_append_acts(path):,.0f}/s", "none set")
        report("size of the database", f"{path.stat().st_size / (ENTRIES + ACTS):.0f} bytes an entry", "none set")
        start = time.perf_counter()
        found = verify(path)
        seconds = time.perf_counter() - start
        report(f"verify all {found.entries:,} entries", f"{seconds:.1f} s", f"<= {VERIFY_TARGET:.0f} s")
        return bool(rate >= APPEND_TARGET and seconds <= VERIFY_TARGET and found.genuine)


def _append(path: Path) -> float:
    subject = (Subject("request", digest(b"request")),)
    with open_record(path, Signer.generate(), origin="example.org/bench") as record:
        start = time.perf_counter()
        for first in range(0, ENTRIES, BATCH):
            many = range(first, min(first + BATCH, ENTRIES))
            record.append_many(NewEntry("sample", subject, {"answer": "abusive", "number": number}) for number in many)
        seconds = time.perf_counter() - start
    return ENTRIES / seconds


def _append_acts(path: Path) -> float:
    signer = Signer.generate()
    with open_record(path.with_name("acts.db"), signer, origin="example.org/acts") as record:

        def work() -> None:
            for number in range(ACTS // 16):
                record.append("note", [], {"number": number})

        threads = [threading.Thread(target=work) for _ in range(16)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return (ACTS // 16 * 16) / (time.perf_counter() - start)


if __name__ == "__main__":
    raise SystemExit(not run(lambda *row: print(" | ".join(row))))
