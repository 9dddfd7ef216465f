"""A small charter with a clause on epsilon, and the parts of its training before the first step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from training import tiny
from troth.data import Dataset, load
from troth.standard import Charter, read
from troth.training.private.mechanism import Mechanism
from troth.training.private.start import Private, make_private
from troth.training.private.steps import PrivateSteps
from troth.training.setup import Setup, prepare, steps_for
from troth.training.workers import Workers


def private_task(
    folder: Path, base: Path, clause: str = "epsilon(delta=1e-5) <= 8", count: int = 240, **training: Any
) -> tuple[Charter, Dataset]:
    """A task of texts, or of words with `words=True`, under a clause on epsilon."""
    words = training.pop("words", False)
    (tiny.word_task if words else tiny.text_task)(folder, base, count, **training)
    path = folder / "charter.yaml"
    path.write_text(path.read_text() + f"privacy:\n  - {clause}\n")
    charter = read(path)
    return charter, load(charter)


@dataclass(frozen=True)
class Parts:
    setup: Setup
    private: Private
    workers: Workers

    def steps(self, **changes: Any) -> PrivateSteps:
        """The real steps, by a mechanism with some parts replaced."""
        found = steps_for(self.setup, self.workers, half=False)
        assert isinstance(found, PrivateSteps)
        found.mechanism = replace(self.private.mechanism, **changes)
        return found

    @property
    def mechanism(self) -> Mechanism:
        return self.private.mechanism


@contextmanager
def parts_of(task: tuple[Charter, Dataset], work: Path) -> Iterator[Parts]:
    charter, dataset = task
    setup = prepare(charter, dataset, seed=1)
    make_private(charter, dataset, setup, work)
    assert setup.private
    with Workers(2, 1) as workers:
        yield Parts(setup, setup.private, workers)
