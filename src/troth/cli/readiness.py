"""What is refused before anything is recorded, or an opening of the test set is spent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from troth.cli.session import Session
from troth.errors import DataError, ModelError

if TYPE_CHECKING:
    from troth.data import Dataset
    from troth.models import Inputs, Model

REHEARSED = 8  # validation rows that a model answers before the test set is opened: enough to see that it can


def check_ready(dataset: Dataset, model: Model | None = None) -> None:
    """Refuse what would fail anyway, before anything is recorded or an opening of the test set is spent.

    A model answers a few validation rows; one of stored answers says whether it has as many as there are test rows.
    """
    if not len(dataset.test):
        raise DataError("the test split has no rows", remedy="Name a test file with rows, or leave data.test out.")
    if model is not None:
        _rehearse(model, dataset)


def _rehearse(model: Model, dataset: Dataset) -> None:
    from troth.audit import joined

    check = getattr(joined(model, dataset.test), "check", None)  # see models.Checkable
    if check is not None:
        check(dataset.test.inputs())
        return
    documents = dataset.validation.documents()
    few = None if documents is None else documents[:REHEARSED].tolist()
    model.predict(_first(dataset.validation.inputs()), documents=few)


def _first(inputs: Inputs) -> Inputs:
    if isinstance(inputs, Mapping):
        return {name: column[:REHEARSED] for name, column in inputs.items()}
    return inputs[:REHEARSED]


def check_origin(session: Session, model: Model, dataset: Dataset) -> None:
    """Refuse a model of this home that was trained on another split of the data the test rows were split off.

    Its training rows may be test rows now, and answers known by heart would count as right ones.
    """
    if not any(step.what == "split" and step.details.get("off") == "test" for step in dataset.lineage):
        return
    trainings = [entry for entry in session.record.entries("trained") if entry.predicate.get("model") == model.digest]
    if trainings and all(entry.predicate.get("data") != dataset.digest for entry in trainings):
        raise ModelError(
            f"this model was trained on another split of the data (entry {trainings[0].index}): "
            "some of these test rows may be rows it was trained on",
            where=model.describe().name,
            remedy="Train again with `troth run`, or name a file of test rows as data.test.",
        )
