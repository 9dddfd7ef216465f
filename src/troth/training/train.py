"""The main functions of the room: which trainer a task goes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from troth.data import Dataset
from troth.errors import TrainingError
from troth.progress import Progress, silent
from troth.standard import TABLE, Charter
from troth.training import precision
from troth.training.constraints.frontier import Frontier
from troth.training.lock import Lock
from troth.training.preflight import check_frontier, check_training
from troth.training.updating.older import Older
from troth.training.values import JSON, Trained, Watch


def frontier(charter: Charter, dataset: Dataset, *, seed: int, progress: Progress = silent) -> Frontier:
    """What each fairness clause of a table's charter costs at other limits, from one training that leaves no model.

    Raises TrainingError where there is none that it can obey, and KeyboardInterrupt when interrupted.
    """
    check_training(charter, dataset)
    check_frontier(charter, dataset)
    try:
        from troth.training.tabular import frontier as drawn
    except ImportError as error:
        _refuse(error)
    return drawn(charter, dataset, seed=seed, progress=progress)


def train(
    charter: Charter,
    dataset: Dataset,
    *,
    folder: Path,
    work: Path,
    seed: int,
    settings: Mapping[str, JSON] | None = None,
    older: Older | None = None,
    members: Sequence[Path] = (),
    progress: Progress = silent,
    watch: Watch | None = None,
    told: Callable[[Mapping[str, Any]], None] = lambda _: None,
) -> Trained:
    """Train what the charter asks for and leave the model at `folder`.

    work: holds checkpoints; calling again with the same charter, dataset and seed goes on from them. settings: those of
    a finished training of the same three: what it chose for its machine is taken again, so that the same model comes
    out. older: the release that the training starts from, where it is an update. members: model folders of other
    trainings of the same charter, whose answers together are imitated; of texts and words only. watch: told how a
    training of texts or words goes, and may stop it. told: is given the account of every round of a federated training,
    and again when called again. Raises TrainingError, also when another training is at work there; after an interrupt,
    KeyboardInterrupt, with everything kept.
    """
    check_training(charter, dataset, updating=older is not None, searching=watch is not None)
    chosen: Callable[..., Trained]
    try:
        if dataset.kind == TABLE:
            from troth.training.tabular import train as chosen
        elif charter.training.federated is not None:
            from troth.training.federated.train import train as of_clients

            chosen = partial(of_clients, told=told)
        else:
            from troth.training.neural import train as of_network

            chosen = partial(of_network, older=older, members=members, watch=watch)
    except ImportError as error:
        _refuse(error)
    choices = precision.chosen(settings or {})
    with Lock(work):
        if choices is not None:
            precision.keep(work, choices)
        return chosen(charter, dataset, folder=folder, work=work, seed=seed, progress=progress)


def _refuse(error: ImportError) -> NoReturn:
    raise TrainingError(
        f"training needs {error.name}, which is not installed", remedy="pip install 'troth[train]'"
    ) from None
