"""One table from the look of a reference to the adapter that opens it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from troth.models.interface import Model


def load(reference: str | Path, *, kind: str, labels: Sequence[str] | None = None) -> Model:
    """The model that `reference` names, ready to predict."""
    raise NotImplementedError
