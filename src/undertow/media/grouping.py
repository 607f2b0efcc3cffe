"""Pairs of files that show the same to groups of the same material.

Two files are the same material when each shows enough of the other: then any two that are the same
as a third have something of it in common, at a share above one half. A piece (an excerpt, a
screenshot) joins what it is a piece of only if it lies in nothing else and nothing else lies in
that: a compilation holds pieces of many and joins none of them, and a screenshot found in two
different videos joins neither. What stands as an inset in another is of its group only if all that
show the same as the other have it as their inset: a comment with a clip in its corner does not
make that clip the same material as other uploads of what is behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Row = Mapping[str, Any]
Ints = NDArray[np.int64]


def group(
    names: Sequence[str], matches: Iterable[Row], digests: Mapping[str, bytes], min_share: float
) -> list[dict[str, Any]]:
    """Return the rows of the groups.

    Parameters
    ----------
    names : sequence of str
        All files.
    matches : iterable of mapping
        Rows of matches of pictures: files, shares and views.
    digests : mapping of str to bytes
        Digest of the hashes of each file that has any.
    min_share : float
        Share of a file from which it is the same as the other.
    """
    ordered = sorted(names)
    number = {name: i for i, name in enumerate(ordered)}
    rows = [row for row in matches if row["media_a"] in number and row["media_b"] in number]
    pairs = np.array(
        [(number[row["media_a"]], number[row["media_b"]]) for row in rows], np.int64
    ).reshape(-1, 2)
    shares = np.array([(row["share_a"], row["share_b"]) for row in rows]).reshape(-1, 2)
    is_inset = np.array(
        [(row["view_a"] == "inset", row["view_b"] == "inset") for row in rows], bool
    ).reshape(-1, 2)
    is_whole = shares >= min_share
    is_framed = is_whole.all(axis=1) & (is_inset[:, 0] != is_inset[:, 1])
    same = pairs[is_whole.all(axis=1) & ~is_framed]
    cores = _linked(len(ordered), same)
    framed = _framed(cores, pairs[is_framed], is_inset[is_framed])
    pieces = _pieces(cores, pairs, is_whole)
    groups = _linked(len(ordered), np.concatenate([same, framed, pieces]))
    _, first = np.unique(groups, return_index=True)
    own = [digests.get(name, b"") for name in ordered]
    alike: dict[tuple[int, bytes], int] = {}
    for i, digest in enumerate(own):
        alike[int(groups[i]), digest] = alike.get((int(groups[i]), digest), 0) + 1
    return [
        {
            "media_uid": name,
            "media_group": ordered[int(first[groups[i]])],
            "is_exact": bool(own[i]) and alike[int(groups[i]), own[i]] > 1,
        }
        for i, name in enumerate(ordered)
    ]


def _linked(n: int, pairs: Ints) -> Ints:
    """Return the number of the component of each of n files."""
    links = coo_array((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    _, component = connected_components(links, directed=False)
    numbers: Ints = component.astype(np.int64)
    return numbers


def _framed(cores: Ints, pairs: Ints, is_inset: NDArray[np.bool_]) -> Ints:
    """Return the pairs of a picture and of what frames it and nothing else."""
    framed = cores[np.where(is_inset[:, 0], pairs[:, 1], pairs[:, 0])]
    file = np.where(is_inset[:, 0], pairs[:, 0], pairs[:, 1])
    frame = cores[file]
    links = np.unique(np.stack([framed, frame], axis=1), axis=0)
    n = int(cores.max()) + 1 if len(cores) else 0
    n_framed = np.bincount(links[:, 1], minlength=n)
    n_framing = np.bincount(cores[np.unique(file)], minlength=n)
    is_only: NDArray[np.bool_] = (n_framed[frame] == 1) & (
        n_framing[frame] == np.bincount(cores, minlength=n)[frame]
    )
    return pairs[is_only]


def _pieces(cores: Ints, pairs: Ints, is_whole: NDArray[np.bool_]) -> Ints:
    """Return the pairs of a piece and the only other thing that has to do with either."""
    is_piece = is_whole[:, 0] != is_whole[:, 1]
    pairs, is_whole = pairs[is_piece], is_whole[is_piece]
    piece = cores[np.where(is_whole[:, 0], pairs[:, 0], pairs[:, 1])]
    holder = cores[np.where(is_whole[:, 0], pairs[:, 1], pairs[:, 0])]
    is_other = piece != holder
    pairs, piece, holder = pairs[is_other], piece[is_other], holder[is_other]
    links = np.unique(np.stack([piece, holder], axis=1), axis=0)
    n = int(cores.max()) + 1 if len(cores) else 0
    n_linked = np.bincount(links.ravel(), minlength=n)
    is_only: NDArray[np.bool_] = (n_linked[piece] == 1) & (n_linked[holder] == 1)
    return pairs[is_only]
