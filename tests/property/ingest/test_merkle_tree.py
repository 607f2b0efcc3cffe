"""The tree is that of RFC 6962, however its leaves come in; every proof holds, and no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.ingest import merkle
from undertow.ingest.merkle import MerkleTree, Proof, leaf_hash, node_hash

# The leaves and roots by which implementations of Certificate Transparency test themselves.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = (
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


def by_definition(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, as it is written there."""
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


def path_by_definition(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962, section 2.1.1."""
    if len(leaves) == 1:
        return []
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < split:
        return [*path_by_definition(index, leaves[:split]), by_definition(leaves[split:])]
    below = path_by_definition(index - split, leaves[split:])
    return [*below, by_definition(leaves[:split])]


@contextmanager
def small_chunks(size: int) -> Iterator[None]:
    """Let few leaves fill several chunks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(merkle, "_CHUNK", size)
        yield


def tree_of(
    leaves: Sequence[bytes], cuts: Sequence[int] = (), wanted: Sequence[bytes] = ()
) -> MerkleTree:
    tree = MerkleTree(frozenset(wanted))
    for begin, end in pairwise([0, *sorted(cuts), len(leaves)]):
        tree.add(leaves[begin:end])
    return tree


@pytest.mark.parametrize("chunk", [1, 2, 64])
@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_known_roots(size: int, chunk: int) -> None:
    with small_chunks(chunk):
        assert tree_of(LEAVES[:size]).root().hex() == ROOTS[size]


@given(st.integers(1, 70), st.lists(st.integers(0, 70), max_size=4), st.sampled_from([1, 2, 4, 64]))
def test_the_tree_is_the_one_defined(size: int, cuts: list[int], chunk: int) -> None:
    leaves = [b"%d" % number for number in range(size)]
    wanted = leaves[:: max(1, size // 7)]
    with small_chunks(chunk):
        tree = tree_of(leaves, [min(cut, size) for cut in cuts], wanted)
        assert tree.root() == by_definition(leaves)
        proofs = tree.proofs()
    assert set(proofs) == set(wanted)
    for leaf, proof in proofs.items():
        assert list(proof.path) == path_by_definition(leaves.index(leaf), leaves)
        assert proof.root(leaf) == tree.root()


def test_a_large_tree_holds_little_and_proves_all_asked_for() -> None:
    leaves = [b"%d" % number for number in range(3 * (1 << 14) + 5)]
    wanted = [leaves[0], leaves[-1], leaves[(1 << 14) - 1], leaves[1 << 14]]
    tree = tree_of(leaves, [100, 40_000], wanted)
    assert len(tree._kept) == 2
    assert {proof.root(leaf) for leaf, proof in tree.proofs().items()} == {by_definition(leaves)}


@given(st.integers(1, 40), st.data())
def test_no_other_proof_holds(size: int, data: st.DataObject) -> None:
    leaves = [b"%d" % number for number in range(size)]
    leaf = data.draw(st.sampled_from(leaves))
    tree = tree_of(leaves, wanted=[leaf])
    proof = tree.proofs()[leaf]
    assert proof.root(leaf + b"x") != tree.root()
    others = st.tuples(st.integers(-2, 50), st.integers(-2, 50))
    index, total = data.draw(others)
    if index != proof.index:
        assert Proof(index, size, proof.path).root(leaf) != tree.root()
    assert Proof(index, total, (*proof.path, bytes(32))).root(leaf) != tree.root()
    if proof.path:
        assert Proof(proof.index, size, proof.path[:-1]).root(leaf) != tree.root()
        flipped = bytearray(proof.path[0])
        flipped[data.draw(st.integers(0, 31))] ^= data.draw(st.integers(1, 255))
        changed = Proof(proof.index, size, (bytes(flipped), *proof.path[1:]))
        assert changed.root(leaf) != tree.root()


def test_of_equal_leaves_the_first_is_proven() -> None:
    tree = tree_of([b"a", b"b", b"b", b"a"], wanted=[b"b", b"a", b"missing"])
    assert {leaf: proof.index for leaf, proof in tree.proofs().items()} == {b"a": 0, b"b": 1}
