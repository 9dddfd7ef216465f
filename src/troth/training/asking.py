"""What a network says of a split, once it is taught: what another one is then made of, or imitates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from troth.data import Split
from troth.models import Unit
from troth.training.precision import Choices
from troth.training.setup import Setup, documents_of, inputs_of
from troth.training.validation import scores_of
from troth.training.workers import Workers


def asked(setup: Setup, split: Split, choices: Choices) -> tuple[list[Unit], NDArray[np.float32]]:
    """The split as the network reads it, and scores of its texts or words, [texts or words, labels]."""
    units = setup.reader.units(inputs_of(split), documents_of(split))
    with Workers(choices.workers, choices.threads) as workers:
        return units, scores_of(setup.network, setup.reader, units, workers, half=choices.half)
