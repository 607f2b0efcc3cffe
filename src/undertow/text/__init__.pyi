from .canonical import match_keys
from .claims import build_claim_groups
from .media_words import build_media_words
from .post_keys import build_post_keys
from .templates import build_templates

__all__ = [
    "build_claim_groups",
    "build_media_words",
    "build_post_keys",
    "build_templates",
    "match_keys",
]
