"""The Merkle tree of RFC 6962 §2.1, its proofs as RFC 9162 §2.1.3 and §2.1.4 make and check them.

Proofs are made from a `NodeReader`, which gives the hash of a complete subtree; how those are kept is not this file's
matter. Verification is strict: the one right length, hashes of 32 bytes, an index inside the tree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

from troth.errors import RecordError

EMPTY_ROOT = hashlib.sha256(b"").digest()  # RFC 6962 §2.1: the hash of an empty list
NodeReader = Callable[[int, int], bytes]
"""(height, position) -> hash of the complete subtree over leaves position << height up to (position + 1) << height."""

_sha256 = hashlib.sha256


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00, data): the prefix keeps leaves and nodes apart (second preimages, RFC 6962 §2.1)."""
    return _sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01, left, right)."""
    return _sha256(b"\x01" + left + right).digest()


def pair_up(hashes: Sequence[bytes]) -> list[bytes]:
    """The next level above an even number of hashes."""
    pairs = iter(hashes)
    return [_sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]


def complete_root(hashes: Sequence[bytes]) -> bytes:
    """The root above a power of two of hashes."""
    while len(hashes) > 1:
        hashes = pair_up(hashes)
    return hashes[0]


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes (MTH of RFC 6962 §2.1), level by level: an odd one out rises unchanged."""
    level = list(leaf_hashes)
    while len(level) > 1:
        odd = [level.pop()] if len(level) % 2 else []
        level = pair_up(level) + odd
    return level[0] if level else EMPTY_ROOT


class Frontier:
    """The right edge of a growing tree: one complete subtree for each bit of its size, so appending is O(log n)."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        self.size = size
        self._hashes = list(hashes)  # of the set bits of size, highest first

    @classmethod
    def of(cls, size: int, nodes: NodeReader) -> Frontier:
        """The frontier of a stored tree of `size` leaves."""
        return cls(size, [nodes(height, start >> height) for height, start in _complete_subtrees(0, size)])

    def copy(self) -> Frontier:
        """A frontier that grows apart from this one."""
        return Frontier(self.size, self._hashes)

    def push(self, node: bytes, height: int = 0) -> list[bytes]:
        """Append a complete subtree of 2**height leaves; gives the hashes of all subtrees it completes, going up.

        The size must be a multiple of 2**height.
        """
        completed = [node]
        rest = self.size >> height
        while rest & 1:
            node = _sha256(b"\x01" + self._hashes.pop() + node).digest()
            completed.append(node)
            rest >>= 1
        self._hashes.append(node)
        self.size += 1 << height
        return completed

    def root(self) -> bytes:
        """The tree's root."""
        if not self._hashes:
            return EMPTY_ROOT
        root = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            root = node_hash(left, root)
        return root


def inclusion_proof(index: int, size: int, nodes: NodeReader) -> tuple[bytes, ...]:
    """PATH(index, D[size]) of RFC 9162 §2.1.3.1: siblings from the leaf up."""
    if not 0 <= index < size:
        raise RecordError(f"no entry {index} in a tree of {size} entries")
    start, end, siblings = 0, size, list[tuple[int, int]]()
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            siblings.append((middle, end))
            end = middle
        else:
            siblings.append((start, middle))
            start = middle
    return tuple(_range_root(low, high, nodes) for low, high in reversed(siblings))


def consistency_proof(old: int, new: int, nodes: NodeReader) -> tuple[bytes, ...]:
    """PROOF(old, D[new]) of RFC 9162 §2.1.4.1; empty when the sizes are equal or the old tree is empty."""
    if not 0 <= old <= new:
        raise RecordError(f"no consistency from {old} to {new} entries: sizes only grow")
    if old in (0, new):
        return ()
    start, end, whole, proof = 0, new, True, list[bytes]()
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range_root(middle, end, nodes))
            end = middle
        else:
            proof.append(_range_root(start, middle, nodes))
            start, whole = middle, False
    if not whole:
        proof.append(_range_root(start, end, nodes))
    return tuple(reversed(proof))


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows that the leaf hash is at `index` in the tree of `size` with `root` (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size or not _all_hashes([leaf, root, *proof]):
        return False
    position, last, hash_ = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False  # longer than the way up
        if position & 1 or position == last:
            hash_ = node_hash(sibling, hash_)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            hash_ = node_hash(hash_, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and hash_ == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree (new, new_root) continues the tree (old, old_root) (RFC 9162 §2.1.4.2)."""
    if not 0 <= old <= new or not _all_hashes([old_root, new_root, *proof]):
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)  # a complete old tree is its own first node
    if not path:
        return False
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old_hash = new_hash = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old_hash, new_hash = node_hash(sibling, old_hash), node_hash(sibling, new_hash)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new_hash = node_hash(new_hash, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and old_hash == old_root and new_hash == new_root


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (RFC 6962 §2.1)."""
    return 1 << (size - 1).bit_length() - 1


def _complete_subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """(height, start) of the complete subtrees that tile [start, end), largest first; start must suit the largest."""
    while start < end:
        height = (end - start).bit_length() - 1
        yield height, start
        start += 1 << height


def _range_root(start: int, end: int, nodes: NodeReader) -> bytes:
    hashes = [nodes(height, at >> height) for height, at in _complete_subtrees(start, end)]
    root = hashes.pop()
    while hashes:
        root = node_hash(hashes.pop(), root)
    return root


def _all_hashes(values: Sequence[bytes]) -> bool:
    return all(len(value) == 32 for value in values)
