"""Format ``zeeschuimer-tiktok``: TikTok posts as Zeeschuimer captures them, or 4CAT writes them.

Fields: https://github.com/digitalmethodsinitiative/zeeschuimer, ``modules/tiktok.js``. A post met
in a page has its author as a name beside it, one met in a response has an author object.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType, field

from undertow.ingest.formats import zeeschuimer
from undertow.ingest.formats.bytedance_objects import created_text, language
from undertow.ingest.formats.pages import inside
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.formats.values import (
    NumberId,
    WholeNumber,
    id_text,
    known_absent,
    whole_number,
)
from undertow.ingest.outcomes import Declared, Mapped
from undertow.ingest.plain_text import find_urls
from undertow.ingest.record import CanonicalRecord, Item, Name, Text, accept

SOURCE = "tiktok.com"


class Author(Struct, rename="camel"):
    """Who posted."""

    id: NumberId | None = None
    unique_id: Name | None = None
    nickname: Name | None = None
    signature: Text | None = None
    avatar_thumb: Item | None = None
    verified: bool | None = None
    private_account: bool = False


class AuthorStats(Struct, rename="camel"):
    """Counts of who posted."""

    follower_count: WholeNumber | None = None
    following_count: WholeNumber | None = None
    video_count: WholeNumber | None = None


class Stats(Struct, rename="camel"):
    """Counts of a post. ``shareCount`` is not read: a share may go anywhere, and is no repost."""

    digg_count: WholeNumber | None = None
    comment_count: WholeNumber | None = None
    play_count: WholeNumber | None = None
    collect_count: WholeNumber | None = None
    repost_count: WholeNumber | None = None


class Challenge(Struct):
    """A hashtag."""

    title: Name | None = None


class Extra(Struct, rename="camel"):
    """A part of a text: a hashtag or an account."""

    hashtag_name: Name | None = None
    user_id: NumberId | None = None
    user_unique_id: Name | None = None


class Duet(Struct, rename="camel"):
    """The post shown beside this one; 0 says there is none."""

    duet_from_id: NumberId | None = None


class Address(Struct, rename="camel"):
    """Where a picture lies."""

    url_list: list[Item] = field(default_factory=list)


class Picture(Struct):
    """A picture of a post that shows pictures."""

    image_url: Address | None = field(default=None, name="imageURL")


class Pictures(Struct):
    """What a post of pictures shows."""

    images: list[Picture] = field(default_factory=list)


class Video(Struct, rename="camel"):
    """Where the video lies, for some hours (``x-expires``)."""

    download_addr: Item | None = None
    play_addr: Item | None = None


class Post(Struct, rename="camel"):
    """A post."""

    id: NumberId
    desc: Text | None = None
    create_time: WholeNumber | None = None
    author: Author | Name | None = None
    author_id: NumberId | None = None
    nickname: Name | None = None
    author_stats: AuthorStats | None = None
    stats: Stats | None = None
    challenges: list[Challenge] | None = None
    text_extra: list[Extra] | None = None
    text_language: Name | None = None
    duet_info: Duet | None = None
    video: Video | None = None
    image_post: Pictures | None = None
    is_ad: bool | None = None


_decode = msgspec.json.Decoder(Post).decode


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one captured post."""
    item = zeeschuimer.open_item(raw)
    with inside(item.path):
        post = _decode(item.data)
        record = _record(post, item.observed_at)
        yield accept(record, item.path)
    if record.reply_count:
        yield Declared("tiktok", record.id, record.reply_count)


def _record(post: Post, observed_at: str | None) -> CanonicalRecord:
    author = _author(post)
    counts, sizes = post.stats or Stats(), post.author_stats or AuthorStats()
    duet = post.duet_info.duet_from_id if post.duet_info else None
    text = post.desc
    return CanonicalRecord(
        platform="tiktok",
        id=str(post.id),
        created_at=created_text(post.create_time, "$.createTime"),
        observed_at=observed_at,
        author_id=id_text(author.id),
        author_handle=author.unique_id,
        author_name=author.nickname,
        author_description=author.signature,
        author_avatar=author.avatar_thumb,
        author_verified=author.verified,
        author_status="protected" if author.private_account else None,
        author_followers=whole_number(sizes.follower_count, "$.authorStats.followerCount"),
        author_following=whole_number(sizes.following_count, "$.authorStats.followingCount"),
        author_posts=whole_number(sizes.video_count, "$.authorStats.videoCount"),
        # A duet shows the other post beside a new one, as a quote does.
        kind="quote" if id_text(duet) else "post",
        text=text,
        lang=language(post.text_language),
        quoted_id=id_text(duet),
        hashtags=_hashtags(post),
        urls=find_urls(text) if text is not None else None,
        mentions=_mentions(post),
        media=_media(post),
        is_ad=post.is_ad,
        like_count=whole_number(counts.digg_count, "$.stats.diggCount"),
        reply_count=whole_number(counts.comment_count, "$.stats.commentCount"),
        view_count=whole_number(counts.play_count, "$.stats.playCount"),
        bookmark_count=whole_number(counts.collect_count, "$.stats.collectCount"),
        repost_count=whole_number(counts.repost_count, "$.stats.repostCount"),
        known_absent=known_absent(quoted_id=_no_duet(duet)),
    )


