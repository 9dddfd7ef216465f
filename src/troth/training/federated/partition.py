"""Whose row is whose: by a column of the data, or dealt out by chance so that labels are with few.

Dealt out, every label is shared out to the clients by a draw of its own from a Dirichlet distribution (Hsu, Qi and
Brown, Measuring the effects of non-identical data distribution, arXiv 1909.06335).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from troth.data import Split
from troth.errors import TrainingError
from troth.standard import Federation

Rows = NDArray[np.int64]

DRAWS = 50  # tries to give every client a row, before one is taken from the richest
FEWEST = 2


def dealt(codes: NDArray[np.int32], clients: int, skew: float, seed: int) -> list[Rows]:
    """The rows of every client, ascending; each has one at least. codes: [rows], each row's label.

    skew: the concentration; 0.1 gives most of a label to one client, 100 a like share to all. Raises TrainingError for
    fewer rows than clients.
    """
    if len(codes) < clients:
        raise TrainingError(
            f"{len(codes)} training rows cannot be dealt out to {clients} clients",
            remedy="Lower training.federated.clients, or find more rows.",
        )
    draw = np.random.default_rng(seed)
    owners = np.zeros(len(codes), np.int64)
    for _ in range(DRAWS):
        for code in np.unique(codes):
            rows = draw.permutation(np.flatnonzero(codes == code))
            shares = draw.dirichlet(np.full(clients, skew))
            edges = np.floor(np.cumsum(shares)[:-1] * len(rows) + 0.5).astype(np.int64)
            owners[rows] = np.searchsorted(edges, np.arange(len(rows)), side="right")
        if len(np.unique(owners)) == clients:
            break
    for client in np.setdiff1d(np.arange(clients), owners):
        richest = np.bincount(owners, minlength=clients).argmax()
        owners[np.flatnonzero(owners == richest)[0]] = client
    return [np.flatnonzero(owners == client) for client in range(clients)]


def owned(owners: Sequence[str | None]) -> tuple[tuple[str, ...], list[Rows]]:
    """The owners in the order of their names, and the rows of each. Raises TrainingError where a row has none, or there
    are fewer than two.
    """
    without = sum(not owner for owner in owners)
    if without:
        raise TrainingError(
            f"{without} training rows do not say whose they are",
            remedy="Fill in the column that training.federated.column names, or leave those rows out.",
        )
    names = tuple(sorted({owner for owner in owners if owner}))
    if len(names) < FEWEST:
        raise TrainingError(
            f"all training rows are those of {names[0] if names else 'nobody'}: there is nobody to learn from together",
            remedy="Check training.federated.column, or leave training.federated out.",
        )
    numbers = {name: number for number, name in enumerate(names)}
    codes = np.array([numbers[owner] for owner in owners if owner])
    return names, [np.flatnonzero(codes == number) for number in range(len(names))]


def parted(train: Split, labels: tuple[str, ...], federation: Federation, seed: int) -> list[Rows]:
    """The rows of every client of a federation."""
    if federation.column is None:
        return dealt(train.label_codes(labels), federation.clients or FEWEST, federation.skew, seed)
    column = train.frame[federation.column]
    if column.dtype.is_nested():
        raise TrainingError(
            f"a row may have several values of {federation.column}: it does not say whose it is",
            remedy="Name a column with one owner for each row as training.federated.column.",
        )
    owners = [None if value is None else str(value) for value in column.to_list()]
    return owned(owners)[1]
