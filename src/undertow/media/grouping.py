"""Pairs of files that show the same to groups of the same material.

A video may show two things: what fills it, and a picture in that picture. A match is between one
of these *faces* of a file and one of another's. Two faces are the same material when each shows
enough of the other: then any two that are the same as a third have something of it in common, at a
share above one half. A piece (an excerpt, a screenshot) joins what it is a piece of only if it lies
in nothing else and nothing else lies in that: a compilation holds pieces of many and joins none of
them, and a screenshot found in two different videos joins neither.

A file is of the material that fills it. If all that is filled by the same has the same picture in
it, that picture is what the files are about, and they are of its group: a clip with a comment
around it. A clip that is seen in a corner of one of several uploads of something else leaves that
where it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from undertow.schema import MediaGroups

Ints = NDArray[np.int64]

_FACES: Final = 2


def group(
    names: Sequence[str], matches: pa.Table, digests: Mapping[str, bytes], min_share: float
) -> pa.Table:
    """Return the groups as rows of ``media_groups``.

    Parameters
    ----------
    names : sequence of str
        All files.
    matches : pa.Table
        Matches of pictures: files, shares and views.
    digests : mapping of str to bytes
        Digest of the hashes of each file that has any.
    min_share : float
        Share of a file from which it is the same as the other.
    """
    ordered = sorted(names)
    number = {name: i for i, name in enumerate(ordered)}
    pairs = np.stack([_faces(number, matches, side) for side in ("a", "b")], axis=1)
    shares = [matches.column(f"share_{side}").to_numpy() for side in ("a", "b")]
    is_known = (pairs >= 0).all(axis=1)
    pairs, is_whole = pairs[is_known], (np.stack(shares, axis=1) >= min_share)[is_known]
    same = pairs[is_whole.all(axis=1)]
    n_faces = _FACES * len(ordered)
    pieces = _pieces(_linked(n_faces, same), pairs, is_whole)
    groups = _about(_linked(n_faces, np.concatenate([same, pieces])))
    _, first, groups = np.unique(groups, return_index=True, return_inverse=True)
    own = [digests.get(name, b"") for name in ordered]
    alike = Counter(zip(groups.tolist(), own, strict=True))
    return pa.table(
        {
            "media_uid": ordered,
            "media_group": [ordered[int(first[of])] for of in groups],
            "is_exact": [
                bool(digest) and alike[of, digest] > 1
                for of, digest in zip(groups.tolist(), own, strict=True)
            ],
        },
        MediaGroups.arrow_schema(),
    )


def _linked(n: int, pairs: Ints) -> Ints:
    """Return the number of the component of each of n."""
    links = coo_array((np.ones(len(pairs), bool), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    _, component = connected_components(links, directed=False)
    numbers: Ints = component.astype(np.int64)
    return numbers


def _faces(number: Mapping[str, int], matches: pa.Table, side: str) -> Ints:
    """Return the numbers of what matches are of, all that fills a file or the picture in it; -1."""
    names = matches.column(f"media_{side}").to_pylist()
    files = np.array([number.get(name, -1) for name in names], np.int64)
    is_inset = pc.equal(matches.column(f"view_{side}"), "inset").to_numpy()
    return np.where(files < 0, -1, _FACES * files + is_inset)


def _about(materials: Ints) -> Ints:
    """Return what each file is about, from the material of what fills it and of what is in it."""
    fills, holds = materials[::_FACES], materials[1::_FACES]
    n = int(materials.max()) + 1 if len(materials) else 0
    held = np.unique(np.stack([fills, holds], axis=1), axis=0)
    of_all = held[(np.bincount(held[:, 0], minlength=n) == 1)[held[:, 0]]]
    return _linked(n, of_all)[fills]


def _pieces(materials: Ints, pairs: Ints, is_whole: NDArray[np.bool_]) -> Ints:
    """Return the pairs of a piece and the only other thing that has to do with either."""
    is_piece = is_whole[:, 0] != is_whole[:, 1]
    pairs, is_whole = pairs[is_piece], is_whole[is_piece]
    piece = materials[np.where(is_whole[:, 0], pairs[:, 0], pairs[:, 1])]
    holder = materials[np.where(is_whole[:, 0], pairs[:, 1], pairs[:, 0])]
    is_other = piece != holder
    pairs, piece, holder = pairs[is_other], piece[is_other], holder[is_other]
    links = np.unique(np.stack([piece, holder], axis=1), axis=0)
    n = int(materials.max()) + 1 if len(materials) else 0
    n_linked = np.bincount(links.ravel(), minlength=n)
    is_only: NDArray[np.bool_] = (n_linked[piece] == 1) & (n_linked[holder] == 1)
    return pairs[is_only]
