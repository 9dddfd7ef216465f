"""`troth council show` and `permit`: what was proposed and who approved it; whether a model may be served."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from troth.cli.council_home import council_of, guards_digest, model_of, named_home, now
from troth.cli.terminal import say, say_json

if TYPE_CHECKING:
    from troth.council import Proposal, Standing

NOT_PERMITTED = 4


@click.command("show")
@click.argument("charter", type=click.Path(path_type=Path))
@named_home
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def show(charter: Path, home: Path | None, as_json: bool) -> int:
    """Show every proposal under the name of a CHARTER: who approved it, who revoked it, what is missing.

    Exit status: 0; 2 bad input; 5 the home's record is not genuine.
    """
    with council_of(charter, home) as (session, found):
        ours = [_told(found, each) for each in found.proposals.values() if each.name == session.charter.name]
        record = str(session.home.record)
    if as_json:
        say_json({"format": 1, "record": record, "proposals": ours})
        return 0
    if not ours:
        say("nothing was proposed: troth council propose")
    for each in ours:
        say(
            f"entry {each['entry']}: model {each['model'][:23]}…, charter {each['version']}, until {each['until'][:10]}"
        )
        for vote in each["approvals"]:
            say(f"  approved {_by(vote)}")
        if each["revoked"]:
            say(f"  revoked {_by(each['revoked'])}")
        for what in each["missing"]:
            say(f"  missing: {what}")
    return 0


@click.command("permit")
@click.argument("charter", type=click.Path(path_type=Path))
@click.option("--model", "reference", metavar="REF", help="A model, or its digest; left out, the one judged last.")
@named_home
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def permitted(charter: Path, reference: str | None, home: Path | None, as_json: bool) -> int:
    """Say whether the record lets a model be served under a CHARTER, and if not, what stands against it.

    Exit status: 0 it may; 2 bad input; 4 it may not; 5 the home's record is not genuine.
    """
    from troth.council import permit

    with council_of(charter, home) as (session, _):
        model = model_of(session, reference)
        exact = {"charter": session.charter.digest, "model": model, "guards": guards_digest(session, model)}
        answer = permit(session.record.entries(), **exact, at=now())
    on = answer.proposal
    if as_json:
        told = {"granted": answer.granted, "why": list(answer.why), "until": answer.until}
        say_json({"format": 1, **exact, **told, "proposal": None if on is None else on.entry})
    elif answer.granted:
        resting = "its audit met every clause" if on is None else f"entry {on.entry}, until {on.expires[:10]}"
        say(f"may be served: {model[:23]}… ({resting})")
    else:
        say(f"may not be served: {model[:23]}…")
        for what in answer.why:
            say(f"  {what}")
    return 0 if answer.granted else NOT_PERMITTED


def _by(vote: dict[str, Any]) -> str:
    beside = f": {vote['text']}" if vote["text"] else ""
    return f"by {vote['member']}, {vote['role']}, {vote['signed'][:19]}Z (entry {vote['entry']}){beside}"


def _told(found: Standing, proposal: Proposal) -> dict[str, Any]:
    votes = [
        {"entry": one.entry, "member": one.said.member, "role": one.said.role, "signed": one.said.signed,
         "text": one.said.text}
        for one in (*proposal.votes, *([proposal.revoked] if proposal.revoked else []))
    ]  # fmt: skip
    return {
        "entry": proposal.entry,
        "charter": proposal.charter,
        "version": found.charters[proposal.charter].version,
        "model": proposal.model,
        "guards": proposal.guards,
        "audit": proposal.audit,
        "until": proposal.expires,
        "by": proposal.by,
        "approvals": votes[: len(proposal.votes)],
        "revoked": votes[-1] if proposal.revoked else None,
        "missing": [] if proposal.reached is not None else list(found.missing(proposal)),
    }
