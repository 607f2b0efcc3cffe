"""The post that opened a thread, where the source names only parents."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


def find_roots(posts: pa.Table) -> pa.Table:
    """Find the root of every post that has one.

    Parameters
    ----------
    posts : pa.Table
        Table ``posts``.

    Returns
    -------
    pa.Table
        Columns post_uid and root_uid. A root that was captured is taken as the source names it;
        else the chain of parents is followed as far as posts were captured. Posts that open a
        thread, or whose chain runs in a circle, have no row.

    Notes
    -----
    Pointer jumping: O(n log depth) in whole columns, so a chain of a million replies is no deeper
    than twenty rounds.
    """
    uid = posts.column("post_uid").combine_chunks()
    root, parent = (
        pc.index_in(posts.column(name), value_set=uid) for name in ("root_uid", "parent_uid")
    )
    position = pc.fill_null(pc.coalesce(root, parent), -1).to_numpy().astype(np.int64)
    own = np.arange(len(position))
    jump = np.where((position < 0) | (position == own), own, position)
    is_top = jump == own
    for _ in range(max(1, len(jump)).bit_length()):
        jump = jump[jump]
    has_root = ~is_top & is_top[jump]
    return pa.table({"post_uid": _take(uid, own[has_root]), "root_uid": _take(uid, jump[has_root])})


def _take(uids: pa.Array, rows: NDArray[np.int64]) -> pa.Array:
    return uids.take(pa.array(rows))
