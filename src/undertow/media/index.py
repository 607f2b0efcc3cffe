"""Hashes of 256 bits to those that differ from them in few bits, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

BYTES: Final = 32
PROBED_UP_TO: Final = 31
"""Greatest radius for which buckets are probed; beyond it every hash is looked at."""

_CHUNKS: Final = 16
_BUCKETS: Final = 1 << 16
_WORTH_BUCKETS: Final = 20_000

Words = NDArray[np.uint64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found, by query and then by item.

    Attributes
    ----------
    queries, items : (n,) int64
        Positions of the hashes.
    distances : (n,) int64
        Bits in which they differ.
    """

    queries: Ints
    items: Ints
    distances: Ints


class HashIndex:
    """An index of hashes of 256 bits that gives all that lie within a radius.

    Notes
    -----
    Multi-index hashing (Norouzi, Punjani, Fleet, *Fast search in Hamming space with multi-index
    hashing*, 2012): hashes that differ in at most 31 bits differ in at most one bit in one of 16
    chunks of 16 bits, so 16 times 17 buckets hold all of them. Takes 96 bytes a hash.

    Hashes that are added later form segments of their own, which are merged when they have grown
    as large as those before them.
    """

    def __init__(self) -> None:
        self._segments: list[_Segment] = []

    def __len__(self) -> int:
        """Return how many hashes there are."""
        return sum(len(segment.words) for segment in self._segments)

    def add(self, hashes: NDArray[np.uint8]) -> None:
        """Add hashes of shape (n, 32); they are numbered on from those that are there."""
        if not len(hashes):
            return
        words = _words(hashes)
        while self._segments and len(self._segments[-1].words) <= len(words):
            words = np.concatenate([self._segments.pop().words, words])
        self._segments.append(_Segment.of(words))

    def search(self, hashes: NDArray[np.uint8], radius: int, *, is_exact: bool = True) -> Hits:
        """Return what differs from hashes of shape (m, 32) in at most ``radius`` bits.

        Where it need not be exact, buckets are probed also for a radius above
        :data:`PROBED_UP_TO`: of hashes that differ in 51 bits at random, a tenth is missed.
        """
        queries = _words(hashes)
        found, first = [np.empty((0, 3), np.int64)], 0
        for segment in self._segments:
            part = segment.search(queries, radius, is_exact)
            part[:, 1] += first
            found.append(part)
            first += len(segment.words)
        all_found = np.concatenate(found)
        order = np.lexsort((all_found[:, 1], all_found[:, 0]))
        return Hits(*(np.ascontiguousarray(column) for column in all_found[order].T))

    def groups(self, queries: Grouped, items: Grouped, radius: int) -> Ints:
        """Return which groups of queries have a hash near one of which other groups of items.

        Parameters
        ----------
        queries : Grouped
            Hashes that are looked up; those of a group stand together.
        items : Grouped
            What this index holds, in the order in which it was added. Groups have the same numbers.
        radius : int
            Up to :data:`PROBED_UP_TO`, all that is within is found. Beyond, two hashes are near if
            they also differ in at most one bit in some chunk: at 46 bits, 97 in 100 are.

        Returns
        -------
        (2, n) int64
            Group of queries, group of items; each once, never a group and itself.

        Notes
        -----
        Once a group is found, its hashes are passed over: copies cost no comparisons.
        """
        found, first = [np.empty((2, 0), np.int64)], 0
        n_groups = int(max(queries.group.max(initial=-1), items.group.max(initial=-1))) + 1
        for segment in self._segments:
            part = slice(first, first + len(segment.words))
            own = Grouped(segment.words, items.group[part], items.is_asking[part])
            found.append(segment.groups(queries, own, n_groups, radius))
            first = part.stop
        return np.unique(np.concatenate(found, axis=1), axis=1)


@dataclass(frozen=True, slots=True)
class Grouped:
    """Hashes and what they belong to.

    Attributes
    ----------
    words : (n, 4) uint64
        The hashes.
    group : (n,) int64
        What they belong to.
    is_asking : (n,) bool
        Of two hashes that are near, one has to be asking.
    """

    words: Words
    group: Ints
    is_asking: Flags


