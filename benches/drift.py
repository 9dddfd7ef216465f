"""Watching a service: how soon a change is found, how often one is called where there is none, and what it costs.

A classifier of news (AG News: TF-IDF, logistic regression) stands for the model; its inputs are told as a gateway tells
them: the nearest of 16 centroids of 64 dimensions, and a conformal p-value of the angle to it. What is strange are
reviews in Chinese, of which no word is known, or, harder to tell, questions to a bank. The pool of held-out rows is the
population: reference and streams are drawn from it alike, ten requests a second, watched by three lines of drift with
0.01 false alarms a year each.

    python -m benches drift
"""

from __future__ import annotations

import csv
import gzip
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from troth.monitoring import Decided, Monitor, Reference, read_reference, reference_of
from troth.monitoring.decided import Batch
from troth.monitoring.drift import ConfidenceDrift, InputDrift, OutputDrift
from troth.monitoring.part import Found, Part
from troth.monitoring.quality import Expected
from troth.monitoring.source import Rows, Source
from troth.record import NewEntry, load_or_create_key, open_record
from troth.standard import read

DATA = Path(os.environ.get("TROTH_DATA", Path(__file__).parents[2] / "shared" / "data"))
LABELS = ("world", "sports", "business", "science")
TAUGHT, ROWS, CELLS, ALARMS, A_SECOND = 5_000, 5_000, 16, 0.01, 10.0
STREAMS, LONG, DELAYS, MOST_DELAY, MOST_OFF = 300, 100_000, 50, 1_000, 0.03
NEAR = "of questions to a bank"
STRANGE = (
    (NEAR, "banking77/test.csv.gz", "text"),
    ("of reviews in Chinese", "zh_reviews/waimai_10k.csv.gz", "review"),
)
"""What is strange, nearer to the usual and farther from it."""
MODEL = "sha256:" + "a" * 64
Report = Callable[[str, str, str], None]
Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows as a gateway would tell them. distance: to the nearest centroid, as an angle."""

    probabilities: Floats
    truths: np.ndarray[Any, np.dtype[np.int64]]
    cells: np.ndarray[Any, np.dtype[np.int64]]
    distance: Floats

    def take(self, rows: Any) -> Asked:
        return Asked(self.probabilities[rows], self.truths[rows], self.cells[rows], self.distance[rows])


def run(report: Report) -> bool:
    """All of it; good where every target is reached."""
    ask, pool, held = learned()
    usual = ask(*pool)
    shortened = ask([" ".join(text.split()[:12]) for text in pool[0]], pool[1])
    draw = np.random.default_rng(0)
    frozen, far = reference(usual.take(draw.integers(0, len(usual.truths), ROWS)))
    worst = 0
    for words, name, column in STRANGE:
        mixed = Mixed(frozen, far, usual, ask(*strangers(name, column)))
        for before in (0, 20_000):
            found = delay(mixed, before)
            figures = f"median {int(np.median(found))}, longest {max(found)} of {DELAYS}"
            target = "" if words == NEAR else f"{MOST_DELAY}"
            report(f"a tenth {words}, after {before:,}: requests until found", figures, target)
            worst = max(worst, max(found) if target else 0)
    frogs = [first(mixed, np.linspace(0, 0.1, LONG), seed) for seed in range(10)]
    report(
        "strange inputs that creep from none to a tenth over 100,000",
        f"found at {100 * max(frogs) / LONG:.1f} % of these at the latest of 10",
        "found",
    )
    began = time.process_time()
    wrong = sum(first(mixed, np.zeros(LONG), 10_000 + seed) < LONG for seed in range(STREAMS))
    cost = 1e6 * (time.process_time() - began) / STREAMS / LONG
    report("streams without a change in which one was called", f"{wrong} of {STREAMS} of {LONG:,}", "0")
    off = accuracies(report, usual, shortened)
    report("three lines of drift, of a decision", f"{cost:.1f} µs", "")
    reading, whole = from_a_log(mixed, frozen)
    report("eight lines, of a decision, from a log", f"{whole:.0f} µs, {reading:.0f} of it to read the log", "")
    return worst <= MOST_DELAY and wrong == 0 and max(frogs) < LONG and off <= MOST_OFF and held > 0.5


def learned() -> tuple[Callable[..., Asked], tuple[list[str], list[int]], float]:
    """What asks the model, the held-out texts with their labels, and how many of them it answers rightly."""
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts, labels = news("train_8k.csv.gz")
    more, others = news("test.csv.gz")
    words = TfidfVectorizer(sublinear_tf=True, min_df=2)
    features = words.fit_transform(texts[:TAUGHT])
    flat = TruncatedSVD(64, random_state=0).fit(features)
    known = unit(flat.transform(features))
    model = LogisticRegression(C=5.0, max_iter=400).fit(features, labels[:TAUGHT])
    cells = KMeans(CELLS, n_init=1, random_state=0).fit(known)

    def ask(asked: Sequence[str], truths: Sequence[int]) -> Asked:
        given = words.transform(asked)
        rows = unit(flat.transform(given))
        like = rows @ unit(cells.cluster_centers_).T
        return Asked(model.predict_proba(given), np.array(truths), like.argmax(axis=1), 1 - like.max(axis=1))

    pool = texts[TAUGHT:] + more, labels[TAUGHT:] + others
    held = ask(*pool)
    return ask, pool, float((held.probabilities.argmax(axis=1) == held.truths).mean())


def unit(rows: Floats) -> Floats:
    """Of length 1; what has no length stays as it is."""
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def news(name: str) -> tuple[list[str], list[int]]:
    with gzip.open(DATA / "ag_news" / name, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    order = np.random.default_rng(3).permutation(len(rows))  # they stand label by label
    return [rows[n]["content"] for n in order], [int(rows[n]["label"]) - 1 for n in order]


def strangers(name: str, column: str) -> tuple[list[str], list[int]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8", newline="") as file:
        texts = [row[column] for row in csv.DictReader(file)][:3_000]
    return texts, [-1] * len(texts)


def reference(rows: Asked) -> tuple[Reference, Callable[[Floats], Floats]]:
    """The frozen reference of rows, and the p-values of distances against them."""
    count = len(rows.truths)
    document = {
        "format": 1,
        "charter": "sha256:" + "0" * 64,
        "model": MODEL,
        "predictions": reference_of(rows.probabilities, rows.truths, LABELS),
        "inputs": {"rows": count, "cells": (np.bincount(rows.cells, minlength=CELLS) / count).tolist()},
    }
    ordered = np.sort(rows.distance)
    return read_reference(document), lambda far: (1 + count - np.searchsorted(ordered, far)) / (count + 1)


def told(rows: Asked, far: Floats) -> list[dict[str, Any]]:
    """As a gateway logs them."""
    return [
        {
            "outcome": "answered",
            "label": LABELS[int(row.argmax())],
            "probability": round(float(row.max()), 4),
            "seen": {"far": float(each), "cell": int(cell)},
            "ms": 1.0,
        }
        for row, each, cell in zip(rows.probabilities, far, rows.cells, strict=True)
    ]


class Mixed:
    """Streams of usual and strange requests, as the numbers that each line is watched by."""

    def __init__(self, frozen: Reference, far: Callable[[Floats], Floats], usual: Asked, strange: Asked) -> None:
        assert frozen.predictions is not None
        assert frozen.inputs is not None
        sources: list[Source] = [
            InputDrift(frozen.inputs, 0.0, far=True),
            OutputDrift(frozen.predictions, 0.0),
            ConfidenceDrift(frozen.predictions, 0.0),
        ]
        self.usual, self.told = (
            len(usual.truths),
            told(usual, far(usual.distance)) + told(strange, far(strange.distance)),
        )
        batch = Batch([Decided(number, 0.0, one) for number, one in enumerate(self.told)])
        self._rows = [next(iter(source.decisions(batch))) for source in sources]

    def chosen(self, draw: np.random.Generator, strange: Floats) -> Any:
        """Which rows come, by the share of strange ones at each time."""
        rows = draw.integers(0, self.usual, len(strange))
        odd = draw.random(len(strange)) < strange
        return np.where(odd, draw.integers(self.usual, len(self.told), len(strange)), rows)

    def lines(self, chosen: Any) -> Iterator[Rows]:
        number = np.arange(len(chosen))
        for rows in self._rows:
            yield Rows("", rows.norm, rows.values[chosen], number, number / A_SECOND)


def first(mixed: Mixed, strange: Floats, seed: int) -> int:
    """The request at which any line finds a change; their number where none does."""
    chosen = mixed.chosen(np.random.default_rng(seed), strange)
    found: list[Found] = []
    for rows in mixed.lines(chosen):
        found += Part("", rows.norm, ALARMS, 0.95).take(rows)
    return min((one.until for one in found), default=len(strange))


def delay(mixed: Mixed, before: int) -> list[int]:
    """Requests until a tenth of strange ones is found, stream by stream."""
    strange = np.concatenate([np.zeros(before), np.full(5_000, 0.1)])
    return [first(mixed, strange, seed) - before + 1 for seed in range(DELAYS)]


def accuracies(report: Report, usual: Asked, shortened: Asked) -> float:
    """How far the estimate of accuracy without labels lies from the truth; of rows the reference has not."""
    draw, worst = np.random.default_rng(7), 0.0
    order = draw.permutation(len(usual.truths))
    frozen, far = reference(usual.take(order[:ROWS]))
    assert frozen.predictions is not None
    others = order[ROWS:]
    skewed = others[draw.random(len(others)) < np.array([0.9, 0.1, 0.5, 0.9])[usual.truths[others]]]
    for words, rows in (
        ("as the reference", usual.take(others)),
        ("other labels", usual.take(skewed)),
        ("their first 12 words", shortened.take(others)),
    ):
        expected = Expected(frozen.predictions.calibration, 0.5, 0.95)
        decided = Batch([Decided(n, n / A_SECOND, one) for n, one in enumerate(told(rows, far(rows.distance)))])
        list(expected.decisions(decided))
        estimate = expected.estimate()
        assert estimate is not None
        truth = float((rows.probabilities.argmax(axis=1) == rows.truths).mean())
        worst = max(worst, abs(estimate[0] - truth))
        figures = f"{estimate[0]:.3f} ({estimate[1]:.3f} to {estimate[2]:.3f}), truly {truth:.3f}"
        report(f"accuracy without labels, {words}", figures, f"off by {MOST_OFF}")
    return worst


CHARTER = """\
charter: 1
name: bench
task: {kind: text-classification, output: {labels: [world, sports, business, science]}}
model: {base: minilm}
data: {train: train.csv, columns: {text: text, label: label}}
performance: [accuracy >= 0.5]
monitoring:
  - drift(of=input), false alarms 0.01 a year -> alert
  - drift(of=output), false alarms 0.01 a year -> alert
  - drift(of=confidence), false alarms 0.01 a year -> alert
  - accuracy >= 0.5 -> alert
  - guard_rate <= 0.1 -> alert
  - abstention_rate <= 0.1 -> alert
  - p99_ms <= 50 -> alert
  - unusual_callers, false alarms 0.1 a year -> alert
