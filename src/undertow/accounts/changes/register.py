"""How people type answers otherwise than posts of their own.

An answer is often two words in small letters without a full stop, by the same hand that ends each
post with one. Whoever begins to answer others would seem to type with another hand. How far answers
differ is estimated within the accounts of the case that wrote both, and taken off.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from undertow.accounts.changes.posts import FACET_STARTS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Reals = NDArray[np.float32]

_HAND: Final = slice(FACET_STARTS[1], FACET_STARTS[2])
_IS_ANSWER: Final = int(FACET_STARTS[3])
# Four posts and four answers weigh two, and nobody weighs more: an account that was taken over and
# answers since then must not decide what is usual. Ten accounts are believed by half.
_MOST: Final = 2.0
_SHRINKAGE: Final = 20.0


def answer_effect(parts: Iterable[tuple[Ints, Reals]]) -> Reals:
    """Return how much the hand differs in answers.

    Parameters
    ----------
    parts : iterable of ((n_accounts + 1,) int64, (n_posts, n_dims) float32)
        Where the posts of each account begin, and the posts as
        :func:`undertow.accounts.changes.posts.describe_posts` gives them.

    Returns
    -------
    (6,) float32
        Mean of answers less mean of other posts, within accounts (fixed effects), towards 0 where
        few accounts wrote both; 0 for what no account shows in both.
    """
    n_dims = _HAND.stop - _HAND.start
    total, weight = np.zeros(n_dims), np.full(n_dims, _SHRINKAGE)
    for starts, points in parts:
        is_answer = _is_answer(points)[:, None]
        hand = points[:, _HAND].astype(np.float64)
        (answers, n_answers), (others, n_others) = (
            _sums(hand, starts, is_own) for is_own in (is_answer, ~is_answer)
        )
        both = n_answers * n_others / np.maximum(n_answers + n_others, 1.0)
        own = np.minimum(both, _MOST)
        means = (answers / np.maximum(n_answers, 1.0), others / np.maximum(n_others, 1.0))
        weight += own.sum(axis=0)
        total += (own * (means[0] - means[1])).sum(axis=0)
    return (total / weight).astype(np.float32)


def without_register(points: Reals, effect: Reals) -> Reals:
    """Return posts as they would be typed if answers were typed as other posts are.

    Parameters
    ----------
    points : (n_posts, n_dims) float32
    effect : (6,) float32
        As :func:`answer_effect` gives it.

    Returns
    -------
    (n_posts, n_dims) float32
        A copy.
    """
    points = points.copy()
    points[:, _HAND] -= _is_answer(points)[:, None] * effect
    return points


def _is_answer(points: Reals) -> NDArray[np.bool_]:
    return np.nan_to_num(points[:, _IS_ANSWER]) > 0.0


def _sums(hand: Floats, starts: Ints, is_own: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return the sum of what is known of some posts of each account, and of how many."""
    is_known = ~np.isnan(hand) & is_own
    values = np.add.reduceat(np.where(is_known, hand, 0.0), starts[:-1], axis=0)
    return values, np.add.reduceat(is_known.astype(np.float64), starts[:-1], axis=0)
