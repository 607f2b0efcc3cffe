"""Format ``bluesky``: responses of the Bluesky API, or posts and profiles saved from them.

Fields: https://docs.bsky.app/docs/api. Thread, feed, search, posts, quotes, profiles, followers.
Dumps of the Python SDK have the same fields in snake case, with ``py_type`` for ``$type``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from msgspec import Raw, Struct, field

from undertow.ingest.formats.bluesky_objects import (
    POST,
    ProfileView,
    owner,
    post_of,
    profile_of,
)
from undertow.ingest.formats.pages import ABSENT, each, inside, is_there, one
from undertow.ingest.formats.renaming import camel, renamed
from undertow.ingest.formats.signature import record_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.outcomes import Declared, Ignored, Mapped, Rejection, rejected
from undertow.ingest.record import CanonicalRecord, Count, Id, Name, Time, accept


class PostView(Struct, rename="camel"):
    """A post with its author and counts."""

    uri: Id
    author: ProfileView
    record: Raw
    indexed_at: Time | None = None
    like_count: Count | None = None
    reply_count: Count | None = None
    repost_count: Count | None = None
    quote_count: Count | None = None
    bookmark_count: Count | None = None


class Reason(Struct, rename="camel"):
    """Why a post is in a feed: an account reposted it, or pinned it."""

    by: ProfileView | None = None
    uri: Id | None = None
    indexed_at: Time | None = None


class Context(Struct):
    """The posts that a post in a feed answers."""

    root: Raw = ABSENT
    parent: Raw = ABSENT


class Node(Struct, rename="camel"):
    """A post of a thread or feed, or the note that one is missing."""

    post: Raw = ABSENT
    parent: Raw = ABSENT
    replies: list[Raw] | None = None
    reply: Context | None = None
    reason: Reason | None = None
    not_found: bool = False
    blocked: bool = False


class Kind(Struct):
    """What a record is."""

    type: Name | None = field(default=None, name="$type")


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one response, post or profile."""
    if b'"py_type"' in raw:
        raw = renamed(raw, _name)
    page = msgspec.json.decode(raw, type=dict[str, Raw])
    known = [name for name in page if name in _LISTS]
    for name in known:
        items = msgspec.json.decode(page[name], type=list[Raw])
        yield from each(_LISTS[name], items, f"$.{name}")
    if "thread" in page:
        yield from _map_thread(page["thread"], "$.thread")
    elif "record" in page and "author" in page:
        yield from _map_post(Raw(raw), "$")
    elif "post" in page or "notFound" in page or "blocked" in page:
        yield from _map_thread(Raw(raw), "$")
    elif "did" in page:
        yield from _map_profile(Raw(raw), "$")
    elif not known:
        raise Rejection("schema", "unknown_kind", "$", "it holds no posts and no profiles")


def _name(key: str) -> str:
    """Return the name in the API of a field in a dump of the SDK."""
    return "$type" if key == "py_type" else camel(key)


def _map_thread(raw: Raw, path: str) -> Iterator[Mapped]:
    """Map a post with all above and below it, without recursion: threads run deep."""
    waiting = [(raw, path)]
    while waiting:
        raw, path = waiting.pop()
        try:
            node = msgspec.json.decode(raw, type=Node)
        except Exception as error:
            yield rejected(error, path)
            continue
        if node.not_found or node.blocked:
            yield Ignored("post_not_found" if node.not_found else "post_blocked", path)
            continue
        yield from one(_map_post, node.post, f"{path}.post")
        if node.reason is not None and node.reason.by is not None:
            yield from one(_map_repost, raw, path)
        replies = [(reply, f"{path}.replies[{i}]") for i, reply in enumerate(node.replies or ())]
        waiting += reversed(replies)
        above = [(node.parent, f"{path}.parent")]
        if node.reply is not None:
            for name in ("root", "parent"):
                yield from one(_map_above, getattr(node.reply, name), f"{path}.reply.{name}")
        waiting += [(part, place) for part, place in above if is_there(part)]


def _map_above(raw: Raw, path: str) -> Iterator[Mapped]:
    """Map a post that is answered, which a feed shows as a post or as a note that it is missing."""
    if not is_there(raw):
        return
    node = msgspec.json.decode(raw, type=Node)
    if node.not_found or node.blocked:
        yield Ignored("post_not_found" if node.not_found else "post_blocked", path)
    else:
        yield from _map_post(raw, path)


