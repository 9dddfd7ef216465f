"""`troth council approve`, `revoke`, `sign`, `enter`: what a member says of a proposal, here or elsewhere."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from troth.cli.council_home import council_of, named_home, now, proposal_meant
from troth.cli.council_papers import KIND, read_json, write_paper
from troth.cli.membership import member_of
from troth.cli.terminal import say, say_json
from troth.errors import RecordError, TrothError
from troth.record import APPROVE, REVOKE

if TYPE_CHECKING:
    from troth.cli.session import Session
    from troth.council import Proposal, Standing
    from troth.record import Entry, Statement
    from troth.standard import CouncilSection

_TYPE = {APPROVE: "release-approved", REVOKE: "release-revoked"}


def speaking(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --as and --key."""
    function = click.option(
        "--key", "uri", required=True, metavar="KEY", help="Your private key: a file, file:PATH or env:NAME."
    )(function)
    return click.option("--as", "name", required=True, metavar="NAME", help="Who you are: a member of the council.")(
        function
    )


def _about(function: Callable[..., Any]) -> Callable[..., Any]:
    """The argument and the options of who speaks with the record at hand."""
    function = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")(
        named_home(function)
    )
    function = click.option(
        "--proposal", "number", type=click.IntRange(0), metavar="ENTRY", help="Left out, the newest of the charter."
    )(speaking(function))
    return click.argument("charter", type=click.Path(path_type=Path))(function)


@click.command("approve")
@_about
@click.option("--text", default="", help="What you say beside; goes into the record.")
def approve(charter: Path, text: str, **options: Any) -> int:
    """Approve, as a member of the council of a CHARTER, that a proposed model is served.

    The statement is signed by your own key, for this proposal in this record alone, and ends with it. Exit status: 0; 2
    bad input; 4 refused, such as for who approved it already; 5 the home's record is not genuine.
    """
    return _speak(APPROVE, charter, text, **options)


@click.command("revoke")
@_about
@click.option("--text", required=True, help="Why; goes into the record.")
def revoke(charter: Path, text: str, **options: Any) -> int:
    """Take back, as any member of the council of a CHARTER, that a proposed model may be served.

    One member is enough, and it is final: to serve the model again, propose it again. Exit status as for approve.
    """
    return _speak(REVOKE, charter, text, **options)


