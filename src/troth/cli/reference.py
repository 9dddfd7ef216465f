"""`troth reference CHARTER`: freeze what a model was like when it was judged."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from troth.cli.council_home import model_of, named_home, session_of
from troth.cli.progress import shown
from troth.cli.terminal import say, say_json
from troth.errors import DataError, Refused

if TYPE_CHECKING:
    from troth.cli.session import Session
    from troth.data import Dataset, Split
    from troth.models import Model
    from troth.progress import Progress

MOST = 20_000  # training rows that the classes are described by


@click.command("reference")
@click.argument("charter", type=click.Path(path_type=Path))
@click.option(
    "--model", "reference", metavar="REF", help="A model; left out, the ONNX export of the one that was judged last."
)
@named_home
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
def command(charter: Path, reference: str | None, home: Path | None, as_json: bool) -> int:
    """Freeze what a model of a CHARTER is like on data it was judged by, before it is served.

    The guard `out_of_distribution` and `troth watch` hold what is served against this: of the training rows where each
    class lies, and of the validation rows, which nothing was fitted to, how far away they are and what the model says
    of them. No text is kept. The record names the file by its digest, and so does the permit: made again, it is another
    one. Exit status: 0; 2 bad input; 4 not judged, or by other data; 5 the home's
    record is not genuine.
    """
    from troth.cli.turn import turn
    from troth.data import load
    from troth.models import load as load_model
    from troth.monitoring import LEAST_ROWS

    session = session_of(charter, home)
    with session.record:
        if reference is None:
            reference = f"onnx:{session.home.model(model_of(session, None))}"
        with shown() as progress:
            dataset = load(session.charter, progress=progress)
            model = load_model(reference, kind=session.charter.task.kind, labels=dataset.labels)
            _check_judged(session, model, dataset)
            inputs = _inputs(model, dataset, progress)
            predictions = _predictions(session, model, dataset, progress)
        content = _content(session, model, dataset, inputs, predictions)
        with turn(session.home.folder):
            entry, path = _record(session, model, dataset, content)
    told = {"model": model.digest, "reference": entry.predicate["reference"], "vectors": inputs is not None}
    if as_json:
        say_json({"format": 1, "entry": entry.index, "file": str(path), **told})
        return 0
    say(f"reference: entry {entry.index}, {path}")
    if inputs is None:
        say("  the model tells no vectors of its inputs: how far away one is cannot be said")
    if predictions is None:
        held = entry.predicate["held"]
        say(
            f"  answers will not be watched for drift: that takes {LEAST_ROWS} validation rows and probabilities of one"
        )
        say(f"  label a row, and there are {held:,} validation rows; name a larger data.validation and make it again")
    return 0


def _check_judged(session: Session, model: Model, dataset: Dataset) -> None:
    """Raise Refused where the newest audit of the model was of other data, or there is none."""
    judged = [entry for entry in session.entries("audited") if entry.predicate["model"] == model.digest]
    if not judged:
        raise Refused("no audit has judged this model under this charter", remedy="Judge it first: `troth audit`.")
    if judged[-1].predicate["data"] != dataset.digest:
        raise Refused(
            f"its newest audit (entry {judged[-1].index}) was of other data than the charter's files hold now",
            remedy="Put the data back, or judge the model by these: `troth audit`.",
        )


def _inputs(model: Model, dataset: Dataset, progress: Progress) -> Mapping[str, Any] | None:
    """Where its inputs lie; None of a model that tells no vectors."""
    import numpy as np

    from troth.measures import distance_of
    from troth.models import Embedding

    if not isinstance(model, Embedding):
        return None
    train, held = dataset.train, dataset.validation
    rows = np.unique(np.linspace(0, len(train) - 1, min(len(train), MOST)).astype(np.int64))
    part = train.take(rows)
    _, vectors = model.embed(part.inputs(), progress=progress)
    _, beside = model.embed(held.inputs(), progress=progress)
    try:
        made = distance_of(vectors, part.label_codes(dataset.labels), beside)
    except ValueError as error:
        raise DataError(
            f"the training and validation rows say too little: {error}", remedy="Give more rows of each label."
        ) from None
    return {"rows": len(held), **made.document()}


def _predictions(session: Session, model: Model, dataset: Dataset, progress: Progress) -> Mapping[str, Any] | None:
    """What it says of validation rows, as one label a row; None of too few, or without probabilities."""
    from troth.monitoring import LEAST_ROWS, reference_of
    from troth.standard import TOKENS

    held, task = dataset.validation, session.charter.task
    if task.kind == TOKENS or len(held) < LEAST_ROWS:
        return None
    said = model.predict(held.inputs(), progress=progress)
    if said.probabilities is None:
        return None
    truths = held.label_codes(model.labels)
    return reference_of(said.probabilities, truths, model.labels, abstain_below=task.abstain_below)


def _content(
    session: Session,
    model: Model,
    dataset: Dataset,
    inputs: Mapping[str, Any] | None,
    predictions: Mapping[str, Any] | None,
) -> bytes:
    from troth.serving import reference_bytes

    digests = {split.name: split.digest for split in (dataset.train, dataset.validation)}
    return reference_bytes(session.charter.digest, model.digest, digests, inputs, predictions)


def _record(session: Session, model: Model, dataset: Dataset, content: bytes) -> tuple[Any, Path]:
    """The entry and the file: the file first, as an entry promises one."""
    from troth.record import Subject, replace
    from troth.serving import digest_of_reference

    path, digest = session.home.reference(model.digest), digest_of_reference(content)
    replace(path, content)
    about = [session.subject, Subject("model", model.digest), Subject("reference", digest)]
    rows: tuple[Split, Split] = (dataset.train, dataset.validation)
    facts = {"rows": len(rows[0]), "held": len(rows[1])}
    told = {"charter": session.charter.digest, "model": model.digest, "reference": digest, "data": dataset.digest}
    return session.record.append("reference-made", about, {**told, **facts}), path
