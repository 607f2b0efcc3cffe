"""The weekly rhythm of a series: how much activity each hour would get if nothing happened.

A rhythm is a time-of-day factor times a day-of-week factor. Each is learnt by repetition: one day
is one observation of the daily cycle and one week one observation of the weekly cycle, however
many posts it holds, so that a burst, which happens once, cannot pass for a habit. A short series
shows few repetitions; its rhythm is therefore shrunk towards that of the rest of the case's
traffic, and that one towards a flat line.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DAY_H = 24
WEEK_DAYS = 7

OWN_STRENGTH = 3.0
"""Days (weeks) at which a series' own daily (weekly) cycle counts as much as that of the rest."""

REST_STRENGTH = 1.0
"""The same for the rest of the case against a flat line: it has no wave to be mistaken for."""

Rhythm = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Factors of the 24 hours of a day and of the 7 days of a week; each has mean 1."""

FLAT: Rhythm = (np.ones(DAY_H), np.ones(WEEK_DAYS))
"""No rhythm at all."""


def learn_rhythm(
    counts: NDArray[np.int64], is_observed: NDArray[np.bool_], prior: Rhythm, strength: float
) -> Rhythm:
    """Estimate the rhythm of hourly counts, shrunk towards ``prior``.

    Parameters
    ----------
    counts : (n_hours,) int64
        Posts in each hour; the first hour begins a day (UTC), and that day begins a week.
    is_observed : (n_hours,) bool
        Hours in which the series could have had posts.
    prior : Rhythm
        What to believe without data; all factors > 0.
    strength : float
        Days and weeks of repetition at which the data count as much as the prior.

    Returns
    -------
    Rhythm
        All factors > 0.
    """
    hour = np.arange(len(counts))
    daily = _learn_cycle(
        counts, is_observed.astype(float), hour // DAY_H, hour % DAY_H, prior[0], strength
    )
    day = hour // DAY_H
    weight = is_observed * daily[hour % DAY_H] / DAY_H
    weekly = _learn_cycle(counts, weight, day // WEEK_DAYS, day % WEEK_DAYS, prior[1], strength)
    return daily, weekly


def hourly_exposure(
    own: NDArray[np.int64], rest: NDArray[np.int64], is_observed: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the relative activity that the rhythm of a series gives each hour.

    Parameters
    ----------
    own, rest : (n_hours,) int64
        Posts of the series and of the rest of the case, from the midnight (UTC) before the first.
    is_observed : (n_hours,) bool
        Hours of the observation span.

    Returns
    -------
    (n_hours,) float64
        0 where not observed, else > 0 and 1 on average over a week.

    Notes
    -----
    The series' own rhythm is learnt between its first and last post only: before and after, it
    was silent because it did not exist, not because of the hour.
    """
    active = np.flatnonzero(own)
    is_active = np.zeros_like(is_observed)
    if len(active):
        is_active[active[0] : active[-1] + 1] = True
    daily, weekly = learn_rhythm(
        own, is_active, learn_rhythm(rest, is_observed, FLAT, REST_STRENGTH), OWN_STRENGTH
    )
    hour = np.arange(len(own))
    return is_observed * daily[hour % DAY_H] * weekly[hour // DAY_H % WEEK_DAYS]


def _learn_cycle(
    counts: NDArray[np.int64],
    weight: NDArray[np.float64],
    unit: NDArray[np.int64],
    cell: NDArray[np.int64],
    prior: NDArray[np.float64],
    strength: float,
) -> NDArray[np.float64]:
    """Average the shares that the cells of a cycle have in each unit (a day, a week).

    A unit with few posts tells little about its shares and weighs n / (n + cells). Where only part
    of a unit was observed, its shares are those of the mass that the prior gives to that part.
    """
    n_cells = len(prior)
    shape = (int(unit[-1]) + 1, n_cells) if len(unit) else (0, n_cells)
    key = unit * n_cells + cell
    size = shape[0] * n_cells
    n = np.bincount(key, counts * (weight > 0), minlength=size).reshape(shape)
    observed = np.bincount(key, weight, minlength=size).reshape(shape)
    total = n.sum(axis=1)
    trust = total / (total + n_cells)
    share = n / np.maximum(total, 1)[:, None] * (observed @ prior)[:, None]
    factor = (trust @ share + strength * prior) / (trust @ observed + strength)
    result: NDArray[np.float64] = factor / factor.mean()
    return result
