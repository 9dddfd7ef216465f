"""What clauses and moved embeddings cost in time: an epoch on banking77's texts, plain, governed and adversarial.

The governed charter has a gap of accuracy between two groups drawn by chance and answers that are to stay when identity
terms are exchanged; the adversarial one `training: {adversarial: fgm}`. The three train on the same slice of the data,
in turn, several rounds of it. An epoch is timed from the end of the first to the end of the second, when the clauses'
side is at work, with its look at the validation split. Told is the median of the rounds' ratios; what counts is time on
the clock, so nothing else should run beside it.

    python -m benches.governed_speed
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from troth.data import Dataset, load
from troth.standard import Charter, read
from troth.training import precision, train

HERE = Path(__file__).parent
DATA = Path(os.environ.get("TROTH_DATA") or HERE / "../../shared/data").resolve()
SPLITS = {"train": 2000, "validation": 300, "test": 500}
ROUNDS, EPOCHS = 3, 4
KINDS = {
    "plain": ("", ""),
    "governed": (
        """fairness:
  - accuracy_difference(group=drawn) <= 0.02
  - counterfactual_consistency(of=identity_terms) >= 0.95
""",
        "",
    ),
    "adversarial": ("", ", adversarial: fgm"),
}
TARGETS = {"governed": 1.5, "adversarial": 2.2}
Times = tuple[float, float]


class EnoughError(Exception):
    """The second epoch is over."""


def run(report: Callable[[str, str, str], None]) -> bool:
    """Report an epoch's seconds and the ratios to the plain one; good where both are within their targets."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        tasks = made_in(folder)
        rounds = [{kind: epoch_of(kind, *tasks[kind], folder, turn) for kind in KINDS} for turn in range(ROUNDS)]
    wall, processor = (statistics.median(one["plain"][clock] for one in rounds) for clock in (0, 1))
    report("an epoch of 2,000 texts, plain", f"{wall:.1f} s on the clock, {processor:.1f} s of processors", "")
    good = True
    for kind, target in TARGETS.items():
        ratios = [statistics.median(one[kind][clock] / one["plain"][clock] for one in rounds) for clock in (0, 1)]
        told = f"{ratios[0]:.2f} times on the clock, {ratios[1]:.2f} times of processors"
        report(f"an epoch, {kind}", told, f"at most {target} times")
        good &= ratios[0] <= target
    return good


def made_in(folder: Path) -> dict[str, tuple[Charter, Dataset]]:
    """The three charters over the same files, by name."""
    dice = random.Random(20260101)
    with gzip.open(DATA / "banking77" / "train.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    dice.shuffle(rows)
    for name, size in SPLITS.items():
        part, rows = rows[:size], rows[size:]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["text", "category", "drawn"])
            writer.writerows([row["text"], row["category"], dice.choice("ab")] for row in part)
    return {kind: task_of(folder, kind) for kind in KINDS}


def task_of(folder: Path, kind: str) -> tuple[Charter, Dataset]:
    clauses, training = KINDS[kind]
    path = folder / f"{kind}.yaml"
    path.write_text(
        "charter: 1\nname: speed\ntask: {kind: text-classification}\nmodel: {base: minilm}\n"
        "data:\n  train: train.csv\n  validation: validation.csv\n  test: test.csv\n"
        "  columns: {text: text, label: category, groups: [drawn]}\n"
        f"performance:\n  - accuracy >= 0.5\n{clauses}training: {{epochs: {EPOCHS}{training}}}\n",
        encoding="utf-8",
    )
    charter = read(path)
    return charter, load(charter)


def epoch_of(kind: str, charter: Charter, dataset: Dataset, folder: Path, turn: int) -> Times:
    """Seconds of the second epoch, on the clock and of processors; all trainings with the choices of the first one."""
    work, ends = folder / f"{kind}-{turn}", list[Times]()
    choices = precision.kept(folder)
    if choices:
        precision.keep(work, choices)

    def progress(stage: str, done: int, total: int | None = None, note: str = "") -> None:
        if stage == "training" and total and done * EPOCHS % total == 0:
            ends.append((time.monotonic(), time.process_time()))
            if len(ends) == 2:
                raise EnoughError

    with contextlib.suppress(EnoughError):
        train(charter, dataset, folder=work / "model", work=work, seed=1, progress=progress)
    found = precision.kept(work)
    if not choices and found:
        precision.keep(folder, found)
    (clock, processor), (clock_then, processor_then) = ends
    return clock_then - clock, processor_then - processor
