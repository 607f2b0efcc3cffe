"""What habit explains on hot objects: the object's own hours, and how early an account answers.

A post that thousands answer is answered mostly in its first hours, by people who make a habit of
being early. Two of them meet there again and again without knowing of each other. On such objects
two accounts that both act are expected to meet within the window with the larger of two chances:
the share of the object's pairs of actions within the window, and the product of both accounts' own
latencies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from undertow.coordination.strata import LayerActions

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Floats = NDArray[np.float64]

HOT_FROM = 1024
"""Accounts from which an object's own profile is expected of every pair that acts on it.

Below it a campaign is easily most of what happened to the object, and its hours would excuse it.
"""

HABIT_FROM = 64
"""Accounts from which the latencies of both accounts are expected of a pair on an object.

Habit is measured over all these objects of an account, so that what a campaign did to one of them
excuses little. On objects with a handful of accounts a campaign has no crowd to be compared with.
"""

_OF_THEIR_MAKING = frozenset({"text", "near_duplicate_text", "media_text", "template", "claim"})


def habit_from(layer: str) -> int:
    """Return the accounts from which habit is expected on an object of a layer.

    A copied text is there only because it is copied: with fewer than :data:`HOT_FROM` accounts, how
    soon they follow one another is what a campaign decides, and no habit of theirs.
    """
    return HOT_FROM if layer in _OF_THEIR_MAKING else HABIT_FROM


# Latencies are told apart by half octaves, from half a minute to a fortnight and beyond.
_FIRST_LATENCY_S = 30.0
_N_BINS = 32
# Answers of the whole layer that an account's own latencies are mixed with.
_SHRINKAGE = 5.0
# Steps by which the chance of being close is integrated over a bin.
_N_STEPS = 64


@dataclass(frozen=True, slots=True)
class HotActions:
    """The actions on hot objects, by account.

    Attributes
    ----------
    starts : (n_accounts + 1,) int64
        Where each account begins.
    objects : (n_hot,) int32
        Hot objects of each account, ascending, each once.
    n_actions : (n_hot,) int32
        Its actions on each.
    latencies : (n_accounts, n_bins) float32
        Share of the account's hot actions in each bin of latency, shrunk to that of the layer;
        rows of accounts without any are not used.
    row_of : (n_accounts,) int64
        Row of ``latencies`` of each account, or -1.
    """

    starts: Ints
    objects: Codes
    n_actions: Codes
    latencies: NDArray[np.float32]
    row_of: Ints

    @classmethod
    def of(cls, actions: LayerActions, n_accounts: int) -> HotActions:
        """Collect the actions on objects that at least ``n_accounts`` ever acted on."""
        is_hot = actions.popularity >= n_accounts
        starts, objects, n_actions = _hot_rows(
            actions.objects, is_hot, actions.by_account, actions.account_starts
        )
        hot = np.flatnonzero(is_hot[actions.objects])
        noticed = take_off(actions.times, actions.starts, is_hot)[actions.objects[hot]]
        since = np.abs(actions.times[hot] - noticed)
        bins = np.searchsorted(_edges(), since, side="right")
        present = np.flatnonzero(np.diff(starts))
        row_of = np.full(actions.n_accounts, -1, np.int64)
        row_of[present] = np.arange(len(present))
        cells = row_of[actions.accounts[hot]] * _N_BINS + bins
        counts = np.bincount(cells, minlength=len(present) * _N_BINS)
        counts = counts.reshape(len(present), _N_BINS).astype(np.float32)
        everybody = counts.sum(axis=0) / max(counts.sum(), 1.0)
        total = counts.sum(axis=1, keepdims=True) + _SHRINKAGE
        latencies = ((counts + _SHRINKAGE * everybody) / total).astype(np.float32)
        return cls(starts, objects, n_actions, latencies, row_of)


def profile_shares(actions: LayerActions, later: Ints) -> Floats:
    """Return the share of each object's pairs of actions within the window; 0 if not hot.

    Parameters
    ----------
    actions : LayerActions
        All actions of the window.
    later : (n,) int64
        Later actions of the object within the window of each.

    Returns
    -------
    (n_objects,) float64
    """
    close = np.bincount(actions.objects, later, actions.n_objects)
    n = np.diff(actions.starts).astype(np.float64)
    share = np.minimum(close / np.maximum(n * (n - 1) / 2, 1.0), 1.0)
    return np.where(actions.popularity >= HOT_FROM, share, 0.0)


def closeness(window_s: int) -> Floats:
    """Return the chance that two times are within the window, for each two bins of latency.

    Times are taken to be even inside a bin; the last bin, which is open, is taken to be as wide as
    all before it.

    Returns
    -------
    (n_bins, n_bins) float64
    """
    edges = _edges()
    low = np.concatenate([[0.0], edges])
    width = np.concatenate([np.diff(low), [edges[-1]]])
    steps = low[:, None] + width[:, None] * (np.arange(_N_STEPS) + 0.5) / _N_STEPS
    x = steps[:, None, :]
    first = np.maximum(x - window_s, low[None, :, None])
    last = np.minimum(x + window_s, (low + width)[None, :, None])
    inside = np.clip(last - first, 0.0, None) / width[None, :, None]
    chance = inside.mean(axis=2)
    symmetric: Floats = (chance + chance.T) / 2
    return symmetric


def _edges() -> Floats:
    """Return the upper ends of all bins of latency but the last, in seconds."""
    edges: Floats = _FIRST_LATENCY_S * np.sqrt(2.0) ** np.arange(_N_BINS - 1)
    return edges


@njit(cache=True, nogil=True)
def take_off(times: Ints, starts: Ints, is_hot: NDArray[np.bool_]) -> Ints:
    """Return the first time of the shortest stretch with half of the actions of each hot object.

    One early action says nothing of when an object was noticed. Rousseeuw and Leroy 1988, "A robust
    scale estimator based on the shortest half".
    """
    found = np.zeros(len(is_hot), np.int64)
    for obj in range(len(is_hot)):
        if not is_hot[obj]:
            continue
        first, end = starts[obj], starts[obj + 1]
        half = (end - first + 1) // 2
        best = times[end - 1] - times[first] + 1
        for i in range(first, end - half + 1):
            length = times[i + half - 1] - times[i]
            if length < best:
                best, found[obj] = length, times[i]
    return found


@njit(cache=True, nogil=True)
def _hot_rows(
    objects: Codes, is_hot: NDArray[np.bool_], by_account: Ints, account_starts: Ints
) -> tuple[Ints, Codes, Codes]:
    n_hot = 0
    for obj in objects:
        n_hot += is_hot[obj]
    starts = np.zeros(len(account_starts), np.int64)
    row_objects, counts = np.empty(n_hot, np.int32), np.zeros(n_hot, np.int32)
    n_rows = 0
    for account in range(len(account_starts) - 1):
        previous = -1
        for k in range(account_starts[account], account_starts[account + 1]):
            obj = objects[by_account[k]]
            if not is_hot[obj]:
                continue
            if obj != previous:
                row_objects[n_rows] = obj
                n_rows += 1
                previous = obj
            counts[n_rows - 1] += 1
        starts[account + 1] = n_rows
    return starts, row_objects[:n_rows].copy(), counts[:n_rows].copy()


@njit(cache=True, nogil=True)
def hot_expected(
    left: Ints,
    right: Ints,
    starts: Ints,
    objects: Codes,
    n_actions: Codes,
    shares: Floats,
    latencies: NDArray[np.float32],
    row_of: Ints,
    close: Floats,
) -> Floats:
    """Return how many of the hot objects both act on they are expected to meet on.

    Parameters
    ----------
    left, right : (n_pairs,) int64
        Account codes.
    starts, objects, n_actions, latencies, row_of
        See :class:`HotActions`.
    shares : (n_objects,) float64
        From :func:`profile_shares`.
    close : (n_bins, n_bins) float64
        From :func:`closeness`; empty to leave the habit out.

    Returns
    -------
    (n_pairs,) float64
    """
    expected = np.zeros(len(left), np.float64)
    # Actions of the left account by object, spread out once for all its partners.
    spread, acts = -1, np.zeros(len(shares), np.int32)
    reach = np.zeros(close.shape[0], np.float64)
    for pair in range(len(left)):
        a, b = left[pair], right[pair]
        if a != spread:
            if spread >= 0:
                for i in range(starts[spread], starts[spread + 1]):
                    acts[objects[i]] = 0
            spread = a
            for i in range(starts[a], starts[a + 1]):
                acts[objects[i]] = n_actions[i]
            if row_of[a] >= 0:
                reach = _reach(latencies[row_of[a]], close)
        if row_of[a] < 0 or row_of[b] < 0:
            continue
        habit, total = 0.0, 0.0
        for y in range(len(reach)):
            habit += latencies[row_of[b], y] * reach[y]
        for j in range(starts[b], starts[b + 1]):
            if acts[objects[j]] > 0:
                chance = max(shares[objects[j]], habit) * acts[objects[j]] * n_actions[j]
                total += min(chance, 1.0)
        expected[pair] = total
    return expected


@njit(cache=True, nogil=True)
def hot_chances(
    a: int,
    b: int,
    starts: Ints,
    objects: Codes,
    n_actions: Codes,
    shares: Floats,
    habit: float,
    room: Floats,
) -> tuple[Floats, int]:
    """Return the chance to meet on each hot object both act on, in ``room`` if that is enough."""
    i, j, n = starts[a], starts[b], 0
    most = min(starts[a + 1] - i, starts[b + 1] - j)
    if len(room) < most:
        room = np.empty(2 * most, np.float64)
    while i < starts[a + 1] and j < starts[b + 1]:
        if objects[i] < objects[j]:
            i += 1
        elif objects[j] < objects[i]:
            j += 1
        else:
            chance = max(shares[objects[i]], habit) * n_actions[i] * n_actions[j]
            room[n] = min(chance, 1.0)
            n += 1
            i += 1
            j += 1
    return room, n


@njit(cache=True, nogil=True)
def pair_habit(
    a: int, b: int, latencies: NDArray[np.float32], row_of: Ints, close: Floats
) -> float:
    """Return the chance that two accounts answer within the window, by their latencies alone."""
    habit = 0.0
    if row_of[a] >= 0 and row_of[b] >= 0:
        reach = _reach(latencies[row_of[a]], close)
        for y in range(len(reach)):
            habit += latencies[row_of[b], y] * reach[y]
    return habit


@njit(cache=True, nogil=True)
def _reach(latencies: NDArray[np.float32], close: Floats) -> Floats:
    """Return the chance to be within the window of each bin of latency."""
    reach = np.zeros(close.shape[0], np.float64)
    for x in range(close.shape[0]):
        for y in range(close.shape[0]):
            reach[y] += latencies[x] * close[x, y]
    return reach
