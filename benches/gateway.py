"""The gateway before MiniLM on banking77, int8: what it costs, how soon it answers, what it leaves of the model's rate.

The model is one that Troth trained on the charter of banking77, found in `benches/work` or beside it, or trained
there. It is audited and served under a charter of this bench, by `troth serve` in a process of its own; requests come
from another process on the same processors. Guards, model and disk are told by the gateway itself (Server-Timing).

    python -m benches gateway
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benches._served import place
from benches.int8 import NAMES, SHARED, train, trained

QUICK, NAMED, P50, P99, KEPT = 0.3, 3.0, 10.0, 40.0, 0.8
TEXTS = 500
CHARTER = """\
charter: 1
name: gateway-bench
task: {{kind: text-classification}}
model: {{base: minilm}}
data:
  train: {data}/banking77/train.csv.gz
  test: {data}/banking77/test.csv.gz
  columns: {{text: text, label: category}}
performance: [accuracy >= 0.80]
serving:
  guards: [limits, personal_data, rules]
  personal_data: {{names: {names}}}
  rules: {{refuse: ["(?i)ignore (all|any) previous instructions", "(?i)build a bomb"]}}
"""
Report = Callable[[str, str, str], None]


def run(report: Report) -> bool:
    """All of it; good where every target is reached."""
    model = trained().get(NAMES[1]) or train(NAMES[1])
    texts = banking()
    report("flush of the disk", f"p50 {flush():.2f} ms", "")
    with serving(model, names=False) as ask:
        ask(1, 300, 0, texts)
        one = ask(1, 2_000, 0, texts)["ms"]
        steady = ask(64, 15_000, 500, texts)
        crowd = ask(64, 10_000, 0, texts)
        lots = ask(16, 400, 0, texts, together=32)
    with serving(model, names=True) as ask:
        ask(1, 300, 0, texts)
        named = ask(1, 2_000, 0, texts)["ms"]
    raw = alone(model, texts)
    whole = steady["ms"]["all"]
    done = [
        tell(report, "guards, without classifiers", one["guards"], QUICK),
        tell(report, "guards, with names", named["guards"], NAMED),
    ]
    report("gateway's own part, one caller", said(one["overhead"]), "")
    report("at 500 requests a second, whole", f"{said(whole)}, {steady['rate']:.0f}/s", f"p50 {P50}, p99 {P99} ms")
    for part in ("guards", "model", "commit"):
        report(f"at 500 requests a second, {part}", said(steady["ms"][part]), "")
    share, together = crowd["rate"] / raw, 32 * lots["rate"] / raw
    report(
        "requests of one text, of the model's own rate", f"{share:.2f} ({crowd['rate']:.0f} of {raw:.0f}/s)", f"{KEPT}"
    )
    report("requests of 32 texts, of the model's own rate", f"{together:.2f}", "")
    good = all({"200"} == set(each["statuses"]) for each in (steady, crowd, lots))
    report("answered", "all" if good else str([each["statuses"] for each in (steady, crowd, lots)]), "all")
    return all(done) and whole["p50"] <= P50 and whole["p99"] <= P99 and share >= KEPT and good


def tell(report: Report, what: str, times: dict[str, float], most: float) -> bool:
    report(what, said(times), f"p50 {most} ms")
    return times["p50"] <= most


def said(times: dict[str, float]) -> str:
    return f"p50 {times['p50']:.3f} ms, p99 {times['p99']:.3f} ms"


def banking() -> list[str]:
    with gzip.open(SHARED / "banking77" / "test.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)][:TEXTS]


def flush() -> float:
    """Milliseconds that the disk takes to keep a page, half of the time."""
    times = []
    with tempfile.NamedTemporaryFile(dir=Path(__file__).parent) as file:
        for _ in range(200):
            file.write(b"x" * 4096)
            began = time.perf_counter()
            file.flush()
            os.fsync(file.fileno())
            times.append(1000 * (time.perf_counter() - began))
    return sorted(times)[len(times) // 2]


def alone(model: Path, texts: list[str]) -> float:
    """Texts a second that the model answers by itself at its best: sizes of batches, on all processors or one each."""
    program = [sys.executable, "-c", ALONE, str(model / "model.int8.onnx")]
    rates = []
    for threads in (1, len(os.sched_getaffinity(0))):
        environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
        done = subprocess.run(
            program, input=json.dumps(texts), capture_output=True, text=True, check=True, env=environment
        )
        rates.append(float(done.stdout))
    return max(rates)


ALONE = """
import json, os, sys, threading, time
from troth.models import load
model, texts = load("onnx:" + sys.argv[1], kind="text-classification"), json.load(sys.stdin)
most = len(os.sched_getaffinity(0)) if os.environ["OMP_NUM_THREADS"] == "1" else 1
def work(size):
    for start in range(0, len(texts), size):
        model.predict(texts[start : start + size])
best = 0.0
for size in (2, 4, 8, 16, 64):
    for _ in range(2):
        threads = [threading.Thread(target=work, args=(size,)) for _ in range(most)]
        began = time.perf_counter()
        for each in threads: each.start()
        for each in threads: each.join()
        best = max(best, most * len(texts) / (time.perf_counter() - began))
print(best)
"""


@contextmanager
def serving(model: Path, *, names: bool) -> Iterator[Callable[..., Any]]:
    """A function that asks a gateway that runs."""
    with place(model, CHARTER.format(data=SHARED, names=str(names).lower())) as here:
        url = here.start()

        def ask(connections: int, requests: int, rate: float, texts: list[str], together: int = 1) -> Any:
            bodies = [[{"text": one} for one in texts[at : at + together]] for at in range(0, len(texts), together)]
            program = [sys.executable, "-m", "benches._load", url, here.key, str(connections), str(requests), str(rate)]
            made = json.dumps(bodies)
            done = subprocess.run(program, input=made, capture_output=True, text=True, check=True)
            return json.loads(done.stdout)

        yield ask
