"""The media of a campaign: files that are the same material, and the posts that carry them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """A post that carries a file; in order of time.

    Attributes
    ----------
    at, until : datetime
        The first moment at which it may have been posted, and the first at which it surely was: a
        time may be known by its day alone.
    media_uid, post_uid, account_uid, platform : str
    is_own : bool
        Whether the post is one of the campaign.
    """

    at: datetime
    until: datetime
    media_uid: str
    post_uid: str
    account_uid: str
    platform: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class MediaGroup:
    """Files that are the same material, as far as a campaign posted one of them.

    Attributes
    ----------
    name : str
        Smallest hash of its files.
    kinds : mapping
        File -> image, video or audio.
    exact : frozenset of str
        Files that have the same pictures throughout as another.
    sightings : tuple of Sighting
        In the whole case, by time: what others posted earlier counts.
    matches : tuple of dict
        Rows of ``media_matches`` between its files.
    lengths_s : mapping
        File -> its duration in seconds, where it has one.
    """

    name: str
    kinds: Mapping[str, str]
    exact: frozenset[str]
    sightings: tuple[Sighting, ...]
    matches: tuple[dict[str, Any], ...] = ()
    lengths_s: Mapping[str, float] = field(default_factory=dict)

    @property
    def first(self) -> Sighting:
        """The sighting before which none surely was; others may be as early (:attr:`rivals`)."""
        return min(self.sightings, key=lambda seen: (seen.until, seen))

    @property
    def rivals(self) -> frozenset[str]:
        """Files of which, as exactly as times are known, any may be the earliest."""
        until = self.first.until
        return frozenset(seen.media_uid for seen in self.sightings if seen.at < until)

    @property
    def own(self) -> tuple[Sighting, ...]:
        """Sightings in posts of the campaign, by time."""
        return tuple(own for own in self.sightings if own.is_own)
