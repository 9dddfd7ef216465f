"""From a charter to its dataset: read, settle, split, check."""

from __future__ import annotations

from collections.abc import Sequence

from troth.data.interface import Dataset
from troth.progress import Progress, silent
from troth.standard import Charter

SPLITS = ("train", "validation", "test")


def load(charter: Charter, *, progress: Progress = silent, splits: Sequence[str] = SPLITS) -> Dataset:
    """Read the charter's data and check it; DataError names the first thing that does not hold."""
    raise NotImplementedError
