"""Posts to comparable texts; groups of the same, of nearly the same text and of the same claim."""

from undertow.text.canonical import match_keys
from undertow.text.claims import build_claim_groups
from undertow.text.post_keys import build_post_keys
from undertow.text.templates import build_templates

__all__ = ["build_claim_groups", "build_post_keys", "build_templates", "match_keys"]
