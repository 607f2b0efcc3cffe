"""The network of validated accounts: ties in layers, texts in common, and what hangs together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from undertow.coordination.communities.joining import link_common_texts
from undertow.coordination.communities.leiden import Floats, Ints, Nodes
from undertow.coordination.group_test.candidate_sets import BATCH
from undertow.schema import AccountTests, Actions, Edges, GroupMembers, Table
from undertow.settings import CoordinationSettings

TEXT_IN_COMMON = "text_in_common"
"""Layer of the ties between accounts validated alone; its null is its own, like any layer's."""

GROUP_IN_COMMON = "group_in_common"
"""Layer of the ties between accounts that carry the same validated set."""

BASES = ("pair", "account", "group")
"""By what accounts are validated; of several, the first."""

# Beyond this a smaller p says nothing more about how much two accounts belong together.
_LARGEST_EVIDENCE = 12.0
# Validated pairs weigh at least this, so that none is lost to rounding.
_LEAST_WEIGHT = 1e-9
# Weight of sharing a text, for accounts validated by the account test; below that of any edge.
_TEXT_LINK = 0.25
_TEXT_LAYERS = ("text", "near_duplicate_text")
# Each account validated alone is tied to this many others of the same text or set, so that one of
# thousands costs thousands of ties and not millions.
_LINKS_PER_TEXT = 4
# Share of those behind a text or in a set who are validated, from which it is theirs.
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Network:
    """Accounts that are tied to another, their ties, and the texts they have in common.

    Attributes
    ----------
    accounts : pa.Array
        (n,) names, ascending; everything else names an account by its position here.
    basis : (n,) int8
        By what an account is validated, a position in ``BASES``; a pair of whatever weight counts.
    component : (n,) int64
        What hangs together, numbered from 0: through ties, or through at least three texts.
    layers : tuple of str
        Names of layers, ascending.
    left, right : (n_ties,) int32
        Ends of each tie, left < right, sorted by (left, right, layer).
    layer : (n_ties,) int8
        Position in ``layers``.
    weight : (n_ties,) float64
        Evidence in 0..1 times the weight of the layer; > 0.
    q_value : (n_ties,) float64
        Of the validated pair, or NaN for a text or set in common.
    texts : pa.Array
        Texts that count: at least two accounts here published them, and these are at least half
        of all who did. What everybody says ties nobody.
    user, used : (n_uses,) int32
        Which account published which of the texts, sorted.
    bearer, borne : (n_borne,) int32
        Which account carries which validated set, sorted by account.
    """

    accounts: pa.Array
    basis: NDArray[np.int8]
    component: Ints
    layers: tuple[str, ...]
    left: Nodes
    right: Nodes
    layer: NDArray[np.int8]
    weight: Floats
    q_value: Floats
    texts: pa.Array
    user: Nodes
    used: Nodes
    bearer: Nodes
    borne: Nodes

    def of_components(self, is_wanted: NDArray[np.bool_]) -> Network:
        """Return the part that is in some components, all of its accounts under their numbers."""
        of_account = is_wanted[self.component]
        ties, uses = of_account[self.left], of_account[self.user]
        bears = of_account[self.bearer]
        return replace(
            self,
            left=self.left[ties],
            right=self.right[ties],
            layer=self.layer[ties],
            weight=self.weight[ties],
            q_value=self.q_value[ties],
            user=self.user[uses],
            used=self.used[uses],
            bearer=self.bearer[bears],
            borne=self.borne[bears],
        )


