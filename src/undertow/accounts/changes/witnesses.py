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
Bools = NDArray[np.bool_]

FEWEST_WITNESSES: Final = 5
"""Others who must be seen both before and after a silence."""
ACTIVE_SHARE: Final = 2 / 3
"""Share of them that must be seen within it too: where they are not, the capture paused."""

# Steps into which the time of a platform is divided. What lies across an edge is left out, so a
# coarser step finds fewer witnesses and never a false one.
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

    def vouch(self, platforms: pa.ChunkedArray, low: Ints, high: Ints) -> Bools:
        """Return whether others were seen before, within and after each silence.

        Parameters
        ----------
        platforms : (n,) Arrow string array
        low, high : (n,) int64
            Last post before each silence and first after it, microseconds.

        Returns
        -------
        (n,) bool
            Whether at least five others were seen on both sides of it, and two thirds of them
            within it. The silent account is not its own witness.
        """
        is_vouched = np.zeros(len(low), bool)
        names = platforms.to_numpy(zero_copy_only=False)
        for name, counts in self.platforms.items():
            own = np.flatnonzero(names == name)
            n_seen, n_paused = counts.around(low[own], high[own])
            n_others = n_seen - 1
            is_vouched[own] = (n_others >= FEWEST_WITNESSES) & (
                n_others - n_paused >= ACTIVE_SHARE * n_others
            )
        return is_vouched


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many lives and how many pauses of a platform cover a stretch of time.

    Attributes
    ----------
    origin, step : int
        Microseconds.
    lives, pauses : (steps + 1, steps + 1) int32
        Element ``[i, j]`` counts those that begin by the start of step ``i`` and end at the start
        of step ``j`` or later.
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
        is_new = np.diff(owners, prepend=-1) != 0
        first, last = at[is_new], at[np.append(is_new[1:], True)]
        before, after = at[:-1][~is_new[1:]], at[1:][~is_new[1:]]
        is_long = after - before >= silent_us
        steps = [
            (-((origin - begin) // step), (end - origin) // step)
            for begin, end in ((first, last), (before[is_long], after[is_long]))
        ]
        return cls(origin, step, *(_covering(*each) for each in steps))

    def around(self, low: Ints, high: Ints) -> tuple[Ints, Ints]:
        """Return how many lives, and how many pauses, reach beyond both ends of a stretch."""
        begin = (low - self.origin) // self.step
        end = -((self.origin - high) // self.step)
        return self.lives[begin, end].astype(np.int64), self.pauses[begin, end].astype(np.int64)


def _covering(begin: Ints, end: Ints) -> NDArray[np.int32]:
    """Count the intervals that begin at or before each step and end at or after another."""
    counts = np.zeros((_STEPS + 1, _STEPS + 1), np.int32)
    np.add.at(counts, (begin, end), 1)
    covering: NDArray[np.int32] = counts.cumsum(axis=0)[:, ::-1].cumsum(axis=1)[:, ::-1]
    return covering.astype(np.int32)
