"""The server's side of one sum: what it passes on, and the masks that it takes off the sum at the end."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from troth.training.federated.secure import keys
from troth.training.federated.secure.fixed_point import Words, decoded
from troth.training.federated.secure.party import Numbered, between
from troth.training.federated.secure.shares import joined


def passed_on(sealed: Mapping[int, Numbered]) -> dict[int, dict[int, bytes]]:
    """What was sealed for each client that takes part, by who sealed it."""
    return {
        receiver: {sender: shares[receiver] for sender, shares in sealed.items() if receiver in shares}
        for receiver in sealed
    }


def summed(
    masked: Mapping[int, Words],
    publics: Numbered,
    began: set[int],
    revealed: Mapping[int, Numbered],
    needed: int,
    round_: int,
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The sum of the vectors of those who sent one.

    began: clients whose shares were passed on, so that masks of theirs are in the vectors. revealed: the shares that
    each client gave that was still there. Raises ValueError where too few of them are left.
    """
    total = np.zeros_like(next(iter(masked.values())))
    for vector in masked.values():
        total = total + vector
    for number in masked:
        total = total - keys.stream(_joined(revealed, number, needed), len(total))
    for gone in began - set(masked):
        private = _joined(revealed, gone, needed)
        for number in masked:
            public = publics[number][keys.BYTES :]
            mask = keys.stream(between(private, public, round_), len(total))
            total = total + mask if number > gone else total - mask
    return decoded(total)


def _joined(revealed: Mapping[int, Numbered], number: int, needed: int) -> bytes:
    shares = {holder: given[number] for holder, given in revealed.items() if number in given}
    return joined(shares, needed)
