"""Sets of accounts that are examined: of one text or file, one thread on one day, one batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.coordination.group_test.batches import find_batches
from undertow.coordination.group_test.strata import codes
from undertow.schema import Actions, Table
from undertow.settings import GroupSettings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# From the narrowest to the widest: where two have the same members the first is kept.
CONTENT_KINDS = ("text", "near_duplicate_text", "template", "claim", "media")
"""Kinds of the sets that published the same words or the same material."""

WAVE = "wave"
"""Kind of the sets that answered in one thread on one day."""

BATCH = "batch"
"""Kind of the sets that were created at one time."""


@dataclass(frozen=True, slots=True)
class CandidateSets:
    """Sets of accounts, each account with its first act in the set.

    Attributes
    ----------
    kinds, objects : (n_sets,) object
        What brought the accounts together: kind, and text, template, claim, group of files, or
        thread and day.
    starts : (n_sets + 1,) int64
        Where the members of each set begin.
    acts : (n_members,) int64
        First act of each member in the set.
    p_values : (n_sets,) float64
        Of batches, how unusual so many creations at one time are; else NaN.
    in_batch : (n_acts,) float64
        1 for acts of accounts created in a batch, 0 of others, NaN where that is not known.
    """

    kinds: NDArray[np.object_]
    objects: NDArray[np.object_]
    starts: Ints
    acts: Ints
    p_values: Floats
    in_batch: Floats

    @property
    def set_of(self) -> Ints:
        """Set of each member, (n_members,)."""
        return np.repeat(np.arange(len(self.kinds)), np.diff(self.starts))


def candidate_sets(
    acts: pa.Table, accounts: Ints, actions: Table[Actions], settings: GroupSettings
) -> CandidateSets:
    """Find every set that is large enough.

    Parameters
    ----------
    acts : pa.Table
        From :func:`undertow.coordination.group_test.acts.read_acts`.
    accounts : (n_acts,) int64
        Code of the account of each act, ascending.
    actions : Table[Actions]
        What acts have in common.
    settings : GroupSettings
        Fewest accounts of a set, width of a batch.

    Returns
    -------
    CandidateSets
        By kind and object. Of sets with the same acts, such as a text that is all of its template,
        the narrowest is kept.
    """
    min_accounts = settings.min_accounts
    parts = [_of_layer(kind, acts, accounts, actions, min_accounts) for kind in CONTENT_KINDS]
    parts.append(_waves(acts, accounts, min_accounts))
    batches, p_batches, in_batch = _batches(acts, accounts, settings)
    parts.append(batches)
    kinds, objects = (np.concatenate([part[i] for part in parts]) for i in (0, 1))
    p_values = np.full(len(kinds), np.nan)
    p_values[kinds == BATCH] = p_batches
    sizes, members = (np.concatenate([part[i] for part in parts]) for i in (2, 3))
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    kept = _first_of_same(sizes, starts, members)
    return CandidateSets(
        kinds[kept],
        objects[kept],
        np.concatenate([[0], np.cumsum(sizes[kept])]).astype(np.int64),
        members[np.repeat(kept, sizes)],
        p_values[kept],
        in_batch,
    )


_Part = tuple[NDArray[np.object_], NDArray[np.object_], Ints, Ints]


def _of_layer(
    kind: str, acts: pa.Table, accounts: Ints, actions: Table[Actions], min_accounts: int
) -> _Part:
    """Return the sets that acted on one object of a layer."""
    own = actions.arrow.filter(pc.equal(actions.arrow.column("layer"), kind))
    act = pc.index_in(own.column("post_uid"), value_set=acts.column("post_uid").combine_chunks())
    own = own.filter(pc.is_valid(act))
    names = own.column("object_uid").unique()
    names = names.take(pc.sort_indices(names))
    return _grouped(
        kind, names, codes(own.column("object_uid")), act.drop_null(), accounts, min_accounts
    )


def _waves(acts: pa.Table, accounts: Ints, min_accounts: int) -> _Part:
    """Return the sets that answered in one thread on one day."""
    answers = np.flatnonzero(pc.is_valid(acts.column("thread")).to_numpy())
    own = acts.take(pa.array(answers))
    day = (own.column("day").cast(pa.int32()).cast(pa.date32())).cast(pa.string())
    waves = pc.binary_join_element_wise(own.column("thread"), day, " ")
    names = waves.unique()
    names = names.take(pc.sort_indices(names))
    return _grouped(WAVE, names, codes(waves), pa.array(answers), accounts, min_accounts)


def _batches(
    acts: pa.Table, accounts: Ints, settings: GroupSettings
) -> tuple[_Part, Floats, Floats]:
    """Return the sets created in one batch, how unusual each batch is, and which acts are of any.

    An account made within a batch's width of its act may have been made for it, by somebody whom
    the event brought: its creation tells of no batch and is not known here.
    """
    created_s, age_days = (
        pc.fill_null(acts.column(name), np.nan).to_numpy() for name in ("created_s", "age_days")
    )
    apart = np.flatnonzero(age_days * 24.0 >= settings.batch_hours)
    # Acts are in the order of accounts and times: the first act of each account that is apart.
    _, first = np.unique(accounts[apart], return_index=True)
    one = apart[first]
    platforms = acts.column("platform").to_numpy()[one]
    batch, began_s, p_values = find_batches(
        codes(acts.column("platform"))[one], created_s[one], settings.batch_hours
    )
    of_account = np.full(int(accounts.max(initial=-1)) + 1, np.nan)
    of_account[accounts[one]] = batch >= 0
    in_batch = np.where(age_days * 24.0 >= settings.batch_hours, of_account[accounts], np.nan)
    members = one[batch >= 0]
    _, lead = np.unique(batch[batch >= 0], return_index=True)
    times = np.datetime_as_string(began_s.astype("datetime64[s]"), timezone="UTC")
    places = platforms[batch >= 0][lead]
    names = pa.array([f"{p} {t}" for p, t in zip(places, times, strict=True)], pa.string())
    of_member = batch[batch >= 0]
    part = _grouped(BATCH, names, of_member, pa.array(members), accounts, settings.min_accounts)
    sizes = np.bincount(of_member, minlength=len(names))
    return part, p_values[sizes >= settings.min_accounts], in_batch


def _grouped(
    kind: str,
    names: pa.Array,
    of_act: Ints,
    act: pa.Array | pa.ChunkedArray,
    accounts: Ints,
    min_accounts: int,
) -> _Part:
    """Group acts by object: kinds, objects, sizes, and the first act of each account."""
    rows = act.to_numpy(zero_copy_only=False).astype(np.int64)
    order = np.lexsort((rows, of_act))
    rows, of_act = rows[order], of_act[order]
    n_accounts = int(accounts.max(initial=-1)) + 1
    # Acts are in the order of accounts and times, so the first of an account comes first.
    _, first = np.unique(of_act * n_accounts + accounts[rows], return_index=True)
    sizes = np.bincount(of_act[first], minlength=len(names))
    is_large = sizes >= min_accounts
    members = rows[first][is_large[of_act[first]]]
    objects = names.filter(pa.array(is_large)).to_numpy(zero_copy_only=False)
    return np.full(len(objects), kind, object), objects, sizes[is_large], members


def _first_of_same(sizes: Ints, starts: Ints, members: Ints) -> NDArray[np.bool_]:
    """Whether each set is the first with its members, told by a sum of hashes."""
    kept = np.zeros(len(sizes), np.bool_)
    if not len(sizes):
        return kept
    words = members.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        words = (words ^ (words >> np.uint64(shift))) * np.uint64(factor)
    digest = np.add.reduceat(words ^ (words >> np.uint64(31)), starts[:-1])
    _, first = np.unique(np.stack([digest, sizes.astype(np.uint64)]), axis=1, return_index=True)
    kept[first] = True
    return kept
