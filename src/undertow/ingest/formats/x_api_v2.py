"""Format ``x-api-v2``: pages of the X API v2 as twarc saves them, or one tweet a line (flattened).

Fields: https://docs.x.com/x-api/fundamentals/data-dictionary. What a tweet refers to (the
reposted text above all) is taken from the tweets delivered with it; these are posts of their own.
Every version of an edited tweet is a post of its own, as it is for those who answer it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

import msgspec
from msgspec import Raw, Struct, field

from undertow.ingest.formats.signature import record_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.formats.x_compliance import map_notice
from undertow.ingest.formats.x_facts import (
    ACCOUNT_FIELDS,
    LATER_FIELDS,
    POST_FIELDS,
    edit_time,
    is_unedited,
    shown_status,
)
from undertow.ingest.formats.x_objects import (
    NO_METRICS,
    NO_USER_METRICS,
    Entities,
    Envelope,
    MediaItem,
    Problem,
    Reference,
    Tweet,
    User,
)
from undertow.ingest.outcomes import Ignored, Mapped, Rejected, Rejection, rejected
from undertow.ingest.plain_text import unescape_once
from undertow.ingest.record import CanonicalRecord, Profile, accept

_Item: TypeAlias = Tweet | User | Rejected | Ignored
_decode_envelope = msgspec.json.Decoder(Envelope).decode
_decode_tweet = msgspec.json.Decoder(Tweet).decode
_decode_user = msgspec.json.Decoder(User).decode
_decode_media = msgspec.json.Decoder(MediaItem).decode
_decode_list = msgspec.json.Decoder(list[Raw]).decode


class Context(Struct):
    """What is known beside a tweet: by id, from the same physical record."""

    users: dict[str, User] = field(default_factory=dict)
    tweets: dict[str, Tweet] = field(default_factory=dict)
    media: dict[str, MediaItem] = field(default_factory=dict)
    observed_at: str | None = None
    asked: frozenset[str] = frozenset()

    def add(self, item: _Item) -> None:
        """Remember an object."""
        if isinstance(item, Tweet):
            self.tweets.setdefault(item.id, item)
            for medium in item.attachments.media if item.attachments else ():
                self.media.setdefault(medium.media_key or "", medium)
        user = item.author if isinstance(item, Tweet) else item
        if isinstance(user, User) and user.id:
            self.users.setdefault(user.id, user)


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one page, one flattened tweet or one compliance notice."""
    envelope = _decode_envelope(raw)
    if bytes(envelope.action):
        yield map_notice(raw)
        return
    context = Context()
    if envelope.twarc is not None:
        context.observed_at = envelope.twarc.retrieved_at
        context.asked = _asked_fields(envelope.twarc.url or "")
    if bytes(envelope.id) and not bytes(envelope.data):
        items = list(_flattened(raw, "$"))
    else:
        items = list(_page_items(envelope))
        for medium in envelope.includes.media if envelope.includes else ():
            _add_medium(medium, context)
    for _, item in items:
        context.add(item)
    for path, item in items:
        yield _outcome(item, path, context)
    for index, error in enumerate(envelope.errors):
        yield _problem(error, f"$.errors[{index}]", context)


@lru_cache(maxsize=256)
def _asked_fields(url: str) -> frozenset[str]:
    """Return the fields of tweets that a request asked for: what it lacks then is not there."""
    try:
        values = parse_qs(urlsplit(url).query).get("tweet.fields", [])
    except ValueError:
        return frozenset()
    return frozenset(name for value in values for name in value.split(","))


def _problem(raw: Raw, path: str, context: Context) -> Mapped:
    """Return what the page says of an object that was asked for and not given."""
    try:
        problem = msgspec.json.decode(raw, type=Problem)
    except (ValueError, RecursionError):
        return Ignored("api_error", path)
    user_id = problem.resource_id or ""
    if problem.resource_type == "user" and "has been suspended" in (problem.detail or ""):
        if not (user_id.isascii() and user_id.isdigit()):
            return Ignored("user_unavailable", path)  # it was asked for by name
        suspended = Profile(
            platform="x",
            author_id=user_id,
            author_status="suspended",
            observed_at=context.observed_at,
        )
        try:
            return accept(suspended, path)
        except Rejection as error:
            return rejected(error, path)
    known = {"tweet": "tweet_unavailable", "user": "user_unavailable"}
    return Ignored(known.get(problem.resource_type or "", "api_error"), path)


