"""The sources that can be collected from, one module each."""

from __future__ import annotations

from undertow.collect.sources.bluesky import Bluesky
from undertow.collect.sources.mastodon import Mastodon
from undertow.collect.sources.reddit import Reddit
from undertow.collect.sources.source import Source
from undertow.collect.sources.youtube import YouTube

__all__ = ["Bluesky", "Mastodon", "Reddit", "Source", "YouTube"]
