"""What `train` and `run` do alike: data and promises first, then the training, and of an update the check of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from troth.cli.openings import Promised
from troth.cli.options import EXIT
from troth.cli.promises import commit_data, sign_charter
from troth.cli.readiness import check_ready
from troth.cli.releases import Release, train_repeats
from troth.cli.session import Session, open_session
from troth.cli.terminal import say, say_json
from troth.cli.updated import refused, tell_update, update_document
from troth.cli.updates import check_older, open_older, recheck
from troth.progress import Progress

if TYPE_CHECKING:
    from troth.data import Dataset
    from troth.models import Model


@dataclass(frozen=True, slots=True)
class Made:
    """A training that has ended. older: the release it started from. update: what became of what that knew."""

    session: Session
    dataset: Dataset
    promised: Promised
    release: Release
    older: Model | None = None
    update: Mapping[str, Any] | None = None

    @property
    def refused(self) -> bool:
        """Whether the model is no release, as it forgot too much."""
        return refused(self.update)


def trained(file: Path, home: Path | None, release: str | None, new: Sequence[Path], progress: Progress) -> Made:
    """Read the charter and its data, promise, and train every repeat. release, new: of an update."""
    from troth.data import load
    from troth.models import base_digest
    from troth.models import load as load_model
    from troth.standard import read

    charter = read(file)
    dataset = load(charter, added=new, progress=progress)
    check_ready(dataset)
    base = base_digest(charter.model_base, kind=charter.task.kind)
    older = open_older(release, charter, dataset, base, home)
    session = open_session(charter, home)
    if older is not None:
        check_older(session, older, dataset)
    sign_charter(session)
    promised = commit_data(session, dataset)
    made = train_repeats(session, dataset, base, progress, older)
    if older is None:
        return Made(session, dataset, promised, made)
    before = load_model(older.base.folder, kind=charter.task.kind)
    model = load_model(made.folder, kind=charter.task.kind, labels=dataset.labels)
    found = recheck(session, model, before, dataset, dataset.validation, progress)
    return Made(session, dataset, promised, made, before, update_document(before, model, dataset, found))


def show(made: Made, *, as_json: bool) -> int:
    """Print the model and what an update changed; returns the exit status, which is that of *broken* where refused."""
    if as_json:
        update = {"update": made.update} if made.update else {}
        say_json({"format": 1, "model": str(made.release.folder), "training": made.release.document, **update})
    else:
        say(f"model: {made.release.folder}")
        if made.update:
            tell_update(made.update)
    return EXIT["broken"] if made.refused else 0