def _page_items(envelope: Envelope) -> Iterator[tuple[str, _Item]]:
    """Yield every tweet and user of a page with its place."""
    asked = bytes(envelope.data)
    if asked[:1] == b"[":
        yield from _tweets(_decode_list(asked), "$.data")
    elif asked and asked != b"null":
        yield "$.data", _tweet_or_user(asked, "$.data")
    if envelope.includes is not None:
        for index, raw in enumerate(envelope.includes.users):
            path = f"$.includes.users[{index}]"
            yield path, _user(raw, path)
        yield from _tweets(envelope.includes.tweets, "$.includes.tweets")


def _tweets(raws: list[Raw], place: str) -> Iterator[tuple[str, _Item]]:
    for index, raw in enumerate(raws):
        path = f"{place}[{index}]"
        yield path, _tweet_or_user(raw, path)


def _flattened(raw: bytes | Raw, path: str) -> Iterator[tuple[str, _Item]]:
    """Yield a flattened tweet, the tweets inside it and the user it answers."""
    tweet = _tweet_or_user(raw, path)
    yield path, tweet
    if not isinstance(tweet, Tweet):
        return
    for index, inner in enumerate(tweet.referenced_tweets):
        if b'"text"' in bytes(inner):  # else only its id is known
            yield from _flattened(inner, f"{path}.referenced_tweets[{index}]")
    if b'"id"' in bytes(tweet.in_reply_to_user):
        place = f"{path}.in_reply_to_user"
        yield place, _user(tweet.in_reply_to_user, place)


def _tweet_or_user(raw: bytes | Raw, path: str) -> _Item:
    """Decode an object that was asked for: a tweet, or a user on a page of users."""
    try:
        tweet = _decode_tweet(raw)
    except (ValueError, RecursionError) as error:
        if b'"username"' in bytes(raw) and b'"text"' not in bytes(raw):
            return _user(raw, path)
        return rejected(error, path)
    if bytes(tweet.dm_conversation_id):
        return Ignored("direct_message", path)
    if tweet.text is not None or tweet.note_tweet is not None:
        return tweet
    if bytes(tweet.username):
        return _user(raw, path)
    if bytes(tweet.owner_id):
        return Ignored("list_of_accounts", path)
    return Rejected("schema", "missing_field", f"{path}.text", "a tweet without a text")


def _user(raw: bytes | Raw, path: str) -> _Item:
    try:
        return _decode_user(raw)
    except (ValueError, RecursionError) as error:
        return rejected(error, path)


def _add_medium(raw: Raw, context: Context) -> None:
    """Remember a medium; one that cannot be read only lacks its address."""
    try:
        medium = _decode_media(raw)
    except (ValueError, RecursionError):
        return
    context.media.setdefault(medium.media_key or "", medium)


def _outcome(item: _Item, path: str, context: Context) -> Mapped:
    if isinstance(item, (Rejected, Ignored)):
        return item
    try:
        if isinstance(item, Tweet):
            return accept(_record(item, context), path)
        if item.id is None:
            return Ignored("user_withheld", path)
        return accept(_profile(item, context), path)
    except Exception as error:  # one bad tweet must not take the page with it
        return rejected(error, path)


def _profile(user: User, context: Context) -> Profile:
    metrics = user.public_metrics or NO_USER_METRICS
    return Profile(
        platform="x",
        author_id=user.id or "",
        observed_at=context.observed_at,
        author_handle=user.username,
        author_name=user.name,
        author_description=_unescaped(user.description),
        author_avatar=user.profile_image_url,
        author_created_at=user.created_at,
        author_verified=user.verified,
        author_status=shown_status(user.protected),
        author_followers=metrics.followers_count,
        author_following=metrics.following_count,
        author_posts=metrics.tweet_count,
    )


