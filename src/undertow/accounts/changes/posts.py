"""Posts as points: what they say, how they are typed, when, and what kind of act they are.

A feature stands in the facet whose innocent reasons to change are its own. Length, questions and
exclamations go with the subject, links and hashtags with the habit, and only what a person does
without thinking counts as the hand.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.accounts.changes.writing import N_STYLE, N_WORDS, describe_texts

Reals = NDArray[np.float32]

_N_HOURS, _N_HABIT = 4, 6
FACET_STARTS: Final = np.cumsum([0, N_WORDS, N_STYLE, _N_HOURS, _N_HABIT])
"""Where the dimensions of words, style, hours and habit begin, and the end of all."""

HABITS: Final = slice(int(FACET_STARTS[3]), int(FACET_STARTS[4]) - 1)
"""The habit but for mentions, which every answer has on some platforms."""

_DAY_US = 86_400_000_000
_TIMED = ("second", "minute")


def describe_posts(rows: pa.Table) -> Reals:
    """Return posts as points.

    Parameters
    ----------
    rows : pa.Table
        Columns ``text``, ``kind``, ``created_at``, ``created_precision``, ``parent_uid``, ``urls``,
        ``hashtags`` and ``mentions`` of table ``posts``.

    Returns
    -------
    (n, 51) float32
        NaN where something was not collected: the words of a repost are somebody else's, and a time
        known to the day has no hour.
    """
    kind = rows.column("kind").combine_chunks()
    is_own = pc.not_equal(kind, "repost")
    text = pc.if_else(is_own, rows.column("text").combine_chunks(), pa.scalar(None, pa.string()))
    words, style = describe_texts(text)
    return np.hstack([words, style, _hours(rows), _habit(rows, kind)], dtype=np.float32)


def _hours(rows: pa.Table) -> Reals:
    """Return the time of day on the circle and on the circle of half days.

    Turning the clock turns all points alike, which changes no distance between them.
    """
    us = rows.column("created_at").cast(pa.int64()).to_numpy() % _DAY_US
    turn = 2 * np.pi * us / _DAY_US
    hours = np.column_stack(
        [np.cos(turn), np.sin(turn), 0.5 * np.cos(2 * turn), 0.5 * np.sin(2 * turn)]
    )
    is_timed = pc.is_in(rows.column("created_precision"), value_set=pa.array(_TIMED)).to_numpy()
    hours[~is_timed] = np.nan
    return hours.astype(np.float32)


def _habit(rows: pa.Table, kind: pa.Array) -> Reals:
    """Return whether a post answers, reposts, quotes, links, tags or mentions."""
    is_answer = pc.or_(
        pc.is_in(kind, value_set=pa.array(["reply", "comment"])),
        pc.is_valid(rows.column("parent_uid").combine_chunks()),
    )
    columns = [is_answer, pc.equal(kind, "repost"), pc.equal(kind, "quote")]
    columns += [
        pc.greater(pc.list_value_length(rows.column(name).combine_chunks()), 0)
        for name in ("urls", "hashtags", "mentions")
    ]
    habit = [
        column.cast(pa.int8()).cast(pa.float32()).to_numpy(zero_copy_only=False)
        for column in columns
    ]
    return np.column_stack(habit).astype(np.float32)
