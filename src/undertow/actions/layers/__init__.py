"""The layers, one module each; adding one here is all it takes."""

from undertow.actions.layer import Layer
from undertow.actions.layers.hashtag import HashtagLayer
from undertow.actions.layers.reply_target import ReplyTargetLayer
from undertow.actions.layers.repost import RepostLayer
from undertow.actions.layers.text import TextLayer
from undertow.actions.layers.url import UrlLayer

LAYERS: tuple[Layer, ...] = (
    ReplyTargetLayer(),
    TextLayer(),
    RepostLayer(),
    UrlLayer(),
    HashtagLayer(),
)
