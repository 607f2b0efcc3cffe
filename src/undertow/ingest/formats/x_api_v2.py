"""Format ``x-api-v2``: pages of the X API v2 as twarc saves them, or one tweet a line (flattened).

Fields: https://developer.x.com/en/docs/x-api/data-dictionary. What a tweet refers to (the
reposted text above all) is taken from the tweets delivered with it; these are posts of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import msgspec
from msgspec import Raw, Struct, field

from undertow.ingest.formats.spec import Example, FormatSpec, Score
from undertow.ingest.formats.x_objects import (
    Entities,
    Envelope,
    MediaItem,
    Reference,
    Tweet,
    User,
)
from undertow.ingest.outcomes import Ignored, Mapped, Rejected, rejected
from undertow.ingest.plain_text import unescape_once
from undertow.ingest.record import CanonicalRecord, Profile, accept
from undertow.ingest.sample import Sample

_Item: TypeAlias = Tweet | User | Rejected
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
    """Map one page or one flattened tweet."""
    envelope = _decode_envelope(raw)
    context = Context(observed_at=envelope.twarc.retrieved_at if envelope.twarc else None)
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
    for index in range(len(envelope.errors)):
        yield Ignored("api_error", f"$.errors[{index}]")


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
        if b'"created_at"' in bytes(inner):  # else only its id is known
            yield from _flattened(inner, f"{path}.referenced_tweets[{index}]")
    if b'"id"' in bytes(tweet.in_reply_to_user):
        place = f"{path}.in_reply_to_user"
        yield place, _user(tweet.in_reply_to_user, place)


def _tweet_or_user(raw: bytes | Raw, path: str) -> _Item:
    """Decode an object that was asked for: a tweet, or a user on a page of users."""
    try:
        return _decode_tweet(raw)
    except (ValueError, RecursionError) as error:
        if b'"username"' in bytes(raw) and b'"text"' not in bytes(raw):
            return _user(raw, path)
        return rejected(error, path)


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
    if isinstance(item, Rejected):
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
    return Profile(
        platform="x",
        author_id=user.id or "",
        observed_at=context.observed_at,
        author_handle=user.username,
        author_name=user.name,
        author_description=_unescaped(user.description),
        author_created_at=user.created_at,
        author_followers=user.public_metrics.followers_count if user.public_metrics else None,
    )


def _record(tweet: Tweet, context: Context) -> CanonicalRecord:
    refers_to = {ref.type: ref.id for ref in map(_reference, tweet.referenced_tweets)}
    repost_of_id = refers_to.get("retweeted")
    original = context.tweets.get(repost_of_id or "")
    # A repost's own text is cut to "RT @name: ..."; what it shows is the original.
    shown = original or tweet
    note = shown.note_tweet
    entities = (note.entities if note else None) or shown.entities
    author = context.users.get(tweet.author_id or "") or User()
    # A repost shows the counts of the original, which are not its own.
    metrics = tweet.public_metrics if repost_of_id is None else None
    return CanonicalRecord(
        platform="x",
        id=tweet.id,
        created_at=tweet.created_at,
        observed_at=context.observed_at,
        author_id=tweet.author_id,
        author_handle=author.username,
        author_name=author.name,
        author_description=_unescaped(author.description),
        author_created_at=author.created_at,
        author_followers=author.public_metrics.followers_count if author.public_metrics else None,
        kind="repost" if repost_of_id else None,
        text=_unescaped((note.text if note else None) or shown.text),
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
        like_count=metrics.like_count if metrics else None,
        reply_count=metrics.reply_count if metrics else None,
        repost_count=metrics.retweet_count if metrics else None,
        view_count=metrics.impression_count if metrics else None,
    )


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
        return None
    known = ((key, context.media.get(key, MediaItem())) for key in tweet.attachments.media_keys)
    return [medium.url or medium.preview_image_url or key for key, medium in known]


def _unescaped(text: str | None) -> str | None:
    return None if text is None else unescape_once(text)


def _fits(value: dict[str, Any]) -> bool:
    if "data" in value and ("includes" in value or "meta" in value or "__twarc" in value):
        return True
    is_own = "platform" not in value and "id" in value and "text" in value
    return is_own and any(
        name in value
        for name in ("edit_history_tweet_ids", "public_metrics", "conversation_id", "author_id")
    )


def _probe(sample: Sample) -> Score:
    if sample.layout not in ("lines", "document"):
        return Score(0.0, "it is not JSON")
    if sample.objects:
        share = sample.share(_fits)
        return Score(
            share,
            f"{share:.0%} of {len(sample.objects)} sampled records are pages with data and "
            "includes, meta or __twarc, or tweets with id and author_id or public_metrics",
        )
    named = sorted({"data", "author_id", "edit_history_tweet_ids", "conversation_id"} & sample.keys)
    value = 0.0 if "platform" in sample.keys else 0.25 * len(named)
    return Score(value, f"the first 64 KiB name {', '.join(named) or 'none of its fields'}")


def _examples() -> tuple[Example, ...]:
    user = {"id": "7", "username": "ana", "name": "Ana", "created_at": "2020-01-01T00:00:00Z"}
    original = {
        "id": "100",
        "author_id": "7",
        "conversation_id": "100",
        "created_at": "2023-09-02T10:00:00.000Z",
        "text": "Bread &amp; roses for everyone who came today",
        "public_metrics": {"retweet_count": 1, "reply_count": 0, "like_count": 3},
    }
    repost = {
        "id": "101",
        "author_id": "8",
        "conversation_id": "101",
        "created_at": "2023-09-02T10:05:00.000Z",
        "text": "RT @ana: Bread &amp; ros…",
        "referenced_tweets": [{"type": "retweeted", "id": "100"}],
    }
    page = {
        "data": [repost],
        "includes": {"users": [user], "tweets": [original]},
        "meta": {"result_count": 1},
        "__twarc": {"retrieved_at": "2023-09-03T00:00:00+00:00"},
    }
    inner = {"type": "retweeted", **original, "author": user}
    flat = repost | {"referenced_tweets": [inner], "__twarc": page["__twarc"]}
    encode = msgspec.json.encode
    return (
        Example("pages.jsonl", encode(page) + b"\n", 3),
        Example("flattened.jsonl", encode(flat) + b"\n", 2),
    )


SPEC = FormatSpec(
    format_id="x-api-v2",
    platforms=("x",),
    mapper_version="1",
    description="X API v2: pages as saved by twarc, or flattened tweets, one JSON object a line",
    supplies=frozenset(
        {
            "author_created_at",
            "author_handle",
            "author_id",
            "author_name",
            "created_at",
            "like_count",
            "observed_at",
            "reply_count",
            "repost_count",
            "repost_of_author_id",
            "repost_of_id",
            "text",
        }
    ),
    never="whom an account follows; posts of suspended or protected accounts",
    times="ISO 8601, UTC, to the second or finer",
    ids="numbers as text",
    markup="entities",
    reference="https://docs.x.com/x-api/fundamentals/data-dictionary",
    probe=_probe,
    get_examples=_examples,
    map_json=map_json,
)
