"""Whether a model may be served under a charter: the log's answer, at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from troth.council.standing import Charter, Proposal, Standing, standing_of
from troth.record import Entry

MET, BROKEN = "met", "broken"


@dataclass(frozen=True, slots=True)
class Permit:
    """The answer. granted: whether it may be served. why: what stands against it, a clause of a sentence each; empty
    where it is granted. proposal: that it rests on, or that comes nearest; None where the charter's council is not
    asked, or was not. until: when it ends, RFC 3339; None without a proposal.
    """

    granted: bool
    why: tuple[str, ...]
    proposal: Proposal | None = None

    @property
    def until(self) -> str | None:
        """When it ends."""
        return None if self.proposal is None else self.proposal.expires


def permit(entries: Iterable[Entry], *, charter: str, model: str, guards: str, at: str) -> Permit:
    """Whether the log lets a model be served, by exact digests: of the charter, the model and the guards before it.

    entries: of a log that `verify` calls genuine. at: the time, RFC 3339 in UTC with microseconds. Where the charter
    names no council that releases, its newest audit must have met every clause. Where it names one, enough members have
    approved a proposal of these three that has not expired; and that audit has broken none.
    """
    return permit_of(standing_of(entries), charter=charter, model=model, guards=guards, at=at)


def permit_of(found: Standing, *, charter: str, model: str, guards: str, at: str) -> Permit:
    """As `permit`, of a log that was read already."""
    signed = found.charters.get(charter)
    if signed is None:
        return Permit(False, ("the charter was not signed into this record",))
    against = tuple(_followed(found, signed))
    asked = any(council is None or council.release is not None for _, council in found.councils(signed))
    verdict = found.verdicts.get((charter, model))
    if not asked:
        return Permit(not (why := (*against, *_judged(verdict, (MET,)))), why)
    against += tuple(_judged(verdict, (MET, "undecided", "not measured")))
    offers = [
        _offer(found, each, guards, at)
        for each in found.proposals.values()
        if (each.charter, each.model) == (charter, model)
    ]
    if not offers:
        return Permit(False, (*against, "nobody has proposed to release this model under this charter"))
    nearest, why = min(reversed(offers), key=lambda offer: (offer[0].revoked is not None, len(offer[1])))
    return Permit(not (against or why), (*against, *why), nearest)


def _followed(found: Standing, charter: Charter) -> Iterable[str]:
    later = found.followed(charter)
    if later is not None:
        yield f"version {later.version} of the charter (entry {later.entry}) is in force"


def _judged(verdict: tuple[int, str] | None, good: tuple[str, ...]) -> Iterable[str]:
    if verdict is None:
        yield "no audit has judged this model under this charter"
    elif verdict[1] not in good:
        yield f"its newest audit (entry {verdict[0]}) says {verdict[1]}"


def _offer(found: Standing, proposal: Proposal, guards: str, at: str) -> tuple[Proposal, tuple[str, ...]]:
    """A proposal, and what stands against a permit by it."""
    why = []
    if proposal.guards != guards:
        why.append(f"entry {proposal.entry} proposes it behind other guards")
    if proposal.revoked is not None:
        said = proposal.revoked.said
        why.append(f"{said.member} revoked entry {proposal.entry} (entry {proposal.revoked.entry})")
    if at >= proposal.expires:
        why.append(f"entry {proposal.entry} expired on {proposal.expires[:19]}Z")
    if proposal.reached is None:
        why += found.missing(proposal)
    return proposal, tuple(why)