def _record(tweet: Tweet, context: Context) -> CanonicalRecord:
    refers_to = {ref.type: ref.id for ref in map(_reference, tweet.referenced_tweets)}
    repost_of_id = refers_to.get("retweeted")
    original = context.tweets.get(repost_of_id or "")
    # A repost's own text is cut to "RT @name: ..."; what it shows is the original.
    shown = original or tweet
    note = shown.note_tweet
    entities = (note.entities if note else None) or shown.entities
    if entities is None and "entities" in context.asked:
        entities = _NOTHING
    author = context.users.get(tweet.author_id or "") or _NOBODY
    author_metrics = author.public_metrics or NO_USER_METRICS
    # A repost shows the counts of the original, which are not its own.
    metrics = tweet.public_metrics if repost_of_id is None else None
    metrics = metrics or NO_METRICS
    return CanonicalRecord(
        platform="x",
        id=tweet.id,
        created_at=tweet.created_at,
        observed_at=context.observed_at,
        author_id=tweet.author_id,
        author_handle=author.username,
        author_name=author.name,
        author_description=_unescaped(author.description),
        author_avatar=author.profile_image_url,
        author_created_at=author.created_at,
        author_verified=author.verified,
        author_status=shown_status(author.protected),
        author_followers=author_metrics.followers_count,
        author_following=author_metrics.following_count,
        author_posts=author_metrics.tweet_count,
        kind="repost" if repost_of_id else None,
        text=_unescaped((note.text if note else None) or shown.text),
        text_truncated=True if repost_of_id and not original and _is_cut(tweet) else None,
        lang=tweet.lang,
        in_reply_to_id=refers_to.get("replied_to"),
        in_reply_to_author_id=tweet.in_reply_to_user_id if "replied_to" in refers_to else None,
        root_id=tweet.conversation_id if tweet.conversation_id != tweet.id else None,
        repost_of_id=repost_of_id,
        repost_of_author_id=original.author_id if original else None,
        quoted_id=refers_to.get("quoted"),
        hashtags=[tag.tag for tag in entities.hashtags if tag.tag] if entities else None,
        urls=_links(entities) if entities else None,
        mentions=[m.username for m in entities.mentions if m.username] if entities else None,
        media=_media(shown, context),
        edited_at=edit_time(tweet.edit_history_tweet_ids),
        client_app=tweet.source,
        like_count=metrics.like_count,
        reply_count=metrics.reply_count,
        repost_count=metrics.retweet_count,
        quote_count=metrics.quote_count,
        view_count=metrics.impression_count,
        bookmark_count=metrics.bookmark_count,
        known_absent=_absent(tweet, refers_to, context),
    )


def _is_cut(repost: Tweet) -> bool:
    """Whether the text of a repost, shown where the original was not delivered, is cut."""
    has_whole = repost.note_tweet is not None and repost.note_tweet.text
    return not has_whole and (repost.text or "").endswith("…")


def _absent(tweet: Tweet, refers_to: dict[str, str], context: Context) -> list[str] | None:
    """Name what a tweet shows not to have: never more than the request asked for."""
    is_first_version = is_unedited(tweet.edit_history_tweet_ids)
    if not refers_to and "referenced_tweets" not in context.asked:
        return _ABSENT_EDIT if is_first_version else None
    return _absent_references(frozenset(refers_to), is_first_version)


@lru_cache(maxsize=64)
def _absent_references(kinds: frozenset[str], is_first_version: bool) -> list[str]:
    missing = [fields for kind, fields in _REFERENCES.items() if kind not in kinds]
    return [name for fields in missing for name in fields] + _ABSENT_EDIT * is_first_version


_ABSENT_EDIT = ["edited_at"]
_REFERENCES = {
    "replied_to": ("in_reply_to_id", "in_reply_to_author_id"),
    "retweeted": ("repost_of_id", "repost_of_author_id"),
    "quoted": ("quoted_id",),
}
_NOTHING = Entities()
_NOBODY = User()


def _reference(raw: Raw) -> Reference:
    return msgspec.json.decode(raw, type=Reference)


def _links(entities: Entities) -> list[str]:
    """Return the links, resolved as far as X resolved them, without the tweet's own pictures."""
    links = (
        link.unwound_url or link.expanded_url or link.url
        for link in entities.urls
        if link.media_key is None
    )
    return [link for link in links if link]


def _media(tweet: Tweet, context: Context) -> list[str] | None:
    if tweet.attachments is None:
        return [] if "attachments" in context.asked else None
    known = ((key, context.media.get(key, MediaItem())) for key in tweet.attachments.media_keys)
    return [medium.url or medium.preview_image_url or key for key, medium in known]


def _unescaped(text: str | None) -> str | None:
    return None if text is None else unescape_once(text)


def _fits(value: dict[str, Any]) -> bool:
    if "data" in value and ("includes" in value or "meta" in value or "__twarc" in value):
        return True
    if "action" in value and "reason" in value and "id" in value:
        return True
    is_own = "platform" not in value and "id" in value and "text" in value
    return is_own and any(
        name in value
        for name in ("edit_history_tweet_ids", "public_metrics", "conversation_id", "author_id")
    )


