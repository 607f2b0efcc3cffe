"""Texts that share a band: the candidates for being near."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.text.threads import in_threads
from undertow.text.words import Hashes

# Slots for each text, as a power of two: one text in sixteen falls on a slot by chance.
_SPARE_BITS = 3

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Buckets:
    """Which of the texts stand in which buckets; a bucket holds at least two.

    Attributes
    ----------
    starts : (n_texts + 1,) int64
        Text ``i`` stands in ``buckets[starts[i]:starts[i + 1]]``.
    buckets : (n_places,) int64
        Numbers of buckets.
    sizes : (n_buckets,) int64
        Texts in each.
    """

    starts: Ints
    buckets: Ints
    sizes: Ints


def find_buckets(bands: Hashes) -> Buckets:
    """Find the bands that at least two texts share.

    Parameters
    ----------
    bands : (n_bands, n) uint32
        Band hashes; may be a memory map.

    Returns
    -------
    Buckets

    Notes
    -----
    Ordinary texts share no band with any other. Two bits for each of a few million slots tell
    nearly all of them at once and stay in the cache, so only the rest is sorted: O(n * n_bands)
    reads, O(k log k) for the k places kept, in threads.
    """
    texts, buckets, sizes = [], [], []
    n_buckets = 0
    for rows, counts in in_threads(_repeated, bands):
        texts.append(rows)
        buckets.append(np.repeat(np.arange(len(counts)) + n_buckets, counts))
        sizes.append(counts)
        n_buckets += len(counts)
    text, bucket = np.concatenate(texts), np.concatenate(buckets)
    starts = np.r_[0, np.cumsum(np.bincount(text, minlength=bands.shape[1]))]
    return Buckets(starts, _by_text(text, bucket, starts), np.concatenate(sizes))


@njit(cache=True, nogil=True)
def _by_text(texts: Ints, buckets: Ints, starts: Ints) -> Ints:
    """Return the buckets of each text together, in the order in which they come."""
    ordered = np.empty(len(buckets), np.int64)
    free = starts.copy()
    for i in range(len(texts)):
        ordered[free[texts[i]]] = buckets[i]
        free[texts[i]] += 1
    return ordered


def in_order(buckets: Buckets, texts: Ints) -> Buckets:
    """Return the buckets of some texts, numbered as they come in ``texts``."""
    lengths = buckets.starts[texts + 1] - buckets.starts[texts]
    starts = np.r_[0, np.cumsum(lengths)]
    places = np.repeat(buckets.starts[texts] - starts[:-1], lengths) + np.arange(starts[-1])
    return Buckets(starts, buckets.buckets[places], buckets.sizes)


def _repeated(hashes: Hashes) -> tuple[Ints, Ints]:
    """Return the texts whose hash another one has, equal ones together, and how many are equal."""
    hashes = np.ascontiguousarray(hashes)
    rows = _maybe_repeated(hashes, max(16, len(hashes).bit_length() + _SPARE_BITS))
    rows = rows[np.argsort(hashes[rows], kind="stable")]
    starts = run_starts(hashes[rows])
    counts = np.diff(np.r_[starts, len(rows)])
    return rows[np.repeat(counts > 1, counts)], counts[counts > 1]


@njit(cache=True, nogil=True)
def _maybe_repeated(hashes: Hashes, bits: int) -> Ints:
    """Return the rows whose hash falls on a slot that another one falls on."""
    mask = (1 << bits) - 1
    once, twice = np.zeros(1 << (bits - 6), np.uint64), np.zeros(1 << (bits - 6), np.uint64)
    for i in range(len(hashes)):
        slot = int(hashes[i]) & mask
        bit = np.uint64(1) << np.uint64(slot & 63)
        twice[slot >> 6] |= once[slot >> 6] & bit
        once[slot >> 6] |= bit
    rows = np.empty(len(hashes), np.int64)
    n = 0
    for i in range(len(hashes)):
        slot = int(hashes[i]) & mask
        rows[n] = i
        n += int(twice[slot >> 6] >> np.uint64(slot & 63) & np.uint64(1))
    return rows[:n]


def run_starts(values: NDArray[Any]) -> Ints:
    """Return where runs of equal values begin."""
    if not len(values):
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.r_[True, values[1:] != values[:-1]])
