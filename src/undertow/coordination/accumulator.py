"""Pairs by a row-wise accumulator: exact on viral objects, with no cap and no sampling.

Row-wise sparse product (Gustavson 1978, "Two fast algorithms for sparse matrices", ACM TOMS 4(3)):
for every account, the weights of its co-actors are collected in a dense accumulator that is cleared
by the list of what was touched. Memory is the actions, the accounts and the output; time is the
number of co-action instances.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa
from numba import njit
from numpy.typing import NDArray

from undertow.coordination import sweeps
from undertow.coordination.edge_evidence import LayerEdges, closest_posts
from undertow.coordination.screen import MIN_SHARED, FoundPairs, WeightedActions
from undertow.coordination.strata import LayerActions

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Weights = NDArray[np.float32]

# Co-action instances of a block of accounts; a block is a task of a thread.
_BLOCK_INSTANCES = 20_000_000


class Accumulator:
    """Finds pairs in this process.

    Parameters
    ----------
    n_threads : int or None
        Threads; None for one a core.
    """

    evidence_from: ClassVar[tuple[str, ...]] = ("post_uid",)

    def __init__(self, n_threads: int | None = None) -> None:
        self.n_threads = n_threads or os.cpu_count() or 1

    def pairs(self, actions: WeightedActions) -> FoundPairs:
        """Return the pairs that share enough objects of enough weight; see :class:`PairFinder`."""
        kept = _pruned(actions)
        if len(kept.accounts) == 0:
            return FoundPairs.none()
        n_accounts = len(kept.codes)
        order, account_starts = sweeps.group_by_account(kept.accounts, n_accounts)
        objects = np.repeat(np.arange(len(kept.within), dtype=np.int32), np.diff(kept.starts))
        repeats = _repeats(objects, order, account_starts)
        instances = _instances(kept.starts, kept.times, actions.window_s)

        def of_block(bounds: tuple[int, int]) -> tuple[Codes, Codes]:
            found: tuple[Codes, Codes] = _accumulate(
                *bounds, order, account_starts, kept.starts, objects, kept.accounts, kept.times,
                repeats, kept.own, kept.within, kept.across, kept.profile, actions.window_s,
                np.float32(actions.least), MIN_SHARED,
            )  # fmt: skip
            return found

        blocks = _blocks(instances[order], account_starts)
        with ThreadPoolExecutor(self.n_threads) as pool:
            found = list(pool.map(of_block, blocks))
        left, right = (np.concatenate(side) for side in zip(*found, strict=True))
        return FoundPairs(kept.codes[left], kept.codes[right], len(kept.accounts))

    def evidence(
        self, actions: LayerActions, rows: pa.Table, edges: LayerEdges
    ) -> Iterator[pa.RecordBatch]:
        """Yield the post pairs behind edges; see :class:`PairFinder`."""
        posts = rows["post_uid"].combine_chunks()
        return closest_posts(actions, posts, edges)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The actions that are left; objects and accounts without any are not numbered."""

    starts: Ints
    accounts: Codes
    times: Ints
    own: Weights
    within: Weights
    across: Weights
    profile: Weights
    codes: Ints  # of each account number in the layer


def _pruned(actions: WeightedActions) -> _Kept:
    """Drop, to the fixpoint, what can be part of no pair."""
    alive = actions.alive.copy()
    while True:
        n_dropped = sweeps.drop_lonely(
            actions.starts, actions.accounts, actions.times, actions.window_s, alive
        )
        n_dropped += sweeps.drop_weak(
            actions.objects, actions.by_account, actions.account_starts, actions.most,
            actions.least, MIN_SHARED, alive,
        )  # fmt: skip
        if n_dropped == 0:
            break
    kept = np.flatnonzero(alive)
    objects = actions.objects[kept]
    is_first = np.append(True, objects[1:] != objects[:-1])[: len(kept)]
    named = objects[is_first]
    present = np.zeros(len(actions.account_starts) - 1, bool)
    present[actions.accounts[kept]] = True
    number = np.cumsum(present, dtype=np.int32) - np.int32(1)
    return _Kept(
        np.append(np.flatnonzero(is_first), len(kept)).astype(np.int64),
        number[actions.accounts[kept]],
        actions.times[kept],
        actions.own[kept],
        actions.within[named],
        actions.across[named],
        actions.profile[named],
        np.flatnonzero(present).astype(np.int64),
    )