def read_network(
    edges: Table[Edges],
    account_tests: Table[AccountTests],
    actions: Table[Actions],
    group_members: Table[GroupMembers],
    settings: CoordinationSettings,
) -> Network:
    """Tie the accounts of validated pairs, those validated alone that share a text, and groups.

    Parameters
    ----------
    edges : Table[Edges]
        In each layer the strongest evidence of a pair counts, once.
    account_tests : Table[AccountTests]
        Accounts validated alone.
    actions : Table[Actions]
        Source of the texts.
    group_members : Table[GroupMembers]
        Accounts that carry the same set are tied; whoever is merely present is not.
    settings : CoordinationSettings
        Layer weights; a layer of weight zero is out of the network.

    Returns
    -------
    Network
    """
    alone = _alone(account_tests.arrow, settings)
    pairs = _pair_ties(edges.arrow, settings)
    common, carrying = _in_common(pairs, alone, actions.arrow, group_members.arrow, settings)
    ties = pa.concat_tables([pairs, *common])
    accounts = _names(ties)
    basis = _basis(accounts, _names(edges.arrow), alone)
    ends = [pc.index_in(ties.column(c), value_set=accounts).to_numpy() for c in ("a", "b")]
    layers = tuple(sorted(pc.unique(ties.column("layer")).to_pylist()))
    layer = pc.index_in(ties.column("layer"), value_set=pa.array(layers, pa.string()))
    left, right, layer, weight, q_value = _strongest(
        len(accounts),
        len(layers),
        (*ends, layer.to_numpy()),
        ties.column("weight").to_numpy(),
        ties.column("q_value").to_numpy(),
    )
    texts, user, used = _texts(actions.arrow, accounts)
    bearer, borne = _borne(carrying, accounts)
    component = _components(len(accounts), left, right, user, used)
    return Network(
        accounts,
        basis,
        component,
        layers,
        left,
        right,
        layer,
        weight,
        q_value,
        texts,
        user,
        used,
        bearer,
        borne,
    )


def _names(ties: pa.Table) -> pa.Array:
    """Return the accounts at the ends of ties, ascending."""
    ends = [chunk for column in ("a", "b") for chunk in ties.column(column).chunks]
    names = pc.unique(pa.chunked_array(ends, pa.string()))
    return names.take(pc.sort_indices(names))


def _pair_ties(edges: pa.Table, settings: CoordinationSettings) -> pa.Table:
    """Weigh validated pairs: the strength of the evidence times the weight of the layer."""
    names = pa.array(list(settings.layer_weights), pa.string())
    known = pc.index_in(edges.column("layer"), value_set=names)
    weights = pa.array(settings.layer_weights.values(), pa.float64())
    layer_weight = pc.fill_null(weights.take(known), 1.0)
    with np.errstate(divide="ignore"):
        evidence = -np.log10(edges.column("p_combined").to_numpy())
    weight = np.minimum(evidence, _LARGEST_EVIDENCE) / _LARGEST_EVIDENCE * layer_weight.to_numpy()
    columns = {name: edges.column(name) for name in ("layer", "a", "b", "q_value")}
    ties = pa.table(columns | {"weight": np.maximum(np.round(weight, 9), _LEAST_WEIGHT)})
    return ties.filter(pc.greater(layer_weight, 0.0))


def _alone(account_tests: pa.Table, settings: CoordinationSettings) -> pa.Array:
    """Return the accounts validated by the account test."""
    is_validated = pc.less_equal(account_tests.column("q_value"), settings.account_q)
    return account_tests.filter(is_validated).column("account_uid").combine_chunks()


def _basis(accounts: pa.Array, paired: pa.Array, alone: pa.Array) -> NDArray[np.int8]:
    """Return by what each account is validated."""
    is_paired, is_alone = (
        pc.is_in(accounts, value_set=some).to_numpy(zero_copy_only=False)
        for some in (paired, alone)
    )
    return np.where(is_paired, 0, np.where(is_alone, 1, 2)).astype(np.int8)


