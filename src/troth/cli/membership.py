"""Members of a charter's council, who are told by their key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.errors import RecordError, TrothError

if TYPE_CHECKING:
    from troth.record import Signer
    from troth.standard import CouncilSection, Member


def member_of(council: CouncilSection, name: str, uri: str) -> tuple[Member, Signer]:
    """The member of this name, whose key it is. Raises TrothError otherwise."""
    from troth.cli.sealing import passphrase
    from troth.record import load_key

    try:
        signer = load_key(uri, passphrase=passphrase())
    except RecordError as error:
        remedy = error.remedy or "Name the file of your key with --key; `troth council key FILE` makes one."
        raise RecordError(error.what, where=error.where, remedy=remedy) from error
    member = next((each for each in council.members if each.name == name), None)
    if member is None:
        names = ", ".join(each.name for each in council.members) or "nobody"
        raise TrothError(f"{name} is no member of the charter's council", remedy=f"Its members: {names}.")
    if member.key != str(signer.public):
        raise TrothError(f"this is not the key of {name}", where=uri, remedy=f"The charter names {member.key}.")
    return member, signer
