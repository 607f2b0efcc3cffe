"""Small worlds of actions, for the tests of the pair test."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from undertow.schema import Actions, Table

WEEK_S = 7 * 86400
BEGIN_S = 2796 * WEEK_S
"""A time at which a week of the null begins."""


class Act(NamedTuple):
    """One action; the post is its own when none is given."""

    account: str
    obj: str
    at_s: float
    precision_s: int = 1
    layer: str = "text"
    post: str = ""


def actions_table(acts: Iterable[Act]) -> Table[Actions]:
    """Make the table of actions, with a post for each."""
    rows = list(acts)
    at_us = [round(act.at_s * 1_000_000) for act in rows]
    return Table.checked(
        Actions,
        pa.table(
            {
                "layer": [act.layer for act in rows],
                "object_uid": [act.obj for act in rows],
                "account_uid": [act.account for act in rows],
                "at": pa.array(at_us, pa.int64()).cast(pa.timestamp("us", tz="UTC")),
                "post_uid": [act.post or f"p{i:05d}" for i, act in enumerate(rows)],
                "precision_s": [act.precision_s for act in rows],
            },
            schema=Actions.arrow_schema(),
        ),
    )


def crowd(
    rng: np.random.Generator,
    *,
    n_accounts: int,
    n_objects: int,
    n_weeks: int = 1,
    spread_s: float = 600,
    tail: float = 2.0,
    inequality: float = 1.2,
    layer: str = "text",
) -> list[Act]:
    """Make a world in which nobody coordinates: times belong to objects, accounts are drawn.

    Objects have heavy-tailed popularity and their actions follow each other within ``spread_s``;
    accounts are unequally active, more so the smaller ``inequality`` is.
    """
    sizes = np.minimum(rng.zipf(tail, n_objects) + 1, 200)
    objects = np.repeat(np.arange(n_objects), sizes)
    begins = rng.uniform(0, n_weeks * WEEK_S, n_objects)
    times = np.floor(begins[objects] + rng.exponential(spread_s, len(objects))) + BEGIN_S
    activity = rng.pareto(inequality, n_accounts) + 0.1
    accounts = rng.choice(n_accounts, len(objects), p=activity / activity.sum())
    return [
        Act(f"x:{a:04d}", f"o{o:05d}", t, layer=layer)
        for a, o, t in zip(accounts.tolist(), objects.tolist(), times.tolist(), strict=True)
    ]


def small_worlds(max_size: int = 40, *, is_precise: bool = False) -> st.SearchStrategy[list[Act]]:
    """Few accounts on few objects, with ties, repeats, coarse times and a turn of the week."""
    seconds = st.one_of(
        st.integers(-90, 90),
        st.sampled_from([0, 59, 60, 61, 599, 600, 601, 86400, 86401]),
        st.integers(-2 * 86400, 2 * 86400),
        st.sampled_from([-WEEK_S, WEEK_S - 1, WEEK_S, 2 * WEEK_S + 5]),
    )
    act = st.builds(
        lambda account, obj, at_s, half, precision_s: Act(
            f"x:{account}", f"o{obj}", BEGIN_S + at_s + half / 2, precision_s
        ),
        st.integers(0, 4),
        st.integers(0, 3),
        seconds,
        st.integers(0, 1),
        st.sampled_from([1] if is_precise else [1, 1, 1, 60, 3600, 86400]),
    )
    return st.lists(act, max_size=max_size)
