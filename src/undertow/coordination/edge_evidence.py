"""The post pairs behind validated edges."""

from __future__ import annotations

import ibis
import pyarrow as pa

from undertow.coordination.strata import whole_seconds
from undertow.engine import Engine
from undertow.schema import EdgeEvidence


def find_edge_evidence(actions: pa.Table, edges: pa.Table, engine: Engine) -> pa.Table:
    """Return, for each edge and shared object, the two posts closest in time.

    Parameters
    ----------
    actions : pa.Table
        Actions of one layer.
    edges : pa.Table
        Validated edges of the same layer, one row a window.
    engine : Engine
        Runs the expressions.

    Returns
    -------
    pa.Table
        Columns of :class:`~undertow.schema.EdgeEvidence`; ``n_shared`` rows for each edge. Ties
        in time go to the smaller post uids. Cost grows with the actions of validated accounts.
    """
    if edges.num_rows == 0:
        return EdgeEvidence.arrow_schema().empty_table()
    acts = engine.scan(actions.append_column("at_s", pa.array(whole_seconds(actions))))
    by_a = acts.select(
        "object_uid", a="account_uid", post_a="post_uid", at_a="at_s", precision_a="precision_s"
    )
    by_b = acts.select(
        "object_uid", b="account_uid", post_b="post_uid", at_b="at_s", precision_b="precision_s"
    )
    pairs = engine.scan(edges.select(["layer", "window_s", "a", "b"]))
    met = pairs.join(by_a, "a").join(by_b, ["b", "object_uid"])
    met = met.mutate(lag_s=(met.at_a - met.at_b).abs())
    met = met.filter(
        met.lag_s <= met.window_s,
        met.precision_a <= met.window_s,
        met.precision_b <= met.window_s,
    )
    closest = ibis.row_number().over(
        group_by=["layer", "window_s", "a", "b", "object_uid"],
        order_by=["lag_s", "post_a", "post_b"],
    )
    best = met.mutate(place=closest).filter(lambda t: t.place == 0)
    found = engine.to_arrow(best.select(*EdgeEvidence.arrow_schema().names))
    return found.cast(EdgeEvidence.arrow_schema())
