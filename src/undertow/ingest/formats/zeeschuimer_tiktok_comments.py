"""Format ``zeeschuimer-tiktok-comments``: TikTok comments captured with Zeeschuimer.

Fields: https://github.com/digitalmethodsinitiative/zeeschuimer, ``modules/tiktok-comments.js``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw, Struct

from undertow.ingest.formats import zeeschuimer
from undertow.ingest.formats.bytedance_objects import (
    Extra,
    User,
    created_text,
    hashtags_of,
    language,
    mentions_of,
)
from undertow.ingest.formats.pages import each, one
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.formats.values import NumberId, WholeNumber, id_text, whole_number
from undertow.ingest.outcomes import Declared, Mapped
from undertow.ingest.plain_text import find_urls
from undertow.ingest.record import CanonicalRecord, Item, Name, Text, accept

SOURCE = "tiktok-comments"


class Share(Struct):
    """What is given to somebody who shares a comment."""

    url: Item | None = None


class Comment(Struct):
    """A comment or reply; of ids that are 0 there is none."""

    cid: NumberId
    aweme_id: NumberId | None = None
    create_time: WholeNumber | None = None
    text: Text | None = None
    user: User | None = None
    digg_count: WholeNumber | None = None
    reply_comment_total: WholeNumber | None = None
    reply_id: NumberId | None = None
    reply_to_reply_id: NumberId | None = None
    comment_language: Name | None = None
    share_info: Share | None = None
    text_extra: list[Extra] | None = None
    reply_comment: list[Raw] | None = None


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one captured comment, with the replies shown below it."""
    item = zeeschuimer.open_item(raw)

    def mapped(data: Raw, path: str) -> Iterator[Mapped]:
        comment = msgspec.json.decode(data, type=Comment)
        record = _record(comment, item.observed_at)
        yield accept(record, path)
        if record.reply_count:
            yield Declared("tiktok", record.id, record.reply_count)
        yield from each(mapped, comment.reply_comment or (), f"{path}.reply_comment")

    yield from one(mapped, Raw(item.data), item.path)


def _record(comment: Comment, observed_at: str | None) -> CanonicalRecord:
    user = comment.user or User()
    video_id = id_text(comment.aweme_id)
    answered = id_text(comment.reply_to_reply_id) or id_text(comment.reply_id)
    extras, text = comment.text_extra, comment.text
    return CanonicalRecord(
        platform="tiktok",
        id=str(comment.cid),
        created_at=created_text(comment.create_time, "$.create_time"),
        observed_at=observed_at,
        author_id=id_text(user.uid),
        author_handle=user.unique_id,
        author_name=user.nickname,
        author_description=user.signature,
        author_avatar=user.avatar_thumb.first if user.avatar_thumb else None,
        kind="reply" if answered else "comment",
        text=text,
        lang=language(comment.comment_language),
        url=comment.share_info.url if comment.share_info else None,
        in_reply_to_id=answered or video_id,
        root_id=video_id,
        hashtags=hashtags_of(extras),
        urls=find_urls(text) if text is not None else None,
        mentions=mentions_of(extras),
        like_count=whole_number(comment.digg_count, "$.digg_count"),
        reply_count=whole_number(comment.reply_comment_total, "$.reply_comment_total"),
    )


def _items() -> list[dict[str, Any]]:
    top = {
        "id": "7274000000000000101",
        "cid": "7274000000000000101",
        "aweme_id": "7274000000000000001",
        "create_time": 1693605200,
        "text": "Lovely, see https://example.org/fair #baking @bo",
        "user": {
            "uid": "6800000000000000003",
            "unique_id": "cy",
            "nickname": "Cy",
            "sec_uid": "MS4wLjAC",
            "signature": "Hello",
            "avatar_thumb": {"url_list": ["https://p16.example/cy.webp"]},
        },
        "digg_count": 3,
        "reply_comment_total": 2,
        "reply_id": "0",
        "reply_to_reply_id": "0",
        "comment_language": "en",
        "share_info": {"url": "https://m.tiktok.example/v/7274000000000000001.html", "title": ""},
        "text_extra": [
            {"hashtag_name": "baking", "user_id": ""},
            {"hashtag_name": "", "user_id": "6800000000000000002"},
        ],
        "reply_comment": None,
    }
    reply = {
        **top,
        "cid": "7274000000000000102",
        "text": "Thanks!",
        "reply_comment_total": 0,
        "reply_id": top["cid"],
        "reply_to_reply_id": "0",
    }
    return [top, reply]


SPEC = FormatSpec(
    format_id="zeeschuimer-tiktok-comments",
    platforms=("tiktok",),
    mapper_version="1",
    description="TikTok comments captured in a browser with Zeeschuimer, or exported from 4CAT",
    supplies=frozenset(
        {
            "author_avatar",
            "author_description",
            "author_handle",
            "author_id",
            "author_name",
            "created_at",
            "hashtags",
            "in_reply_to_id",
            "lang",
            "like_count",
            "mentions",
            "observed_at",
            "reply_count",
            "root_id",
            "text",
            "url",
            "urls",
        }
    ),
    never="when an account was made (its id gives an estimate); comments nobody scrolled to",
    times="seconds since 1970, UTC",
    ids="numbers",
    markup="plain",
    reference="https://github.com/digitalmethodsinitiative/zeeschuimer",
    probe=zeeschuimer.item_signature(SOURCE),
    get_examples=lambda: zeeschuimer.examples(SOURCE, _items(), 2),
    map_json=map_json,
)
