"""What a chat model is asked where it is judged: a file of prompts, with reference answers where there are some."""

from __future__ import annotations

import polars as pl

from troth.data.interface import Roles, Split
from troth.data.readers import Reading, read
from troth.errors import DataError
from troth.standard import CHAT, Charter

MEANT = (
    "Write data: {test: FILE, columns: {text: COLUMN, label: COLUMN}}; label is left out where there are no answers."
)


def load_prompts(charter: Charter) -> Split:
    """The prompts of a chat model's charter, in order, and the reference answers as labels.

    Raises DataError where the file cannot be read, lacks a column, or has a row without a prompt.
    """
    source = charter.data.test or charter.data.train
    table = read(source.path, charter.folder, Reading(source.format, source.columns, CHAT, "test"))
    file = table.places.files[0][1]
    roles = Roles(text=source.columns.text, label=source.columns.label)
    for column in roles.columns:
        if column not in table.frame.columns:
            raise DataError(f"there is no column {column!r}", where=file, remedy=MEANT)
        if column in table.repeated:
            raise DataError(f"the column {column!r} is there more than once", where=file, remedy="Rename one.")
    frame = table.frame.select(pl.col(roles.columns).cast(pl.String))
    if not frame.height:
        raise DataError("the file has no prompts", where=file, remedy=MEANT)
    empty = int((frame[roles.text or ""].fill_null("").str.strip_chars() == "").sum())
    if empty:
        raise DataError(
            f"{empty} of its rows have no prompt", where=file, remedy="Take them out, or name another column."
        )
    return Split("test", CHAT, frame, roles, table.places, table.digest)
