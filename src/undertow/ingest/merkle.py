"""Merkle trees: one hash for many leaves, and short proofs that a leaf is among them.

The tree of RFC 6962, section 2.1 (Certificate Transparency): a leaf is hashed as
``SHA-256(0x00 || data)``, a node as ``SHA-256(0x01 || left || right)``. A level is paired from the
left and an odd last node goes up as it is, which gives the tree that the RFC defines by splitting
at the largest power of two. The root of no leaves is the SHA-256 of nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

_CHUNK = 1 << 14
_EMPTY = hashlib.sha256(b"").digest()

Levels = list[list[bytes]]


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that a leaf is in a tree (an "audit path" of RFC 6962).

    Parameters
    ----------
    index : int
        0-based place of the leaf.
    size : int
        Number of leaves.
    path : tuple of bytes
        Hashes of the neighbours on the way to the root, from the leaf up.
    """

    index: int
    size: int
    path: tuple[bytes, ...]

    def root(self, leaf: bytes) -> bytes | None:
        """Return the root that this path leads to from a leaf's data; None when it leads to none.

        Notes
        -----
        O(log size), RFC 9162, section 2.1.3.2.
        """
        if not 0 <= self.index < self.size:
            return None
        digest, index, size = leaf_hash(leaf), self.index, self.size
        waiting = iter(self.path)
        while size > 1:
            if index ^ 1 < size:
                neighbour = next(waiting, None)
                if neighbour is None:
                    return None
                pair = (neighbour, digest) if index & 1 else (digest, neighbour)
                digest = node_hash(*pair)
            index, size = index >> 1, (size + 1) >> 1
        return digest if next(waiting, None) is None else None


@dataclass(slots=True)
class MerkleTree:
    """A tree over leaves given in order, of which only what is needed is held.

    Parameters
    ----------
    wanted : collection of bytes
        Leaves, by their data, that proofs will be asked for; of equal leaves the first is proven.

    Notes
    -----
    A chunk of 16,384 leaves is a whole subtree: once full, its root alone is kept, and its hashes
    where it holds a wanted leaf. Memory is O(leaves / 16,384 + chunks with wanted leaves).
    """

    wanted: Collection[bytes] = frozenset()
    size: int = 0
    _pending: list[bytes] = field(default_factory=list)
    _roots: list[bytes] = field(default_factory=list)
    _kept: dict[int, Levels] = field(default_factory=dict)
    _places: dict[bytes, int] = field(default_factory=dict)
    _chunks: set[int] = field(default_factory=set)

    def add(self, leaves: Sequence[bytes]) -> None:
        """Add the data of the next leaves."""
        if self.wanted:
            for index, leaf in enumerate(leaves, start=self.size):
                if leaf in self.wanted and leaf not in self._places:
                    self._places[leaf] = index
                    self._chunks.add(index // _CHUNK)
        self.size += len(leaves)
        self._pending += map(leaf_hash, leaves)
        while len(self._pending) >= _CHUNK:
            self._close(self._pending[:_CHUNK])
            del self._pending[:_CHUNK]

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        return self._upper()[-1][0] if self.size else _EMPTY

    def proofs(self) -> dict[bytes, Proof]:
        """Return the proof of each wanted leaf that was added, by its data."""
        upper = self._upper() if self.size else []
        lower = self._kept | {len(self._roots): _levels(self._pending)}
        found = {}
        for leaf, index in self._places.items():
            chunk, inside = divmod(index, _CHUNK)
            path = (*_neighbours(lower[chunk], inside), *_neighbours(upper, chunk))
            found[leaf] = Proof(index, self.size, path)
        return found

    def _close(self, chunk: list[bytes]) -> None:
        """Keep the root of a full chunk, and its hashes where a proof will need them."""
        levels = _levels(chunk)
        number = len(self._roots)
        if number in self._chunks:
            self._kept[number] = levels
        self._roots.append(levels[-1][0])

    def _upper(self) -> Levels:
        last = [_levels(self._pending)[-1][0]] if self._pending else []
        return _levels(self._roots + last)


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node."""
    return hashlib.sha256(b"\1" + left + right).digest()


def _levels(hashes: list[bytes]) -> Levels:
    """Return the levels over at least one hash, the root last."""
    levels = [hashes]
    while len(below := levels[-1]) > 1:
        above = list(map(node_hash, below[::2], below[1::2]))
        levels.append(above + below[len(above) * 2 :])
    return levels


def _neighbours(levels: Levels, index: int) -> Iterator[bytes]:
    """Yield the neighbours on the way up; a last node without one goes up alone."""
    for level in levels[:-1]:
        if index ^ 1 < len(level):
            yield level[index ^ 1]
        index >>= 1
