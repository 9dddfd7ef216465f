"""The learning rate over a training: a linear rise, then a linear fall to zero (as Devlin et al., BERT, 2019)."""

from __future__ import annotations


def rate(done: float, warmup: float) -> float:
    """The factor on the highest learning rate, 0 to 1, when the share `done` of all steps is behind."""
    done = min(max(done, 0.0), 1.0)
    if done < warmup:
        return done / warmup
    return (1 - done) / max(1 - warmup, 1e-9)