@click.command("sign")
@click.argument("paper", type=click.Path(dir_okay=False, path_type=Path))
@speaking
@click.option("--revoke", "revoked", is_flag=True, help="Take it back, where else it is approved.")
@click.option("--text", default="", help="What you say beside; goes into the record.")
@click.option("--output", "-o", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The statement.")
def sign(paper: Path, name: str, uri: str, revoked: bool, text: str, output: Path) -> int:
    """Sign the PAPER of a proposal (`troth council propose -o`), on a machine without the record.

    What is signed is printed: read it, and compare the digests with what you were told. The statement is entered with
    `troth council enter`. Exit status: 0; 2 bad input.
    """
    from troth.cli.given import checked
    from troth.council import speak
    from troth.record import sign_statement

    proposal, log, councils, lines = _on_paper(paper)
    named = next((each for each in councils if name in {one.name for one in each.members}), councils[0])
    member, signer = member_of(named, name, uri)
    action = REVOKE if revoked else APPROVE
    said = speak(proposal, action, member, signer, log=log, at=now(), text=checked(text))
    write_paper(output, sign_statement(said, signer))
    for line in lines:
        say(line)
    say(f"signed as {member.name}, {member.role}, to {action}: {output}")
    say(f"enter it where the record is: troth council enter CHARTER {output}")
    return 0


@click.command("enter")
@click.argument("charter", type=click.Path(path_type=Path))
@click.argument("statement", type=click.Path(dir_okay=False, path_type=Path))
@named_home
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def enter(charter: Path, statement: Path, home: Path | None, as_json: bool) -> int:
    """Enter the STATEMENT of a member, signed elsewhere, into the record of a CHARTER's home.

    It is held against its signature, its proposal and the council first. Exit status: 0; 2 bad input; 4 refused; 5 the
    home's record is not genuine.
    """
    from troth.record import read_statement

    envelope = read_json(statement)
    try:
        said = read_statement(envelope)
    except RecordError as error:
        raise TrothError(error.what, where=str(statement), remedy="Ask the member for it again.") from None
    with council_of(charter, home) as (session, found):
        return _enter(session, found, said, envelope, as_json=as_json)


def _speak(
    action: str, path: Path, text: str, *, name: str, uri: str, number: int | None, home: Path | None, as_json: bool
) -> int:
    from troth.cli.given import checked
    from troth.council import speak
    from troth.record import sign_statement

    with council_of(path, home) as (session, found):
        proposal = proposal_meant(session, found, number)
        member, signer = member_of(session.charter.council, name, uri)
        said = speak(proposal, action, member, signer, log=session.record.origin, at=now(), text=checked(text))
        return _enter(session, found, said, sign_statement(said, signer), as_json=as_json)


def _enter(session: Session, found: Standing, said: Statement, envelope: Mapping[str, Any], *, as_json: bool) -> int:
    """The entry; refused before it is in the log for good where it may not be there."""
    from troth.council import proposal_of, standing_of
    from troth.record import Subject

    proposal = proposal_of(found, said, log=session.record.origin, at=now())
    entry = session.record.append(
        _TYPE[said.action],
        [Subject(proposal.name, proposal.charter), Subject("model", proposal.model)],
        {"charter": proposal.charter, "model": proposal.model, "proposal": proposal.entry, "statement": envelope},
    )
    after = standing_of(session.record.entries())
    missing = [] if said.action == REVOKE else list(after.missing(after.proposals[proposal.entry]))
    if as_json:
        told = {"entry": entry.index, "proposal": proposal.entry, "action": said.action, "missing": missing}
        say_json({"format": 1, **told, "record": str(session.home.record)})
        return 0
    say(f"{said.member}, {said.role}: {_TYPE[said.action].replace('-', ' ')}, entry {entry.index}")
    for each in missing:
        say(f"  missing: {each}")
    return 0


def _on_paper(path: Path) -> tuple[Proposal, str, list[CouncilSection], list[str]]:
    """The proposal of a paper, its log, the councils that are asked (its charter's first), what is signed in lines."""
    from troth.council import standing_of
    from troth.record import read_leaf
    from troth.standard import digest_of_text

    document = read_json(path)
    try:
        if document["kind"] != KIND or document["format"] != 1:
            raise ValueError("it is no proposal")
        order = [name for name in ("force", "charter", "audit", "proposal") if name != "force" or name in document]
        read = {name: read_leaf(base64.b64decode(document[name])) for name in order}
        entries: dict[str, Entry] = {name: entry for name, (entry, _) in read.items()}
        (log,) = {log for _, log in read.values()}
        found = standing_of(entries[name] for name in order)
        (proposal,) = found.proposals.values()
        charter = found.charters[proposal.charter]
        text, audit = str(entries["charter"].predicate.get("text", "")), entries["audit"]
        councils = [each.council for each in (charter, *found.charters.values()) if each.council is not None]
        if digest_of_text(text) != charter.digest or charter.council is None:
            raise ValueError("it does not hold the text of its charter")
        if proposal.audit != audit.index or found.verdicts.get((proposal.charter, proposal.model)) is None:
            raise ValueError("it does not hold the audit that it rests on")
    except (KeyError, TypeError, ValueError, TrothError) as error:
        what = error.what if isinstance(error, TrothError) else str(error)
        raise TrothError(
            f"is no paper of a proposal: {what}", where=str(path), remedy="Ask for it: `troth council propose -o FILE`."
        ) from None
    return proposal, log, councils, [*_facts(proposal, log, charter.version), *_verdicts(audit)]


def _facts(proposal: Proposal, log: str, version: str) -> list[str]:
    return [
        f"charter   {proposal.name} {version}, {proposal.charter}",
        f"model     {proposal.model}",
        f"guards    {proposal.guards}",
        f"until     {proposal.expires[:19]}Z, proposed by {proposal.by} (entry {proposal.entry} of {log})",
    ]


def _verdicts(audit: Entry) -> list[str]:
    """The audit's verdict, clause by clause where the entry has them."""
    clauses = audit.predicate.get("clauses")
    lines = [f"audit     {audit.predicate['verdict']} (entry {audit.index}, {audit.time[:19]}Z)"]
    for each in clauses if isinstance(clauses, list) else []:
        estimate = each.get("estimate")
        lines.append(f"  {each.get('clause')}: {each.get('verdict')}{'' if estimate is None else f', {estimate:.4g}'}")
    return lines
