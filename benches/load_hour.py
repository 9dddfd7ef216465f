"""The gateway at sixty per cent of its peak for an hour: memory stays flat, times stay steady, no decision is lost.

    python -m benches load_hour

TROTH_LOAD_MINUTES sets another length: memory is compared with that after the first sixth of it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benches._served import place
from benches.gateway import CHARTER, banking
from benches.int8 import NAMES, SHARED, train, trained

MINUTES = int(os.environ.get("TROTH_LOAD_MINUTES", "60"))
SHARE, CONNECTIONS, GROWTH, STEADY = 0.6, 32, 0.02, 1.5
Report = Callable[[str, str, str], None]


def run(report: Report) -> bool:
    """Minute by minute; good where memory, times and the log are as they should be."""
    from troth.record import open_record, verify

    model = trained().get(NAMES[1]) or train(NAMES[1])
    with place(model, CHARTER.format(data=SHARED, names="false")) as here:
        url = here.start()
        assert here.process is not None
        ask(url, here.key, 1_000, 0)
        peak = float(ask(url, here.key, 4_000, 0)["rate"])
        rate = SHARE * peak
        sent, memory, slow, statuses = 5_000, [], [], dict[str, int]()
        for _ in range(MINUTES):
            told = ask(url, here.key, int(60 * rate), rate)
            sent += int(60 * rate)
            memory.append(resident(here.process.pid))
            slow.append(float(told["ms"]["all"]["p99"]))
            for status, count in told["statuses"].items():
                statuses[status] = statuses.get(status, 0) + count
        here.stop()
        with open_record(here.log) as record:
            kept = sum(1 for _ in record.entries("decision"))
        genuine = verify(here.log).genuine
    warm = max(1, MINUTES // 6)
    grown = max(memory[warm:]) / memory[warm - 1] - 1
    half = max(1, len(slow) // 2)
    early, late = sorted(slow[:half])[half // 2], sorted(slow[-half:])[half // 2]
    report("load", f"{rate:.0f} of {peak:.0f} requests a second for {MINUTES} min", f"{SHARE:.0%}")
    report("memory after the first sixth", f"{memory[warm - 1]:.0f} MB, then {grown:+.1%}", f"<= {GROWTH:.0%}")
    report("p99, first and second half", f"{early:.1f} ms, {late:.1f} ms", f"within {STEADY}x")
    report("answers and decisions", f"{sum(statuses.values()) + 5_000:,} {statuses}, {kept:,} on record", "all")
    report("log genuine", str(genuine), "True")
    return grown <= GROWTH and late <= STEADY * early and kept == sent and genuine and set(statuses) == {"200"}


def ask(url: str, key: str, requests: int, rate: float) -> dict[str, dict[str, dict[str, float]]]:
    bodies = json.dumps([[{"text": one}] for one in banking()])
    program = [sys.executable, "-m", "benches._load", url, key, str(CONNECTIONS), str(requests), str(rate)]
    done = subprocess.run(program, input=bodies, capture_output=True, text=True, check=True)
    told: dict[str, dict[str, dict[str, float]]] = json.loads(done.stdout)
    return told


def resident(process: int) -> float:
    """Megabytes that a process holds."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
