"""Curves of a training, where the charter asks for them: TensorBoard, Weights & Biases, MLflow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from troth.errors import TrainingError


class Curve(Protocol):
    """A place that values are written to."""

    def write(self, values: Mapping[str, float], step: int) -> None:
        """Values by name, after `step` steps."""

    def close(self) -> None:
        """Nothing more will come."""


class TensorBoard:
    """Event files in a folder."""

    def __init__(self, name: str, work: Path, settings: Mapping[str, Any]) -> None:
        self._writer = import_module("torch.utils.tensorboard").SummaryWriter(str(work / "tensorboard"))

    def write(self, values: Mapping[str, float], step: int) -> None:
        """See Curve."""
        for name, value in values.items():
            self._writer.add_scalar(name, value, step)

    def close(self) -> None:
        """See Curve."""
        self._writer.close()


class WeightsAndBiases:
    """A run of Weights & Biases, as the environment has it set up (WANDB_MODE=offline keeps it here)."""

    def __init__(self, name: str, work: Path, settings: Mapping[str, Any]) -> None:
        self._run = import_module("wandb").init(project="troth", name=name, dir=str(work), config=dict(settings))

    def write(self, values: Mapping[str, float], step: int) -> None:
        """See Curve."""
        self._run.log(dict(values), step=step)

    def close(self) -> None:
        """See Curve."""
        self._run.finish()


class MLflow:
    """A run of MLflow at the tracking address of the environment, or in a folder here."""

    def __init__(self, name: str, work: Path, settings: Mapping[str, Any]) -> None:
        self._mlflow = import_module("mlflow")
        self._mlflow.set_experiment("troth")
        self._mlflow.start_run(run_name=name)
        self._mlflow.log_params(dict(settings))

    def write(self, values: Mapping[str, float], step: int) -> None:
        """See Curve."""
        self._mlflow.log_metrics(dict(values), step=step)

    def close(self) -> None:
        """See Curve."""
        self._mlflow.end_run()


PLACES: Mapping[str, Callable[[str, Path, Mapping[str, Any]], Curve]] = {
    "tensorboard": TensorBoard,
    "wandb": WeightsAndBiases,
    "mlflow": MLflow,
}


def check_places(places: tuple[str, ...]) -> None:
    """Raises TrainingError where the package of a place that the charter names is not installed."""
    for package in places:
        if find_spec(package) is None:
            raise TrainingError(
                f"training.log_to asks for {package}, which is not installed",
                remedy=f"pip install 'troth[{package}]', or take it out of training.log_to.",
            )


def open_curves(places: tuple[str, ...], name: str, work: Path, settings: Mapping[str, Any]) -> list[Curve]:
    """A curve for each place that the charter names. Raises TrainingError where its package is not installed."""
    check_places(places)
    work.mkdir(parents=True, exist_ok=True)
    return [PLACES[place](name, work, settings) for place in places]
