"""The media of a campaign: files that are the same material, and the posts that carry them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """A post that carries a file; in order of time.

    Attributes
    ----------
    at : datetime
    media_uid, post_uid, account_uid, platform : str
    is_own : bool
        Whether the post is one of the campaign.
    """

    at: datetime
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
    """

    name: str
    kinds: Mapping[str, str]
    exact: frozenset[str]
    sightings: tuple[Sighting, ...]
    matches: tuple[dict[str, Any], ...] = ()

    @property
    def own(self) -> tuple[Sighting, ...]:
        """Sightings in posts of the campaign, by time."""
        return tuple(own for own in self.sightings if own.is_own)
