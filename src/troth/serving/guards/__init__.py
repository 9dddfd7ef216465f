"""What stands before a model while it answers, in the order that the charter names it.

Each guard is one file; `chain` asks them in order, with their deadlines and failure modes.
"""

from troth.serving.guards.chain import Chain, GuardFailed, Passed, digest_of
from troth.serving.guards.interface import Guard, Look, Side
from troth.serving.guards.making import guards_of

__all__ = ["Chain", "Guard", "GuardFailed", "Look", "Passed", "Side", "digest_of", "guards_of"]
