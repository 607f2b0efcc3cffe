"""Thin, read-only collectors: pages of public APIs, saved byte for byte before they are read."""

from __future__ import annotations

from undertow.collect.budget import Budget
from undertow.collect.collector import Outcome, collect, opened
from undertow.collect.run_folder import RunFolder
from undertow.collect.sources import Bluesky, Mastodon, Reddit, Source, YouTube

__all__ = [
    "Bluesky",
    "Budget",
    "Mastodon",
    "Outcome",
    "Reddit",
    "RunFolder",
    "Source",
    "YouTube",
    "collect",
    "opened",
]
