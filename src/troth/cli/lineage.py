"""What a model was made from: the releases that the trainings of a home's record started from, one from another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troth.record import Record

if TYPE_CHECKING:
    from troth.cli.session import Session
    from troth.models import Model


def lineage(record: Record, model: str) -> list[str]:
    """The model and every release it goes back to, newest first, by their digests."""
    made = {str(each.predicate.get("model")): each.predicate.get("from") for each in record.entries("trained")}
    line = [model]
    while isinstance(older := made.get(line[-1]), str) and older not in line:
        line.append(older)
    return line


def release_before(session: Session, model: str) -> Model | None:
    """The release that a model was made from; None where it was made from none, or that is not in this home."""
    from troth.models import digest_of
    from troth.models import load as load_model

    line = lineage(session.record, model)
    if len(line) == 1:
        return None
    folder = session.home.model(line[1])
    if not folder.is_dir() or digest_of(folder) != line[1]:
        return None
    return load_model(folder, kind=session.charter.task.kind)
