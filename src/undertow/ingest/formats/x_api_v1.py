"""Format ``x-api-v1``: tweets and users of the X API v1.1, from tweepy, twarc 1 or stream dumps.

Fields: https://developer.x.com/en/docs/x-api/v1/data-dictionary. The tweets reposted and quoted
are records of their own. Notices of a stream say that tweets were deleted, withheld or left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw, Struct, field

from undertow.ingest.formats.pages import each
from undertow.ingest.formats.signature import record_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.formats.x_facts import ACCOUNT_FIELDS, POST_FIELDS, shown_status
from undertow.ingest.formats.x_legacy import (
    ABSENT,
    NOBODY,
    LegacyTweet,
    LegacyUser,
    legacy_record,
    legacy_time,
)
from undertow.ingest.outcomes import Ignored, Mapped, Rejected, Rejection, rejected
from undertow.ingest.plain_text import unescape_once
from undertow.ingest.record import Id, Profile, Removal, accept
from undertow.ingest.times import epoch_text

_MAX_DEPTH = 4
_NOTICES = {
    "limit": "stream_limit",
    "status_withheld": "withheld_in_country",
    "user_withheld": "withheld_in_country",
    "scrub_geo": "place_removed",
}
_STREAM_EVENTS = frozenset({"disconnect", "warning", "friends", "event", "control"})


class DeletedStatus(Struct):
    """Which tweet was deleted."""

    id_str: Id
    user_id_str: Id | None = None


class Deletion(Struct):
    """A notice in a stream that a tweet was deleted."""

    status: DeletedStatus
    timestamp_ms: str | None = None


class UserWithStatus(LegacyUser):
    """A user as looked up, with the latest tweet, which does not repeat its author."""

    status: Raw = ABSENT


class Message(Struct):
    """A line: a tweet, a user, a page of them, or a notice."""

    id_str: Raw = ABSENT
    screen_name: Raw = ABSENT
    statuses: list[Raw] | None = None
    users: list[Raw] | None = None
    delete: Deletion | None = None
    errors: list[Raw] = field(default_factory=list)


_decode = msgspec.json.Decoder(Message).decode
_decode_tweet = msgspec.json.Decoder(LegacyTweet).decode
_decode_user = msgspec.json.Decoder(UserWithStatus).decode


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one tweet, user, page or notice."""
    message = _decode(raw)
    if message.delete is not None:
        yield _removal(message.delete)
    elif message.statuses is not None:
        yield from each(_tweet, message.statuses, "$.statuses")
    elif message.users is not None:
        yield from each(_user, message.users, "$.users")
    elif bytes(message.screen_name):
        yield from _user(Raw(raw), "$")
    elif bytes(message.id_str):
        yield from _tweet(Raw(raw), "$")
    elif message.errors:
        yield from (Ignored("api_error", f"$.errors[{i}]") for i in range(len(message.errors)))
    else:
        yield _notice(raw)


def _tweet(
    raw: Raw, path: str, author: LegacyUser | None = None, depth: int = 0
) -> Iterator[Mapped]:
    """Map a tweet, and those that it reposts and quotes."""
    if depth == _MAX_DEPTH:
        yield Rejected("decode", "nested_too_deep", path, "tweets are quoted in quotes in quotes")
        return
    tweet = _decode_tweet(raw)
    original = _decode_tweet(tweet.retweeted_status) if _is_there(tweet.retweeted_status) else None
    record = legacy_record(tweet, tweet.user or author or NOBODY, original)
    if original is None:
        record.known_absent = [
            *(record.known_absent or ()),
            "repost_of_id",
            "repost_of_author_id",
        ]
    yield accept(record, path)
    for name, inner in (
        ("retweeted_status", tweet.retweeted_status),
        ("quoted_status", tweet.quoted_status),
    ):
        if not _is_there(inner):
            continue
        place = f"{path}.{name}"
        try:
            yield from _tweet(inner, place, depth=depth + 1)
        except Exception as error:  # what is quoted must not take with it what quotes it
            yield rejected(error, place)


def _is_there(raw: Raw) -> bool:
    return bytes(raw) not in (b"", b"null")


def _user(raw: Raw, path: str) -> Iterator[Mapped]:
    user = _decode_user(raw)
    if user.id_str is None:
        raise Rejection("schema", "missing_field", "$.id_str", "the id as text is missing")
    description = user.description
    profile = Profile(
        platform="x",
        author_id=user.id_str,
        author_handle=user.screen_name,
        author_name=user.name,
        author_description=None if description is None else unescape_once(description),
        author_created_at=legacy_time(user.created_at, "$.created_at"),
        author_avatar=user.profile_image_url_https,
        author_language=user.lang,
        author_verified=user.verified,
        author_status=shown_status(user.protected),
        author_followers=user.followers_count,
        author_following=user.friends_count,
        author_posts=user.statuses_count,
    )
    yield accept(profile, path)
    if _is_there(user.status):
        place = f"{path}.status"
        try:
            yield from _tweet(user.status, place, user)
        except Exception as error:
            yield rejected(error, place)


def _removal(notice: Deletion) -> Mapped:
    text = notice.timestamp_ms
    if text is None:
        return Ignored("undated_notice")
    if not (text.isascii() and text.isdigit()):
        raise Rejection("schema", "bad_time", "$.timestamp_ms", f"{text[:40]!r} is no time")
    removal = Removal(
        platform="x",
        id=notice.status.id_str,
        author_id=notice.status.user_id_str,
        deleted_at=epoch_text(int(text), "$.delete.timestamp_ms", per_s=1000),
    )
    return accept(removal)


