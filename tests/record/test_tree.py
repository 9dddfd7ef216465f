"""The tree against the published vectors of certificate-transparency's 8-leaf tree, and against its own definition."""

from __future__ import annotations

import contextlib
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troth.errors import RecordError
from troth.record.tiles import WIDTH, Edge, node_reader, pack_bundle, tile_path, tiles_of, unpack_bundle
from troth.record.tree import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# github.com/google/certificate-transparency, merkletree tests; also transparency-dev/merkle proof/verify_test.go
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    bytes.fromhex(text)
    for text in (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
L2_10 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
BC = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
D3 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
CA = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
L96 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
L6B = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
L0E = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
B0 = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
INCLUSION = [
    (0, 1, []),
    (0, 8, [L96, L2_10, L6B]),
    (5, 8, [BC, CA, D3]),
    (2, 3, [ROOTS[2].hex()]),
    (1, 5, [ROOTS[1].hex(), L2_10, BC]),
]
CONSISTENCY = [
    (1, 1, []),
    (1, 8, [L96, L2_10, L6B]),
    (6, 8, [L0E, CA, D3]),
    (2, 5, [L2_10, BC]),
    (6, 7, [L0E, B0, D3]),
]
SOME = hashlib.sha256(b"some").digest()


def _nodes(hashes: list[bytes]):
    def node(height: int, position: int) -> bytes:
        width = 1 << height
        part = hashes[position * width : (position + 1) * width]
        assert len(part) == width
        return root_of(part)

    return node


VECTOR = [leaf_hash(leaf) for leaf in LEAVES]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    assert root_of(VECTOR[:size]) == ROOTS[size]
    frontier = Frontier()
    for hash_ in VECTOR[:size]:
        frontier.push(hash_)
    assert frontier.root() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_inclusion_proofs_are_the_published_ones(index: int, size: int, proof: list[str]) -> None:
    made = inclusion_proof(index, size, _nodes(VECTOR))
    assert [hash_.hex() for hash_ in made] == proof
    assert verify_inclusion(index, size, VECTOR[index], made, ROOTS[size])


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(old: int, new: int, proof: list[str]) -> None:
    made = consistency_proof(old, new, _nodes(VECTOR))
    assert [hash_.hex() for hash_ in made] == proof
    assert verify_consistency(old, new, ROOTS[old], ROOTS[new], made)


def _corrupted(proof: tuple[bytes, ...], root: bytes):
    yield (*proof, b"")
    yield (*proof, root)
    yield (b"", *proof)
    yield (root, *proof)
    if proof:
        yield proof[:-1]
        yield proof[1:]
        yield (proof[0], *proof)
    for at, hash_ in enumerate(proof):
        yield (*proof[:at], bytes([hash_[0] ^ 8]) + hash_[1:], *proof[at + 1 :])
        yield (*proof[:at], hash_[:31], *proof[at + 1 :])


@pytest.mark.parametrize(("index", "size", "_"), INCLUSION)
def test_a_corrupt_inclusion_proof_is_refused(index: int, size: int, _: list[str]) -> None:
    proof, root, leaf = inclusion_proof(index, size, _nodes(VECTOR)), ROOTS[size], VECTOR[index]
    for bad in _corrupted(proof, root):
        assert not verify_inclusion(index, size, leaf, bad, root)
    for place in ((index - 1, size), (index + 1, size), (index ^ 2, size), (index, size * 2), (index, size // 2)):
        assert not verify_inclusion(*place, leaf, proof, root)
    for other in (EMPTY_ROOT, SOME, b"", root[:31]):
        assert not verify_inclusion(index, size, leaf, proof, other)
        assert not verify_inclusion(index, size, other, proof, root)


@pytest.mark.parametrize(("old", "new", "_"), CONSISTENCY[1:])
def test_a_corrupt_consistency_proof_is_refused(old: int, new: int, _: list[str]) -> None:
    proof = consistency_proof(old, new, _nodes(VECTOR))
    for bad in [*_corrupted(proof, ROOTS[old]), *_corrupted(proof, ROOTS[new]), ()]:
        assert not verify_consistency(old, new, ROOTS[old], ROOTS[new], bad)
    for sizes in ((old - 1, new), (old + 1, new), (old ^ 2, new), (old, new * 2), (old, new // 2)):
        assert not verify_consistency(*sizes, ROOTS[old], ROOTS[new], proof)
    assert not verify_consistency(old, new, ROOTS[new], ROOTS[old], proof)


def test_consistency_at_its_edges() -> None:
    assert verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, ())
    assert verify_consistency(0, 3, EMPTY_ROOT, ROOTS[3], ())
    assert not verify_consistency(0, 3, SOME, ROOTS[3], ())  # the empty tree has one root
    assert not verify_consistency(0, 3, EMPTY_ROOT, ROOTS[3], (SOME,))
    assert not verify_consistency(3, 3, ROOTS[3], ROOTS[3], (SOME,))
    assert not verify_consistency(3, 3, ROOTS[3], ROOTS[2], ())
    assert not verify_consistency(3, 2, ROOTS[3], ROOTS[2], ())
    assert not verify_consistency(-1, 2, ROOTS[3], ROOTS[2], ())
    assert not verify_consistency(1, 2, ROOTS[1], ROOTS[2], ())


def test_what_cannot_be_proved_is_an_error() -> None:
    for index, size in ((0, 0), (3, 3), (-1, 3)):
        with pytest.raises(RecordError):
            inclusion_proof(index, size, _nodes(VECTOR))
    for old, new in ((4, 3), (-1, 3)):
        with pytest.raises(RecordError):
            consistency_proof(old, new, _nodes(VECTOR))


def test_a_node_is_no_leaf() -> None:
    assert node_hash(VECTOR[0], VECTOR[1]) != leaf_hash(VECTOR[0] + VECTOR[1])


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 300), st.data())
def test_every_proof_verifies_and_only_where_it_belongs(size: int, data: st.DataObject) -> None:
    hashes = [leaf_hash(b"%d" % number) for number in range(size)]
    nodes, root = _nodes(hashes), root_of(hashes)
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, nodes)
    assert verify_inclusion(index, size, hashes[index], proof, root)
    assert verify_inclusion(other, size, hashes[index], proof, root) == (other == index)
    old = data.draw(st.integers(0, size))
    grown = consistency_proof(old, size, nodes)
    assert verify_consistency(old, size, root_of(hashes[:old]), root, grown)
    if 0 < old < size:
        assert not verify_consistency(old, size, SOME, root, grown)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 70_000), st.integers(0, 600))
