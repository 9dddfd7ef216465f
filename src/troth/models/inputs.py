"""Inputs looked at before a model sees them: the shape its task asks for, or a ModelError that says what was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from numpy.typing import NDArray

from troth.errors import ModelError
from troth.models.interface import Inputs
from troth.standard import TABLE, TASK_KINDS, TEXT, TOKENS

_SHAPES = {TEXT: "a list of texts", TOKENS: "sentences as lists of words", TABLE: "named columns of one length"}


def check_kind(kind: str) -> str:
    """`kind` itself when it is one of the task kinds, else ModelError."""
    if kind not in TASK_KINDS:
        raise ModelError(f"unknown task kind {kind!r}", remedy=f"One of {', '.join(TASK_KINDS)}.")
    return kind


def texts_of(inputs: Inputs) -> list[str]:
    """The inputs of a text task."""
    if isinstance(inputs, str | Mapping) or not isinstance(inputs, Sequence):
        raise _unfit(TEXT, inputs)
    for place, text in enumerate(inputs):
        if not isinstance(text, str):
            raise _unfit(TEXT, text, f"input {place} is")
    return list(cast("Sequence[str]", inputs))


def sentences_of(inputs: Inputs, documents: Sequence[int] | None = None) -> list[list[str]]:
    """The inputs of a token task; `documents`, when given, must number every sentence."""
    if isinstance(inputs, str | Mapping) or not isinstance(inputs, Sequence):
        raise _unfit(TOKENS, inputs)
    for place, words in enumerate(inputs):
        if isinstance(words, str) or not isinstance(words, Sequence) or not all(isinstance(w, str) for w in words):
            raise _unfit(TOKENS, words, f"sentence {place} is")
    if documents is not None and len(documents) != len(inputs):
        raise ModelError(
            f"{len(documents)} document numbers for {len(inputs)} sentences", remedy="Number every sentence, or none."
        )
    return [list(words) for words in inputs]


def columns_of(inputs: Inputs) -> Mapping[str, NDArray[Any]]:
    """The inputs of a tabular task."""
    if not isinstance(inputs, Mapping):
        raise _unfit(TABLE, inputs)
    lengths = {name: len(column) for name, column in inputs.items()}
    if len(set(lengths.values())) > 1:
        raise ModelError(f"columns of different lengths: {lengths}", remedy="Give every column one value a row.")
    return inputs


def rows_in(inputs: Inputs, kind: str) -> int:
    """Number of answers that `inputs` ask for: texts, words or table rows."""
    if kind == TABLE:
        columns = columns_of(inputs)
        return len(next(iter(columns.values()), ()))
    return len(texts_of(inputs)) if kind == TEXT else sum(map(len, sentences_of(inputs)))


def _unfit(kind: str, found: object, what: str = "the inputs are") -> ModelError:
    return ModelError(
        f"this model takes {_SHAPES[kind]}; {what} of type {type(found).__name__}",
        remedy="Does the task kind of the charter fit the model?",
    )
