"""A secret in shares, of which so many give it back and fewer say nothing (Shamir, Communications of the ACM, 1979)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

PRIME = 2**521 - 1  # of Mersenne; secrets have 256 bits
BYTES = 66  # of a share


def shared(secret: bytes, needed: int, holders: Sequence[int]) -> dict[int, bytes]:
    """A share for each holder, by its number (from 1), of which `needed` give the secret back."""
    factors = [int.from_bytes(secret), *(secrets.randbelow(PRIME) for _ in range(needed - 1))]
    return {holder: _at(factors, holder).to_bytes(BYTES) for holder in holders}


def joined(shares: Mapping[int, bytes], needed: int, length: int = 32) -> bytes:
    """The secret of `length` bytes, from shares by the numbers of their holders.

    Raises ValueError for fewer than `needed`, or where what comes out is no such secret.
    """
    if len(shares) < needed:
        raise ValueError(f"{len(shares)} shares of {needed} that it takes")
    points = {holder: int.from_bytes(share) for holder, share in sorted(shares.items())[:needed]}
    total = 0
    for holder, value in points.items():
        above = below = 1
        for other in points:
            if other != holder:
                above, below = above * other % PRIME, below * (other - holder) % PRIME
        total = (total + value * above * pow(below, -1, PRIME)) % PRIME
    try:
        return total.to_bytes(length)
    except OverflowError:
        raise ValueError("the shares are not those of one secret") from None


def _at(factors: Sequence[int], place: int) -> int:
    """The polynomial at a place, by Horner's rule."""
    value = 0
    for factor in reversed(factors):
        value = (value * place + factor) % PRIME
    return value
