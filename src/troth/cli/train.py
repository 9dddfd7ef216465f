"""`troth train FILE`: train a model under a charter, without judging it."""

from __future__ import annotations

from pathlib import Path

import click

from troth.cli.options import measuring
from troth.cli.terminal import say, say_json
from troth.errors import TrothError


@click.command()
@measuring
@click.option(
    "--federated",
    is_flag=True,
    help="Make sure that the training is federated: refuse a charter without training.federated.",
)
def command(file: Path, home: Path | None, as_json: bool, federated: bool) -> int:
    """Train the charter's model; its folder is named by its digest and printed.

    The test set is committed to, never opened. Interrupted, it goes on where it was when the same command is given
    again.
    """
    from troth.cli.progress import shown
    from troth.cli.promises import commit_data, sign_charter
    from troth.cli.readiness import check_ready
    from troth.cli.releases import train_repeats
    from troth.cli.session import open_session
    from troth.data import load
    from troth.models import base_digest
    from troth.standard import read

    charter = read(file)
    if federated and charter.training.federated is None:
        raise TrothError(
            "the charter says nothing of a federated training",
            where=str(file),
            remedy="Add `training: {federated: {column: <a group column>}}`, or `{clients: 10}` for a trial.",
        )
    with shown() as progress:
        dataset = load(charter, progress=progress)
        check_ready(dataset)
        base = base_digest(charter.model_base, kind=charter.task.kind)
        session = open_session(charter, home)
        sign_charter(session)
        commit_data(session, dataset)
        release = train_repeats(session, dataset, base, progress)
    if as_json:
        say_json({"format": 1, "model": str(release.folder), "training": release.document})
    else:
        say(f"model: {release.folder}")
    return 0