def _no_duet(duet: int | str | None) -> UnsetType | None:
    return None if duet in (0, "0") else UNSET


def _author(post: Post) -> Author:
    if isinstance(post.author, Author):
        return post.author
    return Author(id=post.author_id, unique_id=post.author, nickname=post.nickname)


def _hashtags(post: Post) -> list[str] | None:
    if post.challenges is None and post.text_extra is None:
        return None
    titles = [challenge.title for challenge in post.challenges or ()]
    titles += [extra.hashtag_name for extra in post.text_extra or ()]
    return [title for title in titles if title]


def _mentions(post: Post) -> list[str] | None:
    if post.text_extra is None:
        return None
    named = (id_text(extra.user_id) or extra.user_unique_id for extra in post.text_extra)
    return [name for name in named if name]


def _media(post: Post) -> list[str] | None:
    if post.video is None and post.image_post is None:
        return None
    pictures = post.image_post.images if post.image_post else []
    media = [p.image_url.url_list[0] for p in pictures if p.image_url and p.image_url.url_list]
    address = post.video and (post.video.download_addr or post.video.play_addr)
    return [*media, address] if address else media


def _items() -> list[dict[str, Any]]:
    post = {
        "id": "7274000000000000001",
        "desc": "Bread for the fair #baking @bo https://example.org/fair",
        "createTime": 1693605000,
        "author": {
            "id": "6800000000000000001",
            "uniqueId": "ana.bakes",
            "nickname": "Ana",
            "secUid": "MS4wLjAB",
            "signature": "Baker",
            "avatarThumb": "https://p16.example/ana.jpeg?x-expires=1693900000",
            "verified": False,
            "privateAccount": True,
        },
        "authorStats": {"followerCount": 120, "followingCount": 80, "videoCount": 31},
        "stats": {
            "diggCount": 12,
            "commentCount": 2,
            "shareCount": 1,
            "playCount": 300,
            "collectCount": "4",
            "repostCount": 0,
        },
        "challenges": [{"id": "1", "title": "baking"}],
        "textExtra": [
            {"hashtagName": "baking", "type": 1},
            {"hashtagName": "", "userId": "6800000000000000002", "userUniqueId": "bo", "type": 0},
        ],
        "textLanguage": "en",
        "duetInfo": {"duetFromId": "0"},
        "video": {"downloadAddr": "https://v16.example/1.mp4?x-expires=1693700000"},
        "isAd": False,
    }
    embedded = {
        "id": "7274000000000000002",
        "desc": "With Ana",
        "createTime": "1693605100",
        "author": "bo",
        "authorId": "6800000000000000002",
        "nickname": "Bo",
        "duetInfo": {"duetFromId": post["id"]},
        "imagePost": {"images": [{"imageURL": {"urlList": ["https://p16.example/2.jpeg"]}}]},
    }
    return [post, embedded]


SPEC = FormatSpec(
    format_id="zeeschuimer-tiktok",
    platforms=("tiktok",),
    mapper_version="1",
    description="TikTok posts captured in a browser with Zeeschuimer, or exported from 4CAT",
    supplies=frozenset(
        {
            "author_avatar",
            "author_description",
            "author_followers",
            "author_following",
            "author_handle",
            "author_id",
            "author_name",
            "author_posts",
            "author_status",
            "author_verified",
            "bookmark_count",
            "created_at",
            "hashtags",
            "is_ad",
            "lang",
            "like_count",
            "media",
            "mentions",
            "observed_at",
            "quoted_id",
            "reply_count",
            "repost_count",
            "text",
            "urls",
            "view_count",
        }
    ),
    never="when an account was made (its id gives an estimate); posts nobody scrolled to",
    times="seconds since 1970, UTC",
    ids="numbers",
    markup="plain",
    reference="https://github.com/digitalmethodsinitiative/zeeschuimer",
    probe=zeeschuimer.item_signature(SOURCE),
    get_examples=lambda: zeeschuimer.examples(SOURCE, _items(), 2),
    map_json=map_json,
)