def _in_common(
    pairs: pa.Table,
    alone: pa.Array,
    actions: pa.Table,
    group_members: pa.Table,
    settings: CoordinationSettings,
) -> tuple[list[pa.Table], pa.Table]:
    """Tie accounts validated alone by their texts, and those who carry a set by it.

    Of a crowd, a few may be validated, and one of them may be of a network that hid among it. That
    makes the others no part of the network: a text or a set that is mostly of people of whom
    nothing was found binds only those whom nothing else ties into a community. A batch binds
    whoever carries it: the group test says who does.

    Returns
    -------
    ties : list of pa.Table
        By texts and by sets.
    carrying : pa.Table
        Who carries which set, as far as it binds: ``object``, ``account_uid``.
    """
    members = group_members.rename_columns({"group_id": "object"})
    carrying = members.filter(pc.equal(members.column("role"), "carries"))
    published = _published(alone, actions)
    texts = published.filter(pc.is_in(published.column("account_uid"), value_set=alone))
    validated = [*pairs.column("a").chunks, *pairs.column("b").chunks, alone]
    known = pa.concat_arrays([*validated, *carrying.column("account_uid").chunks])
    own_texts = pc.is_in(texts.column("object"), value_set=_mostly(published, known))
    own_sets = pc.or_(
        pc.is_in(carrying.column("object"), value_set=_mostly(members, known)),
        pc.starts_with(carrying.column("object"), f"{BATCH}:"),
    )
    own_ties = [
        _next_ties(texts.filter(own_texts), TEXT_IN_COMMON),
        _next_ties(carrying.filter(own_sets), GROUP_IN_COMMON),
    ]
    tied = _tied(pa.concat_tables([pairs, *own_ties]), settings.min_community)
    others = [
        rows.filter(pc.invert(pc.or_(own, pc.is_in(rows.column("account_uid"), value_set=tied))))
        for rows, own in ((texts, own_texts), (carrying, own_sets))
    ]
    ties = [*own_ties, *map(_next_ties, others, (TEXT_IN_COMMON, GROUP_IN_COMMON))]
    bound = pa.concat_tables([carrying.filter(own_sets), others[1]])
    return ties, bound.sort_by([("object", "ascending"), ("account_uid", "ascending")])


def _published(alone: pa.Array, actions: pa.Table) -> pa.Table:
    """Return who published the texts of accounts validated alone, in order of text and time."""
    texts = actions.filter(pc.is_in(actions.column("layer"), value_set=pa.array(_TEXT_LAYERS)))
    is_own = pc.is_in(texts.column("account_uid"), value_set=alone)
    objects = pc.unique(texts.filter(is_own).column("object_uid"))
    texts = texts.filter(pc.is_in(texts.column("object_uid"), value_set=objects))
    texts = texts.group_by(["object_uid", "account_uid"]).aggregate([("at", "min")])
    return texts.rename_columns({"object_uid": "object"}).sort_by(
        [(name, "ascending") for name in ("object", "at_min", "account_uid")]
    )


def _tied(ties: pa.Table, smallest: int) -> pa.Array:
    """Return the accounts that hang together with enough others to be a community."""
    accounts = _names(ties)
    ends = [pc.index_in(ties.column(c), value_set=accounts).to_numpy() for c in ("a", "b")]
    component = _connected(len(accounts), *ends)
    is_tied = np.bincount(component, minlength=1)[component] >= smallest
    return accounts.filter(pa.array(is_tied))


def _mostly(rows: pa.Table, known: pa.Array) -> pa.Array:
    """Return the objects of which at least half of the accounts are known."""
    is_known = pc.is_in(rows.column("account_uid"), value_set=known).cast(pa.float64())
    shares = pa.table({"object": rows.column("object"), "share": is_known})
    shares = shares.group_by("object").aggregate([("share", "mean")])
    is_most = pc.greater_equal(shares.column("share_mean"), _MOSTLY)
    return shares.filter(is_most).column("object").combine_chunks()


def _borne(carrying: pa.Table, accounts: pa.Array) -> tuple[Nodes, Nodes]:
    """Return which account carries which set, as positions; nobody alone in a set is here."""
    bearer = pc.index_in(carrying.column("account_uid"), value_set=accounts)
    borne = carrying.column("object").combine_chunks().dictionary_encode().indices
    is_here = pc.is_valid(bearer)
    one, other = (
        column.filter(is_here).cast(pa.int32()).to_numpy(zero_copy_only=False)
        for column in (bearer.combine_chunks(), borne)
    )
    order = np.lexsort((other, one))
    return one[order], other[order]


