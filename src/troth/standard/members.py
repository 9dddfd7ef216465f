"""Who sits on the council that a charter's text names; asked by who proves that a member did something."""

from __future__ import annotations

from troth.standard.charter import CouncilSection, Member, Release
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


def council_named(text: str) -> CouncilSection:
    """The council that a charter's text names, with what a release takes; an empty one where it names none.

    Raises CharterError for what is no charter's text.

    >>> council_named('council: {members: [{name: Ada, role: auditor, key: k}], release: {approvals: 1}}').release
    Release(approvals=1, roles=())
    """
    section = document_of_text(text).get("council")
    release = section.get("release") if isinstance(section, dict) else None
    return CouncilSection(
        tuple(Member(*row) for row in members_named(text)),
        Release(int(release["approvals"]), tuple(map(str, release.get("roles") or ()))) if release else None,
    )
