"""Format ``zeeschuimer-x``: tweets as the web pages of X receive them, captured in a browser.

The tweet proper is under ``legacy``, written as in the API v1.1. The ``id`` that the extension adds
is a number rounded by the browser, and is not read. What a tweet reposts and quotes is a record of
its own; where X shows only a notice in its place, nothing is known of it but that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw, Struct, field

from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.formats.values import whole_number
from undertow.ingest.formats.x_facts import (
    ACCOUNT_FIELDS,
    LATER_FIELDS,
    POST_FIELDS,
    edit_time,
    is_unedited,
)
from undertow.ingest.formats.x_legacy import (
    ABSENT,
    NOBODY,
    LegacyEntities,
    LegacyTweet,
    LegacyUser,
    legacy_record,
)
from undertow.ingest.formats.zeeschuimer import examples, item_signature, open_item
from undertow.ingest.outcomes import Ignored, Mapped, Rejected, rejected
from undertow.ingest.plain_text import html_to_text
from undertow.ingest.record import CanonicalRecord, Id, Item, Name, Text, accept

_MAX_DEPTH = 4
_UNAVAILABLE = frozenset({"TweetTombstone", "TweetUnavailable", "TweetUnavailableV2"})


class UserCore(Struct):
    """Names of a user, which newer captures keep apart."""

    screen_name: Name | None = None
    name: Name | None = None
    created_at: Name | None = None


class Avatar(Struct):
    """Profile picture."""

    image_url: Item | None = None


class Verification(Struct):
    """Whether X marks the account, by itself or for a fee."""

    verified: bool | None = None


class Privacy(Struct):
    """Whether the account is protected."""

    protected: bool | None = None


class User(Struct):
    """A user; every part may be missing."""

    rest_id: Id | None = None
    legacy: LegacyUser | None = None
    core: UserCore | None = None
    avatar: Avatar | None = None
    verification: Verification | None = None
    privacy: Privacy | None = None
    is_blue_verified: bool | None = None


class UserResult(Struct):
    """A user, or nothing."""

    result: User | None = None


class TweetCore(Struct):
    """Where the author of a tweet is kept."""

    user_results: UserResult | None = None


class TweetResult(Struct):
    """A tweet inside another, or nothing."""

    result: Raw = ABSENT


class Views(Struct):
    """How often a tweet was seen; old ones have no count."""

    count: str | None = None


class NoteText(Struct):
    """The whole of a long text."""

    text: Text | None = None
    entity_set: LegacyEntities | None = None


class NoteResult(Struct):
    """Where it is kept."""

    result: NoteText | None = None


class Note(Struct):
    """Where that is kept."""

    note_tweet_results: NoteResult | None = None


class Edits(Struct):
    """Ids of the versions of a tweet."""

    edit_tweet_ids: list[Id] | None = None


class EditControl(Edits):
    """The versions, in an edited tweet beside those of the first."""

    edit_control_initial: Edits | None = None


class WebLegacy(LegacyTweet):
    """The tweet proper; a repost holds the original."""

    retweeted_status_result: TweetResult | None = None


class WebTweet(Struct):
    """A tweet with all that surrounds it."""

    typename: str | None = field(default=None, name="__typename")
    tweet: Raw = ABSENT
    rest_id: Id | None = None
    legacy: WebLegacy | None = None
    core: TweetCore | None = None
    user: LegacyUser | None = None
    views: Views | None = None
    note_tweet: Note | None = None
    quoted_status_result: TweetResult | None = None
    edit_control: EditControl | None = None
    source: Item | None = None
    promoted: bool | None = None


_decode = msgspec.json.Decoder(WebTweet).decode


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one captured tweet."""
    item = open_item(raw)
    yield from _tweet(item.data, item.path, item.observed_at, 0)


