"""Times that platforms write into their ids.

They stand in for a time that a source leaves out, and they check one that it gives: a claimed time
far from that of the id means that the capture was altered, or badly converted.

=========  ================================================  =================================
platform   time in an id                                     checked against fields, seconds off
=========  ================================================  =================================
x          (id >> 22) + 1288834974657 ms, from 2010-11-04    429 of 430 within 1.5
tiktok     id >> 32 s                                        2 to 17
linkedin   id >> 22 ms                                       0.2
instagram  (id >> 23) + 1314220021721 ms                     0
=========  ================================================  =================================
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

_NUMBER = r"^[0-9]{10,18}$|^[0-8][0-9]{18}$"
"""A number of at least ten digits that fits in 63 bits, whatever its nineteenth digit."""
_LATEST_S = 4_102_444_800  # 2100


class IdTime(NamedTuple):
    """How a platform writes the time into an id: ``(id >> shift) / per_s + epoch_s``."""

    shift: int
    per_s: int
    epoch_ms: int
    first_id: int

    def told_us(self, native_id: pa.Array, *, with_owner: bool = False) -> pa.Array:
        """Return the times in ids, in microseconds since 1970; null where they hold none."""
        if with_owner:
            native_id = pc.replace_substring_regex(native_id, "_.*$", "")
        is_number = pc.match_substring_regex(native_id, _NUMBER)
        number = pc.if_else(is_number, native_id, None).cast(pa.int64())
        is_told = pc.greater_equal(number, self.first_id)
        units = pc.shift_right(pc.if_else(is_told, number, None), self.shift)
        told_us = pc.add(pc.multiply(units, 1_000_000 // self.per_s), self.epoch_ms * 1000)
        return pc.if_else(pc.less(told_us, _LATEST_S * 1_000_000), told_us, None)


_POSTS = {
    "x": IdTime(22, 1000, 1_288_834_974_657, 30_000_000_000),
    "tiktok": IdTime(32, 1, 0, 1_400_000_000 << 32),  # no TikTok before 2014
    "linkedin": IdTime(22, 1000, 0, 1_041_379_200_000 << 22),  # no LinkedIn before 2003
    # Smaller numbers are those that the Graph API gives media anew; they tell no time.
    "instagram": IdTime(23, 1000, 1_314_220_021_721, 1 << 55),
}
_ACCOUNTS = {
    "x": IdTime(22, 1000, 1_288_834_974_657, 1_000_000_000_000_000),
    "tiktok": IdTime(32, 1, 0, 1_400_000_000 << 32),
}
_ANSWERS = ("comment", "reply")


def post_time(platform: str, native_id: str, kind: str) -> datetime | None:
    """Return when a post was made as its id tells, or None where ids of its kind do not."""
    form = _POSTS.get(platform)
    if form is None or (platform == "instagram" and kind in _ANSWERS):
        return None  # comments on Instagram have ids of another kind
    told = form.told_us(pa.array([native_id]), with_owner=platform == "instagram")[0].as_py()
    return None if told is None else datetime.fromtimestamp(told / 1e6, UTC)


def id_lags(platform: pa.Array, native_id: pa.Array, kind: pa.Array, claimed: pa.Array) -> pa.Array:
    """Return how many seconds claimed times lie after those in the ids.

    Parameters
    ----------
    platform, native_id, kind : (n,) string
    claimed : (n,) timestamp[us, UTC]

    Returns
    -------
    (n,) float64
        Null where ids of the kind do not tell a time.
    """
    lags = pa.nulls(len(platform), pa.float64())
    claimed_us = claimed.cast(pa.int64())
    for name, form in _POSTS.items():
        is_own = pc.equal(platform, name)
        if name == "instagram":
            is_own = pc.and_(is_own, pc.invert(pc.is_in(kind, value_set=pa.array(_ANSWERS))))
        if not pc.any(is_own).as_py():
            continue
        told_us = form.told_us(native_id.filter(is_own), with_owner=name == "instagram")
        lag_us = pc.subtract(claimed_us.filter(is_own), told_us)
        lags = pc.replace_with_mask(lags, pc.fill_null(is_own, False), pc.divide(lag_us, 1e6))
    return lags


def account_times(platform: pa.Array, native_id: pa.Array) -> pa.Array:
    """Return when accounts were made as their ids tell; for TikTok it is an estimate.

    Parameters
    ----------
    platform, native_id : (n,) string

    Returns
    -------
    (n,) timestamp[us, UTC]
        Null where ids of the kind do not tell.
    """
    times = pa.nulls(len(platform), pa.timestamp("us", "UTC"))
    for name, form in _ACCOUNTS.items():
        is_own = pc.fill_null(pc.equal(platform, name), False)
        told = form.told_us(native_id.filter(is_own)).cast(times.type)
        times = pc.replace_with_mask(times, is_own, told)
    return times
