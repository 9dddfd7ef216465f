"""Whole trainings of a tiny network, as tests of several kinds have them done."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest

from troth.training import Trained, checkpoint, train

QUICK = {"learning_rate": 0.003, "batch_tokens": 256}


def trained(task: Any, folder: Path, name: str = "one", seed: int = 7, **more: Any) -> Trained:
    """A task trained into `folder / name`, with precision and workers as if measured before."""
    charter, dataset = task
    work = folder / f"{name}-work"
    work.mkdir(exist_ok=True)
    (work / "choices.json").write_text('{"workers": 2, "threads": 1, "half": false}')
    return train(charter, dataset, folder=folder / name, work=work, seed=seed, **more)


def interrupted_at(task: Any, folder: Path, stop: int, where: str = "", at: str = ".", **more: Any) -> None:
    """A training that is sent SIGINT after so many steps, as by Ctrl-C.

    where: only in a stage whose name ends so. at: where in the work folder its checkpoint is.
    """

    def interrupt(stage: str, done: int, total: int | None = None, note: str = "") -> None:
        if done == stop and stage.endswith(where):
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        trained(task, folder, "broken", progress=interrupt, **more)
    assert not (folder / "broken").exists()
    assert (folder / "broken-work" / at / checkpoint.FILE).is_file()
