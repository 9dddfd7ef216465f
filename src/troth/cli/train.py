"""`troth train FILE`: train a model under a charter, without judging it."""

from __future__ import annotations

from pathlib import Path

import click

from troth.cli.options import measuring, print_json


@click.command()
@measuring
def command(file: Path, home: Path | None, as_json: bool) -> int:
    """Train the charter's model; its folder is named by its digest and printed.

    The test set is committed to, never opened. Interrupted, it goes on where it was when the same command is given
    again.
    """
    from troth.cli import acts
    from troth.cli.progress import shown
    from troth.cli.releases import train_repeats
    from troth.data import load
    from troth.standard import read

    charter = read(file)
    with shown() as progress:
        dataset = load(charter, progress=progress)
        session = acts.open_session(charter, home)
        acts.commit_data(session, dataset)
        release = train_repeats(session, dataset, progress)
    if as_json:
        print_json({"format": 1, "model": str(release.folder), "training": release.document})
    else:
        click.echo(f"model: {release.folder}")
    return 0
