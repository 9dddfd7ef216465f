"""A clause on size: banking77 with at most half of the weights, and without.

Both models are trained with the default settings and judged on the test file; then each answers it five times, on
torch and on its ONNX export, and the shortest time counts. REPEATS trainings of each side (1); the first are timed. A
run that was interrupted goes on; a finished one is judged again.

    REPEATS=3 python -m benches pruned_texts
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from typing import Any

import polars as pl

from benches._judged import again, judged, repeats, told
from troth.models import load

HERE = Path(__file__).parent
LIMIT, LOSS, TIMES = 11_300_000, 0.015, 5  # MiniLM has 22.6 million weights
TEST = (HERE / "../../shared/data/banking77/test.csv.gz").resolve()


def run(report: Callable[[str, str, str], None]) -> bool:
    """Report weights, accuracy and speed of both; good where the half is gone for little, and answers come sooner."""
    sides = [[figures(number, pruned=pruned) for number in repeats()] for pruned in (False, True)]
    sizes = [max(one["parameters"] for one in side) for side in sides]
    accuracy = [[one["accuracy"] for one in side] for side in sides]
    whole, half = (side[0] for side in sides)
    report("weights", f"{sizes[0] / 1e6:.1f} to {sizes[1] / 1e6:.1f} million", f"at most {LIMIT / 1e6:.1f}")
    report("accuracy", f"{told(accuracy[0])} whole, {told(accuracy[1])} pruned", f"down by at most {LOSS}")
    texts = pl.read_csv(TEST)["text"].to_list()
    gains = {}
    for runtime in ("", "onnx:"):
        seconds = [shortest(f"{runtime}{document['folder']}", texts) for document in (whole, half)]
        gains[runtime] = seconds[0] / seconds[1]
        name = "ONNX Runtime" if runtime else "torch"
        report(
            f"seconds for {len(texts):,} texts on {name}",
            f"{seconds[0]:.1f} to {seconds[1]:.1f}: {gains[runtime]:.2f}x",
            "> 1x",
        )
    return sizes[1] <= LIMIT and mean(accuracy[0]) - mean(accuracy[1]) <= LOSS and min(gains.values()) > 1


def figures(number: int, *, pruned: bool) -> dict[str, Any]:
    """The clauses' estimates of one training by measure, and the model's folder."""
    text = (HERE / "banking77" / "charter.yaml").read_text(encoding="utf-8")
    text = text.replace("../../../shared/data", str((HERE / "../../shared/data").resolve()))
    limit = LIMIT if pruned else 100_000_000
    folder = HERE / "work" / "pruned" / f"{number}-{'half' if pruned else 'whole'}"
    return judged(folder, again(f"{text.rstrip()}\n  - parameters <= {limit}\n", number))


def shortest(reference: str, texts: list[str]) -> float:
    """Seconds of the shortest of several passes over the texts."""
    model = load(reference, kind="text-classification", labels=None)
    model.predict(texts[:100])
    seconds = []
    for _ in range(TIMES):
        started = time.monotonic()
        model.predict(texts)
        seconds.append(time.monotonic() - started)
    return min(seconds)
