"""How many rounds a charter's text asks a federated training for, as it was parsed when it was signed."""

from __future__ import annotations

from troth.standard.document import document_of_text


def rounds_asked(text: str) -> int | None:
    """Rounds after that of the head; 0 where the text leaves that to the trainer, None where it asks for no such one.

    Raises CharterError for what is no charter's text.

    >>> rounds_asked("training: {federated: {clients: 10, rounds: 4}}")
    4
    >>> rounds_asked("training: {federated: {clients: 10}}")
    0
    """
    training = document_of_text(text).get("training")
    section = training.get("federated") if isinstance(training, dict) else None
    if not isinstance(section, dict):
        return None
    rounds = section.get("rounds")
    return rounds if type(rounds) is int else 0
