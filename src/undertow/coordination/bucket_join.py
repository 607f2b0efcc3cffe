"""Pairs by a join of time buckets, as Ibis expressions: the same pairs on any engine.

Every action is put into the bucket of its time and, once more, into the one before it; two actions
on an object within the window then share a bucket exactly once with the earlier on the left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from undertow.coordination.edge_evidence import LayerEdges, find_edge_evidence
from undertow.coordination.screen import MIN_SHARED, FoundPairs, WeightedActions
from undertow.coordination.strata import LayerActions, whole_seconds
from undertow.engine import Engine

if TYPE_CHECKING:
    import ibis.expr.types as ir

Ints = NDArray[np.int64]

_COACTIONS = pa.schema(
    [
        ("window_s", pa.int64()),
        ("a", pa.string()),
        ("b", pa.string()),
        ("n_shared", pa.int64()),
        ("n_coactions", pa.int64()),
    ]
)


class BucketJoin:
    """Finds pairs through an engine.

    Parameters
    ----------
    engine : Engine
        Runs the expressions.
    """

    evidence_from: ClassVar[tuple[str, ...]] = (
        "object_uid",
        "account_uid",
        "post_uid",
        "at",
        "precision_s",
    )

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def pairs(self, actions: WeightedActions) -> FoundPairs:
        """Return the pairs that share enough objects of enough weight; see :class:`PairFinder`."""
        if actions.n_actions == 0:
            return FoundPairs.none()
        kept = self._pruned(self.engine.scan(_weighted_table(actions)), actions)
        met = coacting(kept, actions.window_s)
        weight = _weight(met)
        by_object = met.mutate(weight=weight).group_by("a", "b", "object_uid")
        by_pair = by_object.aggregate(weight=lambda t: t.weight.max()).group_by("a", "b")
        scored = by_pair.aggregate(
            weight=lambda t: t.weight.sum(), n_shared=lambda t: t.count()
        ).filter(lambda t: t.weight >= actions.least, lambda t: t.n_shared >= MIN_SHARED)
        found = self.engine.to_arrow(scored.select("a", "b").order_by("a", "b"))
        n_kept = int(self.engine.to_arrow(kept.aggregate(n=kept.count()))["n"][0].as_py())
        return FoundPairs(
            found["a"].cast(pa.int64()).to_numpy(), found["b"].cast(pa.int64()).to_numpy(), n_kept
        )

    def evidence(
        self, actions: LayerActions, rows: pa.Table, edges: LayerEdges
    ) -> list[pa.RecordBatch]:
        """Return the post pairs behind edges; see :class:`PairFinder`."""
        ids = actions.account_ids
        pairs = pa.table(
            {
                "layer": pa.repeat(edges.layer, len(edges.left)),
                "window_s": np.full(len(edges.left), edges.window_s, np.int64),
                "a": ids.take(pa.array(edges.left)),
                "b": ids.take(pa.array(edges.right)),
            }
        )
        found: list[pa.RecordBatch] = find_edge_evidence(rows, pairs, self.engine).to_batches()
        return found

    def _pruned(self, actions: ir.Table, weighted: WeightedActions) -> ir.Table:
        """Drop, to the fixpoint, what can be part of no pair."""
        n_before = -1
        while True:
            actions = self.engine.materialise(_one_pass(actions, weighted))
            n = int(self.engine.to_arrow(actions.aggregate(n=actions.count()))["n"][0].as_py())
            if n == n_before:
                return actions
            n_before = n


def coacting(actions: ir.Table, window_s: int) -> ir.Table:
    """Join actions with those of other accounts on the same object within the window.

    Parameters
    ----------
    actions : Ibis table
        Columns ``object_uid``, ``account`` and ``at_s`` (int64), and any others.
    window_s : int
        Window in seconds.

    Returns
    -------
    Ibis table
        A row for each pair of actions: ``object_uid``, ``a`` < ``b``, and every other column twice,
        ``_l`` for the action that comes first.
    """
    import ibis

    others = [name for name in actions.columns if name != "object_uid"]
    bucketed = actions.mutate(bucket=(actions.at_s // window_s).cast("int64"))
    right = bucketed.rename({f"{name}_r": name for name in others})
    left = bucketed.rename({f"{name}_l": name for name in others})
    left = left.union(left.mutate(bucket=left.bucket + 1))
    met = left.join(right, ["object_uid", "bucket"])
    is_first = (met.at_s_l < met.at_s_r) | (
        (met.at_s_l == met.at_s_r) & (met.account_l < met.account_r)
    )
    met = met.filter(met.account_l != met.account_r, met.at_s_r - met.at_s_l <= window_s, is_first)
    return met.mutate(
        a=ibis.least(met.account_l, met.account_r), b=ibis.greatest(met.account_l, met.account_r)
    )


def co_actions(
    actions: pa.Table, windows_s: tuple[int, ...], engine: Engine, *, min_shared: int = 1
) -> pa.Table:
    """Count what pairs of accounts do together, without any test.

    Parameters
    ----------
    actions : pa.Table
        Actions of one layer, columns of :class:`~undertow.schema.Actions`.
    windows_s : tuple of int
        Windows in seconds.
    engine : Engine
        Runs the expressions.
    min_shared : int
        Fewest shared objects of a pair.

    Returns
    -------
    pa.Table
        ``window_s``, ``a`` < ``b``, ``n_shared`` distinct objects, ``n_coactions`` pairs of
        actions; ordered by the first three.
    """
    rows = pa.table(
        {
            "object_uid": actions["object_uid"],
            "account": actions["account_uid"],
            "at_s": whole_seconds(actions),
            "precision_s": actions["precision_s"],
        }
    )
    scanned, parts = engine.scan(rows), []
    for window_s in sorted(set(windows_s)):
        usable = scanned.filter(scanned.precision_s <= window_s)
        met = coacting(usable, window_s).group_by("a", "b")
        counted = met.aggregate(
            n_shared=lambda t: t.object_uid.nunique(), n_coactions=lambda t: t.count()
        ).filter(lambda t: t.n_shared >= min_shared)
        found = engine.to_arrow(counted.order_by("a", "b"))
        parts.append(
            found.add_column(0, "window_s", pa.array([window_s] * found.num_rows, pa.int64()))
        )
    return pa.concat_tables([part.cast(_COACTIONS) for part in parts])


def _weighted_table(actions: WeightedActions) -> pa.Table:
    """Return the actions and their weights as columns."""
    return pa.table(
        {
            "object_uid": actions.objects.astype(np.int64),
            "account": actions.accounts.astype(np.int64),
            "at_s": actions.times,
            "own": actions.own,
            "most": actions.most,
            "within": actions.within[actions.objects],
            "across": actions.across[actions.objects],
            "profile": actions.profile[actions.objects],
        }
    ).filter(pa.array(actions.alive))


def _one_pass(actions: ir.Table, weighted: WeightedActions) -> ir.Table:
    """Drop actions nobody else is near, then accounts whose objects weigh too little."""
    import ibis

    near = ibis.range_window(
        preceding=weighted.window_s,
        following=weighted.window_s,
        group_by="object_uid",
        order_by="at_s",
    )
    seen = actions.mutate(
        lowest=actions.account.min().over(near), highest=actions.account.max().over(near)
    )
    columns = actions.columns
    met = seen.filter(seen.lowest != seen.highest).select(*columns)
    objects = met.group_by("account", "object_uid").aggregate(most=met.most.max())
    strong = objects.group_by("account").aggregate(
        total=objects.most.cast("float64").sum(), n_objects=objects.count()
    )
    strong = strong.filter(strong.total >= weighted.least, strong.n_objects >= MIN_SHARED)
    return met.semi_join(strong, "account").select(*columns)


def _weight(met: ir.Table) -> ir.Value:
    """Return the weight that an object adds to a pair; see :class:`WeightedActions`."""
    import ibis

    here = ibis.greatest(met.own_l + met.own_r + met.within_l, met.across_l)
    weight = ibis.greatest(ibis.least(here, met.profile_l), ibis.literal(0.0, "float32"))
    return weight.cast("float64")
