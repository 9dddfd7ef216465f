"""What is signed about a proposal, and what may be entered: refused before it is in the log for good."""

from __future__ import annotations

from collections.abc import Iterable

from troth.council.standing import Proposal, Standing
from troth.errors import Refused
from troth.record import APPROVE, REVOKE, Signer, Statement
from troth.standard import Member


def speak(
    proposal: Proposal, action: str, member: Member, signer: Signer, *, log: str, at: str, text: str = ""
) -> Statement:
    """The statement of a member about a proposal, ready to be signed. action: `approve` or `revoke`."""
    return Statement(
        action,
        log,
        proposal.leaf,
        proposal.charter,
        proposal.model,
        proposal.guards,
        proposal.expires,
        member.name,
        member.role,
        str(signer.public),
        at,
        text,
    )


def proposal_of(found: Standing, said: Statement, *, log: str, at: str) -> Proposal:
    """The proposal that a statement is about. Raises Refused for one that may not be entered now, saying why."""
    proposal = next((each for each in found.proposals.values() if each.leaf == said.proposal), None)
    if said.log != log or proposal is None:
        raise Refused(
            "the statement is about a proposal that is not in this record", remedy="Enter it where it was proposed."
        )
    for what in _against(found, proposal, said, at):
        raise Refused(what, where=f"entry {proposal.entry}")
    return proposal


def _against(found: Standing, proposal: Proposal, said: Statement, at: str) -> Iterable[str]:
    told = (proposal.charter, proposal.model, proposal.guards, proposal.expires)
    if (said.charter, said.model, said.guards, said.expires) != told:
        yield "the statement names another charter, model, guards or end than its proposal"
    if not found.asks(proposal, said):
        yield f"{said.member} as {said.role} is no member of the council that is asked, with this key"
    if not proposal.time <= said.signed <= at:
        yield f"the statement says that it was signed at {said.signed}, before its proposal or in the future"
    if said.action == REVOKE:
        if proposal.revoked is not None:
            yield f"it was revoked already (entry {proposal.revoked.entry})"
        return
    if proposal.revoked is not None:
        yield f"it was revoked (entry {proposal.revoked.entry}); propose it again"
    if at >= proposal.expires:
        yield f"it expired on {proposal.expires[:19]}Z; propose it again"
    first = next((each.entry for each in proposal.votes if each.said.key == said.key), None)
    if said.action == APPROVE and first is not None:
        yield f"{said.member} has approved it already (entry {first})"
