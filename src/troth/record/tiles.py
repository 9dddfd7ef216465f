"""Tiles: how the tree's hashes are kept and published (C2SP tlog-tiles).

A tile holds 256 consecutive hashes of levels 0, 8, 16, … of the tree; the levels between are made by hashing. An append
touches one partial tile a level, and a proof reads at most two tiles a level.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence

from troth.errors import RecordError
from troth.record.tree import Frontier, NodeReader, complete_root

WIDTH = 256
HASH = 32
_HEIGHT = 8

TileReader = Callable[[int, int], bytes]
"""(level, position) -> the hashes of that tile, at least as many as the tree's size asks for."""


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """(level, position, width) of every tile of a tree of `size` leaves, level by level."""
    level = 0
    while size:
        for position in range(0, size, WIDTH):
            yield level, position // WIDTH, min(WIDTH, size - position)
        size //= WIDTH  # only full tiles are hashed into the level above ("Partial Tiles")
        level += 1


def tile_path(level: int | str, position: int, width: int = WIDTH) -> str:
    """`tile/<L>/<N>[.p/<W>]`, N in groups of three digits with `x` before all but the last; `entries` for bundles."""
    groups = [f"{position % 1000:03d}"]
    while position := position // 1000:
        groups.insert(0, f"x{position % 1000:03d}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{partial}"


def node_reader(read_tile: TileReader) -> NodeReader:
    """Reads any complete subtree's hash out of tiles; each tile is read once."""
    seen: dict[tuple[int, int], bytes] = {}

    def node(height: int, position: int) -> bytes:
        level, rest = divmod(height, _HEIGHT)
        first = position << rest
        tile, offset = divmod(first, WIDTH)
        if (level, tile) not in seen:
            seen[level, tile] = read_tile(level, tile)
        hashes = split_hashes(seen[level, tile])[offset : offset + (1 << rest)]
        if len(hashes) != 1 << rest:
            raise RecordError(f"tile {level}/{tile} is too short", remedy="run troth verify on the record")
        return complete_root(hashes)

    return node


def split_hashes(tile: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return [tile[at : at + HASH] for at in range(0, len(tile), HASH)]


def pack_bundle(leaves: Sequence[bytes]) -> bytes:
    """An entry bundle: each leaf behind its length in two bytes, big-endian ("Log entries")."""
    return b"".join(struct.pack(">H", len(leaf)) + leaf for leaf in leaves)


def unpack_bundle(bundle: bytes) -> list[bytes]:
    """The leaves of a bundle; raises RecordError where it ends in the middle of one."""
    leaves, at = [], 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if at + 2 > len(bundle) or end > len(bundle):
            raise RecordError("the bundle ends in the middle of an entry")
        leaves.append(bundle[at + 2 : end])
        at = end
    return leaves


class Edge:
    """The growing right edge of a stored tree: its frontier, and the tile of each level that is not full yet."""

    def __init__(self, size: int, read_tile: TileReader) -> None:
        self.frontier = Frontier.of(size, node_reader(read_tile))
        self._tiles: list[bytearray] = []
        self._changed: dict[tuple[int, int], bytes] = {}
        level_size = size
        while level_size:
            position, width = divmod(level_size, WIDTH)
            tile = read_tile(len(self._tiles), position)[: width * HASH] if width else b""
            self._tiles.append(bytearray(tile))
            level_size //= WIDTH

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        size = self.frontier.size
        for level, hash_ in enumerate(self.frontier.push(leaf)[::_HEIGHT]):
            if level == len(self._tiles):
                self._tiles.append(bytearray())
            tile = self._tiles[level]
            tile += hash_
            if len(tile) == WIDTH * HASH:
                self._changed[level, (size >> _HEIGHT * level) // WIDTH] = bytes(tile)
                tile.clear()

    def changed(self) -> list[tuple[int, int, bytes]]:
        """(level, position, hashes) of the tiles to be stored since the last call; partial ones always."""
        size = self.frontier.size
        for level, tile in enumerate(self._tiles):
            if tile:
                self._changed[level, (size >> _HEIGHT * level) // WIDTH] = bytes(tile)
        changed = [(level, position, hashes) for (level, position), hashes in self._changed.items()]
        self._changed.clear()
        return changed