def test_tiles_grow_like_the_tree(size: int, more: int) -> None:
    size %= 1500
    hashes = [leaf_hash(b"%d" % number) for number in range(size + more)]
    stored: dict[tuple[int, int], bytes] = {}
    edge = Edge(0, lambda level, position: stored[level, position])
    for hash_ in hashes[:size]:
        edge.append(hash_)
    stored.update({(level, position): tile for level, position, tile in edge.changed()})
    again = Edge(size, lambda level, position: stored[level, position])  # as another process reads it
    for hash_ in hashes[size:]:
        again.append(hash_)
    stored.update({(level, position): tile for level, position, tile in again.changed()})
    whole = size + more
    assert {(level, position, len(tile) // 32) for (level, position), tile in stored.items()} == set(tiles_of(whole))
    assert again.frontier.root() == root_of(hashes)
    if whole:
        nodes = node_reader(lambda level, position: stored[level, position])
        assert inclusion_proof(whole // 2, whole, nodes) == inclusion_proof(whole // 2, whole, _nodes(hashes))


def test_the_tiles_of_70000_entries_are_those_of_the_specification() -> None:
    tiles = list(tiles_of(70_000))
    assert sum(level == 0 and width == WIDTH for level, _, width in tiles) == 273
    assert [tile for tile in tiles if tile[2] < WIDTH] == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert list(tiles_of(256)) == [(0, 0, 256), (1, 0, 1)]
    assert tile_path(3, 1234067) == "tile/3/x001/x234/067"
    assert tile_path("entries", 0, 7) == "tile/entries/000.p/7"


@settings(deadline=None, max_examples=60)
@given(st.lists(st.binary(max_size=40)))
def test_a_bundle_gives_back_its_entries(leaves: list[bytes]) -> None:
    bundle = pack_bundle(leaves)
    assert unpack_bundle(bundle) == leaves
    for cut in range(1, min(3, len(bundle) + 1)):
        with contextlib.suppress(RecordError):
            assert unpack_bundle(bundle[:-cut]) != leaves
