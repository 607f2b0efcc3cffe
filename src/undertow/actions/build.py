"""The actions stage: every layer over all posts."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from undertow.actions.layers import LAYERS
from undertow.engine import connect
from undertow.schema import Actions, Posts, PostText, Table
from undertow.settings import NoSettings

PRECISION_S = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
"""Width of each precision of a time, in seconds."""


def build_actions(
    posts: Table[Posts], post_text: Table[PostText], settings: NoSettings, *, rng_seed: int
) -> Table[Actions]:
    """List what every account acted on, in every layer.

    Parameters
    ----------
    posts, post_text : Table
        All posts and their text groups. Posts without an author act for nobody and are left out.
    settings : NoSettings
        Nothing to set.
    rng_seed : int
        Not used.

    Returns
    -------
    Table[Actions]
        One row for each (layer, object, post).
    """
    authored = (
        ibis.memtable(posts.arrow)
        .join(ibis.memtable(post_text.arrow), "post_uid")
        .filter(lambda t: t.account_uid.notnull())
    )
    actions = ibis.union(
        *(_layer_actions(layer.name, layer.objects(authored), authored) for layer in LAYERS)
    )
    connection = ibis.duckdb.from_connection(connect())
    try:
        return Table.checked(Actions, connection.to_pyarrow(actions))
    finally:
        connection.disconnect()


def _layer_actions(name: str, objects: ir.Table, posts: ir.Table) -> ir.Table:
    """Put layer, author, time and precision beside each (post, object)."""
    precision = posts.created_precision.cases(*PRECISION_S.items(), else_=PRECISION_S["day"])
    acts = posts.select("post_uid", "account_uid", at=posts.created_at, precision_s=precision)
    joined = objects.distinct().join(acts, "post_uid")
    return joined.select(
        layer=ibis.literal(name),
        object_uid=joined.object_uid,
        account_uid=joined.account_uid,
        at=joined.at,
        post_uid=joined.post_uid,
        precision_s=joined.precision_s.cast("int64"),
    )
