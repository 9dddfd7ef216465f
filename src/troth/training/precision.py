"""Choices that depend on the machine: how many workers, and whether bfloat16 is faster than float32; measured once,
then kept.

They are part of what decides the outcome, so they are written beside the checkpoints and used again by whoever goes on
from there.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FILE = "choices.json"
LONG_ENOUGH = 0.5  # seconds each precision is run for, after one run that warms up


@dataclass(frozen=True, slots=True)
class Choices:
    """workers: those that share a step. threads: of each. half: whether matrix products are in bfloat16."""

    workers: int
    threads: int
    half: bool


def chosen(settings: Mapping[str, Any]) -> Choices | None:
    """What a finished training chose, by its settings; None for a training that had nothing to choose."""
    try:
        return Choices(**settings["choices"])
    except (KeyError, TypeError):
        return None


def kept(work: Path) -> Choices | None:
    """What was chosen in `work` before, if anything."""
    try:
        return Choices(**json.loads((work / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def measure(work: Path, workers: int, threads: int, run: Callable[[bool], object]) -> Choices:
    """Take the faster precision and keep it in `work`; `run(half)` does what a step does, without moving anything."""
    seconds = {half: shortest(lambda half=half: run(half)) for half in (True, False)}  # type: ignore[misc]
    choices = Choices(workers, threads, half=seconds[True] < seconds[False])
    keep(work, choices)
    return choices


def keep(work: Path, choices: Choices) -> None:
    """Have whoever trains in `work` choose so."""
    work.mkdir(parents=True, exist_ok=True)
    (work / FILE).write_text(json.dumps(asdict(choices)) + "\n", encoding="utf-8")


def shortest(run: Callable[[], object]) -> float:
    """Seconds of the shortest of the runs that fit in LONG_ENOUGH: what other processes took is not ours."""
    run()
    least, until = float("inf"), time.monotonic() + LONG_ENOUGH
    while least == float("inf") or time.monotonic() < until:
        started = time.monotonic()
        run()
        least = min(least, time.monotonic() - started)
    return least
