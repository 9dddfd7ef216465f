"""The main function of the room: texts in, explanations out, by the method that is named."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from troth.errors import ModelError
from troth.explain.asking import Asked, Floats
from troth.explain.explanation import Explanation
from troth.explain.integrated_gradients import integrated_gradients
from troth.explain.occlusion import occlusion
from troth.explain.shapley import shapley
from troth.explain.words import Spans, spans_of
from troth.models import Checkable, Differentiable, Model
from troth.progress import Progress, silent
from troth.standard import TEXT

METHODS = ("integrated_gradients", "occlusion", "shapley")
"""What explains, by the name a clause gives it."""


def explain(
    model: Model, texts: Sequence[str], method: str = "shapley", *, seed: int = 0, progress: Progress = silent
) -> list[Explanation]:
    """Why the model gives each text its label.

    seed: of what Shapley values are drawn by; the others draw nothing. Raises ModelError where `why_not` has a reason,
    or the model gives no probabilities.
    """
    reason = why_not(model, method)
    if reason:
        others = ", ".join(other for other in METHODS if not why_not(model, other))
        raise ModelError(
            reason,
            where=model.describe().name,
            remedy=f"This model is explained by {others}."
            if others
            else "Name a model of texts that can be asked again.",
        )
    asked = Asked(model, "explaining", progress if method == "occlusion" else silent)  # the others tell themselves
    codes, probabilities = asked.probabilities(texts)
    stated: Floats = probabilities[np.arange(len(texts)), codes]
    spans = [spans_of(text) for text in texts]
    weights, base, errors = _weighed(model, asked, texts, spans, codes, stated, method, seed, progress)
    return [
        Explanation(text, model.labels[code], share, nothing, method, words, tuple(said.tolist()), error)
        for text, code, share, nothing, words, said, error in zip(
            texts, codes.tolist(), stated.tolist(), base.tolist(), spans, weights, errors.tolist(), strict=True
        )
    ]


def why_not(model: Model, method: str) -> str | None:
    """Why a model cannot be explained by a method, in words; None where it can."""
    if model.kind != TEXT:
        return "there are no explanations yet but of whole texts"
    if method not in METHODS:
        return f"there is no explanation by {method} yet"
    if isinstance(model, Checkable):
        return "stored answers cannot be asked about texts without some of their words"
    if method == "integrated_gradients" and not isinstance(model, Differentiable):
        return f"integrated gradients need a model that runs on torch, and this one runs on {model.describe().runtime}"
    return None


def _weighed(
    model: Model,
    asked: Asked,
    texts: Sequence[str],
    spans: Sequence[Spans],
    codes: NDArray[np.int32],
    stated: Floats,
    method: str,
    seed: int,
    progress: Progress,
) -> tuple[list[Floats], Floats, Floats]:
    """Weights of the words of each text, the bases and the errors [texts]."""
    if method == "occlusion":
        return (*occlusion(asked, texts, spans, codes, stated), np.zeros(len(texts)))
    if method == "shapley":
        return shapley(asked, texts, spans, codes, stated, seed, progress)
    assert isinstance(model, Differentiable)
    return integrated_gradients(model, texts, spans, codes, progress)
