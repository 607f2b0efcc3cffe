"""The layers, one module each; adding one here is all it takes."""

from undertow.actions.layer import Layer
from undertow.actions.layers.claim import ClaimLayer
from undertow.actions.layers.hashtag import HashtagLayer
from undertow.actions.layers.media import MediaLayer
from undertow.actions.layers.media_text import MediaTextLayer
from undertow.actions.layers.near_duplicate_text import NearDuplicateTextLayer
from undertow.actions.layers.reply_target import ReplyTargetLayer
from undertow.actions.layers.repost import RepostLayer
from undertow.actions.layers.template import TemplateLayer
from undertow.actions.layers.text import TextLayer
from undertow.actions.layers.url import UrlLayer

DIRECT_LAYERS: tuple[Layer, ...] = (
    ReplyTargetLayer(),
    TextLayer(),
    NearDuplicateTextLayer(),
    MediaTextLayer(),
    TemplateLayer(),
    RepostLayer(),
    UrlLayer(),
    HashtagLayer(),
    MediaLayer(),
)
"""Layers that need nothing but the posts, their texts, and what the files they carry show."""

CLAIM_LAYERS: tuple[Layer, ...] = (ClaimLayer(),)
"""Layers that need claim groups, which are looked for where pairs were validated."""

LAYERS: tuple[Layer, ...] = DIRECT_LAYERS + CLAIM_LAYERS
