"""Texts that share a band: the candidates for being near."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.text.words import Hashes

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
    Ordinary texts share no band with any other. A small table of counts tells nearly all of them
    at once, so only the rest is sorted: O(n * n_bands) reads, O(k log k) for the k places kept.
    """
    n_slots = 1 << max(16, int(bands.shape[1]).bit_length() + 4)
    texts, buckets, sizes = [], [], []
    n_buckets = 0
    for hashes in bands:
        rows = _maybe_repeated(hashes, n_slots)
        rows = rows[np.argsort(hashes[rows], kind="stable")]
        numbers, counts = _numbered(hashes[rows])
        repeated = counts[numbers] > 1
        renumbered = np.cumsum(counts > 1) - 1
        texts.append(rows[repeated])
        buckets.append(renumbered[numbers[repeated]] + n_buckets)
        sizes.append(counts[counts > 1])
        n_buckets += len(sizes[-1])
    text, bucket = np.concatenate(texts), np.concatenate(buckets)
    order = np.argsort(text, kind="stable")
    starts = np.searchsorted(text[order], np.arange(bands.shape[1] + 1))
    return Buckets(starts, bucket[order], np.concatenate(sizes))


def in_order(buckets: Buckets, texts: Ints) -> Buckets:
    """Return the buckets of some texts, numbered as they come in ``texts``."""
    lengths = buckets.starts[texts + 1] - buckets.starts[texts]
    starts = np.r_[0, np.cumsum(lengths)]
    places = np.repeat(buckets.starts[texts] - starts[:-1], lengths) + np.arange(starts[-1])
    return Buckets(starts, buckets.buckets[places], buckets.sizes)


def _numbered(hashes: Hashes) -> tuple[Ints, Ints]:
    """Return the number of each run of equal hashes, and the length of each run."""
    is_first = np.r_[True, hashes[1:] != hashes[:-1]] if len(hashes) else np.zeros(0, np.bool_)
    numbers = np.cumsum(is_first) - 1
    return numbers, np.bincount(numbers) if len(hashes) else np.zeros(0, np.int64)


@njit(cache=True, nogil=True)
def _maybe_repeated(hashes: Hashes, n_slots: int) -> Ints:
    """Return the rows whose hash falls on a slot that another one falls on."""
    counts = np.zeros(n_slots, np.uint8)
    for i in range(len(hashes)):
        slot = hashes[i] & np.uint32(n_slots - 1)
        counts[slot] += counts[slot] < 2
    rows = np.empty(len(hashes), np.int64)
    n = 0
    for i in range(len(hashes)):
        if counts[hashes[i] & np.uint32(n_slots - 1)] > 1:
            rows[n] = i
            n += 1
    return rows[:n]
