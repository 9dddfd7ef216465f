"""`troth council propose CHARTER`: ask the council to let a model be served."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from troth.cli.council_home import council_of, guards_digest, model_of, named_home
from troth.cli.council_papers import paper, write_paper
from troth.cli.terminal import say, say_json
from troth.errors import Refused


@click.command("propose")
@click.argument("charter", type=click.Path(path_type=Path))
@click.option("--model", "reference", metavar="REF", help="A model, or its digest; left out, the one judged last.")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long it is good for.")
@click.option("--by", required=True, metavar="NAME", help="Who proposes it; the record keeps the name.")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="A paper of it, to be signed elsewhere."
)
@named_home
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(
    charter: Path,
    reference: str | None,
    days: int,
    by: str,
    output: Path | None,
    home: Path | None,
    as_json: bool,
) -> int:
    """Propose to the council of a CHARTER to let a model be served, as the newest audit judged it.

    The entry names the charter, the model and its guards by their digests, and ends after --days. Members approve it
    with `troth council approve`, or sign its paper on another machine. A model whose newest audit broke a clause is not
    proposed. Exit status: 0; 2 bad input; 4 refused; 5 the home's record is not genuine.
    """
    from troth.cli.given import checked
    from troth.record import Subject

    with council_of(charter, home) as (session, found):
        model = model_of(session, reference)
        judged = found.verdicts.get((session.charter.digest, model))
        if judged is None or judged[1] == "broken":
            raise Refused(
                "no audit has judged this model under this charter"
                if judged is None
                else f"the newest audit of this model (entry {judged[0]}) says broken",
                where=model,
                remedy="Propose a model that was judged under this very charter: `troth audit` judges any."
                if judged is None
                else "Its report says which clause is broken: train or choose another model, or amend the charter.",
            )
        asked = found.councils(found.charters[session.charter.digest])
        if not any(council is None or council.release is not None for _, council in asked):
            raise Refused(
                "the charter asks no council for a release (council.release)",
                where=str(session.charter.path),
                remedy="A model of it is served once an audit says that every clause is met.",
            )
        guards = guards_digest(session, model)
        expires = (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        told = {"model": model, "guards": guards, "audit": judged[0], "expires": expires, "by": checked(by)}
        entry = session.record.append(
            "release-proposed",
            [session.subject, Subject("model", model), Subject("guards", guards)],
            {"charter": session.charter.digest, **told},
        )
        if output is not None:
            write_paper(output, paper(session, entry))
    if as_json:
        say_json({"format": 1, "entry": entry.index, "record": str(session.home.record), **told})
        return 0
    say(f"proposed: entry {entry.index}, model {model[:23]}…, judged {judged[1]} (entry {judged[0]})")
    say(f"  good until {expires[:10]}")
    if output is not None:
        say(f"  paper {output}: troth council sign {output} --as NAME --key KEY -o STATEMENT")
    say(f"approve: troth council approve {charter} --as NAME --key KEY")
    return 0