@dataclass(frozen=True, slots=True)
class _Segment:
    words: Words
    starts: NDArray[np.int64]
    members: NDArray[np.int32]

    @classmethod
    def of(cls, words: Words) -> _Segment:
        if len(words) < _WORTH_BUCKETS:
            return cls(words, np.zeros((0, 0), np.int64), np.zeros((0, 0), np.int32))
        return cls(words, *_bucketed(words))

    def search(self, queries: Words, radius: int, is_exact: bool) -> Ints:
        if (is_exact and radius > PROBED_UP_TO) or not len(self.starts):
            return _scanned(self.words, queries, radius)
        return _probed(self.words, self.starts, self.members, queries, radius)

    def groups(self, queries: Grouped, items: Grouped, n_groups: int, radius: int) -> Ints:
        asked = queries.words, queries.group, queries.is_asking
        own = self.words, items.group, items.is_asking
        if not len(self.starts):
            return _groups_scanned(*own, *asked, n_groups, radius)
        return _groups_probed(self.starts, self.members, *own, *asked, n_groups, radius)


def _words(hashes: NDArray[np.uint8]) -> Words:
    return np.ascontiguousarray(hashes, np.uint8).reshape(-1, BYTES).view(np.uint64)


def _generated(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return builder.ctpop(arguments[0])


# How many bits of a 64-bit word are set, by the instruction of the machine.
popcount: Any = intrinsic(lambda context, word: (types.uint64(types.uint64), _generated))


@njit(cache=True, nogil=True)
def _bucketed(words: Words) -> tuple[Ints, NDArray[np.int32]]:
    """Return where the buckets of each chunk begin, and the hashes in them."""
    n = len(words)
    starts = np.zeros((_CHUNKS, _BUCKETS + 1), np.int64)
    members = np.empty((_CHUNKS, n), np.int32)
    for c in range(_CHUNKS):
        word, shift = c // 4, np.uint64(16 * (c % 4))
        for i in range(n):
            starts[c, ((words[i, word] >> shift) & np.uint64(0xFFFF)) + np.uint64(1)] += 1
        for bucket in range(_BUCKETS):
            starts[c, bucket + 1] += starts[c, bucket]
        at = starts[c, :-1].copy()
        for i in range(n):
            own = np.int64((words[i, word] >> shift) & np.uint64(0xFFFF))
            members[c, at[own]] = i
            at[own] += 1
    return starts, members


@njit(cache=True, nogil=True)
def _probed(
    words: Words, starts: Ints, members: NDArray[np.int32], queries: Words, radius: int
) -> Ints:
    found = np.empty((1024, 3), np.int64)
    n = 0
    for q in range(len(queries)):
        a, b, c, d = queries[q, 0], queries[q, 1], queries[q, 2], queries[q, 3]
        for chunk in range(_CHUNKS):
            shift = np.uint64(16 * (chunk % 4))
            own = np.int64((queries[q, chunk // 4] >> shift) & np.uint64(0xFFFF))
            for flip in range(17):
                bucket = own if flip == 16 else own ^ (1 << flip)
                for k in range(starts[chunk, bucket], starts[chunk, bucket + 1]):
                    i = members[chunk, k]
                    bits = popcount(words[i, 0] ^ a) + popcount(words[i, 1] ^ b)
                    if bits > radius:
                        continue
                    bits += popcount(words[i, 2] ^ c) + popcount(words[i, 3] ^ d)
                    if bits > radius or _was_found(words[i], queries[q], chunk):
                        continue
                    if n == len(found):
                        found = np.concatenate((found, np.empty_like(found)))
                    found[n, 0], found[n, 1], found[n, 2] = q, i, bits
                    n += 1
    return found[:n]


@njit(cache=True, nogil=True)
def _was_found(item: Words, query: Words, chunk: int) -> bool:
    """Return whether an earlier chunk differs in at most one bit."""
    for earlier in range(chunk):
        shift = np.uint64(16 * (earlier % 4))
        x = ((item[earlier // 4] ^ query[earlier // 4]) >> shift) & np.uint64(0xFFFF)
        if popcount(x) <= 1:
            return True
    return False


@njit(cache=True, nogil=True)
def _scanned(words: Words, queries: Words, radius: int) -> Ints:
    found = np.empty((1024, 3), np.int64)
    n = 0
    for begin in range(0, len(words), 2048):
        end = min(begin + 2048, len(words))
        for q in range(len(queries)):
            a, b, c, d = queries[q, 0], queries[q, 1], queries[q, 2], queries[q, 3]
            for i in range(begin, end):
                bits = popcount(words[i, 0] ^ a) + popcount(words[i, 1] ^ b)
                if bits > radius:
                    continue
                bits += popcount(words[i, 2] ^ c) + popcount(words[i, 3] ^ d)
                if bits > radius:
                    continue
                if n == len(found):
                    found = np.concatenate((found, np.empty_like(found)))
                found[n, 0], found[n, 1], found[n, 2] = q, i, bits
                n += 1
    return found[:n]


@njit(cache=True, nogil=True)
def _is_near(item: Words, query: Words, radius: int) -> bool:
    bits = popcount(item[0] ^ query[0]) + popcount(item[1] ^ query[1])
    if bits > radius:
        return False
    bits += popcount(item[2] ^ query[2]) + popcount(item[3] ^ query[3])
    return bool(bits <= radius)


@njit(cache=True, nogil=True)
def _groups_probed(
    starts: Ints, members: NDArray[np.int32], words: Words, group: Ints, is_asking: Flags,
    queries: Words, query_group: Ints, is_query: Flags, n_groups: int, radius: int,
) -> Ints:  # fmt: skip
    found = np.empty((2, 1024), np.int64)
    seen = np.full(n_groups, -1, np.int64)
    is_item = np.zeros(n_groups, np.bool_)
    is_item[group] = True
    n_items = is_item.sum()
    n, n_seen, last = 0, 0, -1
    for q in range(len(queries)):
        own = query_group[q]
        n_seen = n_seen if own == last else 0
        last = own
        if n_seen + is_item[own] == n_items:
            continue  # all were found by hashes before
        for chunk in range(_CHUNKS):
            shift = np.uint64(16 * (chunk % 4))
            key = np.int64((queries[q, chunk // 4] >> shift) & np.uint64(0xFFFF))
            for flip in range(17):
                bucket = key if flip == 16 else key ^ (1 << flip)
                for k in range(starts[chunk, bucket], starts[chunk, bucket + 1]):
                    i = members[chunk, k]
                    other = group[i]
                    if other == own or seen[other] == own or not (is_query[q] or is_asking[i]):
                        continue
                    if _is_near(words[i], queries[q], radius):
                        seen[other] = own
                        n_seen += 1
                        if n == found.shape[1]:
                            found = np.concatenate((found, np.empty_like(found)), axis=1)
                        found[0, n], found[1, n] = own, other
                        n += 1
    return found[:, :n]


@njit(cache=True, nogil=True)
def _groups_scanned(
    words: Words, group: Ints, is_asking: Flags, queries: Words, query_group: Ints,
    is_query: Flags, n_groups: int, radius: int,
) -> Ints:  # fmt: skip
    found = np.empty((2, 1024), np.int64)
    seen = np.full(n_groups, -1, np.int64)
    n = 0
    for q in range(len(queries)):
        own = query_group[q]
        for i in range(len(words)):
            other = group[i]
            if other == own or seen[other] == own or not (is_query[q] or is_asking[i]):
                continue
            # As in buckets, so that it makes no difference how many hashes there are.
            if _is_near(words[i], queries[q], radius) and _was_found(words[i], queries[q], _CHUNKS):
                seen[other] = own
                if n == found.shape[1]:
                    found = np.concatenate((found, np.empty_like(found)), axis=1)
                found[0, n], found[1, n] = own, other
                n += 1
    return found[:, :n]
