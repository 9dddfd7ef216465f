"""`troth train FILE`: train a model under a charter, without judging it."""

from __future__ import annotations

from pathlib import Path

import click

from troth.cli.options import measuring
from troth.cli.terminal import say, say_json


@click.command()
@click.option(
    "--frontier",
    is_flag=True,
    help="Draw what the task costs at other limits of the fairness clauses, instead of naming a model.",
)
@click.option(
    "--search",
    type=click.IntRange(1, 1000),
    metavar="N",
    help="Train with N other settings as well, and release the best model of all on the validation split.",
)
@measuring
def command(file: Path, home: Path | None, as_json: bool, frontier: bool, search: int | None) -> int:
    """Train the charter's model; its folder is named by its digest and printed.

    The test set is committed to, never opened. Interrupted, it goes on where it was when the same command is given
    again.
    """
    from troth.cli.frontier import draw_frontier, finish_frontier
    from troth.cli.progress import shown
    from troth.cli.promises import commit_data, sign_charter
    from troth.cli.readiness import check_ready
    from troth.cli.releases import train_repeats
    from troth.cli.search import search as searched
    from troth.cli.session import open_session
    from troth.data import load
    from troth.models import base_digest
    from troth.standard import read

    if frontier and search:
        raise click.UsageError("--frontier and --search are two things: give one of them")
    charter = read(file)
    with shown() as progress:
        dataset = load(charter, progress=progress)
        check_ready(dataset)
        base = base_digest(charter.model_base, kind=charter.task.kind)
        session = open_session(charter, home)
        sign_charter(session)
        commit_data(session, dataset)
        drawn = draw_frontier(session, dataset, base, progress) if frontier else None
        if drawn is None and search:
            release = searched(session, dataset, base, search, progress)
        elif drawn is None:
            release = train_repeats(session, dataset, base, progress)
    if drawn is not None:
        return finish_frontier(session, drawn, as_json=as_json)
    if as_json:
        say_json({"format": 1, "model": str(release.folder), "training": release.document})
    else:
        say(f"model: {release.folder}")
        if search:
            best = release.document["fragment"] or "the charter's own"
            say(f"settings: {best}")
    return 0
