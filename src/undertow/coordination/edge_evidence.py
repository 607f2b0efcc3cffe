"""The post pairs behind validated edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import ibis
import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from undertow.coordination.account_actions import AccountActions
from undertow.coordination.strata import LayerActions, whole_seconds
from undertow.engine import Engine
from undertow.schema import EdgeEvidence

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]

# Rows of evidence that are put into words at a time.
_BATCH_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class LayerEdges:
    """The edges of a layer in one window.

    Attributes
    ----------
    layer : str
        Layer.
    window_s : int
        Window.
    left, right : (n_edges,) int64
        Account codes, ascending.
    counts : (n_edges,) int64
        Shared objects, so many rows of evidence.
    """

    layer: str
    window_s: int
    left: Ints
    right: Ints
    counts: Ints


def closest_posts(
    actions: LayerActions, post_ids: pa.Array, edges: LayerEdges
) -> Iterator[pa.RecordBatch]:
    """Yield, for each edge and shared object, the two posts closest in time.

    Parameters
    ----------
    actions : LayerActions
        All actions of the layer.
    post_ids : pa.Array
        Post of each row that the actions were made from.
    edges : LayerEdges
        Edges of one window.

    Yields
    ------
    pa.RecordBatch
        Columns of :class:`~undertow.schema.EdgeEvidence`, in the order of its key. Among posts as
        close, the earlier one of a counts, then the earlier one of b, then the smaller id.
    """
    theirs = AccountActions.of(actions, edges.left, edges.right)
    times = theirs.times
    account_ids = actions.account_ids.take(pa.array(theirs.accounts))
    object_ids = actions.object_ids.take(pa.array(theirs.object_codes[theirs.objects]))
    post_ids = post_ids.take(pa.array(theirs.rows))
    n_rows = np.concatenate([[0], np.cumsum(edges.counts)])
    first = 0
    while first < len(edges.left):
        last = int(np.searchsorted(n_rows, n_rows[first] + _BATCH_ROWS, side="right")) - 1
        last = min(max(last, first + 1), len(edges.left))
        at_a, at_b = _closest(
            edges.left[first:last], edges.right[first:last], theirs.starts, theirs.objects,
            times, theirs.precisions, edges.window_s, int(n_rows[last] - n_rows[first]),
        )  # fmt: skip
        of_a, of_b = pa.array(at_a), pa.array(at_b)
        yield pa.record_batch(
            {
                "layer": pa.repeat(edges.layer, len(at_a)),
                "window_s": np.full(len(at_a), edges.window_s, np.int64),
                "a": account_ids.take(of_a),
                "b": account_ids.take(of_b),
                "object_uid": object_ids.take(of_a),
                "post_a": post_ids.take(of_a),
                "post_b": post_ids.take(of_b),
                "lag_s": np.abs(times[at_a] - times[at_b]),
            },
            schema=EdgeEvidence.arrow_schema(),
        )
        first = last


@njit(cache=True, nogil=True)
def _closest(
    left: Ints,
    right: Ints,
    account_starts: Ints,
    objects: Codes,
    times: Ints,
    precisions: Codes,
    window_s: int,
    n_rows: int,
) -> tuple[Ints, Ints]:
    """Return the positions of both actions, by (account, object, time), of every row."""
    at_a, at_b = np.empty(n_rows, np.int64), np.empty(n_rows, np.int64)
    n = 0
    for pair in range(len(left)):
        i, end_i = account_starts[left[pair]], account_starts[left[pair] + 1]
        j, end_j = account_starts[right[pair]], account_starts[right[pair] + 1]
        while i < end_i and j < end_j:
            if objects[i] < objects[j]:
                i += 1
            elif objects[j] < objects[i]:
                j += 1
            else:
                obj, first_j, best = objects[i], j, window_s + 1
                while i < end_i and objects[i] == obj:
                    j = first_j
                    while j < end_j and objects[j] == obj:
                        lag = abs(times[i] - times[j])
                        if lag < best and max(precisions[i], precisions[j]) <= window_s:
                            best, at_a[n], at_b[n] = lag, i, j
                        j += 1
                    i += 1
                n += best <= window_s
    return at_a, at_b


def find_edge_evidence(actions: pa.Table, edges: pa.Table, engine: Engine) -> pa.Table:
    """Return what :func:`closest_posts` yields, through an engine.

    Parameters
    ----------
    actions : pa.Table
        Actions of one layer, columns of :class:`~undertow.schema.Actions`.
    edges : pa.Table
        ``layer``, ``window_s``, ``a`` and ``b`` of edges of the same layer.
    engine : Engine
        Runs the expressions.

    Returns
    -------
    pa.Table
        Columns of :class:`~undertow.schema.EdgeEvidence`, in the order of its key. Cost grows with
        the actions of validated accounts.
    """
    if edges.num_rows == 0:
        return EdgeEvidence.arrow_schema().empty_table()
    acts = engine.scan(actions.append_column("at_s", pa.array(whole_seconds(actions))))
    by_a = acts.select(
        "object_uid", a="account_uid", post_a="post_uid", at_a="at", s_a="at_s",
        precision_a="precision_s",
    )  # fmt: skip
    by_b = acts.select(
        "object_uid", b="account_uid", post_b="post_uid", at_b="at", s_b="at_s",
        precision_b="precision_s",
    )  # fmt: skip
    pairs = engine.scan(edges.select(["layer", "window_s", "a", "b"]))
    # One join after the other: an optimiser may start with the two sides of every hot object.
    met = engine.materialise(pairs.join(by_a, "a")).join(by_b, ["b", "object_uid"])
    met = met.mutate(lag_s=(met.s_a - met.s_b).abs())
    met = met.filter(
        met.lag_s <= met.window_s,
        met.precision_a <= met.window_s,
        met.precision_b <= met.window_s,
    )
    closest = ibis.row_number().over(
        group_by=["layer", "window_s", "a", "b", "object_uid"],
        order_by=["lag_s", "at_a", "post_a", "at_b", "post_b"],
    )
    best = met.mutate(place=closest).filter(lambda t: t.place == 0)
    names = EdgeEvidence.arrow_schema().names
    found = engine.to_arrow(best.select(*names).order_by(*EdgeEvidence.key))
    return found.cast(EdgeEvidence.arrow_schema())
