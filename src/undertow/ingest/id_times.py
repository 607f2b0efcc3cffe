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

import re
from datetime import UTC, datetime
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc


class IdTime(NamedTuple):
    """How a platform writes the time into an id: ``(id >> shift) / per_s + epoch_s``."""

    shift: int
    per_s: int
    epoch_ms: int
    first_id: int


_POSTS = {
    "x": IdTime(22, 1000, 1_288_834_974_657, 30_000_000_000),
    "tiktok": IdTime(32, 1, 0, 1_400_000_000 << 32),  # no TikTok before 2014
    "linkedin": IdTime(22, 1000, 0, 1_041_379_200_000 << 22),  # no LinkedIn before 2003
    "instagram": IdTime(23, 1000, 1_314_220_021_721, 1 << 50),
}
_ACCOUNTS = {
    "x": IdTime(22, 1000, 1_288_834_974_657, 1_000_000_000_000_000),
    "tiktok": IdTime(32, 1, 0, 1_400_000_000 << 32),
}
_ANSWERS = ("comment", "reply")
_NUMBER = re.compile(r"\d{10,20}")
_LAST_ID = 1 << 64
_LATEST_S = 4_102_444_800  # 2100


def post_time(platform: str, native_id: str, kind: str) -> datetime | None:
    """Return when a post was made as its id tells, or None where ids of its kind do not."""
    seconds = _post_seconds(platform, native_id, kind)
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def id_lag_s(platform: str, native_id: str, kind: str, claimed: datetime) -> float | None:
    """Return how many seconds a claimed time lies after that of the id, or None without one."""
    seconds = _post_seconds(platform, native_id, kind)
    return None if seconds is None else round(claimed.timestamp() - seconds, 3)


def account_times(platform: pa.ChunkedArray, native_id: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return when accounts were made as their ids tell; for TikTok it is an estimate.

    Parameters
    ----------
    platform, native_id : (n,) string

    Returns
    -------
    (n,) timestamp[us, UTC]
        Null where ids of the kind do not tell.
    """
    distinct = pa.table({"platform": platform, "id": native_id})
    is_kind = pc.is_in(distinct.column("platform"), value_set=pa.array(list(_ACCOUNTS)))
    rows = distinct.filter(is_kind)
    pairs = zip(rows.column("platform").to_pylist(), rows.column("id").to_pylist(), strict=True)
    seconds = [_seconds(_ACCOUNTS, name, text) for name, text in pairs]
    told = pa.array([None if s is None else round(s * 1e6) for s in seconds], pa.int64())
    times = told.cast(pa.timestamp("us", "UTC"))
    nulls = pa.nulls(distinct.num_rows, times.type)
    return pc.replace_with_mask(nulls, is_kind.combine_chunks(), times)


def _post_seconds(platform: str, native_id: str, kind: str) -> float | None:
    if platform == "instagram" and kind in _ANSWERS:
        return None  # comments have ids of another kind
    return _seconds(_POSTS, platform, native_id)


def _seconds(kinds: dict[str, IdTime], platform: str, native_id: str) -> float | None:
    kind = kinds.get(platform)
    if kind is None:
        return None
    # An Instagram media id may carry its owner: 3120000000000000000_1234567
    number = native_id.partition("_")[0] if platform == "instagram" else native_id
    if not (number.isascii() and _NUMBER.fullmatch(number)):
        return None
    value = int(number)
    if not kind.first_id <= value < _LAST_ID:
        return None
    seconds = ((value >> kind.shift) * 1000 // kind.per_s + kind.epoch_ms) / 1000
    return seconds if seconds < _LATEST_S else None
