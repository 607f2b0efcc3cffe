"""Format ``zeeschuimer-douyin``: Douyin videos captured with Zeeschuimer, or exported from 4CAT.

Fields: https://github.com/digitalmethodsinitiative/zeeschuimer, ``modules/douyin.js``. Responses
name fields in snake case; objects embedded in a page have the same names in camel case, an
``authorInfo``, ``stats``, and ``$undefined`` where a field has no value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw, Struct

from undertow.ingest.formats import zeeschuimer
from undertow.ingest.formats.bytedance_objects import (
    Address,
    Extra,
    User,
    created_text,
    hashtags_of,
    mentions_of,
)
from undertow.ingest.formats.pages import ABSENT, inside, is_there
from undertow.ingest.formats.renaming import renamed, snake
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.formats.values import NumberId, WholeNumber, chinese_count, id_text
from undertow.ingest.outcomes import Declared, Ignored, Mapped
from undertow.ingest.plain_text import find_urls
from undertow.ingest.record import CanonicalRecord, Item, Text, accept

SOURCE = "douyin.com"


class Statistics(Struct):
    """Counts. Plays are not shown by Douyin: ``play_count`` is 0 for every video and not read."""

    digg_count: WholeNumber | None = None
    comment_count: WholeNumber | None = None
    collect_count: WholeNumber | None = None
    forward_count: WholeNumber | None = None


class Video(Struct):
    """Where the picture that stands for a video lies."""

    cover: Address | Item | None = None


class Room(Struct):
    """A live broadcast in place of a video."""

    rawdata: Raw = ABSENT


class Aweme(Struct):
    """A video or a set of pictures."""

    aweme_id: NumberId | None = None
    desc: Text | None = None
    create_time: WholeNumber | None = None
    author: User | None = None
    author_info: User | None = None
    author_user_id: NumberId | None = None
    statistics: Statistics | None = None
    stats: Statistics | None = None
    text_extra: list[Extra] | None = None
    images: list[Address] | None = None
    video: Video | None = None
    share_url: Item | None = None
    is_ads: bool | None = None
    cell_room: Room | None = None
    rawdata: Raw = ABSENT


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one captured video."""
    item = zeeschuimer.open_item(raw)
    with inside(item.path):
        data = bytes(item.data)
        if b'"awemeId"' in data:
            data = renamed(data, snake, "$undefined")
        aweme = msgspec.json.decode(data, type=Aweme)
        rooms = (aweme.rawdata, aweme.cell_room.rawdata if aweme.cell_room else ABSENT)
        if any(is_there(room) and bytes(room) != b'""' for room in rooms):
            yield Ignored("live_stream", item.path)
            return
        record = _record(aweme, item.observed_at)
        yield accept(record, item.path)
    if record.reply_count:
        yield Declared("douyin", record.id, record.reply_count)


def _record(aweme: Aweme, observed_at: str | None) -> CanonicalRecord:
    author = aweme.author_info or aweme.author or User()
    counts = aweme.statistics or aweme.stats or Statistics()
    text, extras = aweme.desc, aweme.text_extra
    return CanonicalRecord(
        platform="douyin",
        id=id_text(aweme.aweme_id) or "",
        created_at=created_text(aweme.create_time, "$.create_time"),
        observed_at=observed_at,
        author_id=id_text(author.uid) or id_text(aweme.author_user_id),
        author_handle=author.unique_id,
        author_name=author.nickname,
        author_description=author.signature,
        author_avatar=author.avatar_thumb.first if author.avatar_thumb else None,
        author_followers=chinese_count(author.follower_count, "$.author.follower_count"),
        kind="post",
        text=text,
        url=aweme.share_url,
        hashtags=hashtags_of(extras),
        urls=find_urls(text) if text is not None else None,
        mentions=mentions_of(extras),
        media=_media(aweme),
        is_ad=aweme.is_ads,
        like_count=chinese_count(counts.digg_count, "$.statistics.digg_count"),
        reply_count=chinese_count(counts.comment_count, "$.statistics.comment_count"),
        bookmark_count=chinese_count(counts.collect_count, "$.statistics.collect_count"),
        repost_count=chinese_count(counts.forward_count, "$.statistics.forward_count"),
    )


def _media(aweme: Aweme) -> list[str] | None:
    if aweme.images is None and aweme.video is None:
        return None
    media = [image.first for image in aweme.images or ()]
    if not media and aweme.video:
        cover = aweme.video.cover
        media = [cover.first if isinstance(cover, Address) else cover]
    return [address for address in media if address]


def _items() -> list[dict[str, Any]]:
    answered = {
        "aweme_id": "7274000000000000001",
        "desc": "春天的茶 #喝茶 @小林 https://example.org/tea",
        "create_time": 1693605000,
        "author_user_id": 95000000001,
        "author": {
            "uid": "95000000001",
            "unique_id": "ana_tea",
            "nickname": "安娜",
            "sec_uid": "MS4wLjAB",
            "signature": "喝茶",
            "avatar_thumb": {"url_list": ["https://p3.example/ana.jpeg"]},
            "follower_count": "1.2万",
        },
        "statistics": {
            "digg_count": 12000,
            "comment_count": 2,
            "share_count": 1,
            "collect_count": 4,
            "forward_count": 0,
            "play_count": 0,
        },
        "text_extra": [
            {"hashtag_name": "喝茶", "type": 1},
            {"sec_uid": "MS4wLjAC", "user_id": "95000000002", "type": 0},
        ],
        "video": {"cover": {"url_list": ["https://p3.example/cover.jpeg"]}},
        "images": None,
        "share_url": "https://www.iesdouyin.example/share/video/7274000000000000001",
        "is_ads": False,
        "cell_room": None,
    }
    embedded = {
        "awemeId": "7274000000000000002",
        "desc": "图片",
        "createTime": 1693605100,
        "authorUserId": 95000000002,
        "authorInfo": {"uid": "95000000002", "nickname": "小林", "uniqueId": "$undefined"},
        "stats": {"diggCount": 3, "commentCount": 0, "collectCount": 1},
        "textExtra": "$undefined",
        "images": [{"urlList": ["https://p3.example/1.webp"]}],
        "video": {"cover": "$undefined"},
        "cellRoom": "$undefined",
        "ZS_collected_from_embed": True,
    }
    stream = {**answered, "aweme_id": "7274000000000000003", "cell_room": {"rawdata": "{}"}}
    return [answered, embedded, stream]


SPEC = FormatSpec(
    format_id="zeeschuimer-douyin",
    platforms=("douyin",),
    mapper_version="1",
    description="Douyin videos captured in a browser with Zeeschuimer, or exported from 4CAT",
    supplies=frozenset(
        {
            "author_avatar",
            "author_description",
            "author_followers",
            "author_handle",
            "author_id",
            "author_name",
            "bookmark_count",
            "created_at",
            "hashtags",
            "is_ad",
            "like_count",
            "media",
            "mentions",
            "observed_at",
            "reply_count",
            "repost_count",
            "text",
            "url",
            "urls",
        }
    ),
    never="comments; plays, which Douyin shows to nobody; when an account was made; languages",
    times="seconds since 1970, UTC",
    ids="numbers",
    markup="plain",
    reference="https://github.com/digitalmethodsinitiative/zeeschuimer",
    probe=zeeschuimer.item_signature(SOURCE),
    get_examples=lambda: zeeschuimer.examples(SOURCE, _items(), 2),
    map_json=map_json,
)
