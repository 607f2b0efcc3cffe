"""Fingerprints of sounds to pairs of files in which the same is heard."""

from __future__ import annotations

import hashlib
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.media.alignment import align
from undertow.media.index import popcount
from undertow.media.lookup import Alike, by_pair, joined
from undertow.media.sound import WORD_S
from undertow.schema import MediaSounds
from undertow.schema.table import Table
from undertow.settings import MediaSettings

Ints = NDArray[np.int64]
Words = NDArray[np.uint32]
Floats = NDArray[np.float64]

_BLOCK: Final = 8
_EVERY: Final = 2
_RADIUS: Final = 70
_STRIDES: Final = (1.0, 0.8, 0.9, 1.125, 1.25)
_LEAST_S: Final = 3.0
_HALF: Final = 4
# Haitsma and Kalker take 0.35 of the bits for blocks of three seconds; these are of 0.8.
_MOST_BITS: Final = 10.5


def sound_matches(table: Table[MediaSounds], settings: MediaSettings) -> list[dict[str, Any]]:
    """Return the rows of matches of sounds.

    Notes
    -----
    Blocks of eight words are looked up as hashes of 256 bits, also stretched and squeezed in time;
    along the line that the hits point to, a word agrees when it and those within four of it differ
    in less than a third of their bits on average.
    """
    names, parts = _in_order(table)
    starts = np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(np.int64)
    words = np.concatenate(parts) if parts else np.zeros(0, np.uint32)
    alike = _alike(words, starts)
    known = _compared(words, starts, alike.pairs, alike.starts, alike.a, alike.b)
    sums = np.concatenate([[0], np.cumsum(words != 0)])
    usable = np.diff(sums[starts])
    rows = []
    for (a, b), (n_a, n_b, distance, offset, speed) in zip(alike.pairs, known, strict=True):
        share_a, share_b = n_a / usable[a], n_b / usable[b]
        of_shorter = share_a if usable[a] < usable[b] else share_b
        if usable[a] == usable[b]:
            of_shorter = max(share_a, share_b)
        if min(n_a, n_b) * WORD_S < _LEAST_S or of_shorter < settings.min_share:
            continue
        row = [names[a], names[b], share_a, share_b, offset, speed]
        if names[a] > names[b]:
            row = [names[b], names[a], share_b, share_a, -offset, 1 / speed]
        rows.append(
            {
                "media_a": row[0],
                "media_b": row[1],
                "kind": "sound",
                "share_a": float(row[2]),
                "share_b": float(row[3]),
                "n_matched": int(min(n_a, n_b)),
                "distance": float(distance),
                "offset_s": round(float(row[4]), 3) + 0.0,
                "speed": round(float(row[5]), 4),
                "view_a": "full",
                "view_b": "full",
            }
        )
    return rows


def _in_order(table: Table[MediaSounds]) -> tuple[list[str], list[Words]]:
    """Return the files and their words, by content, so that names change nothing."""
    names = table.arrow.column("media_uid").to_pylist()
    raw = table.arrow.column("words").to_pylist()
    order = sorted(range(len(names)), key=lambda i: (hashlib.sha256(raw[i]).digest(), names[i]))
    return [names[i] for i in order], [np.frombuffer(raw[i], "<u4") for i in order]


def _alike(words: Words, starts: Ints) -> Alike:
    """Return the words that begin blocks that are alike."""
    files = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    blocks, at, is_query = [], [], []
    for stride in _STRIDES:
        steps = np.round(np.arange(_BLOCK) * stride).astype(np.int64)
        begins = np.arange(0, max(len(words) - int(steps[-1]), 0), 1 if stride == 1 else _EVERY)
        begins = begins[files[begins] == files[begins + steps[-1]]]
        made = words[begins[:, np.newaxis] + steps]
        is_full = _is_rich(made)
        blocks.append(made[is_full])
        at.append(begins[is_full])
        is_query.append(np.full(int(is_full.sum()), stride != 1))
    kept = np.concatenate(at)
    is_stretched = np.concatenate(is_query)
    asked = is_stretched | (kept % _EVERY == 0)
    hits = joined(
        np.concatenate(blocks).astype("<u4").view(np.uint64), asked, _RADIUS, is_exact=False
    )
    hits = hits[:, ~is_stretched[hits[1]]]
    return by_pair(files, kept[hits[0]], kept[hits[1]])


def _is_rich(blocks: Words) -> NDArray[np.bool_]:
    """Return which blocks are heard throughout and change: a steady tone is like any other."""
    changing = np.bitwise_count(blocks[:, 1:] ^ blocks[:, :-1]).sum(axis=1)
    rich: NDArray[np.bool_] = (blocks != 0).all(axis=1) & (changing >= 2 * _BLOCK)
    return rich


@njit(cache=True, nogil=True)
def _compared(
    words: Words, starts: Ints, pairs: Ints, hit_starts: Ints, a: Ints, b: Ints
) -> Floats:
    """Return words of each that agree, median distance, offset and speed, for each pair."""
    known = np.zeros((len(pairs), 5))
    for p in range(len(pairs)):
        first, second = starts[pairs[p, 0]], starts[pairs[p, 1]]
        hits = slice(hit_starts[p], hit_starts[p + 1])
        at_a, at_b = (a[hits] - first) * WORD_S, (b[hits] - second) * WORD_S
        offset, speed, _ = align(at_a, at_b, np.ones(len(at_a)))
        own = words[first : starts[pairs[p, 0] + 1]]
        other = words[second : starts[pairs[p, 1] + 1]]
        found = _agreeing(own, other, offset / WORD_S, speed)
        back = _agreeing(other, own, -offset / speed / WORD_S, 1 / speed)
        known[p, 0], known[p, 1] = (found >= 0).sum(), (back >= 0).sum()
        known[p, 3], known[p, 4] = offset, speed
        if (found >= 0).any():
            known[p, 2] = np.median(found[found >= 0])
            begin = np.argmax(found >= 0) * WORD_S
            known[p, 3] = begin - (begin - offset) / speed
    return known


@njit(cache=True, nogil=True)
def _agreeing(own: Words, other: Words, offset: float, speed: float) -> Floats:
    """Return the mean distance of each word and its neighbours to those at its time; or -1."""
    found = np.full(len(own), -1.0)
    for i in range(len(own)):
        if own[i] == 0:
            continue
        least = 33.0
        for shift in range(-1, 2):
            bits, n = 0.0, 0
            for k in range(max(i - _HALF, 0), min(i + _HALF + 1, len(own))):
                j = int(np.round((k - offset) / speed)) + shift
                if 0 <= j < len(other) and own[k] != 0 and other[j] != 0:
                    bits += popcount(np.uint64(own[k] ^ other[j]))
                    n += 1
            if n > _HALF:
                least = min(least, bits / n)
        if least <= _MOST_BITS:
            found[i] = least
    return found