def _tweet(raw: bytes | Raw, path: str, observed_at: str | None, depth: int) -> Iterator[Mapped]:
    """Map a tweet, and those that it reposts and quotes."""
    if depth == _MAX_DEPTH:
        yield Rejected("decode", "nested_too_deep", path, "tweets are quoted in quotes in quotes")
        return
    try:
        tweet = _opened(raw)
        if tweet.legacy is None:
            yield (
                Ignored("tweet_unavailable", path)
                if tweet.typename in _UNAVAILABLE
                else (
                    Rejected("schema", "missing_field", f"{path}.legacy", "there is no tweet in it")
                )
            )
            return
        yield accept(_record(tweet, tweet.legacy, observed_at), path)
    except Exception as error:  # what is quoted must not take with it what quotes it
        yield rejected(error, path)
        return
    for name, inner in (
        ("legacy.retweeted_status_result", tweet.legacy.retweeted_status_result),
        ("quoted_status_result", tweet.quoted_status_result),
    ):
        if inner is not None and bytes(inner.result) not in (b"", b"null"):
            yield from _tweet(inner.result, f"{path}.{name}.result", observed_at, depth + 1)


def _opened(raw: bytes | Raw) -> WebTweet:
    """Decode a tweet; one with a limited audience is wrapped once more."""
    tweet = _decode(raw)
    return _decode(tweet.tweet) if bytes(tweet.tweet) not in (b"", b"null") else tweet


def _record(tweet: WebTweet, legacy: WebLegacy, observed_at: str | None) -> CanonicalRecord:
    _complete(legacy, tweet)
    reposted = legacy.retweeted_status_result
    original = _original(reposted.result) if reposted and bytes(reposted.result) else None
    record = legacy_record(legacy, _author(tweet), original)
    if original is None and reposted is not None and (legacy.full_text or "").endswith("…"):
        record.text_truncated = True  # a notice stands in the place of the original
    record.observed_at = observed_at
    record.is_ad = tweet.promoted
    record.client_app = html_to_text(tweet.source) if tweet.source else record.client_app
    if original is None and tweet.views is not None:
        record.view_count = whole_number(tweet.views.count, "$.views.count")
    _put_edits(record, tweet.edit_control)
    return record


def _original(raw: Raw) -> WebLegacy | None:
    """Return the tweet reposted, or None where only a notice stands for it."""
    try:
        tweet = _opened(raw)
    except (ValueError, RecursionError):
        return None
    if tweet.legacy is None:
        return None
    _complete(tweet.legacy, tweet)
    tweet.legacy.user = _author(tweet)
    return tweet.legacy


def _complete(legacy: WebLegacy, tweet: WebTweet) -> None:
    """Put the id and the whole of a long text where a tweet of the API v1.1 has them."""
    legacy.id_str = legacy.id_str or tweet.rest_id
    note = tweet.note_tweet.note_tweet_results if tweet.note_tweet else None
    if note is not None and note.result is not None and note.result.text is not None:
        legacy.full_text = note.result.text
        legacy.entities = note.result.entity_set or legacy.entities


def _author(tweet: WebTweet) -> LegacyUser:
    """Return the author, from wherever this capture keeps the parts."""
    user = tweet.core.user_results.result if tweet.core and tweet.core.user_results else None
    if user is None:
        return tweet.user or NOBODY
    author = user.legacy or LegacyUser()
    author.id_str = user.rest_id or author.id_str
    if user.core is not None:
        author.screen_name = user.core.screen_name or author.screen_name
        author.name = user.core.name or author.name
        author.created_at = user.core.created_at or author.created_at
    if user.avatar is not None:
        author.profile_image_url_https = user.avatar.image_url or author.profile_image_url_https
    if user.privacy is not None:
        author.protected = user.privacy.protected
    marks = (
        user.verification.verified if user.verification else author.verified,
        user.is_blue_verified,
    )
    known = [mark for mark in marks if mark is not None]
    author.verified = any(known) if known else None
    return author


def _put_edits(record: CanonicalRecord, control: EditControl | None) -> None:
    """Put on a record when its last version was made, as the id of that version tells."""
    edits = control.edit_control_initial or control if control else None
    versions = edits.edit_tweet_ids if edits else None
    record.edited_at = edit_time(versions)
    if is_unedited(versions):
        record.known_absent = [*(record.known_absent or ()), "edited_at"]