def _blocks(instances: Ints, account_starts: Ints) -> list[tuple[int, int]]:
    """Divide the accounts into runs of about equally many instances."""
    total = np.concatenate([[0], np.cumsum(instances)])[account_starts]
    n_accounts, blocks, first = len(account_starts) - 1, [], 0
    while first < n_accounts:
        last = int(np.searchsorted(total, total[first] + _BLOCK_INSTANCES, side="right")) - 1
        last = min(max(last, first + 1), n_accounts)
        blocks.append((first, last))
        first = last
    return blocks


@njit(cache=True, nogil=True)
def _instances(starts: Ints, times: Ints, window_s: int) -> Ints:
    """Count the actions on the same object within the window of each, before and after it."""
    counts = np.zeros(len(times), np.int64)
    for obj in range(len(starts) - 1):
        first = last = starts[obj]
        for i in range(starts[obj], starts[obj + 1]):
            while times[i] - times[first] > window_s:
                first += 1
            last = max(last, i)
            while last + 1 < starts[obj + 1] and times[last + 1] - times[i] <= window_s:
                last += 1
            counts[i] = last - first
    return counts


@njit(cache=True, nogil=True)
def _repeats(objects: Codes, order: Ints, account_starts: Ints) -> NDArray[np.bool_]:
    """Whether the account of each action has several on its object."""
    found = np.zeros(len(objects), np.bool_)
    for account in range(len(account_starts) - 1):
        for k in range(account_starts[account] + 1, account_starts[account + 1]):
            if objects[order[k]] == objects[order[k - 1]]:
                found[order[k]] = found[order[k - 1]] = True
    return found


@njit(cache=True, nogil=True)
def _accumulate(
    first: int,
    last: int,
    order: Ints,
    account_starts: Ints,
    starts: Ints,
    objects: Codes,
    accounts: Codes,
    times: Ints,
    repeats: NDArray[np.bool_],
    own: Weights,
    within: Weights,
    across: Weights,
    profile: Weights,
    window_s: int,
    least: np.float32,
    min_shared: int,
) -> tuple[Codes, Codes]:
    """Return the pairs whose left account is in a block."""
    n_accounts = len(account_starts) - 1
    score = np.zeros((n_accounts, 2), np.float32)  # weight and number of objects, side by side
    met_on = np.full(n_accounts, -1, np.int32)  # last object counted, where an account repeats
    touched = np.empty(n_accounts, np.int32)
    capacity = 1024
    left, right = np.empty(capacity, np.int32), np.empty(capacity, np.int32)
    n_pairs = 0
    zero = np.float32(0)
    for account in range(first, last):
        n_touched = 0
        for k in range(account_starts[account], account_starts[account + 1]):
            i = order[k]
            obj = objects[i]
            base, other, most = own[i] + within[obj], across[obj], profile[obj]
            for step in (-1, 1):
                j = i + step
                while starts[obj] <= j < starts[obj + 1] and abs(times[j] - times[i]) <= window_s:
                    partner = accounts[j]
                    if partner > account:
                        if not (repeats[i] or repeats[j]):
                            is_new = True
                        else:
                            is_new = met_on[partner] != obj
                            met_on[partner] = obj
                        if is_new:
                            if score[partner, 1] == zero:
                                touched[n_touched] = partner
                                n_touched += 1
                            weight = min(max(base + own[j], other), most)
                            score[partner, 0] += max(weight, zero)
                            score[partner, 1] += np.float32(1)
                    j += step
        own_first = n_pairs
        for m in range(n_touched):
            partner = touched[m]
            if score[partner, 0] >= least and score[partner, 1] >= min_shared:
                if n_pairs == capacity:
                    capacity *= 2
                    left, right = _grown(left, capacity), _grown(right, capacity)
                left[n_pairs], right[n_pairs] = account, partner
                n_pairs += 1
            score[partner, 0] = score[partner, 1] = zero
            met_on[partner] = -1
        right[own_first:n_pairs].sort()
    return left[:n_pairs].copy(), right[:n_pairs].copy()


@njit(cache=True, nogil=True)
def _grown(values: Codes, capacity: int) -> Codes:
    """Return a copy with room for ``capacity`` values."""
    grown = np.empty(capacity, np.int32)
    grown[: len(values)] = values
    return grown