"""


def from_a_log(mixed: Mixed, frozen: Reference, count: int = 50_000) -> tuple[float, float]:
    """Microseconds of a decision: to read it from a log, and with eight lines to watch it."""
    chosen = mixed.chosen(np.random.default_rng(1), np.zeros(count))
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent) as folder:
        (Path(folder) / "charter.yaml").write_text(CHARTER, encoding="utf-8")
        charter = read(Path(folder) / "charter.yaml")
        with open_record(Path(folder) / "log.db", load_or_create_key(Path(folder) / "log.pem")) as record:
            served = {"charter": charter.digest, "model": MODEL, "guards": "sha256:" + "b" * 64}
            record.append_many([NewEntry("service", (), served)])
            must = {"service": 0, "content": "00" * 16, "input": "d" * 64, "answer": "e" * 64}
            made = [NewEntry("decision", (), {**must, **mixed.told[row], "caller": f"c{row % 7}"}) for row in chosen]
            for start in range(0, count, 2_000):
                record.append_many(made[start : start + 2_000])
            began = time.process_time()
            every = list(record.entries())
            reading = time.process_time() - began
            monitor = Monitor(charter, references=lambda model: frozen, find=record.entry)
            monitor.take(every)
            watched = time.process_time() - began
    return 1e6 * reading / count, 1e6 * watched / count
