"""How much of two files agrees along the line in time that their hits point to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.media.alignment import align
from undertow.media.frames import Frames
from undertow.media.index import popcount
from undertow.media.lookup import Alike
from undertow.media.views import VIEWS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Bits = NDArray[np.uint64]

LOOSER: Final = 2
"""Along a line that some frames within the distance point to, others may be twice as far."""

_NEAR_S: Final = 0.35
_N_VIEWS: Final = len(VIEWS)
_VIEW_PAIRS: Final = 3
# Columns of what is known of a pair.
N_A, N_B, DISTANCE, OFFSET, SPEED, VIEW_PAIR = range(6)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What agrees of each pair, and of which frames.

    Attributes
    ----------
    pairs : (n_pairs, 2) int64
        Files.
    known : (n_pairs, 6) float64
        Frames of the first and of the second that agree, their median distance, the offset where
        what agrees begins and the speed, the pair of views.
    usable : (n_pairs, 2) int64
        Frames of each that could agree.
    """

    pairs: Ints
    known: Floats
    usable: Ints

    def shares(self) -> Floats:
        """(n_pairs, 2) share of each file that agrees."""
        shares: Floats = self.known[:, :2] / np.maximum(self.usable, 1)
        return shares


def verify(frames: Frames, alike: Alike, can_match: Flags, radius: int) -> tuple[Agreement, Ints]:
    """Align the pairs, and return what agrees and for each frame in how many pairs it does.

    Parameters
    ----------
    frames, alike
        Frames, and hits between them.
    can_match : (n_frames,) bool
        Frames that count.
    radius : int
        Distance of hits.
    """
    known, at, which = _verified(
        frames.words, frames.at_s, frames.starts, can_match, alike.pairs, alike.starts,
        alike.a, alike.b, alike.views, radius,
    )  # fmt: skip
    sums = np.concatenate([[0], np.cumsum(can_match)])
    usable = np.diff(sums[frames.starts])[alike.pairs]
    return Agreement(alike.pairs, known, usable), np.stack([at, which])


@njit(cache=True, nogil=True)
def _verified(
    words: Bits, at_s: Floats, starts: Ints, can_match: Flags, pairs: Ints, hit_starts: Ints,
    a: Ints, b: Ints, views: Ints, radius: int,
) -> tuple[Floats, Ints, Ints]:  # fmt: skip
    known = np.zeros((len(pairs), 6))
    agreed, of_pair = np.empty(1024, np.int64), np.empty(1024, np.int64)
    n = 0
    for p in range(len(pairs)):
        hits = slice(hit_starts[p], hit_starts[p + 1])
        first, second = pairs[p, 0], pairs[p, 1]
        ends = starts[first], starts[first + 1], starts[second], starts[second + 1]
        is_still = ends[1] - ends[0] == 1 or ends[3] - ends[2] == 1
        offset, speed = 0.0, 1.0
        if not is_still:
            weights = _weights(a[hits], b[hits])
            offset, speed, _ = align(at_s[a[hits]], at_s[b[hits]], weights)
        best = _common_views(at_s, a[hits], b[hits], views[hits], offset, speed, is_still)
        limit = radius if is_still else LOOSER * radius
        in_a = _agreeing(words, at_s, can_match, ends, best, offset, speed, limit, is_still)
        mirrored = np.array([v % _N_VIEWS * _N_VIEWS + v // _N_VIEWS for v in best])
        turned = ends[2], ends[3], ends[0], ends[1]
        in_b = _agreeing(
            words, at_s, can_match, turned, mirrored, -offset / speed, 1 / speed, limit, is_still
        )
        found = in_a >= 0
        known[p, N_A], known[p, N_B] = found.sum(), (in_b >= 0).sum()
        known[p, SPEED], known[p, VIEW_PAIR] = speed, best[0]
        if found.any():
            known[p, DISTANCE] = np.median(in_a[found])
            begin = at_s[ends[0] + np.argmax(found)]
            known[p, OFFSET] = begin - (begin - offset) / speed
            if is_still:
                known[p, OFFSET] = begin - at_s[ends[2] + np.argmax(in_b >= 0)]
        for start, side in ((ends[0], in_a), (ends[2], in_b)):
            for i in range(len(side)):
                if side[i] >= 0:
                    if n == len(agreed):
                        agreed = np.concatenate((agreed, np.empty_like(agreed)))
                        of_pair = np.concatenate((of_pair, np.empty_like(of_pair)))
                    agreed[n], of_pair[n] = start + i, p
                    n += 1
    return known, agreed[:n], of_pair[:n]


@njit(cache=True, nogil=True)
def _weights(a: Ints, b: Ints) -> Floats:
    """Return weights by which a frame that hits many counts no more than one that hits one."""
    n_a = np.bincount(a - a.min())
    n_b = np.bincount(b - b.min())
    weights = np.empty(len(a))
    for i in range(len(a)):
        weights[i] = 1.0 / max(n_a[a[i] - a.min()], n_b[b[i] - b.min()])
    return weights


@njit(cache=True, nogil=True)
def _common_views(
    at_s: Floats, a: Ints, b: Ints, views: Ints, offset: float, speed: float, is_still: bool
) -> Ints:
    """Return the pairs of views in which most hits on the line agree, the commonest first."""
    counts = np.zeros(_N_VIEWS * _N_VIEWS, np.int64)
    for i in range(len(a)):
        if is_still or abs(at_s[a[i]] - offset - speed * at_s[b[i]]) <= _NEAR_S:
            counts[views[i]] += 1
    order = np.argsort(-counts, kind="mergesort")[:_VIEW_PAIRS]
    n = max((counts[order] > 0).sum(), 1)
    return order[:n]


@njit(cache=True, nogil=True)
def _agreeing(
    words: Bits, at_s: Floats, can_match: Flags, ends: tuple[int, int, int, int], views: Ints,
    offset: float, speed: float, limit: int, is_still: bool,
) -> Ints:  # fmt: skip
    """Return the distance of each frame to the nearest at its time in the other; -1 for none."""
    found = np.full(ends[1] - ends[0], -1, np.int64)
    near = ends[2]
    for i in range(ends[0], ends[1]):
        if not can_match[i]:
            continue
        due = (at_s[i] - offset) / speed
        if is_still:
            begin, end = ends[2], ends[3]
        else:
            while near + 1 < ends[3] and at_s[near + 1] <= due:
                near += 1
            begin, end = max(near - 1, ends[2]), min(near + 3, ends[3])
        least = limit + 1
        for j in range(begin, end):
            if not can_match[j] or not (is_still or abs(at_s[j] - due) <= _NEAR_S):
                continue
            for pair in views:
                bits = 0
                for k in range(4):
                    bits += popcount(words[i, pair // _N_VIEWS, k] ^ words[j, pair % _N_VIEWS, k])
                least = min(least, bits)
        if least <= limit:
            found[i - ends[0]] = least
    return found
