"""Every pattern the room knows, in the order in which equals are preferred."""

from troth.personal.rules import asia, contact, europe, network, numbers, payment, secrets, united_states

RULES = (
    *secrets.RULES,
    *payment.RULES,
    *united_states.RULES,
    *europe.RULES,
    *asia.RULES,
    *network.RULES,
    *contact.RULES,
    *numbers.RULES,
)

__all__ = ["RULES"]
