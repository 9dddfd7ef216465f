"""Randomness that nobody outside the training can repeat: whose rows took part, and what the noise was.

A seed made from the charter and the data, which everybody has, would let anybody take the noise off again. So 32 bytes
of the system's own are kept in the work folder, only there and only while the training lasts, and everything is drawn
from a ChaCha20 stream under them (RFC 8439): what is interrupted goes on with the same draws, and none tells another.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from numpy.typing import NDArray

from troth.errors import TrainingError

FILE = "privacy.secret"
BYTES = 32


@dataclass(frozen=True, slots=True)
class Secret:
    """A key, and the streams under it."""

    key: bytes = field(repr=False)

    @classmethod
    def open(cls, work: Path, made_for: str) -> Secret:
        """The secret of a work folder for one training; another training there has other draws.

        Two trainings that share their noise would tell the difference of their gradients without any. Raises
        TrainingError where it cannot be kept.
        """
        try:
            return cls(hmac.digest(_kept(work), made_for.encode(), hashlib.sha256))
        except OSError as error:
            raise TrainingError(
                f"the secret of the noise cannot be kept ({error.strerror})",
                where=str(work),
                remedy="Make the folder one that can be written to, and start again.",
            ) from None

    def seed(self, purpose: str) -> int:
        """256 bits for a generator whose draws are of no use to an observer, such as which numbers are dropped."""
        return int.from_bytes(self._key(purpose))

    def stream(self, purpose: str, number: int, place: int, count: int) -> bytes:
        """So many bytes, others for every purpose, number (below 2^64) and place (below 2^32)."""
        nonce = bytes(4) + number.to_bytes(8, "little") + place.to_bytes(4, "little")
        return Cipher(algorithms.ChaCha20(self._key(purpose), nonce), mode=None).encryptor().update(bytes(count))

    def coins(self, purpose: str, number: int, count: int, chance: float) -> NDArray[np.bool_]:
        """So many coins that fall to true with this chance, to 2^-64."""
        drawn = np.frombuffer(self.stream(purpose, number, 0, 8 * count), "<u8")
        found: NDArray[np.bool_] = drawn < np.uint64(min(round(chance * 2.0**64), 2**64 - 1))
        return found

    def normals(self, purpose: str, number: int, place: int, count: int) -> NDArray[np.float32]:
        """Standard normal numbers (Box and Muller, 1958), from 53 and 32 bits for two of them."""
        pairs = (count + 1) // 2
        drawn = self.stream(purpose, number, place, 12 * pairs)
        share = ((np.frombuffer(drawn, "<u8", pairs) >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
        far = np.sqrt(-2 * np.log(share)).astype(np.float32)
        angle = np.frombuffer(drawn, "<u4", pairs, 8 * pairs).astype(np.float32) * np.float32(2 * np.pi / 2**32)
        return np.concatenate([far * np.cos(angle), far * np.sin(angle)])[:count]

    def _key(self, purpose: str) -> bytes:
        return hmac.digest(self.key, purpose.encode(), hashlib.sha256)


def _kept(work: Path) -> bytes:
    path = work / FILE
    if path.is_file() and len(known := path.read_bytes()) == BYTES:
        return known
    work.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    made = os.urandom(BYTES)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return made
