"""CoNLL columns: one word to a line with its tag, a blank line between sentences.

The first column is the word and the last its tag (CoNLL-2003) unless `format.names` and `columns` say otherwise; a
word `-DOCSTART-` opens a document. Where every word is one character and a digit (Weibo NER), the digit is the
character's place in its word and is taken off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from troth.data.places import Places
from troth.data.readers.interface import Reading, Table
from troth.data.readers.stream import Lines
from troth.errors import DataError
from troth.plural import counted

DOCUMENT = "-DOCSTART-"
SENTENCE_LIMIT = 10_000
"""Words: more means that the blank lines between sentences are missing."""

PLACED_SHARE = 0.99
"""Of words that are one character and a number, from which a file counts as characters with their places."""
TAG = re.compile(r"O|[BIESLU]-\S+")


@dataclass(slots=True)
class Gathered:
    """The sentences read so far."""

    tokens: list[list[str]] = field(default_factory=list)
    tags: list[list[str]] = field(default_factory=list)
    documents: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    document: int = 0
    opened: bool = False


def read_conll(path: Path, reading: Reading) -> Table:
    """Read a file of word and tag columns into one row per sentence: `tokens`, `tags`, `document`."""
    lines = Lines(path, reading.format.encoding)
    gathered = _gather(lines, path, reading)
    if not gathered.tokens:
        raise DataError("holds no sentences", where=str(path), remedy="Name a file of words and tags.")
    tokens = _without_places(gathered.tokens)
    documents = gathered.documents if gathered.opened else list(range(len(tokens)))
    frame = pl.DataFrame(
        {
            "tokens": pl.Series(tokens, dtype=pl.List(pl.String)),
            "tags": pl.Series(gathered.tags, dtype=pl.List(pl.String)),
            "document": pl.Series(documents, dtype=pl.Int64),
        }
    )
    places = Places(((0, str(path)),), np.array(gathered.lines, dtype=np.int64))
    return Table(frame, places, lines.stream.digest, "conll")


def _without_places(sentences: list[list[str]]) -> list[list[str]]:
    """Characters without their places in words, in a file that has them; other files as they are."""
    words = [word for sentence in sentences for word in sentence]
    placed = sum(len(word) in (2, 3) and word[1:].isdecimal() for word in words)
    if placed < PLACED_SHARE * len(words):
        return sentences
    return [[word[0] if word[1:].isdecimal() else word.rstrip("0123456789") or word for word in s] for s in sentences]


def _gather(lines: Lines, path: Path, reading: Reading) -> Gathered:
    gathered, width, fresh = Gathered(), 0, True
    word, tag = _chosen(reading, path)
    comment = comment_of(path, reading)
    for line in lines:
        cells = _cells(line, reading.format.separator)
        if not cells:
            fresh = True
            continue
        if comment and line.startswith(comment):
            continue
        if cells[0] == DOCUMENT:
            gathered.document += gathered.opened or bool(gathered.tokens)
            gathered.opened, fresh = True, True
            continue
        width = width or len(cells)
        if len(cells) != width or width < 2:
            raise _ragged(path, lines.number, len(cells), width)
        if fresh:
            _open_sentence(gathered, lines.number)
            fresh = False
        if len(gathered.tokens[-1]) >= SENTENCE_LIMIT:
            raise DataError(
                f"the sentence that starts here has more than {SENTENCE_LIMIT} words",
                where=f"{path}:{gathered.lines[-1]}",
                remedy="Put a blank line between sentences.",
            )
        gathered.tokens[-1].append(cells[word])
        gathered.tags[-1].append(cells[tag])
    return gathered


def comment_of(path: Path, reading: Reading) -> str | None:
    """What a line that is a comment begins with; None where none is."""
    return reading.format.comment or ("#" if ".conllu" in path.suffixes else None)


def passed_over(path: Path, reading: Reading) -> Iterator[tuple[int, str]]:
    """What `read_conll` does not take of a file that it reads, with the line: comments, what stands beside a document's
    mark, and each different cell of the columns that hold neither words nor tags.
    """
    lines, comment, seen = Lines(path, reading.format.encoding), comment_of(path, reading), set[str]()
    taken = _chosen(reading, path)
    for line in lines:
        cells = _cells(line, reading.format.separator)
        if comment and line.startswith(comment):
            yield lines.number, line.removeprefix(comment).strip()
        elif cells and cells[0] == DOCUMENT:
            yield lines.number, " ".join(cells[1:])
        elif cells:
            left = {cell for at, cell in enumerate(cells) if at not in (taken[0], taken[1] % len(cells))} - seen
            seen |= left
            yield from ((lines.number, cell) for cell in sorted(left))


def _open_sentence(gathered: Gathered, line: int) -> None:
    gathered.tokens.append([])
    gathered.tags.append([])
    gathered.documents.append(gathered.document)
    gathered.lines.append(line)


def _cells(line: str, separator: str | None) -> list[str]:
    if not line.strip():
        return []
    # Tabs first: some words hold a blank or a no-break space.
    if separator or "\t" in line:
        return [cell.strip() for cell in line.rstrip("\r\n").split(separator or "\t")]
    return line.split()


def _chosen(reading: Reading, path: Path) -> tuple[int, int]:
    """Which column is the word and which the tag."""
    names, columns = list(reading.format.names), reading.columns
    if not names:
        return 0, -1
    for wanted in (columns.tokens, columns.tags):
        if wanted and wanted not in names:
            raise DataError(
                f"data.format.names has no column {wanted!r}",
                where=str(path),
                remedy=f"Name it there, or choose from {', '.join(names)}.",
            )
    word = names.index(columns.tokens) if columns.tokens else 0
    return word, names.index(columns.tags) if columns.tags else len(names) - 1


def _ragged(path: Path, line: int, found: int, width: int) -> DataError:
    if width < 2:
        what = "has one column, where a word and its tag are expected"
    else:
        what = f"has {counted(found, 'column')}, where the lines before have {width}"
    return DataError(
        what, where=f"{path}:{line}", remedy="Write `word<TAB>tag`, one word to a line, blank lines between sentences."
    )


def looks_like_conll(lines: list[str]) -> bool:
    """Whether these first lines are words with tags: blank lines between sentences, IOB tags in the last column."""
    rows = [_cells(line, None) for line in lines]
    filled = [cells for cells in rows if cells]
    if not filled or any(len(cells) != len(filled[0]) or len(cells) < 2 for cells in filled):
        return False
    return len(filled) < len(rows) and all(TAG.fullmatch(cells[-1]) for cells in filled)
