"""Which files have a frame that looks like one of another file."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from undertow.media.frames import Frames
from undertow.media.index import BYTES, Grouped, HashIndex
from undertow.media.views import QUERIES, VIEWS

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

IS_QUERY: Final = np.array([view in QUERIES for view in VIEWS])
"""Views of which one has to be among any two by which frames are compared."""

_ASKING: Final = 24
"""Key frames of a file that ask, spread over its length; all are asked."""


def candidates(frames: Frames, is_new: Flags, reach: int) -> Ints:
    """Return the pairs of files that are worth comparing, of which one at least is new.

    Parameters
    ----------
    frames : Frames
        Frames of all files.
    is_new : (n_files,) bool
        Files that were not compared before.
    reach : int
        Bits in which frames may differ.

    Returns
    -------
    (n_pairs, 2) int64
        Numbers of files, the first before the second; whatever else there is.
    """
    hashes = _hashes(frames)
    index = HashIndex()
    index.add(hashes.words.view(np.uint8).reshape(-1, BYTES))
    # Those that do not ask are asked by others, but for files that were there before.
    asked = is_new[hashes.group] & (hashes.is_asking | ~is_new.all())
    queries = Grouped(hashes.words[asked], hashes.group[asked], hashes.is_asking[asked])
    found = index.groups(queries, hashes, reach)
    return np.unique(np.sort(found, axis=0), axis=1).T.copy()


def _hashes(frames: Frames) -> Grouped:
    """Return the hashes of the key frames in all views, each once in a file."""
    keys = frames.keys()
    words = frames.words[keys].reshape(-1, BYTES // 8)
    group = np.repeat(frames.files[keys], len(VIEWS))
    is_asking = (frames.spread(keys, _ASKING)[:, np.newaxis] & IS_QUERY).ravel()
    is_there: Flags = np.any(words != 0, axis=1)
    # Those that ask come first, so that of equal hashes it is they that stay.
    order = np.lexsort((~is_asking, *words.T, group))
    order = order[is_there[order]]
    words, group, is_asking = words[order], group[order], is_asking[order]
    is_first = np.ones(len(words), bool)
    is_first[1:] = (group[1:] != group[:-1]) | (words[1:] != words[:-1]).any(axis=1)
    return Grouped(words[is_first], group[is_first], is_asking[is_first])
