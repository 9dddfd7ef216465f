"""The one interface every model is reached by: plain sequences and arrays in, arrays out.

An adapter is a file of this room that makes a runtime's model look like this. It never opens anything that could run
code: safetensors, ONNX, skops and JSON only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from troth.progress import Progress, silent

Inputs = Sequence[str] | Sequence[Sequence[str]] | Mapping[str, NDArray[Any]]
"""Texts; sentences as word lists; or named feature columns of one length (floats, NaN missing; or strings)."""


@dataclass(frozen=True, slots=True)
class Description:
    """What a model says of itself; goes into the record and the report.

    kind: task kind as the charter names it. parameters: count, None when unknown. base: reference it was adapted from.
    size: bytes on disk, 0 when it is not a file. doubt: what nothing can show of such a model, a sentence without its
    full stop; None where its digest is that of all it answers by.
    """

    name: str
    kind: str
    runtime: str
    labels: tuple[str, ...]
    parameters: int | None
    base: str | None
    size: int
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """Answers for a batch of inputs.

    codes: int32 [n], index into the model's labels; token tasks are flat, one per word, sentences in input order; -1
    is an abstention. probabilities: float32 [n, labels], rows sum to 1, or None when the model gives none. A decoded
    tag sequence, or a label decided on under constraints, need not be the row-wise maximum of the probabilities. cut:
    how many texts were longer than the model reads and answered from their beginning; 0 too where the model's runtime
    does not tell.
    """

    codes: NDArray[np.int32]
    probabilities: NDArray[np.float32] | None
    cut: int = 0


class Model(Protocol):
    """A model under a charter."""

    @property
    def kind(self) -> str:
        """Task kind, as the charter names it."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What the codes of its predictions index."""

    @property
    def digest(self) -> str:
        """`sha256:<hex>` of the model's bytes; for a remote model, of its address and what it says of itself."""

    def describe(self) -> Description:
        """What goes into the record and the report."""

    def predict(
        self, inputs: Inputs, *, documents: Sequence[int] | None = None, progress: Progress = silent
    ) -> Prediction:
        """Answer every input, in order.

        documents: for token tasks, the document number of each sentence, so that neighbours give context.
        Raises ModelError when the inputs do not fit the model.
        """


@runtime_checkable
class Joinable(Protocol):
    """A model whose answers are stored, and may be stored with the ids of their inputs."""

    def join(self, column: str, ids: Sequence[str | None], sizes: Sequence[int]) -> Model:
        """The same answers in the order of these ids, where they are stored with a column of this name.

        sizes: how many answers each input takes: one, or one a word. Raises ModelError where an input has others.
        """


@runtime_checkable
class Checkable(Protocol):
    """A model whose answers are stored: it can say whether it has one for every input without giving any out."""

    def check(self, inputs: Inputs) -> None:
        """Raise ModelError when `predict` would refuse these inputs."""


@runtime_checkable
class Tabled(Protocol):
    """A model whose answers are stored in a table, which may hold what the answers are judged by as well."""

    def check_own(self, truth: str, data: Sequence[str]) -> None:
        """Raise ModelError where the answers may be the truth itself.

        truth: the data's column of true labels. data: its other columns, besides those that say which row is meant.
        """


@runtime_checkable
class Embedding(Protocol):
    """A model of texts that tells what it reads a text by, beside what it says of it."""

    def embed(self, inputs: Inputs, *, progress: Progress = silent) -> tuple[Prediction, NDArray[np.float32]]:
        """The answers, as of `predict`, and the vector of each text, [texts, width]."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """One text as a network reads it.

    unit: what goes through the network. hidden: int64 [pieces], the same with the piece that says nothing in the place
    of every one that is of the text; those the network itself puts around it stay. ends: int64 [pieces], in the text
    the place of each piece's last character, -1 of one that is not of the text.
    """

    unit: Any
    hidden: NDArray[np.int64]
    ends: NDArray[np.int64]


@runtime_checkable
class Differentiable(Protocol):
    """A model of texts whose network can be followed from a text with every piece hidden to the text as it is."""

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """The texts as the network reads them."""

    def slopes(
        self, pieces: Sequence[Pieces], codes: NDArray[np.int32], share: float
    ) -> tuple[NDArray[np.float64], list[NDArray[np.float64]]]:
        """Where each text stands at `share` of the straight way from all hidden (0) to as it is (1).

        codes: [texts], a label for each. Gives that label's probability, [texts]; and by how much it rises with each
        piece were the rest of the way taken by this piece at this slope, [pieces] a text: (x - x') . dp/dx.
        """
