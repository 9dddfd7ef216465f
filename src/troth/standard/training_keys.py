"""What keys of a charter's `training` need of each other, and of the rest of the charter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from troth.standard.shapes import place_of
from troth.standard.tree import Faults, Node

TABLE = "tabular-classification"

Conflict = tuple[tuple[str, ...], str, str]
"""Where under `training`, what is wrong, and how to mend it."""


def check_training(root: Node, values: Mapping[str, Any], faults: Faults) -> None:
    """Note what does not go together."""
    training, task = values.get("training"), values.get("task")
    if not isinstance(training, dict) or not isinstance(task, dict):
        return
    for keys, what, remedy in _ensemble(training, task.get("kind")):
        faults.add(place_of(root, "training", *keys), what, remedy)


def _ensemble(training: Mapping[str, Any], kind: str | None) -> Iterator[Conflict]:
    if not training.get("ensemble"):
        return
    place = ("ensemble",)
    if kind == TABLE:
        yield place, "the models of a table's training answer together already", "Leave ensemble out."
    elif "federated" in training:
        yield place, "a federated training has no ensemble", "Leave ensemble out, or federated."
    elif training.get("repeats", 1) < 2:
        yield place, "one training alone is no ensemble", "Ask for several: repeats: 3, ensemble: true."
