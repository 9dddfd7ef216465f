"""Every rule the room knows."""

from troth.screening.rules import answers, exfiltration, forgery, override, persona, theft

RULES = (
    *override.RULES,
    *persona.RULES,
    *theft.RULES,
    *forgery.RULES,
    *exfiltration.RULES,
    *answers.RULES,
)

__all__ = ["RULES"]
