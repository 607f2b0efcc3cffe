"""Posts to comparable texts, and groups of posts with the same or nearly the same text."""

from undertow.text.canonical import match_keys
from undertow.text.post_keys import build_post_keys

__all__ = ["build_post_keys", "match_keys"]
