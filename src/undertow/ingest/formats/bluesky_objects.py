"""Records and profiles of Bluesky (lexicons ``app.bsky``), as far as they are read.

The time of a record is claimed by the program that wrote it, and is kept as the time of the post.
Where the claim cannot be a time at all, the time at which the network saw the record stands in for
it and is marked as an estimate, so that nobody hides a post by a wrong date. That is never the time
of an observation: names and counts beside a record are those of the day it was asked for.
"""

from __future__ import annotations

import msgspec
from msgspec import UNSET, Raw, Struct, field

from undertow.ingest.formats.values import known_absent
from undertow.ingest.outcomes import Rejection
from undertow.ingest.record import (
    CanonicalRecord,
    Count,
    Id,
    Item,
    Name,
    Precision,
    Profile,
    Text,
    Time,
)
from undertow.ingest.times import parse_time

POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"
_UNKNOWN_HANDLE = "handle.invalid"


class Feature(Struct):
    """What a part of a text refers to: a link, an account or a hashtag."""

    uri: Item | None = None
    did: Id | None = None
    tag: Name | None = None


class Facet(Struct):
    """A part of a text. Where it lies (in bytes of UTF-8) is not needed: features are complete."""

    features: list[Feature] = field(default_factory=list)


class Ref(Struct):
    """A record referred to; in a quote with pictures it lies one level deeper."""

    uri: Item | None = None
    record: Ref | None = None


class Reply(Struct):
    """What a post answers, and the post that opened the thread."""

    parent: Ref
    root: Ref


class BlobLink(Struct):
    """The hash of a file's content, the same whoever posts it."""

    cid: Name | None = field(default=None, name="$link")
    link: Name | None = None


class Blob(Struct):
    """A file."""

    ref: BlobLink | Name | None = None
    cid: Name | None = None


class Picture(Struct):
    """A picture of a post."""

    image: Blob | None = None


class External(Struct):
    """A link shown as a card."""

    uri: Item | None = None


class Embed(Struct):
    """What a post shows below its text."""

    record: Ref | None = None
    images: list[Picture] = field(default_factory=list)
    video: Blob | None = None
    external: External | None = None
    media: Embed | None = None


class PostRecord(Struct, rename="camel"):
    """A post as its author wrote it."""

    created_at: Time
    text: Text | None = None
    langs: list[Name] | None = None
    facets: list[Facet] | None = None
    tags: list[Name] | None = None
    reply: Reply | None = None
    embed: Embed | None = None


class RepostRecord(Struct, rename="camel"):
    """A repost as its author wrote it."""

    created_at: Time
    subject: Ref


class Verification(Struct, rename="camel"):
    """Whether somebody trusted vouches for an account."""

    verified_status: Name | None = None


class ProfileView(Struct, rename="camel"):
    """An account, in as much detail as the place shows."""

    did: Id
    handle: Name | None = None
    display_name: Name | None = None
    description: Text | None = None
    avatar: Item | None = None
    created_at: Time | None = None
    followers_count: Count | None = None
    follows_count: Count | None = None
    posts_count: Count | None = None
    verification: Verification | None = None


def post_of(uri: str, raw: Raw, seen_at: str | None) -> CanonicalRecord:
    """Return what a post record says, without its author.

    Parameters
    ----------
    uri : str
        Address of the record, which is the id of the post.
    raw : Raw
        The record.
    seen_at : str or None
        When the network saw it.
    """
    post = msgspec.json.decode(raw, type=PostRecord)
    created_at, precision = _created(post.created_at, seen_at)
    features = [feature for facet in post.facets or () for feature in facet.features]
    embed = post.embed or Embed()
    parts = [embed, embed.media] if embed.media else [embed]
    links = [feature.uri for feature in features] + [p.external.uri for p in parts if p.external]
    answered = post.reply.parent.uri if post.reply else None
    return CanonicalRecord(
        platform="bluesky",
        id=uri,
        created_at=created_at,
        created_precision=precision,
        kind="reply" if post.reply else None,
        text=post.text,
        lang=post.langs[0] if post.langs else None,
        in_reply_to_id=answered,
        in_reply_to_author_id=owner(answered),
        root_id=post.reply.root.uri if post.reply else None,
        quoted_id=_quoted(embed.record),
        hashtags=[*(f.tag for f in features if f.tag), *(post.tags or ())],
        urls=[link for link in links if link],
        mentions=[feature.did for feature in features if feature.did],
        media=[cid for part in parts for cid in _files(part)],
        known_absent=known_absent(
            in_reply_to_id=UNSET if post.reply else None,
            root_id=UNSET if post.reply else None,
            quoted_id=UNSET if embed.record else None,
        ),
    )


def repost_of(uri: str, raw: Raw, seen_at: str | None) -> CanonicalRecord:
    """Return what a repost record says, without its author."""
    repost = msgspec.json.decode(raw, type=RepostRecord)
    created_at, precision = _created(repost.created_at, seen_at)
    return CanonicalRecord(
        platform="bluesky",
        id=uri,
        created_at=created_at,
        created_precision=precision,
        kind="repost",
        repost_of_id=repost.subject.uri,
        repost_of_author_id=owner(repost.subject.uri),
    )


def profile_of(view: ProfileView) -> Profile:
    """Return the profile of an account."""
    status = view.verification.verified_status if view.verification else None
    return Profile(
        platform="bluesky",
        author_id=view.did,
        author_handle=None if view.handle == _UNKNOWN_HANDLE else view.handle,
        author_name=view.display_name,
        author_description=view.description,
        author_avatar=view.avatar,
        author_created_at=view.created_at,
        author_verified=None if status is None else status == "valid",
        author_followers=view.followers_count,
        author_following=view.follows_count,
        author_posts=view.posts_count,
    )


def owner(uri: str | None) -> str | None:
    """Return whose record an address names; an address by handle does not say for certain."""
    authority = (uri or "").removeprefix("at://").partition("/")[0]
    return authority if authority.startswith("did:") else None


def blob_cid(blob: Blob | None) -> str | None:
    """Return the hash that names a file; older records and the SDK write it in other places."""
    if blob is None:
        return None
    if isinstance(blob.ref, BlobLink):
        return blob.ref.cid or blob.ref.link
    return blob.ref or blob.cid


def _created(claimed: str, seen_at: str | None) -> tuple[str, Precision | None]:
    try:
        parse_time(claimed, "$.createdAt")
    except Rejection:
        if seen_at is None:
            raise
        return seen_at, "estimate"
    return claimed, None


def _quoted(ref: Ref | None) -> str | None:
    """Return the post quoted; lists, feeds and starter packs are shown in the same way."""
    uri = (ref.record.uri if ref.record else ref.uri) if ref else None
    return uri if uri and f"/{POST}/" in uri else None


def _files(embed: Embed) -> list[str]:
    blobs = [*(picture.image for picture in embed.images), embed.video]
    return [cid for cid in map(blob_cid, blobs) if cid]