def _next_ties(bound: pa.Table, layer: str) -> pa.Table:
    """Tie each account to the next few of the same object; rows are grouped by object."""
    objects, accounts = (bound.column(c).combine_chunks() for c in ("object", "account_uid"))
    lefts, rights = [], []
    for step in range(1, _LINKS_PER_TEXT + 1):
        n = max(len(accounts) - step, 0)
        is_same = pc.equal(objects.slice(0, n), objects.slice(step))
        one, other = (accounts.slice(k, n).filter(is_same) for k in (0, step))
        lefts.append(pc.min_element_wise(one, other))
        rights.append(pc.max_element_wise(one, other))
    left = pa.chunked_array(lefts, pa.string())
    return pa.table(
        {
            "layer": pa.repeat(pa.scalar(layer), len(left)),
            "a": left,
            "b": pa.chunked_array(rights, pa.string()),
            "q_value": pa.repeat(pa.scalar(np.nan), len(left)),
            "weight": pa.repeat(pa.scalar(_TEXT_LINK), len(left)),
        }
    )


def _strongest(
    n: int,
    n_layers: int,
    ends: tuple[Nodes, Nodes, Nodes],
    weight: Floats,
    q_value: Floats,
) -> tuple[Nodes, Nodes, NDArray[np.int8], Floats, Floats]:
    """Sort ties by (left, right, layer) and keep the strongest of each, with its q-value."""
    order, key = tie_order(n, n_layers, *ends)
    first = np.flatnonzero(np.diff(key, prepend=-1))
    left, right, layer = (end[order[first]] for end in ends)
    if not len(first):
        return left, right, layer.astype(np.int8), weight, q_value
    return (
        left,
        right,
        layer.astype(np.int8),
        np.maximum.reduceat(weight[order], first),
        np.minimum.reduceat(q_value[order], first),
    )


def tie_order(
    n: int, n_layers: int, left: Nodes, right: Nodes, layer: NDArray[np.integer]
) -> tuple[Ints, Ints]:
    """Return the order of ties by (left, right, layer), and the key of each in that order."""
    key = (left.astype(np.int64) * n + right) * n_layers + layer
    order = np.argsort(key, kind="stable")
    return order, key[order]


def _texts(actions: pa.Table, accounts: pa.Array) -> tuple[pa.Array, Nodes, Nodes]:
    """Return the texts that count, and which account published which of them."""
    acts = actions.filter(pc.equal(actions.column("layer"), "text"))
    acts = acts.select(["object_uid", "account_uid"])
    here = pc.is_in(acts.column("account_uid"), value_set=accounts)
    known = pc.unique(acts.filter(here).column("object_uid"))
    known = known.take(pc.sort_indices(known))
    acts = acts.filter(pc.is_in(acts.column("object_uid"), value_set=known))
    text = pc.index_in(acts.column("object_uid"), value_set=known).to_numpy()
    authors = acts.column("account_uid").combine_chunks().dictionary_encode()
    n_authors = max(len(authors.dictionary), 1)
    published = np.unique(text.astype(np.int64) * n_authors + authors.indices.to_numpy())
    text, author = published // n_authors, (published % n_authors).astype(np.int32)
    user = pc.fill_null(pc.index_in(authors.dictionary, value_set=accounts), -1).to_numpy()[author]
    n_here = np.bincount(text[user >= 0], minlength=len(known))
    counts = (n_here >= 2) & (2 * n_here >= np.bincount(text, minlength=len(known)))
    used = (np.cumsum(counts) - 1)[text].astype(np.int32)
    is_use = counts[text] & (user >= 0)
    user, used = user[is_use], used[is_use]
    order = np.lexsort((used, user))
    return known.filter(pa.array(counts)), user[order], used[order]


def _components(n: int, left: Nodes, right: Nodes, user: Nodes, used: Nodes) -> Ints:
    """Return what hangs together through ties, or through at least three texts."""
    joined = link_common_texts(_connected(n, left, right), user, used)
    _, component = np.unique(joined, return_inverse=True)
    return component.astype(np.int64)


def _connected(n: int, left: Nodes, right: Nodes) -> Ints:
    """Return the component of each of n nodes, through ties alone."""
    ties = sparse.coo_array((np.ones(len(left), np.int8), (left, right)), shape=(n, n))
    component: Ints = connected_components(ties.tocsr(), directed=False)[1].astype(np.int64)
    return component
