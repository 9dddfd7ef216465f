"""`troth run FILE`: data, training, audit and report under one charter."""

from __future__ import annotations

from pathlib import Path

import click

from troth.cli.options import measuring


@click.command()
@measuring
def command(file: Path, home: Path | None, as_json: bool) -> int:
    """Train the charter's model on its data, judge it clause by clause, and write the report.

    Interrupted, it goes on where it was when the same command is given again. Exit status: 0 every clause met, 1 one is
    broken, 3 one is undecided or not measured, 2 bad input.
    """
    from troth.cli import acts
    from troth.cli.papers import finish
    from troth.cli.progress import shown
    from troth.cli.releases import train_repeats
    from troth.data import load
    from troth.models import base_digest
    from troth.models import load as load_model
    from troth.standard import read

    charter = read(file)
    with shown() as progress:
        dataset = load(charter, progress=progress)
        acts.check_ready(dataset)
        base = base_digest(charter.model_base, kind=charter.task.kind)
        session = acts.open_session(charter, home)
        acts.sign_charter(session)
        commitment = acts.commit_data(session, dataset)
        release = train_repeats(session, dataset, base, progress)
        model = load_model(release.folder, kind=charter.task.kind, labels=dataset.labels)
        acts.check_ready(dataset, model)
        judged = acts.judge(session, model, dataset, commitment, progress)
    judged.document["training"] = release.document
    return finish(session, judged, as_json=as_json)
