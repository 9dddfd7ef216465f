"""scikit-learn in one thread: the same sums on every machine, and no waiting for cores that others are at work on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from troth.errors import ModelError


def check_scikit_learn(what: str) -> None:
    """Raises ModelError where scikit-learn is not installed. what: that needs it, in words."""
    if find_spec("sklearn") is None:
        raise ModelError(f"{what} needs scikit-learn, which is not installed", remedy="pip install 'troth[train]'")


@contextmanager
def one_thread() -> Iterator[None]:
    """As a context: scikit-learn's loops run in the calling thread alone.

    Sums over the rows come out otherwise, in their last bits, with another number of threads: the model would depend
    on the machine. And thousands of small loops that each wait for all cores take ten times as long where another
    process is at work. Raises ModelError without scikit-learn.
    """
    check_scikit_learn("this")
    import sklearn.ensemble  # noqa: F401  (loads the OpenMP that is to be limited)
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(limits=1):
        yield
