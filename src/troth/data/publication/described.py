"""The charter of files as they lie in a release, so that a description names them by the names they have there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from troth.data.publication.files import DataFile
from troth.errors import DataError
from troth.standard import Charter, Columns, Source


def described(charter: Charter, files: Sequence[DataFile], folder: Path) -> Charter:
    """The charter with its data at `folder`, where links to the files are made.

    Roles of columns that a file in place of the charter's own no longer has are left out: who generalises a table drops
    names.
    """
    (folder / files[0].name).parent.mkdir(parents=True, exist_ok=True)
    sources: dict[str, Source] = {}
    for file in files:
        (folder / file.name).symlink_to(os.path.realpath(file.path))
        columns = file.source.columns
        if file.replaced:
            columns = _there(columns, file.table.frame.columns)
        sources[file.split] = replace(file.source, path=file.name, columns=columns)
    if "train" not in sources:
        raise DataError(
            "a release without the training file describes nothing",
            where=str(charter.path),
            remedy="Leave other splits out.",
        )
    data = replace(
        charter.data,
        train=sources["train"],
        validation=sources.get("validation"),
        test=sources.get("test"),
        unlabelled=sources.get("unlabelled"),
    )
    return replace(charter, data=data, path=folder / "charter.yaml")


def _there(columns: Columns, present: Sequence[str]) -> Columns:
    def kept(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in names if name in present)

    return replace(
        columns,
        id=columns.id if columns.id in present else None,
        consent=columns.consent if columns.consent in present else None,
        document=columns.document if columns.document in present else None,
        groups=kept(columns.groups),
        personal=kept(columns.personal),
        ignore=kept(columns.ignore),
        features=None if columns.features is None else kept(columns.features) or None,
    )
