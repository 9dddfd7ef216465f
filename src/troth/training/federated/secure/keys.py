"""Keys of a round: pairs of X25519 (RFC 7748), what two of them agree on, and the numbers drawn under it."""

from __future__ import annotations

import numpy as np
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from troth.training.federated.secure.fixed_point import Words

BYTES = 32
NONCE = bytes(12)  # every key is used for one message, or one stream, of one round


def drawn() -> bytes:
    """A new private key."""
    return X25519PrivateKey.generate().private_bytes_raw()


def public(private: bytes) -> bytes:
    """The public key of a private one."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def agreed(private: bytes, other: bytes, purpose: bytes) -> bytes:
    """The key that both of two parties find from their own private and the other's public key, for one purpose.

    Raises ValueError for a public key that gives the same secret whoever asks.
    """
    secret = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(other))
    return HKDF(SHA256(), BYTES, salt=None, info=b"troth federated 1 " + purpose).derive(secret)


def stream(key: bytes, count: int) -> Words:
    """So many whole numbers below 2^64, drawn under a key (ChaCha20, RFC 8439)."""
    cipher = Cipher(algorithms.ChaCha20(key, bytes(16)), mode=None).encryptor()
    return np.frombuffer(cipher.update(bytes(8 * count)), "<u8").astype(np.uint64)


def sealed(key: bytes, message: bytes) -> bytes:
    """A message that only who has the key reads or could have written."""
    return ChaCha20Poly1305(key).encrypt(NONCE, message, None)


def unsealed(key: bytes, message: bytes) -> bytes:
    """The message. Raises cryptography's InvalidTag for any other."""
    return ChaCha20Poly1305(key).decrypt(NONCE, message, None)
