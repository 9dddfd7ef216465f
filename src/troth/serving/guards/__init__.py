"""What stands before a model while it answers, in the order that the charter names it.

Each guard is one file; `chain` asks those that read texts in order, with their deadlines and failure modes. How far
away an input is, `out_of_distribution` says once the model has read it.
"""

from troth.serving.guards.chain import ENDS, Chain, Ended, Passed, digest_of
from troth.serving.guards.interface import Guard, GuardFailed, Look, Screen, Side
from troth.serving.guards.making import guards_of
from troth.serving.guards.out_of_distribution import OutOfDistribution, Place

__all__ = [
    "ENDS",
    "Chain",
    "Ended",
    "Guard",
    "GuardFailed",
    "Look",
    "OutOfDistribution",
    "Passed",
    "Place",
    "Screen",
    "Side",
    "digest_of",
    "guards_of",
]
