"""The rows of a text file as runs of its bytes.

A row's own bytes are its lines; of a sentence, with the blank line after it. What stands between rows (a header,
comments, blank lines) is kept whatever becomes of them.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from troth.data.cleaning.source import Source, at_once
from troth.data.quality import Sheet
from troth.data.quality.interface import Rows
from troth.data.readers.conll import DOCUMENT
from troth.data.readers.separated import long_fields


@dataclass(frozen=True, slots=True)
class Runs:
    """Where each row's own bytes begin and end in the source, int64 [rows]."""

    begin: Rows
    end: Rows


def runs_of(sheet: Sheet, source: Source, text: Callable[[bytes], str]) -> Runs:
    """The runs of a sheet's rows, none of which holds a byte order mark. text: of bytes, as they were read."""
    lines = sheet.places.lines
    begin = source.begins(lines)
    if len(begin) and not begin[0] and at_once(source.file, 0, min(3, source.size)) == codecs.BOM_UTF8:
        begin[0] = len(codecs.BOM_UTF8)
    room = np.diff(lines, append=len(source.feeds) + 2)  # lines up to the next row
    taken = np.ones(len(lines), np.int64)
    if sheet.reader != "jsonl":
        for row in np.flatnonzero(room > 1).tolist():
            raw = at_once(source.file, int(begin[row]), int(source.begins(lines[row] + room[row : row + 1])[0]))
            taken[row] = _sentence(raw) if sheet.reader == "conll" else _record(text(raw), sheet)
    return Runs(begin, source.begins(lines + taken))


def _record(text: str, sheet: Sheet) -> int:
    """The lines of the record that a text begins with."""
    with long_fields():
        lines = (f"{line}\n" for line in text.split("\n"))
        reader = csv.reader(lines, delimiter=sheet.separator, skipinitialspace=sheet.blanks)
        next(reader)
        return reader.line_num


def _sentence(raw: bytes) -> int:
    """The lines of the sentence that some bytes begin with, and the blank one after it."""
    lines = raw.split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            return number
        if line.startswith(DOCUMENT.encode()):
            return number - 1
    return len(lines)
