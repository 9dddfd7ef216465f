"""Which settings of a training a search tries, and between what: few, and each a key of the charter's `training`.

What the charter names itself is left as it says. Ranges lie around the defaults, which were chosen on held-out data.
"""

from __future__ import annotations

from dataclasses import dataclass

from troth.errors import TrainingError
from troth.standard import TABLE, Charter
from troth.training.settings import settings_for

ROUNDED = 3  # significant digits of what is tried: a fragment of a charter is to be read


@dataclass(frozen=True, slots=True)
class Dimension:
    """One setting, from low to high. log: drawn evenly in its logarithm. whole: a whole number."""

    name: str
    low: float
    high: float
    log: bool = False
    whole: bool = False

    def written(self, value: float) -> float | int:
        """A value as a charter has it."""
        return round(value) if self.whole else float(f"{value:.{ROUNDED}g}")


TABLES = (
    Dimension("learning_rate", 0.02, 0.2, log=True),
    Dimension("leaves", 4, 63, log=True, whole=True),
    Dimension("ridge", 0.01, 30.0, log=True),
    Dimension("column_share", 0.3, 1.0),
)
"""Of gradient boosting; the number of rounds follows from the validation rows."""


def space_of(charter: Charter, rows: int) -> tuple[Dimension, ...]:
    """The settings to be tried for a charter with so many training rows.

    Raises TrainingError where the charter names all of them.
    """
    space = TABLES if charter.task.kind == TABLE else _network(charter, rows)
    free = tuple(one for one in space if getattr(charter.training, one.name) is None)
    if not free:
        raise TrainingError(
            "there is nothing to search for: the charter names every setting that a search would try",
            remedy=f"Take one of these out of `training:`: {', '.join(one.name for one in space)}.",
        )
    return free


def _network(charter: Charter, rows: int) -> tuple[Dimension, ...]:
    """A quarter to four times the learning rate and the batch's half to double, as these act together."""
    usual = settings_for(charter.task.kind, charter.training, rows)
    return (
        Dimension("learning_rate", usual.learning_rate / 4, 4 * usual.learning_rate, log=True),
        Dimension("epochs", max(usual.epochs // 2, 1), usual.epochs + usual.epochs // 2, whole=True),
        Dimension("batch_tokens", max(usual.batch_pieces // 2, 16), 2 * usual.batch_pieces, log=True, whole=True),
        Dimension("dropout", 0.0, 0.3),
        Dimension("label_smoothing", 0.0, 0.2),
        Dimension("weight_decay", 1e-4, 0.1, log=True),
    )
