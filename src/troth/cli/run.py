"""`troth run FILE`: data, training, audit and report under one charter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from troth.cli.options import measuring, updating

if TYPE_CHECKING:
    from troth.cli.judgement import Judged
    from troth.cli.training import Made
    from troth.progress import Progress


@click.command()
@measuring
@updating
def command(file: Path, home: Path | None, as_json: bool, release: str | None, new: tuple[Path, ...]) -> int:
    """Train the charter's model on its data, judge it clause by clause, and write the report.

    Interrupted, it goes on where it was when the same command is given again. With --from and --new the model is an
    update, as of `train`; one that is refused is not judged on the test set. Exit status: 0 every clause met, 1 one is
    broken, 3 one is undecided or not measured, 2 bad input, 5 the home's record is not genuine.
    """
    from troth.cli.papers import finish
    from troth.cli.progress import shown
    from troth.cli.training import opened, show, tell_notes, trained

    with shown() as progress:
        made = trained(opened(file, home, release, new, progress), progress)
        judged = None if made.refused else _judged(made, progress)
    if judged is None:
        return show(made, as_json=as_json)
    judged.document["training"] = made.release.document
    if made.update:
        judged.document["update"]["checks"][:0] = made.update["checks"]
    if not as_json:
        tell_notes(made)
    return finish(made.session, judged, as_json=as_json)


def _judged(made: Made, progress: Progress) -> Judged:
    """What the audit finds of the model that was trained."""
    from troth.cli.judgement import judge
    from troth.cli.readiness import check_ready
    from troth.models import load as load_model

    model = load_model(made.release.folder, kind=made.dataset.kind, labels=made.dataset.labels)
    check_ready(made.dataset, model)
    return judge(made.session, model, made.dataset, made.promised, progress, made.older)
