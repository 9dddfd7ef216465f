"""`troth audit FILE --model REF`: evidence for every clause, for any model."""

from __future__ import annotations

from pathlib import Path

import click

from troth.cli.options import measuring


@click.command()
@measuring
@click.option(
    "--model",
    "reference",
    required=True,
    metavar="REF",
    help="A model folder, onnx:PATH, skops:PATH, predictions:PATH (csv or parquet), or an http(s) address.",
)
def command(file: Path, home: Path | None, as_json: bool, reference: str) -> int:
    """Judge a model on the charter's test split, clause by clause, and write the report.

    Exit status: 0 every clause met, 1 one is broken, 3 one is undecided or not measured, 2 bad input.
    """
    from troth.cli import acts
    from troth.cli.papers import finish
    from troth.cli.progress import shown
    from troth.data import load
    from troth.models import load as load_model
    from troth.standard import read

    charter = read(file)
    with shown() as progress:
        dataset = load(charter, progress=progress)
        model = load_model(reference, kind=charter.task.kind, labels=dataset.labels)
        acts.check_ready(dataset, model)
        session = acts.open_session(charter, home)
        acts.check_origin(session, model, dataset)
        acts.sign_charter(session)
        commitment = acts.commit_data(session, dataset)
        judged = acts.judge(session, model, dataset, commitment, progress)
    return finish(session, judged, as_json=as_json)