_USER: dict[str, Any] = {
    "id": "7",
    "username": "ana",
    "name": "Ana",
    "created_at": "2020-01-01T00:00:00Z",
    "description": "Gardens &amp; more",
    "profile_image_url": "https://pic.example/ana.jpg",
    "verified": False,
    "protected": False,
    "public_metrics": {"followers_count": 12, "following_count": 30, "tweet_count": 400},
}
_ORIGINAL: dict[str, Any] = {
    "id": "1697921000000000100",
    "author_id": "7",
    "conversation_id": "1697921000000000100",
    "created_at": "2023-09-02T10:34:46.000Z",
    "text": "Bread &amp; roses for everyone who came today",
    "lang": "en",
    "source": "Twitter Web App",
    "edit_history_tweet_ids": ["1697920900000000100", "1697921000000000100"],
    "entities": {
        "urls": [{"url": "https://t.co/a", "expanded_url": "https://example.org/a"}],
        "hashtags": [{"tag": "bread"}],
        "mentions": [{"username": "bo"}],
    },
    "attachments": {"media_keys": ["3_1"]},
    "public_metrics": {
        "retweet_count": 1,
        "reply_count": 0,
        "like_count": 3,
        "quote_count": 1,
        "bookmark_count": 2,
        "impression_count": 90,
    },
}
_REPOST: dict[str, Any] = {
    "id": "1697921100000000101",
    "author_id": "8",
    "conversation_id": "1697921100000000101",
    "created_at": "2023-09-02T10:35:10.000Z",
    "text": "RT @ana: Bread &amp; ros…",
    "referenced_tweets": [{"type": "retweeted", "id": _ORIGINAL["id"]}],
}
_REPLY: dict[str, Any] = {
    "id": "1697921200000000102",
    "author_id": "9",
    "conversation_id": _ORIGINAL["id"],
    "created_at": "2023-09-02T10:35:34.000Z",
    "text": "Lovely",
    "in_reply_to_user_id": "7",
    "referenced_tweets": [
        {"type": "quoted", "id": "1697920000000000055"},
        {"type": "replied_to", "id": _ORIGINAL["id"]},
    ],
    "edit_history_tweet_ids": ["1697921200000000102"],
}


def _examples() -> tuple[Example, ...]:
    of_unseen = _REPOST | {
        "id": "1697921100000000103",
        "text": "RT @cy: Warm bre…",
        "referenced_tweets": [{"type": "retweeted", "id": "1697920000000000056"}],
    }
    suspended = {
        "resource_type": "user",
        "resource_id": "11",
        "detail": "User has been suspended: [11].",
    }
    page = {
        "data": [_REPOST, of_unseen, _REPLY],
        "includes": {
            "users": [_USER],
            "tweets": [_ORIGINAL],
            "media": [{"media_key": "3_1", "url": "https://pic.example/1.jpg"}],
        },
        "errors": [suspended],
        "meta": {"result_count": 3},
        "__twarc": {
            "url": "https://api.x.com/2/tweets?tweet.fields=attachments%2Creferenced_tweets",
            "retrieved_at": "2023-09-03T00:00:00+00:00",
        },
    }
    inner = {"type": "retweeted", **_ORIGINAL, "author": _USER}
    flat = _REPOST | {"referenced_tweets": [inner], "__twarc": page["__twarc"]}
    post_gone = {
        "id": _REPLY["id"],
        "action": "delete",
        "created_at": "2023-09-02T10:35:34.587Z",
        "redacted_at": "2023-09-04T08:00:00.000Z",
        "reason": "deleted",
    }
    user_gone = post_gone | {
        "id": "12",
        "created_at": "2020-01-01T00:00:00+00:00",
        "reason": "suspended",
    }
    encode = msgspec.json.encode
    return (
        Example("pages.jsonl", encode(page) + b"\n", 6),
        Example("flattened.jsonl", encode(flat) + b"\n", 2),
        Example("compliance.jsonl", encode(post_gone) + b"\n" + encode(user_gone) + b"\n", 2),
    )


SPEC = FormatSpec(
    format_id="x-api-v2",
    platforms=("x",),
    mapper_version="3",
    description="X API v2: pages as saved by twarc, flattened tweets, or compliance notices",
    supplies=ACCOUNT_FIELDS | POST_FIELDS | LATER_FIELDS | {"deleted_at", "text_truncated"},
    never="whom an account follows; what suspended, protected or deleted accounts wrote",
    times="ISO 8601, UTC, to the second or finer; that of an edit from the id of the last version",
    ids="numbers as text",
    markup="entities",
    reference="https://docs.x.com/x-api/fundamentals/data-dictionary",
    probe=record_signature(
        _fits,
        "pages with data and includes, meta or __twarc, tweets with id and author_id or "
        "public_metrics, or notices with action and reason",
        ("data", "author_id", "edit_history_tweet_ids", "conversation_id"),
    ),
    get_examples=_examples,
    map_json=map_json,
)
