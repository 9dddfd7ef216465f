"""One input of a request, whatever the task: what is text in it, and the same with some of that taken out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from troth.models import Inputs
from troth.standard import TABLE, TEXT, TaskKind

Value = str | tuple[str, ...] | Mapping[str, Any]
Span = tuple[int, int, str]
"""Characters `start` to `end` of a text, and what takes their place."""


@dataclass(frozen=True, slots=True)
class Item:
    """One input. value: a text; words; or a row by column, numbers or texts, None missing. subject: whom it is about,
    as the caller names them. groups: theirs, by column of the charter's groups.
    """

    value: Value
    subject: str | None = None
    groups: Mapping[str, str] = field(default_factory=dict)


def texts_of(value: Value) -> tuple[str, ...]:
    """What a guard reads: the text; the words as one text, a blank between two; every cell of a row that is text."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Mapping):
        return tuple(cell for cell in value.values() if isinstance(cell, str))
    return (" ".join(value),)


def without(item: Item, spans: Sequence[Sequence[Span]]) -> Item:
    """The item with other words in the place of some. spans: of each of its texts, in order, none overlapping.

    A word of a sentence of words is replaced whole: there are as many words after as before, as many as answers.
    """
    if not any(spans):
        return item
    value = item.value
    if isinstance(value, str):
        return replace(item, value=_replaced(value, spans[0]))
    if isinstance(value, Mapping):
        texts = iter(spans)
        row = {name: _replaced(cell, next(texts)) if isinstance(cell, str) else cell for name, cell in value.items()}
        return replace(item, value=row)
    return replace(item, value=tuple(_words(value, spans[0])))


def _replaced(text: str, spans: Sequence[Span]) -> str:
    parts, done = [], 0
    for start, end, other in spans:
        parts += [text[done:start], other]
        done = end
    return "".join((*parts, text[done:]))


def _words(words: Sequence[str], spans: Sequence[Span]) -> list[str]:
    found, start = [], 0
    for word in words:
        end = start + len(word)
        other = next((one for low, high, one in spans if low < end and high > start), None)
        found.append(word if other is None else other)
        start = end + 1
    return found


def inputs_of(values: Sequence[Value], kind: TaskKind) -> Inputs:
    """Values of one task as its model takes them, all at once."""
    if kind == TABLE:
        rows = [value for value in values if isinstance(value, Mapping)]
        return {name: _column([row[name] for row in rows]) for name in rows[0]} if rows else {}
    if kind == TEXT:
        return [value for value in values if isinstance(value, str)]
    return [list(value) for value in values if isinstance(value, tuple)]


def _column(cells: Sequence[Any]) -> NDArray[Any]:
    """Numbers as floats, NaN missing; texts as objects, None missing."""
    if any(isinstance(cell, str) for cell in cells):
        return np.array([None if cell is None else str(cell) for cell in cells], dtype=object)
    return np.array([np.nan if cell is None else float(cell) for cell in cells], dtype=np.float64)
