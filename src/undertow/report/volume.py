"""Posts per bin: those of a campaign, and all other traffic beside them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.case import Case
from undertow.report.reading import read_columns
from undertow.schema import CampaignPosts, Posts, TargetHits

_BINS = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=7))
_MOST_BINS = 110
_MARGIN_SHARE = 0.12


@dataclass(frozen=True, slots=True)
class Volume:
    """Counts of posts in bins.

    Attributes
    ----------
    start : datetime
        Begin of the first bin.
    bin_width : timedelta
        Width of a bin.
    campaign, other : tuple of int
        Posts of the campaign, and all other posts that address people of the register; all other
        posts of the case where nobody is known to be addressed.
    is_addressed : bool
        Which of the two the others are.
    """

    start: datetime
    bin_width: timedelta
    campaign: tuple[int, ...]
    other: tuple[int, ...]
    is_addressed: bool = True


@dataclass(frozen=True, slots=True)
class Traffic:
    """The posts that a campaign is set against, and the posts of every campaign."""

    post_uid: pa.ChunkedArray
    at_us: NDArray[np.int64]
    campaign_posts: pa.Table
    is_addressed: bool

    @classmethod
    def read(cls, case: Case) -> Traffic:
        """Read the posts that address people of the register, or all where none is known to."""
        posts = read_columns(case, Posts, ["post_uid", "created_at"])
        hits = read_columns(case, TargetHits, ["post_uid"])
        if hits.num_rows:
            addressed = pc.unique(hits.column("post_uid"))
            posts = posts.filter(pc.is_in(posts.column("post_uid"), value_set=addressed))
        return cls(
            posts.column("post_uid"),
            _microseconds(posts.column("created_at")),
            read_columns(case, CampaignPosts, ["campaign_id", "post_uid", "at"]),
            is_addressed=hits.num_rows > 0,
        )

    def volume(self, campaign_id: str, start: datetime, end: datetime) -> Volume:
        """Count the posts of a campaign and all others, from a little before to a little after."""
        rows = self.campaign_posts
        own = rows.filter(pc.equal(rows.column("campaign_id"), campaign_id))
        is_own = pc.is_in(self.post_uid, value_set=pc.unique(own.column("post_uid")))
        other = self.at_us[~is_own.to_numpy().astype(bool)]
        margin = (end - start) * _MARGIN_SHARE
        width = next((w for w in _BINS if (end - start + 2 * margin) / w <= _MOST_BINS), _BINS[-1])
        first = _floor(start - max(margin, width), width)
        n_bins = (_floor(end + max(margin, width), width) - first) // width + 1
        return Volume(
            first,
            width,
            _counts(_microseconds(own.column("at")), first, width, n_bins),
            _counts(other, first, width, n_bins),
            self.is_addressed,
        )


def _microseconds(times: pa.ChunkedArray) -> NDArray[np.int64]:
    values: NDArray[np.int64] = times.cast(pa.int64()).to_numpy()
    return values


def _floor(at: datetime, width: timedelta) -> datetime:
    """Return the begin of the bin that holds a time; weeks begin on Mondays."""
    origin = datetime(1970, 1, 5, tzinfo=UTC)
    return origin + (at - origin) // width * width


def _counts(
    at_us: NDArray[np.int64], first: datetime, width: timedelta, n_bins: int
) -> tuple[int, ...]:
    microsecond = timedelta(microseconds=1)
    origin = (first - datetime(1970, 1, 1, tzinfo=UTC)) // microsecond
    bins = (at_us - origin) // (width // microsecond)
    inside = bins[(bins >= 0) & (bins < n_bins)]
    return tuple(np.bincount(inside, minlength=n_bins).tolist())
