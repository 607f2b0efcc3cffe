"""Which frames of two files agree along the line in time that those most alike point to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.media.alignment import align
from undertow.media.candidates import IS_QUERY
from undertow.media.frames import Frames
from undertow.media.index import popcount
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
_ASKED: Final = 240
_TRIED: Final = 8
_TOLD: Final = 3
_COPY_BITS: Final = 16
# Columns of what is known of a pair.
DISTANCE, OFFSET, SPEED, VIEW_PAIR = range(4)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What agrees of each pair, and of which frames.

    Attributes
    ----------
    pairs : (n_pairs, 2) int64
        Files.
    known : (n_pairs, 4) float64
        Median distance of the frames that agree, the offset where what agrees begins and the speed,
        the pair of views.
    frame, pair : (n,) int64
        Frames of either file that agree, and of which pair.
    """

    pairs: Ints
    known: Floats
    frame: Ints
    pair: Ints


def verify(frames: Frames, pairs: Ints, radius: int, reach: int) -> Agreement:
    """Align the files of pairs in time, and return what agrees.

    Parameters
    ----------
    frames : Frames
        Frames.
    pairs : (n_pairs, 2) int64
        Files, the first before the second.
    radius : int
        Bits in which a still and a frame may differ.
    reach : int
        Bits in which frames of two videos may differ that point to a line; along it, frames agree
        up to :data:`LOOSER` times the radius.

    Notes
    -----
    What is found of a pair depends on its two files alone.
    """
    keys = frames.keys()
    key_starts = np.searchsorted(keys, frames.starts).astype(np.int64)
    has: Flags = np.any(frames.words != 0, axis=2)
    known, at, which = _verified(
        frames.words, has, frames.at_s, frames.starts, frames.can_match, keys, key_starts, pairs,
        radius, reach,
    )  # fmt: skip
    return Agreement(pairs, known, at, which)


@njit(cache=True, nogil=True)
def _verified(
    words: Bits, has: Flags, at_s: Floats, starts: Ints, can_match: Flags, keys: Ints,
    key_starts: Ints, pairs: Ints, radius: int, reach: int,
) -> tuple[Floats, Ints, Ints]:  # fmt: skip
    known = np.zeros((len(pairs), 4))
    agreed, of_pair = np.empty(1024, np.int64), np.empty(1024, np.int64)
    n = 0
    for p in range(len(pairs)):
        first, second = pairs[p, 0], pairs[p, 1]
        ends = starts[first], starts[first + 1], starts[second], starts[second + 1]
        is_still = ends[1] - ends[0] == 1 or ends[3] - ends[2] == 1
        a, b, views = _hits(
            words, has, keys[key_starts[first] : key_starts[first + 1]],
            keys[key_starts[second] : key_starts[second + 1]], radius if is_still else reach,
        )  # fmt: skip
        if not len(a):
            continue
        offset, speed = 0.0, 1.0
        if not is_still:
            offset, speed, _ = align(at_s[a], at_s[b], _weights(a, b))
        best = _common_views(at_s, a, b, views, offset, speed, is_still)
        limit = radius if is_still else LOOSER * radius
        in_a = _agreeing(words, at_s, can_match, ends, best, offset, speed, limit, is_still)
        mirrored = np.array([v % _N_VIEWS * _N_VIEWS + v // _N_VIEWS for v in best])
        turned = ends[2], ends[3], ends[0], ends[1]
        in_b = _agreeing(
            words, at_s, can_match, turned, mirrored, -offset / speed, 1 / speed, limit, is_still
        )
        found = in_a >= 0
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
def _hits(
    words: Bits, has: Flags, keys_a: Ints, keys_b: Ints, reach: int
) -> tuple[Ints, Ints, Ints]:
    """Return key frames of two files that are alike, and the views in which they are.

    Of the file with fewer key frames, at most :data:`_ASKED` ask, spread over its length; each is
    told the nearest few. The views are those in which some of these frames are nearest.
    """
    is_turned = len(keys_b) < len(keys_a)
    short, long = (keys_b, keys_a) if is_turned else (keys_a, keys_b)
    asking = _spread(short, _ASKED)
    best = _views_of(words, has, _spread(short, _TRIED), long, reach)
    if not len(best):
        best = _views_of(words, has, asking, long, reach)
    a, b, views = _nearest(words, has, asking, long, best, reach)
    if is_turned:
        return b, a, views % _N_VIEWS * _N_VIEWS + views // _N_VIEWS
    return a, b, views


@njit(cache=True, nogil=True)
def _views_of(words: Bits, has: Flags, asking: Ints, keys: Ints, reach: int) -> Ints:
    """Return the pairs of views in which most of some frames are nearest, the commonest first."""
    as_it_is = np.zeros(1, np.int64)
    a, _, _ = _nearest(words, has, asking, keys, as_it_is, min(_COPY_BITS, reach))
    if len(np.unique(a)) == len(asking):
        return as_it_is  # a copy, in which no disguise is looked for
    every = np.array(
        [
            u * _N_VIEWS + v
            for u in range(_N_VIEWS)
            for v in range(_N_VIEWS)
            if IS_QUERY[u] or IS_QUERY[v]
        ]
    )
    _, _, views = _nearest(words, has, asking, keys, every, reach)
    counts = np.bincount(views, minlength=_N_VIEWS * _N_VIEWS)
    best = np.argsort(-counts, kind="mergesort")[:_VIEW_PAIRS]
    return best[counts[best] > 0]


@njit(cache=True, nogil=True)
def _spread(keys: Ints, most: int) -> Ints:
    if len(keys) <= most:
        return keys
    return keys[(np.arange(most) * len(keys)) // most]


@njit(cache=True, nogil=True)
def _nearest(
    words: Bits, has: Flags, asking: Ints, keys: Ints, views: Ints, reach: int
) -> tuple[Ints, Ints, Ints]:
    """Return for each asking frame the nearest few within reach, and the views they are seen in."""
    n = 0
    found = np.empty((4, len(asking) * _TOLD), np.int64)
    ours, theirs = views // _N_VIEWS, views % _N_VIEWS
    for i in asking:
        begin, limit = n, reach + 1
        for j in keys:
            least, seen = limit, -1
            for k in range(len(views)):
                u, v = ours[k], theirs[k]
                if not (has[i, u] and has[j, v]):
                    continue
                bits = popcount(words[i, u, 0] ^ words[j, v, 0])
                bits += popcount(words[i, u, 1] ^ words[j, v, 1])
                if bits >= least:
                    continue
                bits += popcount(words[i, u, 2] ^ words[j, v, 2])
                bits += popcount(words[i, u, 3] ^ words[j, v, 3])
                if bits < least:
                    least, seen = bits, views[k]
            if seen < 0:
                continue
            at = n
            if n - begin < _TOLD:
                n += 1
            else:
                at = begin + int(np.argmax(found[3, begin:n]))
            found[0, at], found[1, at], found[2, at], found[3, at] = i, j, seen, least
            if n - begin == _TOLD:
                limit = found[3, begin:n].max()
    return found[0, :n], found[1, :n], found[2, :n]


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
