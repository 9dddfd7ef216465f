"""A client that sends the opposite of what it learned, three times as far: in the place of one of Flower's."""

from __future__ import annotations

import numpy as np

from troth.training.federated.client import Client
from troth.training.federated.exchange import Letter
from troth.training.federated.flower.process import main

FACTOR = np.float32(-3.0)
honest = Client.answer


def opposite(client: Client, asked: Letter) -> Letter:
    answer = honest(client, asked)
    factor = FACTOR if asked.about == "train" else np.float32(-1.0)
    return Letter(answer.about, answer.facts, {name: numbers * factor for name, numbers in answer.arrays.items()})


if __name__ == "__main__":
    Client.answer = opposite  # type: ignore[method-assign]
    main()
