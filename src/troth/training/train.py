"""The main function of the room: which trainer a task goes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from troth.data import Dataset
from troth.errors import TrainingError
from troth.progress import Progress, silent
from troth.standard import Charter
from troth.training import precision
from troth.training.lock import Lock
from troth.training.values import JSON, Trained


def train(
    charter: Charter,
    dataset: Dataset,
    *,
    folder: Path,
    work: Path,
    seed: int,
    settings: Mapping[str, JSON] | None = None,
    progress: Progress = silent,
    told: Callable[[Mapping[str, Any]], None] = lambda _: None,
) -> Trained:
    """Train what the charter asks for and leave the model at `folder`.

    work: holds checkpoints; calling again with the same charter, dataset and seed goes on from them. settings: those of
    a finished training of the same three: what it chose for its machine is taken again, so that the same model comes
    out. told: is given the account of every round of a federated training, and again when called again. Raises
    TrainingError, also when another training is at work there; after an interrupt, KeyboardInterrupt, with everything
    kept.
    """
    try:
        if dataset.kind == "tabular-classification":
            from troth.training.tabular import train as chosen
        elif charter.training.federated is not None:
            from troth.training.federated.train import train as federated

            chosen = partial(federated, told=told)
        else:
            from troth.training.neural import train as chosen
    except ImportError as error:
        raise TrainingError(
            f"training needs {error.name}, which is not installed", remedy="pip install 'troth[train]'"
        ) from None
    choices = precision.chosen(settings or {})
    with Lock(work):
        if choices is not None:
            precision.keep(work, choices)
        return chosen(charter, dataset, folder=folder, work=work, seed=seed, progress=progress)
