"""Posts to canonical texts and groups of posts with the same text."""

from undertow.text.canonical import match_keys
from undertow.text.grouping import build_post_text

__all__ = ["build_post_text", "match_keys"]
