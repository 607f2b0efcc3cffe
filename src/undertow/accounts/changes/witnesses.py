"""Others whose posts show that a capture was there while an account was silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.schema import Posts, Table

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FEWEST_WITNESSES: Final = 5
"""Others who must be seen before, amid and after a silence."""
ACTIVE_SHARE: Final = 1 / 3
"""Least share they are of those seen on both sides: else the capture may have paused.

Amid is its middle half: others are seen until a capture stops, long after the account was. With
fewer the silence may be a gap in the capture, and says no more than that leaves.
"""

# Who posts more seldom than so many times within the least silence cannot testify to one.
_TIMES_WITHIN: Final = 3
# Steps into which the time of a platform is divided.
_STEPS: Final = 1024


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Accounts of each platform that were captured over a long time, and the pauses they made.

    Attributes
    ----------
    platforms : dict of str to _Counts
        By the platform of the accounts.
    """

    platforms: dict[str, _Counts]

    @classmethod
    def of(cls, posts: Table[Posts], silent_us: int) -> Witnesses:
        """Count the accounts and pauses of a case.

        Parameters
        ----------
        posts : Table[Posts]
            Everything captured.
        silent_us : int
            Microseconds; shorter pauses cannot cover a silence.
        """
        rows = posts.columns("platform", "account_uid", "created_at")
        rows = rows.filter(pc.is_valid(rows.column("account_uid")))
        rows = rows.sort_by([(name, "ascending") for name in rows.column_names])
        names = rows.column("platform").combine_chunks().dictionary_encode()
        owners = rows.column("account_uid").combine_chunks().dictionary_encode().indices.to_numpy()
        at = rows.column("created_at").cast(pa.int64()).to_numpy()
        bounds = np.searchsorted(names.indices.to_numpy(), np.arange(len(names.dictionary) + 1))
        return cls(
            {
                name: _Counts.of(owners[begin:end], at[begin:end], silent_us)
                for name, begin, end in zip(
                    names.dictionary.to_pylist(), bounds[:-1], bounds[1:], strict=True
                )
            }
        )

    def vouch(self, platforms: pa.ChunkedArray, low: Ints, high: Ints) -> Floats:
        """Return how much each silence may say, as others were seen before, amid and after it.

        Parameters
        ----------
        platforms : (n,) Arrow string array
        low, high : (n,) int64
            Last post before each silence and first after it, microseconds.

        Returns
        -------
        (n,) float64
            Nats: infinitely many where at least five others, and a third of those who were seen on
            both sides of it, were seen in its middle half too. Else, if a share ``c`` of people was
            captured amid, anybody was missed with a chance of ``1 - c``, and a silence says ``-log
            (1 - c)``; ``c`` is the share of those seen amid, with five more who were not. Others
            are accounts that post three times in the least silence on average.
        """
        limit = np.zeros(len(low))
        names = platforms.to_numpy(zero_copy_only=False)
        for name, counts in self.platforms.items():
            own = np.flatnonzero(names == name)
            n_seen, n_paused = counts.around(low[own], high[own])
            # The silent account may be one of those seen, and is then one of those that paused.
            n_active = n_seen - n_paused
            is_vouched = n_active >= np.maximum(FEWEST_WITNESSES, ACTIVE_SHARE * n_seen)
            share = np.clip(n_active / (n_seen + FEWEST_WITNESSES), 0.0, None)
            limit[own] = np.where(is_vouched, np.inf, np.log(1.0 / (1.0 - share)))
        return limit


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many lives and how many pauses of a platform cover a stretch of time.

    Attributes
    ----------
    origin, step : int
        Microseconds.
    lives, pauses : (steps + 1, steps + 1) int32
        Element ``[i, j]`` counts those that begin by the start of step ``i`` and end at the start
        of step ``j`` or later. Lives end early and pauses late by up to a step at either end, so a
        coarser step finds fewer witnesses and never a false one.
    """

    origin: int
    step: int
    lives: NDArray[np.int32]
    pauses: NDArray[np.int32]

    @classmethod
    def of(cls, owners: Ints, at: Ints, silent_us: int) -> _Counts:
        """Count; posts are in order of account and time."""
        origin = int(at.min())
        step = max(1, -(-(int(at.max()) - origin + 1) // _STEPS))
        starts = np.flatnonzero(np.diff(owners, prepend=-1) != 0)
        ends = np.append(starts[1:], len(at))
        is_regular = (ends - starts - 1) * silent_us >= _TIMES_WITHIN * (at[ends - 1] - at[starts])
        is_own = np.repeat(is_regular, ends - starts)
        pause = np.diff(at, append=at[-1:])
        pause[ends - 1] = 0
        is_long = is_own & (pause >= silent_us // 2)
        before, after = at[is_long] - origin, (at + pause)[is_long] - origin
        first, last = at[starts[is_regular]], at[ends[is_regular] - 1]
        lives = _covering(-((origin - first) // step), (last - origin) // step)
        return cls(origin, step, lives, _covering(before // step, -(-after // step)))

    def around(self, low: Ints, high: Ints) -> tuple[Ints, Ints]:
        """Return how many lives cover a stretch, and how many pauses its middle half."""
        origin, step, quarter = self.origin, self.step, (high - low) // 4
        # An account that is seen on several platforms may be silent beyond the time of one of them.
        is_inside = (low >= origin) & (high <= origin + _STEPS * step)
        lives = ((low - origin) // step, -((origin - high) // step))
        pauses = (-((origin - low - quarter) // step), (high - quarter - origin) // step)
        n_lives, n_pauses = (
            counts[tuple(np.where(is_inside, place, 0) for place in places)]
            for counts, places in ((self.lives, lives), (self.pauses, pauses))
        )
        return np.where(is_inside, n_lives, 0), np.where(is_inside, n_pauses, 0)


def _covering(begin: Ints, end: Ints) -> NDArray[np.int32]:
    """Count the intervals that begin at or before each step and end at or after another."""
    counts = np.zeros((_STEPS + 1, _STEPS + 1), np.int32)
    np.add.at(counts, (begin, end), 1)
    covering: NDArray[np.int32] = counts.cumsum(axis=0)[:, ::-1].cumsum(axis=1)[:, ::-1]
    return covering.astype(np.int32)
