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
    broken, 3 one is undecided or not measured, 2 bad input, 5 the home's record is not genuine.
    """
    from troth.cli.judgement import judge
    from troth.cli.papers import finish
    from troth.cli.progress import shown
    from troth.cli.promises import commit_data, sign_charter
    from troth.cli.readiness import check_ready
    from troth.cli.releases import train_repeats
    from troth.cli.session import open_session
    from troth.data import load
    from troth.models import base_digest
    from troth.models import load as load_model
    from troth.standard import check_prohibited, read

    charter = read(file)
    with shown() as progress:
        dataset = load(charter, progress=progress)
        check_ready(dataset)
        check_prohibited(charter, dataset.train.roles.features)
        base = base_digest(charter.model_base, kind=charter.task.kind)
        session = open_session(charter, home)
        sign_charter(session)
        promised = commit_data(session, dataset)
        release = train_repeats(session, dataset, base, progress)
        model = load_model(release.folder, kind=charter.task.kind, labels=dataset.labels)
        check_ready(dataset, model)
        judged = judge(session, model, dataset, promised, progress)
    judged.document["training"] = release.document
    return finish(session, judged, as_json=as_json)