_USER: dict[str, Any] = {
    "rest_id": "7",
    "core": {
        "screen_name": "ana",
        "name": "Ana",
        "created_at": "Wed Jan 01 00:00:00 +0000 2020",
    },
    "avatar": {"image_url": "https://pic.example/ana.jpg"},
    "verification": {"verified": False},
    "is_blue_verified": True,
    "privacy": {"protected": False},
    "legacy": {
        "description": "Gardens &amp; more",
        "followers_count": 12,
        "friends_count": 30,
        "statuses_count": 400,
    },
}
_ORIGINAL: dict[str, Any] = {
    "__typename": "Tweet",
    "id": 1697921000000000000,
    "rest_id": "1697921000000000100",
    "core": {"user_results": {"result": _USER}},
    "views": {"count": "90", "state": "EnabledWithCount"},
    "edit_control": {
        "edit_control_initial": {"edit_tweet_ids": ["1697920900000000100", "1697921000000000100"]}
    },
    "source": '<a href="https://x.example" rel="nofollow">X Web App</a>',
    "promoted": False,
    "quoted_status_result": {"result": {"__typename": "TweetTombstone"}},
    "legacy": {
        "id_str": "1697921000000000100",
        "user_id_str": "7",
        "created_at": "Sat Sep 02 10:34:46 +0000 2023",
        "full_text": "Bread &amp; roses https://t.co/a",
        "conversation_id_str": "1697921000000000100",
        "is_quote_status": True,
        "quoted_status_id_str": "1697920000000000055",
        "lang": "en",
        "entities": {
            "urls": [{"url": "https://t.co/a", "expanded_url": "https://example.org/a"}],
            "hashtags": [{"text": "bread"}],
            "user_mentions": [{"screen_name": "bo", "id_str": "8"}],
            "media": [{"media_url_https": "https://pic.example/1.jpg"}],
        },
        "favorite_count": 3,
        "retweet_count": 1,
        "reply_count": 0,
        "quote_count": 1,
        "bookmark_count": 2,
    },
}


def _examples() -> tuple[Example, ...]:
    repost = {
        "__typename": "TweetWithVisibilityResults",
        "tweet": {
            "rest_id": "1697921100000000101",
            "core": {"user_results": {}},
            "legacy": {
                "id_str": "1697921100000000101",
                "user_id_str": "8",
                "created_at": "Sat Sep 02 10:35:10 +0000 2023",
                "full_text": "RT @ana: Bread &amp; ros…",
                "conversation_id_str": "1697921100000000101",
                "is_quote_status": False,
                "retweeted_status_result": {"result": _ORIGINAL},
            },
        },
    }
    reply = {
        "rest_id": "1697921200000000102",
        "user": {"id_str": "9", "screen_name": "cy"},
        "legacy": {
            "created_at": "Sat Sep 02 10:35:34 +0000 2023",
            "full_text": "Lovely",
            "conversation_id_str": "1697921000000000100",
            "in_reply_to_status_id_str": "1697921000000000100",
            "in_reply_to_user_id_str": "7",
        },
    }
    return examples("twitter.com", (_ORIGINAL, repost, reply), 4)


SPEC = FormatSpec(
    format_id="zeeschuimer-x",
    platforms=("x",),
    mapper_version="2",
    description="X as captured in a browser with Zeeschuimer, or imported by 4CAT",
    supplies=ACCOUNT_FIELDS | POST_FIELDS | LATER_FIELDS | {"is_ad", "text_truncated"},
    never="tweets that the page did not show; how much of a thread that was",
    times="Wed Oct 10 20:19:24 +0000 2018, UTC; of captures milliseconds since 1970",
    ids="numbers, read from the fields that hold them as text",
    markup="entities",
    reference="https://github.com/digitalmethodsinitiative/zeeschuimer",
    probe=item_signature("twitter.com", "x.com", "twitter-comments"),
    get_examples=_examples,
    map_json=map_json,
)
