"""Hashes of frames as arrays, and those of them that are looked up."""

from __future__ import annotations

import hashlib
from collections.abc import Container
from dataclasses import dataclass
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.media.index import BYTES, popcount
from undertow.media.views import VIEWS
from undertow.schema import MediaHashes
from undertow.schema.table import Table

_SAME_BITS: Final = 6
_OTHER_BITS: Final = 14
_TRIMMED: Final = VIEWS.index("trimmed")
_LONGEST_RUN_S: Final = 1.0

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of a case, by file and time; files by their content, so that names change nothing.

    Attributes
    ----------
    names : (n_files,) list of str
        The files, in order.
    starts : (n_files + 1,) int64
        Where the frames of each file begin.
    at_s : (n,) float64
        When they are shown.
    words : (n, len(VIEWS), 4) uint64
        Their hashes.
    can_match : (n,) bool
        Whether there is enough in them.
    """

    names: list[str]
    starts: Ints
    at_s: NDArray[np.float64]
    words: NDArray[np.uint64]
    can_match: NDArray[np.bool_]

    @classmethod
    def of(cls, table: Table[MediaHashes], min_quality: int) -> Frames:
        """Return the frames of a table."""
        arrow = table.arrow
        uids = np.asarray(arrow.column("media_uid").to_pylist(), object)
        begins = np.flatnonzero(np.append(True, uids[1:] != uids[:-1])) if len(uids) else uids
        ends = np.append(begins[1:], len(uids)).astype(np.int64) if len(uids) else begins
        views = b"".join(arrow.column("views").to_pylist())
        words = np.frombuffer(views, np.uint64).reshape(-1, len(VIEWS), BYTES // 8)
        at_s, quality = arrow.column("at_s").to_numpy(), arrow.column("quality").to_numpy()
        parts = [
            (_digest(words[s:e], at_s[s:e], quality[s:e]), str(uids[s]), np.arange(s, e))
            for s, e in zip(begins, ends, strict=True)
        ]
        parts.sort(key=lambda part: part[:2])
        rows = np.concatenate([np.zeros(0, np.int64), *(part[2] for part in parts)])
        return cls(
            [part[1] for part in parts],
            np.cumsum([0, *(len(part[2]) for part in parts)]).astype(np.int64),
            at_s[rows],
            words[rows],
            (quality[rows] >= min_quality) & words[rows].any(axis=(1, 2)),
        )

    def without(self, left_out: Container[str]) -> Frames:
        """Return the frames of all files but some."""
        kept = np.array([name not in left_out for name in self.names], bool)
        if kept.all():
            return self
        rows = np.repeat(kept, np.diff(self.starts))
        return Frames(
            [name for name, is_kept in zip(self.names, kept, strict=True) if is_kept],
            np.concatenate([[0], np.cumsum(np.diff(self.starts)[kept])]).astype(np.int64),
            self.at_s[rows],
            self.words[rows],
            self.can_match[rows],
        )

    @property
    def files(self) -> Ints:
        """(n,) the file of each frame."""
        return np.repeat(np.arange(len(self.names)), np.diff(self.starts))

    def keys(self) -> Ints:
        """Return the frames that are looked up: one of each run of frames that are alike."""
        return np.flatnonzero(
            _is_key(self.words[:, _TRIMMED], self.starts, self.at_s, self.can_match, _SAME_BITS)
        )

    def changing(self, view: str) -> NDArray[np.float64]:
        """Return the share of the frames of each file in which a view is not as it was, (n_files,).

        Words and marks only change at times.
        """
        own = self.words[:, VIEWS.index(view)]
        is_there: NDArray[np.bool_] = np.any(own != 0, axis=1)
        is_other = _is_key(own, self.starts, np.zeros(len(own)), is_there, _OTHER_BITS)
        sums = (
            np.concatenate([[0], np.cumsum(is_other)]),
            np.concatenate([[0], np.cumsum(is_there)]),
        )
        n_other, n_there = (np.diff(own_sums[self.starts]) for own_sums in sums)
        shares: NDArray[np.float64] = n_other / np.maximum(n_there, 1)
        return shares

    def spread(self, keys: Ints, most: int) -> NDArray[np.bool_]:
        """Return which of the key frames are among some of each file, spread over its length."""
        begins = np.searchsorted(keys, self.starts)
        counts = np.diff(begins)
        files = np.repeat(np.arange(len(counts)), counts)
        place, n = np.arange(len(keys)) - begins[files], counts[files]
        kept: NDArray[np.bool_] = (n <= most) | (place * most // n != (place - 1) * most // n)
        return kept


def _digest(*arrays: NDArray[np.generic]) -> bytes:
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).digest()


@njit(cache=True, nogil=True)
def _is_key(
    words: NDArray[np.uint64],
    starts: Ints,
    at_s: NDArray[np.float64],
    can_match: NDArray[np.bool_],
    same_bits: int,
) -> NDArray[np.bool_]:
    kept = np.zeros(len(words), np.bool_)
    for file in range(len(starts) - 1):
        last = -1
        for i in range(starts[file], starts[file + 1]):
            if not can_match[i]:
                continue
            bits = 0
            if last >= 0:
                for k in range(4):
                    bits += popcount(words[i, k] ^ words[last, k])
            if last < 0 or bits > same_bits or at_s[i] - at_s[last] >= _LONGEST_RUN_S:
                kept[i] = True
                last = i
    return kept