def _map_post(raw: Raw, path: str) -> Iterator[Mapped]:
    view = msgspec.json.decode(raw, type=PostView)
    kind = msgspec.json.decode(view.record, type=Kind).type
    if kind not in (None, POST):
        raise Rejection("schema", "unknown_kind", "$.record.$type", f"{kind[:60]!r} is no post")
    with inside("$.record"):
        post = post_of(view.uri, view.record, view.indexed_at)
    record = _by(post, view.author)
    record.like_count = view.like_count
    record.reply_count = view.reply_count
    record.repost_count = view.repost_count
    record.quote_count = view.quote_count
    record.bookmark_count = view.bookmark_count
    yield accept(record, path)
    if view.reply_count:
        yield Declared("bluesky", view.uri, view.reply_count)


def _map_repost(raw: Raw, path: str) -> Iterator[Mapped]:
    """Map the repost that put a post into a feed; older responses do not name it."""
    node = msgspec.json.decode(raw, type=Node)
    view = msgspec.json.decode(node.post, type=PostView)
    if node.reason is None or node.reason.by is None:
        return
    if node.reason.uri is None:
        yield Ignored("repost_without_id", f"{path}.reason")
        return
    with inside("$.post.record"):
        record = post_of(view.uri, view.record, view.indexed_at)
    shown = CanonicalRecord(
        platform="bluesky",
        id=node.reason.uri,
        created_at=node.reason.indexed_at,
        kind="repost",
        text=record.text,
        lang=record.lang,
        hashtags=record.hashtags,
        urls=record.urls,
        mentions=record.mentions,
        media=record.media,
        repost_of_id=view.uri,
        repost_of_author_id=owner(view.uri),
    )
    yield accept(_by(shown, node.reason.by), f"{path}.reason")


def _by(record: CanonicalRecord, author: ProfileView) -> CanonicalRecord:
    """Put its author on a post."""
    profile = profile_of(author)
    record.author_id = profile.author_id
    record.author_handle = profile.author_handle
    record.author_name = profile.author_name
    record.author_avatar = profile.author_avatar
    record.author_created_at = profile.author_created_at
    record.author_verified = profile.author_verified
    return record


def _map_profile(raw: Raw, path: str) -> Iterator[Mapped]:
    yield accept(profile_of(msgspec.json.decode(raw, type=ProfileView)), path)


def _map_like(raw: Raw, path: str) -> Iterator[Mapped]:
    yield Ignored("like", path)


_LISTS: dict[str, Callable[[Raw, str], Iterator[Mapped]]] = {
    "posts": _map_post,
    "feed": _map_thread,
    **dict.fromkeys(("profiles", "actors", "followers", "follows", "repostedBy"), _map_profile),
    "likes": _map_like,
}


def _fits(value: dict[str, Any]) -> bool:
    for name in _LISTS:
        items = value.get(name)
        if isinstance(items, list):
            first = items[0] if items else None
            is_like = isinstance(first, dict) and "actor" in first and "indexedAt" in first
            is_account = isinstance(first, dict) and str(first.get("did", "")).startswith("did:")
            is_known = is_like or is_account or _is_view(first)
            return is_known or (first is None and len(value) <= 3)
    thread = value.get("thread")
    return _is_view(thread if isinstance(thread, dict) else value)


def _is_view(value: Any) -> bool:
    """Whether a value is a post, a post in its thread, or a profile."""
    if not isinstance(value, dict):
        return False
    post = value.get("post", value)
    is_post = isinstance(post, dict) and str(post.get("uri", "")).startswith("at://")
    return is_post or (str(value.get("did", "")).startswith("did:") and "handle" in value)


_ANA: dict[str, Any] = {
    "did": "did:plc:ana",
    "handle": "ana.example",
    "displayName": "Ana",
    "avatar": "https://cdn.example/ana",
    "createdAt": "2023-05-01T08:00:00.000Z",
    "verification": {"verifiedStatus": "none"},
}
_BO = {"did": "did:plc:bo", "handle": "bo.example", "displayName": "Bo"}
_ROOT = {"uri": f"at://did:plc:ana/{POST}/3k1", "cid": "bafy1"}
_BLOB = {"$type": "blob", "ref": {"$link": "bafkpicture"}, "mimeType": "image/jpeg", "size": 9}


