"""What some accounts did, close together in memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undertow.coordination.strata import LayerActions

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class AccountActions:
    """The actions of some accounts of a layer, ordered by (account, object, time).

    Pairs that are looked at one by one are pairs of few accounts. Their actions fit a processor's
    cache, those of the whole layer do not.

    Attributes
    ----------
    starts : (n_accounts_of_layer + 1,) int64
        Where each account begins; those not asked for have no actions.
    accounts : (n,) int32
        Code of the account in the layer.
    objects : (n,) int32
        Number of the object among those acted on here, in the order of the codes of the layer.
    object_codes : (n_objects,) int64
        Code of each object in the layer.
    times : (n,) int64
        Seconds since the epoch.
    precisions : (n,) int32
        Precision of each time in seconds.
    rows : (n,) int32
        Row of each action in the table it came from.
    posts : (n,) int32 or None
        Code of the post of each action; None where every action is a post of its own.
    """

    starts: Ints
    accounts: Codes
    objects: Codes
    object_codes: Ints
    times: Ints
    precisions: Codes
    rows: Codes
    posts: Codes | None

    @classmethod
    def of(cls, actions: LayerActions, *accounts: Ints) -> AccountActions:
        """Return what the accounts did whose codes are given, in arrays of any length."""
        is_asked = np.zeros(actions.n_accounts, bool)
        for codes in accounts:
            is_asked[codes] = True
        kept = actions if is_asked.all() else actions.keep(is_asked[actions.accounts])
        order = kept.by_account
        is_used = np.diff(kept.starts) > 0
        number = np.cumsum(is_used, dtype=np.int32) - np.int32(1)
        return cls(
            starts=kept.account_starts,
            accounts=kept.accounts[order],
            objects=number[kept.objects[order]],
            object_codes=np.flatnonzero(is_used),
            times=kept.times[order],
            precisions=kept.precisions[order],
            rows=kept.rows[order],
            posts=None if kept.posts is None else kept.posts[order],
        )
