"""Who sits on the council that a charter's text names; asked by who proves that a member did something."""

from __future__ import annotations

from troth.standard.document import document_of_text


def members_named(text: str) -> list[list[str]]:
    """Name, role and key of each member that the text names; none where it names none.

    Raises CharterError for what is no charter's text.

    >>> members_named('council: {members: [{name: Ada, role: auditor, key: "ed25519:..."}]}')
    [['Ada', 'auditor', 'ed25519:...']]
    """
    council = document_of_text(text).get("council")
    members = council.get("members") if isinstance(council, dict) else None
    rows = [each for each in members if isinstance(each, dict)] if isinstance(members, list) else []
    return [[str(each.get(field, "")) for field in ("name", "role", "key")] for each in rows]
