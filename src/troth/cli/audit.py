"""`troth audit FILE --model REF`: evidence for every clause, for any model."""

from __future__ import annotations

from pathlib import Path

import click

from troth.cli.options import adding, measuring


@click.command()
@measuring
@click.option(
    "--model",
    "reference",
    required=True,
    metavar="REF",
    help="A model folder, onnx:PATH, skops:PATH, predictions:PATH (csv or parquet), an http(s) address, or "
    "the openai:ADDRESS that the charter of a chat model names.",
)
@adding
def command(file: Path, home: Path | None, as_json: bool, reference: str, new: tuple[Path, ...]) -> int:
    """Judge a model on the charter's test split, clause by clause, and write the report.

    Exit status: 0 every clause met, 1 one is broken, 3 one is undecided or not measured, 2 bad input, 5
    the home's record is not genuine.
    """
    from troth.cli.judgement import judge
    from troth.cli.papers import finish
    from troth.cli.progress import shown
    from troth.cli.promises import commit_data, sign_charter
    from troth.cli.readiness import check_origin, check_ready
    from troth.cli.session import open_session
    from troth.data import load
    from troth.models import load as load_model
    from troth.standard import CHAT, read

    charter = read(file)
    if charter.task.kind == CHAT:
        from troth.cli.chat import judge_chat

        if new:
            raise click.UsageError("--new is of models that learn; the charter is of a chat model.")
        return finish(*judge_chat(charter, reference, home), as_json=as_json)
    with shown() as progress:
        dataset = load(charter, added=new, progress=progress)
        model = load_model(reference, kind=charter.task.kind, labels=dataset.labels)
        check_ready(dataset, model)
        session = open_session(charter, home)
        check_origin(session, model, dataset)
        sign_charter(session)
        promised = commit_data(session, dataset)
        judged = judge(session, model, dataset, promised, progress)
    return finish(session, judged, as_json=as_json)
