"""Seeds nobody can shop for: they follow from what is being judged."""

from __future__ import annotations

import hashlib

SEED_BITS = 63
"""A seed fits a signed 64-bit integer, which numpy, torch and SQL columns all take."""


def seed_for(charter_digest: str, data_digest: str, base_digest: str, repeat: int) -> int:
    """The seed of one repeat: the first 63 bits of SHA-256 over the digests and the repeat, NUL between them.

    The bytes hashed are `troth seed 1`, the three digests and the decimal repeat. repeat: 0 or more; ValueError
    below.
    """
    if repeat < 0:
        raise ValueError(f"repeat is 0 or more, got {repeat}")
    parts = ("troth seed 1", charter_digest, data_digest, base_digest, str(repeat))
    if any("\0" in part for part in parts):
        raise ValueError("a digest holds no NUL")
    hashed = hashlib.sha256("\0".join(parts).encode()).digest()
    return int.from_bytes(hashed[:8], "big") >> (64 - SEED_BITS)
