"""Format ``weibo``: Weibo posts as its pages and its API give them, bare or captured in a browser.

A post is known by its number (``mid``, ``idstr``, ``id``); ``mblogid`` or ``bid`` is the short name
of the same post in addresses. Times carry the zone of China. Places (``region_name``) are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import msgspec
from msgspec import Raw, Struct, field

from undertow.ingest.formats import zeeschuimer
from undertow.ingest.formats.pages import ABSENT, each, is_there, one
from undertow.ingest.formats.signature import record_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.formats.values import NumberId, WholeNumber, chinese_count, id_text
from undertow.ingest.outcomes import Declared, Ignored, Mapped, Rejection
from undertow.ingest.plain_text import find_urls, html_to_text
from undertow.ingest.record import CanonicalRecord, Item, Items, Name, Text, Time, accept
from undertow.ingest.times import named_month_text

_TOPIC = re.compile(r"#([^#\n]{1,140})#")
_NAMED = re.compile(r"""<a\s[^<>]*?href=["']?/n/([^"'\s>]{1,400})""", re.IGNORECASE)
_AT = re.compile(r"@([\w-]{2,30})")


class User(Struct):
    """Who posted."""

    id: NumberId | None = None
    idstr: NumberId | None = None
    screen_name: Name | None = None
    description: Text | None = None
    created_at: Time | None = None
    profile_image_url: Item | None = None
    verified: bool | None = None
    followers_count: WholeNumber | None = None
    friends_count: WholeNumber | None = None
    statuses_count: WholeNumber | None = None


class Link(Struct):
    """A shortened link and where it leads."""

    ori_url: Item | None = None
    long_url: Item | None = None


class LongText(Struct):
    """The whole of a text that pages cut."""

    content: Text | None = field(default=None, name="longTextContent")


class Topic(Struct):
    """A hashtag."""

    topic_title: Name | None = None


class Post(Struct):
    """A post; one that was deleted has no user."""

    created_at: Time | None = None
    id: NumberId | None = None
    idstr: NumberId | None = None
    mid: NumberId | None = None
    user: User | None = None
    text: Text | None = None
    text_raw: Text | None = None
    is_long_text: bool | None = field(default=None, name="isLongText")
    url_struct: list[Link] | None = None
    topic_struct: list[Topic] | None = None
    pic_ids: Items | None = None
    source: Name | None = None
    edit_at: Time | None = None
    retweeted_status: Raw = ABSENT
    long_text: LongText | None = field(default=None, name="longText")
    attitudes_count: WholeNumber | None = None
    comments_count: WholeNumber | None = None
    reposts_count: WholeNumber | None = None


class Card(Struct):
    """A part of a page for telephones; many hold no post."""

    mblog: Raw = ABSENT
    card_group: list[Raw] | None = None


class Feed(Struct):
    """What a page holds."""

    posts: list[Raw] | None = field(default=None, name="list")
    statuses: list[Raw] | None = None
    cards: list[Raw] | None = None


class Page(Struct):
    """A page, or one post, or one capture of a post."""

    statuses: list[Raw] | None = None
    data: Raw = ABSENT
    timestamp_collected: float | None = None
    import_meta: Raw = field(default=ABSENT, name="__import_meta")


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one page, post or capture."""
    page = msgspec.json.decode(raw.replace(b"\0", b""), type=Page)
    if is_there(page.import_meta) or page.timestamp_collected is not None:
        item = zeeschuimer.open_item(raw)
        yield from _posts(Raw(item.data), item.path, item.observed_at)
    elif page.statuses is not None:
        yield from each(_posts, page.statuses, "$.statuses")
    elif is_there(page.data):
        feed = msgspec.json.decode(page.data, type=Feed)
        yield from each(_posts, feed.posts or (), "$.data.list")
        yield from each(_posts, feed.statuses or (), "$.data.statuses")
        yield from each(_card, feed.cards or (), "$.data.cards")
    else:
        yield from one(_posts, Raw(raw), "$")


def _card(raw: Raw, path: str) -> Iterator[Mapped]:
    card = msgspec.json.decode(raw, type=Card)
    if is_there(card.mblog):
        yield from one(_posts, card.mblog, f"{path}.mblog")
    yield from each(_card, card.card_group or (), f"{path}.card_group")
    if not is_there(card.mblog) and not card.card_group:
        yield Ignored("card_without_post", path)


def _posts(raw: Raw, path: str, observed_at: str | None = None) -> Iterator[Mapped]:
    """Map a post, and the one it reposts."""
    post = msgspec.json.decode(raw, type=Post)
    original = None
    if is_there(post.retweeted_status):
        original = msgspec.json.decode(post.retweeted_status, type=Post)
    if post.user is None:  # what is left says who deleted it, which nobody published
        yield Ignored("post_deleted", path)
        return
    record = _record(post, original, observed_at)
    yield accept(record, path)
    if record.reply_count:
        yield Declared("weibo", record.id, record.reply_count)

    def mapped(data: Raw, place: str) -> Iterator[Mapped]:
        return _posts(data, place, observed_at)

    if is_there(post.retweeted_status):
        yield from one(mapped, post.retweeted_status, f"{path}.retweeted_status")


def _record(post: Post, original: Post | None, observed_at: str | None) -> CanonicalRecord:
    user = post.user or User()
    text, urls = _content(post)
    named = original.user if original else None
    return CanonicalRecord(
        platform="weibo",
        id=_id(post),
        created_at=_time(post.created_at, "$.created_at"),
        observed_at=observed_at,
        author_id=_user_id(user),
        author_name=user.screen_name,
        author_handle=user.screen_name,
        author_description=user.description,
        author_avatar=user.profile_image_url,
        author_created_at=_time(user.created_at, "$.user.created_at"),
        author_verified=user.verified,
        author_followers=chinese_count(user.followers_count, "$.user.followers_count"),
        author_following=chinese_count(user.friends_count, "$.user.friends_count"),
        author_posts=chinese_count(user.statuses_count, "$.user.statuses_count"),
        kind="repost" if original else "post",
        text=text,
        text_truncated=False if post.long_text else post.is_long_text,
        hashtags=_topics(post, text),
        urls=urls,
        mentions=_mentions(post),
        media=post.pic_ids,
        client_app=html_to_text(post.source) if post.source else None,
        edited_at=_time(post.edit_at, "$.edit_at"),
        repost_of_id=_id(original) if original else None,
        repost_of_author_id=_user_id(named) if named else None,
        like_count=chinese_count(post.attitudes_count, "$.attitudes_count"),
        reply_count=chinese_count(post.comments_count, "$.comments_count"),
        repost_count=chinese_count(post.reposts_count, "$.reposts_count"),
    )


def _id(post: Post) -> str:
    native_id = id_text(post.mid) or id_text(post.idstr) or id_text(post.id)
    if native_id is None:
        raise Rejection("schema", "missing_field", "$.mid", "the post has no number")
    return native_id


def _user_id(user: User) -> str | None:
    return id_text(user.idstr) or id_text(user.id)


def _content(post: Post) -> tuple[str | None, list[str] | None]:
    """Return the text, the whole where it was delivered, and the links, as far as resolved."""
    text = post.text_raw
    if post.long_text and post.long_text.content:
        text = post.long_text.content
    elif text is None and post.text is not None:
        text = html_to_text(post.text)
    if post.url_struct is not None:
        links = [link.long_url or link.ori_url or "" for link in post.url_struct]
        return text, [link for link in links if link.startswith("http")]
    return text, None if text is None else find_urls(text)


def _topics(post: Post, text: str | None) -> list[str] | None:
    if post.topic_struct is not None:
        return [topic.topic_title for topic in post.topic_struct if topic.topic_title]
    return None if text is None else _TOPIC.findall(text)


def _mentions(post: Post) -> list[str] | None:
    """Return the names mentioned: those that are links, else those with an @ in the plain text."""
    if post.text is not None:
        return [unquote(name) for name in _NAMED.findall(post.text)]
    return None if post.text_raw is None else _AT.findall(post.text_raw)


def _time(text: str | None, path: str) -> str | None:
    return named_month_text(text, path) if text else None


def _fits(value: dict[str, Any]) -> bool:
    if zeeschuimer.captured_platform(value) is not None:
        data = value.get("data") if "data" in value else value
        return isinstance(data, dict) and _is_post(data)
    data = value.get("data")
    holder = data if isinstance(data, dict) else value
    for name in ("list", "statuses"):
        items = holder.get(name)
        if isinstance(items, list) and items:
            return _is_post(items[0])
    cards = holder.get("cards")
    if isinstance(cards, list):
        return any(isinstance(c, dict) and ("mblog" in c or "card_group" in c) for c in cards)
    return _is_post(value)


def _is_post(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    is_named = "mid" in value or "mblogid" in value or "bid" in value
    return is_named and "attitudes_count" in value and ("text" in value or "text_raw" in value)


def _examples() -> tuple[Example, ...]:
    user = {
        "id": 1700000001,
        "idstr": "1700000001",
        "screen_name": "安娜喝茶",
        "description": "喝茶",
        "created_at": "Thu Apr 08 11:52:12 +0800 2010",
        "profile_image_url": "https://tvax.example/ana.jpg",
        "verified": False,
        "followers_count": "1.2万",
        "friends_count": 80,
        "statuses_count": 310,
    }
    post = {
        "created_at": "Sat Sep 02 18:00:00 +0800 2023",
        "id": 4941600000000001,
        "idstr": "4941600000000001",
        "mid": "4941600000000001",
        "mblogid": "NhAbCdEfG",
        "user": user,
        "text": "大家来<a href=/n/小林>@小林</a> 喝茶 #茶会# http://t.cn/A6",
        "text_raw": "大家来@小林 喝茶 #茶会# http://t.cn/A6",
        "isLongText": False,
        "url_struct": [{"short_url": "http://t.cn/A6", "long_url": "https://example.org/tea"}],
        "topic_struct": [{"topic_title": "茶会"}],
        "pic_ids": ["0065picture1"],
        "source": "iPhone 15",
        "region_name": "发布于 北京",
        "edit_at": "Sat Sep 02 18:30:00 +0800 2023",
        "attitudes_count": 5,
        "comments_count": 2,
        "reposts_count": 1,
    }
    repost = post | {
        "id": 4941600000000002,
        "idstr": "4941600000000002",
        "mid": "4941600000000002",
        "text": "转发微博",
        "text_raw": "转发微博",
        "user": user | {"id": 1700000002, "idstr": "1700000002", "screen_name": "小林"},
        "retweeted_status": post,
    }
    mobile = {"ok": 1, "data": {"cards": [{"card_type": 9, "mblog": post}, {"card_type": 4}]}}
    lines = [{"ok": 1, "data": {"list": [post, repost]}}, mobile, {"statuses": [post]}, repost]
    return (
        Example("pages.jsonl", b"".join(msgspec.json.encode(x) + b"\n" for x in lines), 7),
        *zeeschuimer.examples("weibo.com", [post, repost], 3),
    )


SPEC = FormatSpec(
    format_id="weibo",
    platforms=("weibo",),
    mapper_version="1",
    description="Weibo posts from its pages or API, bare or captured in a browser",
    supplies=frozenset(
        {
            "author_avatar",
            "author_created_at",
            "author_description",
            "author_followers",
            "author_following",
            "author_handle",
            "author_id",
            "author_name",
            "author_posts",
            "author_verified",
            "client_app",
            "created_at",
            "edited_at",
            "hashtags",
            "like_count",
            "media",
            "mentions",
            "observed_at",
            "reply_count",
            "repost_count",
            "repost_of_author_id",
            "repost_of_id",
            "text",
            "text_truncated",
            "urls",
        }
    ),
    never="comments; view counts; languages; the place that Weibo shows beside a post",
    times="like Sat Sep 02 10:15:00 +0800 2023, with the zone; a time without year is rejected",
    ids="numbers",
    markup="html",
    reference="https://open.weibo.com/wiki/2/statuses/home_timeline/en",
    probe=record_signature(
        _fits,
        "posts with mid, mblogid or bid and attitudes_count",
        ("mid", "idstr", "attitudes_count", "reposts_count"),
    ),
    get_examples=_examples,
    map_json=map_json,
)
