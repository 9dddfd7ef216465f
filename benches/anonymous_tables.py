"""Adult made 10-anonymous, counted again by other means, beside anonypy's Mondrian; and a million rows.

Loss is counted here, for both by the same lines, from the classes alone: of numbers the range by the column's, of
categories the values less one by the column's less one, the mean over all cells. anonypy runs in an environment of its
own, whose Python TROTH_BENCH_PEER names (`pip install anonypy "pandas<3"`).
"""

from __future__ import annotations

import gzip
import os
import subprocess
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from troth.data.anonymity import Demand, generalise

K = 10
QUASI = ["age", "sex", "race", "native-country", "education"]
PLACES = {"age": 0, "education": 3, "race": 8, "sex": 9, "native-country": 13, "income": 14}
SECONDS, MILLION_SECONDS = 10.0, 120.0
PEER = os.environ.get("TROTH_BENCH_PEER", "")
PROGRAM = """
import sys
import pandas
from anonypy.mondrian import Mondrian
frame = pandas.read_csv(sys.argv[1], keep_default_na=False)
quasi = sys.argv[3].split(",")
for name in quasi:
    if name != "age":
        frame[name] = frame[name].astype("category")
parts = Mondrian(frame, quasi, "income").partition(int(sys.argv[4]))
numbers = pandas.Series(-1, index=frame.index)
for number, rows in enumerate(parts):
    numbers[rows] = number
numbers.to_csv(sys.argv[2], index=False, header=False)
"""


def run(report: Callable[[str, str, str], None]) -> bool:
    """Measure, report each figure with its target, and say whether the targets are met."""
    adult = read_adult()
    start = time.perf_counter()
    made = generalise(adult, QUASI, Demand(K))
    seconds = time.perf_counter() - start
    cells = list(made.frame.select(QUASI).iter_rows())
    counts, own = Counter(cells), loss(adult, cells)
    smallest = min(counts.values())
    report(f"smallest class of {adult.height:,} rows of Adult, counted again", str(smallest), f">= {K}")
    report("time", f"{seconds:.1f} s", f"<= {SECONDS:.0f} s")
    report("loss as the program tells it", f"{made.loss.generalised:.4f}", f"{own:.4f}, as counted here")
    good = smallest >= K and seconds <= SECONDS and abs(own - made.loss.generalised) < 1e-9
    good &= _beside_peer(adult, own, counts, report)
    return good & _million(adult, report)


def read_adult() -> pl.DataFrame:
    """Both files of Adult, the columns that are looked at."""
    folder, rows = Path(os.environ["TROTH_DATA"]) / "adult", []
    for name in ("adult.data.gz", "adult.test.gz"):
        with gzip.open(folder / name, "rt", encoding="utf-8") as file:
            cells = ([cell.strip().rstrip(".") for cell in line.split(",")] for line in file)
            rows += [[line[place] for place in PLACES.values()] for line in cells if len(line) == 15]
    return pl.DataFrame(rows, schema=list(PLACES), orient="row").with_columns(pl.col("age").cast(pl.Int64))


def loss(frame: pl.DataFrame, classes: Sequence[Hashable]) -> float:
    """The mean loss of a cell where rows of one class become alike."""
    found = 0.0
    for name in QUASI:
        values = frame[name].to_list()
        inside: dict[Hashable, set[object]] = defaultdict(set)
        for number, value in zip(classes, values, strict=True):
            inside[number].add(value)
        spread = _spread(set(values))
        lost = {number: _spread(own) / spread for number, own in inside.items()}
        found += sum(lost[number] for number in classes) / len(values)
    return found / len(QUASI)


def _spread(values: set[object]) -> float:
    numbers = [value for value in values if isinstance(value, int)]
    return float(max(numbers) - min(numbers)) if numbers else len(values) - 1


def _beside_peer(
    adult: pl.DataFrame, own: float, counts: Counter[tuple[object, ...]], report: Callable[[str, str, str], None]
) -> bool:
    if not PEER:
        report("loss beside anonypy", "not measured: TROTH_BENCH_PEER names no Python that has it", "no worse")
        return False
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as name:
        source, target = Path(name) / "adult.csv", Path(name) / "classes.csv"
        adult.write_csv(source)
        start = time.perf_counter()
        command = [PEER, "-W", "ignore", "-c", PROGRAM, str(source), str(target), ",".join(QUASI), str(K)]
        subprocess.run(command, check=True, env={"PATH": os.environ["PATH"]})
        seconds = time.perf_counter() - start
        classes = target.read_text().split()
    peer, peers = loss(adult, classes), Counter(classes)
    report("loss, beside anonypy's", f"{own:.4f} / {peer:.4f}", "no worse")
    squares = [sum(size * size for size in each.values()) for each in (counts, peers)]
    report("discernibility, beside anonypy's", f"{squares[0]:,} / {squares[1]:,}", "none set")
    report("classes, beside anonypy's", f"{len(counts):,} / {len(peers):,}", "none set")
    report("smallest class and time of anonypy", f"{min(peers.values())}, {seconds:.0f} s", "none set")
    return own <= peer


def _million(adult: pl.DataFrame, report: Callable[[str, str, str], None]) -> bool:
    """Rows drawn from Adult, each age moved by a fraction of a year, so that hardly two rows are alike."""
    draw = np.random.default_rng(1)
    rows = adult[draw.integers(adult.height, size=1_000_000)]
    rows = rows.with_columns(pl.col("age") + pl.Series(draw.random(rows.height)))
    start = time.perf_counter()
    made = generalise(rows, QUASI, Demand(K))
    seconds = time.perf_counter() - start
    smallest = min(Counter(made.frame.select(QUASI).iter_rows()).values())
    report("time of 1,000,000 rows that differ", f"{seconds:.0f} s", f"<= {MILLION_SECONDS:.0f} s")
    report("their smallest class, counted again", str(smallest), f">= {K}")
    return seconds <= MILLION_SECONDS and smallest >= K


if __name__ == "__main__":
    raise SystemExit(not run(lambda *row: print(" | ".join(row), flush=True)))