def _example_post() -> dict[str, Any]:
    return {
        **_ROOT,
        "author": _ANA,
        "record": {
            "$type": POST,
            "createdAt": "2023-09-02T10:00:00.000Z",
            "text": "🫖 Tea for all: example.org/tea #tea @bo.example",
            "langs": ["en"],
            "facets": [
                {
                    "index": {"byteStart": 18, "byteEnd": 33},
                    "features": [
                        {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/tea"}
                    ],
                },
                {
                    "index": {"byteStart": 34, "byteEnd": 38},
                    "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "tea"}],
                },
                {
                    "index": {"byteStart": 39, "byteEnd": 50},
                    "features": [{"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:bo"}],
                },
            ],
            "embed": {"$type": "app.bsky.embed.images", "images": [{"alt": "", "image": _BLOB}]},
        },
        "replyCount": 2,
        "repostCount": 1,
        "likeCount": 5,
        "quoteCount": 1,
        "bookmarkCount": 0,
        "indexedAt": "2023-09-02T10:00:01.000Z",
    }


def _examples() -> tuple[Example, ...]:
    post = _example_post()
    answer = {
        "uri": f"at://did:plc:bo/{POST}/3k2",
        "author": _BO,
        "record": {
            "$type": POST,
            "createdAt": "2023-09-02T10:05:00.000Z",
            "text": "Gladly",
            "reply": {"root": _ROOT, "parent": _ROOT},
            "embed": {"$type": "app.bsky.embed.record", "record": _ROOT},
        },
        "indexedAt": "2023-09-02T10:05:01.000Z",
    }
    gone = {"uri": f"at://did:plc:cy/{POST}/3k3", "notFound": True}
    thread = {"thread": {"post": post, "replies": [{"post": answer, "replies": []}, gone]}}
    reason = {
        "$type": "app.bsky.feed.defs#reasonRepost",
        "by": _BO,
        "uri": "at://did:plc:bo/app.bsky.feed.repost/3k4",
        "indexedAt": "2023-09-02T11:00:00.000Z",
    }
    feed = {"feed": [{"post": post, "reason": reason}], "cursor": "1"}
    counts = {"followersCount": 3, "followsCount": 4, "postsCount": 50, "description": "Gardener"}
    profiles = {"profiles": [_ANA | counts]}
    encode = msgspec.json.encode
    pages = b"".join(encode(page) + b"\n" for page in (thread, feed, profiles))
    dump = {
        "py_type": "app.bsky.feed.defs#postView",
        "uri": answer["uri"],
        "author": {"did": "did:plc:bo", "handle": "bo.example", "display_name": "Bo"},
        "record": {"py_type": POST, "created_at": "2023-09-02T10:05:00.000Z", "text": "Gladly"},
        "indexed_at": "2023-09-02T10:05:01.000Z",
        "like_count": 1,
    }
    return (
        Example("thread.json", msgspec.json.format(encode(thread)), 2),
        Example("pages.jsonl", pages, 5),
        Example("sdk.jsonl", encode(dump) + b"\n", 1),
    )


SPEC = FormatSpec(
    format_id="bluesky",
    platforms=("bluesky",),
    mapper_version="2",
    description="Bluesky API: threads, feeds, searches, posts and profiles, or dumps of its SDK",
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
            "bookmark_count",
            "created_at",
            "hashtags",
            "in_reply_to_author_id",
            "in_reply_to_id",
            "lang",
            "like_count",
            "media",
            "mentions",
            "quote_count",
            "quoted_id",
            "reply_count",
            "repost_count",
            "repost_of_author_id",
            "repost_of_id",
            "root_id",
            "text",
            "urls",
        }
    ),
    never="view counts; posts of accounts that are blocked, deleted or taken down",
    times="ISO 8601 with a zone, as claimed by the writer; when a page was collected is not in it",
    ids="addresses (at://) of posts, DIDs of accounts and mentions",
    markup="plain",
    reference="https://docs.bsky.app/docs/api/at-protocol-xrpc-api",
    probe=record_signature(
        _fits,
        "posts with an address at://, or profiles with a DID and a handle",
        ("did", "handle"),
    ),
    get_examples=_examples,
    map_json=map_json,
)
