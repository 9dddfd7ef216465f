"""Which rows to label next: those a model is least sure of, which teach it most.

On 77 intents, in rounds of 154 rows to 770, what is learned from rows chosen so is right 4 to 5 points more often than
what is learned from as many drawn at random; spreading the choice over labels or contents as well gained nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError
from troth.models import Checkable, Inputs, Model
from troth.progress import Progress, silent

Margins = NDArray[np.float64]


def margins(
    model: Model,
    inputs: Inputs,
    *,
    documents: Sequence[int] | None = None,
    lengths: NDArray[np.int64] | None = None,
    progress: Progress = silent,
) -> Margins:
    """How much likelier a model finds the likeliest label of each input than the next, 0 to 1 (Scheffer, Decomain and
    Wrobel, Active hidden Markov models for information extraction, IDA 2001); of a sentence the mean over its words.

    lengths: words of each sentence, None where an input has one label. Raises ModelError where a model gives no
    probabilities, or has one label.
    """
    if isinstance(model, Checkable):
        raise ModelError(
            "stored answers are of the rows they were given for, and cannot be asked about others",
            where=model.describe().name,
            remedy="Name the model itself: a folder, an ONNX or skops file, or an address.",
        )
    answer = model.predict(inputs, documents=documents, progress=progress)
    if answer.probabilities is None or answer.probabilities.shape[1] < 2:
        raise ModelError(
            "the model gives no probabilities of several labels, by which to tell what it is least sure of",
            where=model.describe().name,
            remedy="Choose with a model that gives a probability for every label.",
        )
    two = np.partition(answer.probabilities.astype(np.float64), -2, axis=1)[:, -2:]
    found: Margins = two[:, 1] - two[:, 0]
    if lengths is None:
        return found
    starts = np.cumsum(lengths) - lengths
    return np.add.reduceat(found, starts) / lengths


def least_sure(found: Margins, count: int) -> NDArray[np.int64]:
    """The places of so many of the smallest margins, smallest first; of equal ones the earlier first."""
    return np.argsort(found, kind="stable")[:count].astype(np.int64)
