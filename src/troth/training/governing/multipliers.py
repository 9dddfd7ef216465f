"""The price of every inequality: it climbs while the inequality is violated and falls while there is slack.

Each multiplier is led as the cost in nats that it puts on one row of the rate that fewer rows are out of, so that one
step means the same for a large group and for a small one. To what has been climbed a push is added that is as large as
the excess is now: the weights answer late, and climbing alone swings about the limit. Both are measured by the largest
excess there was, within bounds: by what chance alone would show, and by what is large for any rate.

J. C. Platt and A. H. Barr (1988), Constrained differential optimization, has the push as damping; M. Sohrabi et al.
(2024), On PI controllers for updating Lagrange multipliers in constrained optimization, ICML, the reading as a
controller.
"""

from __future__ import annotations

import numpy as np

from troth.training.constraints.components import Floats

CLIMB = 0.02  # nats a row for each step between two looks, while an excess is of full size
FURTHEST = 0.5  # nats a row at one look: with many steps between, the weights have answered before the next
PUSH = 1.0  # nats a row while an excess is of full size
FULL = 0.3  # of a rate: however far off a training began, an excess like this is one of full size


class Multipliers:
    """climbed, push: [J], nats a row. largest: the excess that is one of full size."""

    def __init__(self, count: int) -> None:
        self.climbed, self.push, self.largest = (np.zeros(count) for _ in range(3))

    def look(self, excesses: Floats, chance: Floats, steps: int) -> None:
        """Move after a look, so many steps after the last one. chance: how far chance alone moves each excess."""
        self.largest = np.maximum(np.minimum(np.maximum(self.largest, excesses), FULL), chance)
        violation = np.clip(excesses / self.largest, -1.0, 1.0)
        self.climbed = np.maximum(0.0, self.climbed + min(CLIMB * steps, FURTHEST) * violation)
        self.push = PUSH * violation

    @property
    def costs(self) -> Floats:
        """Nats on a row, [J]."""
        found: Floats = np.maximum(0.0, self.climbed + self.push)
        return found
