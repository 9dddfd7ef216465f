"""What a network is shown of its words while a step moves them: the looks at rows themselves, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from torch import Tensor, nn

_local = threading.local()


class Looks:
    """As a context, what this thread is shown of the words: moved, and kept so that gradients can be asked of them."""

    def __init__(self, moved: Sequence[Tensor] | None) -> None:
        """moved: what is added to the words of each look, [rows, pieces, width]; None for nothing."""
        self.moved, self.points = moved, list[Tensor]()

    def __enter__(self) -> Looks:
        _local.looks = self
        return self

    def __exit__(self, *_: object) -> None:
        _local.looks = None


@contextmanager
def unmoved() -> Iterator[None]:
    """As a context, this thread is shown the words as they are: of texts that are no look at a row."""
    looks = getattr(_local, "looks", None)
    _local.looks = None
    try:
        yield
    finally:
        _local.looks = looks


def shown(module: nn.Module, given: object, words: Tensor) -> Tensor | None:
    """What a table of words gives, as the looks of this thread have it; a forward hook."""
    looks: Looks | None = getattr(_local, "looks", None)
    if looks is None:
        return None
    shown = words if looks.moved is None else words + looks.moved[len(looks.points)].to(words.dtype)
    if not shown.requires_grad:  # the table stays as it is
        shown = shown.detach().requires_grad_()
    looks.points.append(shown)
    return shown
