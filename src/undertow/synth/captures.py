"""Posts as canonical records: what a capture of each platform would hold, and no label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec

from undertow.synth.platforms import PLATFORMS, Platform
from undertow.synth.world import Post, Upload, World

_ENCODER: Final = msgspec.json.Encoder()


class Record(msgspec.Struct, omit_defaults=True):
    """A canonical record; a field left out was not collected."""

    platform: str
    id: str
    author_id: str
    created_at: str
    kind: str
    text: str
    author_handle: str | None = None
    author_name: str | None = None
    author_description: str | None = None
    author_created_at: str | None = None
    author_followers: int | None = None
    author_posts: int | None = None
    lang: str | None = None
    in_reply_to_id: str | None = None
    in_reply_to_author_id: str | None = None
    root_id: str | None = None
    repost_of_id: str | None = None
    repost_of_author_id: str | None = None
    quoted_id: str | None = None
    hashtags: list[str] | None = None
    urls: list[str] | None = None
    mentions: list[str] | None = None
    media: list[str] | None = None
    like_count: int | None = None
    reply_count: int | None = None
    repost_count: int | None = None
    view_count: int | None = None


def capture(world: World, platform: str, media: Mapping[Upload, str]) -> bytes:
    """Return the NDJSON capture of one platform, in order of time; ids must be settled.

    ``media`` gives the path of each file beside the capture; a repost shows what its original does.
    """
    traits = PLATFORMS[platform]
    counted: Counter[int] = Counter()
    records = []
    for post in world.posts:
        if post.author.platform != platform:
            continue
        record = _record(post, traits)
        if world.knobs.media is not None:
            record.media = [media[upload] for upload in (post.repost_of or post).media]
        if traits.shows_post_count:
            # What a profile counts begins before the capture does.
            counted[id(post.author)] += 1
            record.author_posts = post.author.followers + counted[id(post.author)]
        records.append(record)
    return _ENCODER.encode_lines(records)


def _record(post: Post, traits: Platform) -> Record:
    author = post.author
    profile = author.profile(post.at)
    record = Record(
        platform=traits.name,
        id=post.native_id,
        author_id=author.native_id,
        author_handle=profile.handle,
        author_name=profile.name,
        created_at=utc_text(post.at),
        kind=post.kind,
        text=post.text,
        urls=list(post.urls),
        mentions=list(post.mentions),
    )
    if author.shows_created:
        record.author_created_at = utc_text(author.created_at)
    if traits.shows_description:
        record.author_description = profile.description
    if traits.shows_followers:
        record.author_followers = author.followers
    if traits.shows_language:
        record.lang = post.language
    if traits.shows_hashtags:
        record.hashtags = list(post.hashtags)
    _add_relations(record, post)
    _add_counts(record, post, traits)
    return record


def _add_relations(record: Record, post: Post) -> None:
    if post.parent is not None and post.root is not None:
        record.in_reply_to_id = post.parent.native_id
        record.in_reply_to_author_id = post.parent.author.native_id
        record.root_id = post.root.native_id
    if post.repost_of is not None:
        record.repost_of_id = post.repost_of.native_id
        record.repost_of_author_id = post.repost_of.author.native_id
    if post.quoted is not None:
        record.quoted_id = post.quoted.native_id


def _add_counts(record: Record, post: Post, traits: Platform) -> None:
    if post.kind == "repost":
        return
    if "like" in traits.counts:
        record.like_count = post.n_likes
    # Outside X only a page's own posts carry a number of views.
    if "view" in traits.counts and (traits.name == "x" or post.root is None):
        record.view_count = post.n_views
    # Page platforms report replies to the page and to first-level comments only.
    if ("reply" in traits.counts and post.kind != "reply") or traits.name == "x":
        record.reply_count = post.n_replies
    if "repost" in traits.counts:
        record.repost_count = post.n_reposts


def utc_text(at: int) -> str:
    """Return a time as ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
