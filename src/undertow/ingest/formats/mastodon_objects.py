"""Objects of the Mastodon API, which Truth Social shares, as far as they are read.

Fields: https://docs.joinmastodon.org/entities/Status, /Account; what Truth Social adds is said so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType, field

from undertow.ingest.formats.pages import ABSENT, is_there
from undertow.ingest.formats.values import known_absent
from undertow.ingest.plain_text import find_urls, html_links, html_to_text
from undertow.ingest.record import (
    AuthorFields,
    CanonicalRecord,
    Id,
    Item,
    Name,
    Profile,
    Text,
    Time,
)
from undertow.ingest.sample import Sample

TRUTH_SOCIAL = "https://truthsocial.com/"
ShownCount = Annotated[int, Meta(ge=-(1 << 63), le=(1 << 63) - 1)]
"""A count; a negative one is shown where it is hidden (glitch-soc) or unknown: not collected."""
_TRUTH_URI = re.compile(f'"uri"\\s*:\\s*"{re.escape(TRUTH_SOCIAL)}')


class Account(Struct):
    """An account. ``id`` is that of the server asked, ``url`` the same on every server."""

    id: Id
    username: Name | None = None
    acct: Name | None = None
    url: Item | None = None
    display_name: Name | None = None
    note: Text | None = None
    created_at: Time | None = None
    avatar: Item | None = None
    followers_count: ShownCount | None = None
    following_count: ShownCount | None = None
    statuses_count: ShownCount | None = None
    suspended: bool = False
    verified: bool | None = None  # Truth Social

    def __post_init__(self) -> None:
        self.followers_count = _collected(self.followers_count)
        self.following_count = _collected(self.following_count)
        self.statuses_count = _collected(self.statuses_count)


class Mention(Struct):
    """An account named in a text."""

    id: Id | None = None
    acct: Name | None = None
    url: Item | None = None


class Tag(Struct):
    """A hashtag."""

    name: Name | None = None


class Attachment(Struct):
    """A picture, video or sound."""

    url: Item | None = None
    remote_url: Item | None = None


class Application(Struct):
    """The program a post was sent with."""

    name: Name | None = None


class Quote(Struct):
    """What a post quotes: in full, by its id, or, on Truth Social, the post itself."""

    quoted_status: Raw = ABSENT
    quoted_status_id: Id | None = None
    account: Raw = ABSENT


class Status(Struct):
    """A post or repost."""

    id: Id
    account: Account
    created_at: Time
    uri: Item | None = None
    url: Item | None = None
    edited_at: Time | UnsetType | None = UNSET
    content: Text | None = None
    spoiler_text: Text | None = None
    language: Name | None = None
    in_reply_to_id: Id | UnsetType | None = UNSET
    in_reply_to_account_id: Id | None = None
    reblog: Raw = ABSENT
    quote: Raw = ABSENT
    quote_id: Id | None = None  # Truth Social
    in_reply_to: Raw = ABSENT  # Truth Social: the post answered
    mentions: list[Mention] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    media_attachments: list[Attachment] = field(default_factory=list)
    application: Application | None = None
    replies_count: ShownCount | None = None
    reblogs_count: ShownCount | None = None
    favourites_count: ShownCount | None = None
    quotes_count: ShownCount | None = None
    sponsored: bool | None = None  # Truth Social

    def __post_init__(self) -> None:
        self.replies_count = _collected(self.replies_count)
        self.reblogs_count = _collected(self.reblogs_count)
        self.favourites_count = _collected(self.favourites_count)
        self.quotes_count = _collected(self.quotes_count)


class Identity(Struct, kw_only=True):
    """Who and what a post is and refers to, in the ids of the format."""

    platform: str
    id: str
    author_id: str | None = None
    author_handle: str | None = None
    in_reply_to_id: str | None = None
    in_reply_to_author_id: str | None = None
    root_id: str | None = None
    repost_of_id: str | None = None
    repost_of_author_id: str | None = None
    quoted_id: str | None = None
    mentions: list[str] = field(default_factory=list)


def is_truth_social(value: dict[str, Any]) -> bool:
    """Whether a decoded post or account is of Truth Social, whose objects are the same."""
    address = value.get("url") or value.get("uri")
    return isinstance(address, str) and address.startswith(TRUTH_SOCIAL)


def names_truth_social(sample: Sample) -> bool:
    """Whether posts in the beginning of a document too long to decode are of Truth Social."""
    return _TRUTH_URI.search(sample.head) is not None


def inner_posts(status: Status) -> Iterator[tuple[str, Raw]]:
    """Yield the posts delivered inside a post, with their place in it."""
    if is_there(status.reblog):
        yield ".reblog", status.reblog
    if is_there(status.in_reply_to):
        yield ".in_reply_to", status.in_reply_to
    if is_there(status.quote):
        quote = msgspec.json.decode(status.quote, type=Quote)
        if is_there(quote.quoted_status):
            yield ".quote.quoted_status", quote.quoted_status
        elif is_there(quote.account):
            yield ".quote", status.quote


def record_of(
    status: Status, shown: Status, names: Identity, *, is_html: bool = True
) -> CanonicalRecord:
    """Return the record of a post.

    Parameters
    ----------
    status : Status
        The post or repost.
    shown : Status
        The post itself, or that which a repost shows: its text and links.
    names : Identity
        Ids, as the format has them.
    is_html : bool
        Whether the content is markup, or text already.
    """
    text, urls = _content(shown, is_html)
    account = status.account
    is_repost = names.repost_of_id is not None
    # A repost carries counts that are not its own.
    counted = Status(id="", account=account, created_at="") if is_repost else status
    return CanonicalRecord(
        id=names.id,
        created_at=status.created_at,
        edited_at=status.edited_at or None,
        author_id=names.author_id,
        **_author(account, names.platform, names.author_handle),
        kind="repost" if is_repost else "reply" if status.in_reply_to_id else None,
        text=text,
        lang=shown.language,
        url=status.url,
        in_reply_to_id=names.in_reply_to_id,
        in_reply_to_author_id=names.in_reply_to_author_id,
        root_id=names.root_id,
        repost_of_id=names.repost_of_id,
        repost_of_author_id=names.repost_of_author_id,
        quoted_id=names.quoted_id,
        hashtags=[tag.name for tag in shown.tags if tag.name],
        urls=urls,
        mentions=names.mentions,
        media=[item.remote_url or item.url or "" for item in shown.media_attachments],
        client_app=status.application.name if status.application else None,
        is_ad=status.sponsored,
        like_count=counted.favourites_count,
        reply_count=counted.replies_count,
        repost_count=counted.reblogs_count,
        quote_count=counted.quotes_count,
        known_absent=known_absent(
            in_reply_to_id=status.in_reply_to_id,
            edited_at=status.edited_at,
            repost_of_id=None if bytes(status.reblog) == b"null" else UNSET,
            quoted_id=None if bytes(status.quote) == b"null" else UNSET,
        ),
    )


def profile_of(account: Account, platform: str, author_id: str, handle: str | None) -> Profile:
    """Return the profile of an account."""
    return Profile(author_id=author_id, **_author(account, platform, handle))


def _author(account: Account, platform: str, handle: str | None) -> dict[str, Any]:
    """Return what is said of an account, which posts and profiles say alike."""
    author = AuthorFields(
        platform=platform,
        author_handle=handle,
        author_name=account.display_name,
        author_description=_note(account),
        author_url=account.url,
        author_avatar=account.avatar,
        author_created_at=account.created_at,
        author_created_precision="day" if _is_day(account.created_at) else None,
        author_verified=account.verified,
        author_status="suspended" if account.suspended else None,
        author_followers=account.followers_count,
        author_following=account.following_count,
        author_posts=account.statuses_count,
    )
    fields = msgspec.structs.asdict(author)
    del fields["known_absent"]
    return fields


def _content(status: Status, is_html: bool) -> tuple[str | None, list[str] | None]:
    """Return the text, below its content warning, and the links."""
    if status.content is None:
        return None, None
    text = html_to_text(status.content) if is_html else status.content
    urls = html_links(status.content) if is_html else find_urls(text)
    return (f"{status.spoiler_text}\n\n{text}" if status.spoiler_text else text), urls


def _collected(count: int | None) -> int | None:
    return None if count is None or count < 0 else count


def _note(account: Account) -> str | None:
    return None if account.note is None else html_to_text(account.note)


def _is_day(created_at: str | None) -> bool:
    """Whether a time is midnight, which is how the day of an account's making is written."""
    return created_at is not None and "T00:00:00" in created_at
