"""The communities stage: components, what is carried over, and the tables."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.coordination.communities.belonging import (
    is_core,
    partners_inside,
    stability,
    strength,
)
from undertow.coordination.communities.carried import component_digests
from undertow.coordination.communities.graph import Graph, cut, join, order_network
from undertow.coordination.communities.leiden import Ints
from undertow.coordination.communities.network import BASES, Network, read_network
from undertow.schema import (
    AccountTests,
    Actions,
    Communities,
    CommunityLevels,
    Edges,
    GroupMembers,
    Table,
)
from undertow.settings import CoordinationSettings


def find_communities(
    edges: Table[Edges],
    account_tests: Table[AccountTests],
    actions: Table[Actions],
    group_members: Table[GroupMembers],
    settings: CoordinationSettings,
    *,
    rng_seed: int,
    before: Sequence[Table[Any]] | None = None,
) -> tuple[Table[Communities], Table[CommunityLevels]]:
    """Group the validated accounts.

    Parameters
    ----------
    edges : Table[Edges]
        Validated pairs; layers are weighted, the strongest evidence of a layer counts once.
    account_tests : Table[AccountTests]
        Accounts validated alone join the network through the texts they share with each other.
    actions : Table[Actions]
        Source of those texts.
    group_members : Table[GroupMembers]
        Accounts that carry a validated set join it through one another.
    settings : CoordinationSettings
        Layer weights, resolutions, smallest community, resampled runs.
    rng_seed : int
        With the content of a component, the seed of Leiden and of the resampling in it.
    before : sequence of Table or None
        Outputs of the run before: components that did not change are taken from it. The result
        is the same with it and without.

    Returns
    -------
    communities : Table[Communities]
        Communities of multiplex modularity (:mod:`undertow.coordination.communities.leiden`),
        joined where they share texts or validated pairs, of at least ``settings.min_community``
        accounts. An id is a hash of the members.
    community_levels : Table[CommunityLevels]
        Communities of each resolution, before and after they are joined.

    Notes
    -----
    Every connected component is a network of its own, with its own null: its communities depend
    on nothing outside it. Each costs as much as it has ties, times the resolutions and the runs.
    """
    network = read_network(edges, account_tests, actions, group_members, settings)
    sizes = np.bincount(network.component)
    components = np.flatnonzero(sizes >= settings.min_community)
    if not len(components):
        return Table.empty(Communities), Table.empty(CommunityLevels)
    digests = np.array(component_digests(network, components), object)
    is_old, carried = _carried(network, components, digests, before)
    changed = np.zeros(len(sizes), bool)
    changed[components[~is_old]] = True
    found = carried
    if changed.any():
        graph = order_network(network.of_components(changed), components[~is_old])
        new = _found(network, graph, digests[~is_old], settings, rng_seed)
        found = [pa.concat_tables(both) for both in zip(carried, new, strict=True)]
    return Table.checked(Communities, found[0]), Table.checked(CommunityLevels, found[1])


def _carried(
    network: Network,
    components: Ints,
    digests: NDArray[np.object_],
    before: Sequence[Table[Any]] | None,
) -> tuple[NDArray[np.bool_], list[pa.Table]]:
    """Return which components are those of the run before, and the rows of these."""
    if before is None:
        empty = [spec.arrow_schema().empty_table() for spec in (Communities, CommunityLevels)]
        return np.zeros(len(components), bool), empty
    communities, levels = (table.arrow for table in before)
    known = pc.unique(communities.column("component_sha256"))
    is_old = pc.is_in(pa.array(digests, pa.string()), value_set=known).to_numpy(False)
    of_old = np.isin(network.component, components[is_old])
    accounts = network.accounts.filter(pa.array(of_old))
    kept = [
        table.filter(pc.is_in(table.column("account_uid"), value_set=accounts))
        for table in (communities, levels)
    ]
    return is_old, kept


def _found(
    network: Network,
    graph: Graph,
    digests: NDArray[np.object_],
    settings: CoordinationSettings,
    rng_seed: int,
) -> tuple[pa.Table, pa.Table]:
    """Cut, join and describe components that changed: the rows of both tables."""
    cells, groups = {}, {}
    for resolution in sorted({settings.resolution, *settings.resolutions}):
        cells[resolution] = cut(graph, resolution, rng_seed)
        groups[resolution] = join(graph, cells[resolution], settings.min_community)
    main = groups[settings.resolution]
    return (
        _communities(network, graph, main, digests, settings, rng_seed),
        _levels(network, graph, cells, groups, settings.min_community),
    )


def _communities(
    network: Network,
    graph: Graph,
    group: Ints,
    digests: NDArray[np.object_],
    settings: CoordinationSettings,
    rng_seed: int,
) -> pa.Table:
    """Return the communities of the main resolution, with how strongly each account belongs."""
    stays = stability(graph, group, settings, rng_seed)
    kept = _is_large(group, settings.min_community)
    basis = np.array(BASES, object)[network.basis[graph.accounts]]
    columns = {
        "account_uid": network.accounts.take(pa.array(graph.accounts)),
        "basis": pa.array(basis, pa.string()),
        "strength": strength(graph, group),
        "role": np.where(is_core(graph, group), "core", "periphery"),
        "stability": stays,
        "n_partners": partners_inside(graph, group),
        "component_sha256": digests[graph.component],
    }
    rows = pa.table(columns).filter(pa.array(kept))
    ids = _ids("g", network, graph.accounts[kept], group[kept])
    schema = Communities.arrow_schema()
    return rows.append_column("community_id", ids).select(schema.names).cast(schema)


def _levels(
    network: Network,
    graph: Graph,
    cells: dict[float, Ints],
    groups: dict[float, Ints],
    min_community: int,
) -> pa.Table:
    """Return the communities of every resolution, before and after they are joined."""
    levels = []
    for resolution, group in groups.items():
        kept = _is_large(group, min_community)
        accounts = graph.accounts[kept]
        columns = {
            "resolution": np.full(len(accounts), resolution),
            "account_uid": network.accounts.take(pa.array(accounts)),
            "cell_id": _ids("c", network, accounts, cells[resolution][kept]),
            "community_id": _ids("g", network, accounts, group[kept]),
        }
        levels.append(pa.table(columns))
    return pa.concat_tables(levels).cast(CommunityLevels.arrow_schema())


def _is_large(group: Ints, smallest: int) -> NDArray[np.bool_]:
    """Whether each node is in a group of at least so many."""
    return np.asarray(np.bincount(group, minlength=len(group))[group] >= smallest)


def _ids(kind: str, network: Network, accounts: Ints, group: Ints) -> pa.Array:
    """Name the group of each account by a hash of its members, whatever number it has."""
    order = np.lexsort((accounts, group))
    begins = np.flatnonzero(np.diff(group[order], prepend=-1))
    names = network.accounts.take(pa.array(accounts[order]))
    sizes = np.diff([*begins, len(order)])
    ids = [
        f"{kind}-"
        + hashlib.sha256("\n".join(names.slice(b, n).to_pylist()).encode()).hexdigest()[:12]
        for b, n in zip(begins.tolist(), sizes.tolist(), strict=True)
    ]
    of_account = np.empty(len(order), np.int64)
    of_account[order] = np.repeat(np.arange(len(ids)), sizes)
    return pa.array(ids, pa.string()).take(pa.array(of_account))
