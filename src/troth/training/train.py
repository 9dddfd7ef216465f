"""The main function of the room: which trainer a task goes to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from troth.data import Dataset
from troth.errors import TrainingError
from troth.progress import Progress, silent
from troth.standard import Charter
from troth.training import precision
from troth.training.lock import Lock
from troth.training.updating.older import Older
from troth.training.values import JSON, Trained


def train(
    charter: Charter,
    dataset: Dataset,
    *,
    folder: Path,
    work: Path,
    seed: int,
    settings: Mapping[str, JSON] | None = None,
    older: Older | None = None,
    progress: Progress = silent,
) -> Trained:
    """Train what the charter asks for and leave the model at `folder`.

    work: holds checkpoints; calling again with the same charter, dataset and seed goes on from them. settings: those of
    a finished training of the same three: what it chose for its machine is taken again, so that the same model comes
    out. older: the release that the training starts from, where it is an update. Raises TrainingError, also when
    another training is at work there; after an interrupt, KeyboardInterrupt, with everything kept.
    """
    try:
        if dataset.kind == "tabular-classification":
            from troth.training.tabular import train as chosen
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
        start = {"older": older} if older else {}
        return chosen(charter, dataset, folder=folder, work=work, seed=seed, progress=progress, **start)