def _notice(raw: bytes) -> Mapped:
    names = msgspec.json.decode(raw, type=dict[str, Raw]).keys()
    for name in names:
        if name in _NOTICES:
            return Ignored(_NOTICES[name])
        if name in _STREAM_EVENTS:
            return Ignored("stream_notice")
    raise Rejection("schema", "missing_field", "$.id_str", "it is no tweet, user or notice")


def _fits(value: dict[str, Any]) -> bool:
    if "__import_meta" in value:
        return False
    if isinstance(value.get("delete"), dict):
        return "status" in value["delete"]
    listed = value.get("statuses") or value.get("users")
    if isinstance(listed, list):
        return bool(listed) and isinstance(listed[0], dict) and "id_str" in listed[0]
    if "id_str" not in value:
        return any(name in value and len(value) == 1 for name in _NOTICES)
    user = value.get("user")
    is_tweet = isinstance(user, dict) and ("screen_name" in user or "id_str" in user)
    return is_tweet or ("screen_name" in value and "followers_count" in value)


_USER: dict[str, Any] = {
    "id": 7,
    "id_str": "7",
    "screen_name": "ana",
    "name": "Ana",
    "description": "Gardens &amp; more",
    "created_at": "Wed Jan 01 00:00:00 +0000 2020",
    "profile_image_url_https": "https://pic.example/ana.jpg",
    "lang": "en",
    "verified": False,
    "protected": False,
    "followers_count": 12,
    "friends_count": 30,
    "statuses_count": 400,
}
_QUOTED: dict[str, Any] = {
    "created_at": "Sat Sep 02 10:30:00 +0000 2023",
    "id": 1697919800000000055,
    "id_str": "1697919800000000055",
    "text": "Dough rises at",
    "truncated": True,
    "user": _USER | {"id_str": "9", "screen_name": "cy"},
}
_ORIGINAL: dict[str, Any] = {
    "created_at": "Sat Sep 02 10:34:46 +0000 2023",
    "id": 1697921000000000100,
    "id_str": "1697921000000000100",
    "full_text": "Bread &amp; roses https://t.co/a",
    "truncated": False,
    "source": '<a href="https://x.example" rel="nofollow">X Web App</a>',
    "in_reply_to_status_id_str": None,
    "in_reply_to_user_id_str": None,
    "user": _USER,
    "entities": {
        "urls": [{"url": "https://t.co/a", "expanded_url": "https://example.org/a"}],
        "hashtags": [{"text": "bread"}],
        "user_mentions": [{"screen_name": "bo", "id_str": "8"}],
        "media": [{"media_url_https": "https://pic.example/1.jpg"}],
    },
    "is_quote_status": True,
    "quoted_status_id_str": _QUOTED["id_str"],
    "quoted_status": _QUOTED,
    "lang": "en",
    "reply_count": 0,
    "quote_count": 0,
    "retweet_count": 1,
    "favorite_count": 3,
}


def _examples() -> tuple[Example, ...]:
    repost = _ORIGINAL | {
        "created_at": "Sat Sep 02 10:35:10 +0000 2023",
        "id_str": "1697921100000000101",
        "full_text": "RT @ana: Bread &amp; ros…",
        "user": _USER | {"id_str": "8", "screen_name": "bo"},
        "retweeted_status": _ORIGINAL,
    }
    del repost["quoted_status"]
    reply = _ORIGINAL | {
        "created_at": "Sat Sep 02 10:35:34 +0000 2023",
        "id_str": "1697921200000000102",
        "in_reply_to_status_id_str": _ORIGINAL["id_str"],
        "in_reply_to_user_id_str": "7",
        "is_quote_status": False,
        "quoted_status": None,
        "quoted_status_id_str": None,
    }
    gone = {
        "delete": {
            "status": {"id": 5, "id_str": reply["id_str"], "user_id_str": "7"},
            "timestamp_ms": "1693651000000",
        }
    }
    lines = (repost, reply, gone, {"limit": {"track": 9}}, _USER | {"status": {"id_str": "x"}})
    return (
        Example("stream.jsonl", b"".join(msgspec.json.encode(line) + b"\n" for line in lines), 6),
        Example("search.json", msgspec.json.encode({"statuses": [_ORIGINAL, reply]}), 3),
    )


SPEC = FormatSpec(
    format_id="x-api-v1",
    platforms=("x",),
    mapper_version="1",
    description="X API v1.1: tweets, users, searches and stream notices (tweepy, twarc 1)",
    supplies=ACCOUNT_FIELDS | POST_FIELDS | {"author_language", "deleted_at", "text_truncated"},
    never="when it was collected; views; the post that opened the thread",
    times="Wed Oct 10 20:19:24 +0000 2018, UTC; of deletions milliseconds since 1970",
    ids="numbers, read from the fields that hold them as text",
    markup="entities",
    reference="https://developer.x.com/en/docs/x-api/v1/data-dictionary",
    probe=record_signature(
        _fits,
        "id_str with user, screen_name with followers_count, statuses, or a notice of a stream",
        ("id_str", "screen_name", "favorite_count", "retweet_count"),
    ),
    get_examples=_examples,
    map_json=map_json,
)
