"""The canonical record: what every format is mapped to, and how it is checked.

A mapper gives a :class:`CanonicalRecord`, a :class:`Profile` or a :class:`Removal`;
:func:`accept` makes the row of the table ``records`` of it. A field is in one of three states: it
has a value; it is named in ``known_absent``, because the source shows that there is none; or it
was not collected, which is never zero.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from undertow.ingest.fields import (
    distinct_items,
    handle,
    is_named,
    language_tag,
    long_text,
    platform_name,
    required_id,
    short_text,
    time,
    usable_id,
)
from undertow.ingest.id_times import post_time
from undertow.ingest.outcomes import Accepted, Rejection
from undertow.ingest.times import parse_time

Id = Annotated[str, Meta(max_length=512)]
Name = Annotated[str, Meta(max_length=2_000)]
Time = Annotated[str, Meta(max_length=64)]
Text = Annotated[str, Meta(max_length=400_000)]
Item = Annotated[str, Meta(max_length=8_000)]
Items = Annotated[list[Item], Meta(max_length=2_000)]
Count = Annotated[int, Meta(ge=0, le=(1 << 63) - 1)]
Kind = Literal["post", "comment", "reply", "repost", "quote"]
Precision = Literal["second", "minute", "hour", "day", "estimate"]
AccountStatus = Literal["active", "suspended", "deleted", "protected"]


class AuthorFields(msgspec.Struct, kw_only=True, gc=False):
    """What a source says of an account, beside a post of it or on its own."""

    platform: str
    observed_at: Time | None = None
    author_handle: Name | None = None
    author_name: Name | None = None
    author_description: Text | None = None
    author_url: Item | None = None
    author_avatar: Item | None = None
    author_language: Name | None = None
    author_created_at: Time | None = None
    author_created_precision: Precision | None = None
    author_verified: bool | None = None
    author_status: AccountStatus | None = None
    author_followers: Count | None = None
    author_following: Count | None = None
    author_posts: Count | None = None
    known_absent: Items | None = None


class CanonicalRecord(AuthorFields, kw_only=True, gc=False):
    """A post, comment, reply, repost or quote, with its author as shown beside it."""

    id: Id
    created_at: Time | None = None
    created_precision: Precision | None = None
    author_id: Id | None = None
    kind: Kind | None = None
    text: Text | None = None
    text_truncated: bool | None = None
    lang: Name | None = None
    url: Item | None = None
    in_reply_to_id: Id | None = None
    in_reply_to_author_id: Id | None = None
    root_id: Id | None = None
    page_id: Id | None = None
    repost_of_id: Id | None = None
    repost_of_author_id: Id | None = None
    quoted_id: Id | None = None
    hashtags: Items | None = None
    urls: Items | None = None
    mentions: Items | None = None
    media: Items | None = None
    edited_at: Time | None = None
    deleted_at: Time | None = None
    client_app: Name | None = None
    is_ad: bool | None = None
    like_count: Count | None = None
    reply_count: Count | None = None
    repost_count: Count | None = None
    quote_count: Count | None = None
    view_count: Count | None = None
    bookmark_count: Count | None = None
    reaction_count: Count | None = None


class Profile(AuthorFields, kw_only=True, gc=False):
    """An account as its profile shows it."""

    author_id: Id


class Removal(msgspec.Struct, kw_only=True, gc=False):
    """A notice that a post is gone; it says nothing else about the post."""

    platform: str
    id: Id
    deleted_at: Time
    author_id: Id | None = None
    observed_at: Time | None = None


class MappedRecord(msgspec.Struct, gc=False):
    """A row of the table ``records``, from the column ``record_uid`` on."""

    record_uid: str
    platform: str
    kind: str
    observed_at: datetime | None = None
    id: str | None = None
    author_id: str | None = None
    author_handle: str | None = None
    author_name: str | None = None
    author_description: str | None = None
    author_url: str | None = None
    author_avatar: str | None = None
    author_language: str | None = None
    author_created_at: datetime | None = None
    author_created_precision: str | None = None
    author_verified: bool | None = None
    author_status: str | None = None
    author_followers: int | None = None
    author_following: int | None = None
    author_posts: int | None = None
    created_at: datetime | None = None
    created_precision: str | None = None
    created_source: str | None = None
    text: str | None = None
    text_truncated: bool | None = None
    lang: str | None = None
    url: str | None = None
    in_reply_to_id: str | None = None
    in_reply_to_author_id: str | None = None
    root_id: str | None = None
    page_id: str | None = None
    repost_of_id: str | None = None
    repost_of_author_id: str | None = None
    quoted_id: str | None = None
    hashtags: list[str] | None = None
    urls: list[str] | None = None
    mentions: list[str] | None = None
    media: list[str] | None = None
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    client_app: str | None = None
    is_ad: bool | None = None
    like_count: int | None = None
    reply_count: int | None = None
    repost_count: int | None = None
    quote_count: int | None = None
    view_count: int | None = None
    bookmark_count: int | None = None
    reaction_count: int | None = None
    known_absent: list[str] | None = None


_ALWAYS = frozenset(
    {"platform", "id", "kind", "created_precision", "author_created_precision", "known_absent"}
)
FIELDS = tuple(name for name in CanonicalRecord.__struct_fields__ if name not in _ALWAYS)
"""Every field that a source may or may not give, in the order of the documentation."""

_NAMES = frozenset(FIELDS)


def accept(record: CanonicalRecord | Profile | Removal, json_path: str = "$") -> Accepted:
    """Check and clean a record.

    Parameters
    ----------
    record : CanonicalRecord, Profile or Removal
        Types are as declared; limits are checked where the fields were decoded.
    json_path : str
        Place of the record inside its physical record.

    Returns
    -------
    Accepted
        Ids without surrounding blanks, blank optional fields null, text in Unicode normal form C
        without NUL, times in UTC. A post without a time has that of its id, where its platform
        writes one into ids.

    Raises
    ------
    Rejection
        A required id is blank, an id was destroyed by a spreadsheet, a time cannot be used, or
        there is none.
    """
    if isinstance(record, CanonicalRecord):
        return Accepted(_post_row(record), json_path)
    if isinstance(record, Profile):
        return Accepted(_profile_row(record), json_path)
    return Accepted(_removal_row(record), json_path)


def _post_row(record: CanonicalRecord) -> MappedRecord:
    platform = platform_name(record.platform)
    native_id = required_id(record.id, "$.id")
    kind = record.kind or kind_of(record)
    created_at, precision, source = created(record, native_id, kind)
    author_created_at, author_precision = author_created(record)
    # By position, in the order of the struct: this is the hottest line of an import.
    row = MappedRecord(
        f"{platform}:{native_id}",
        platform,
        kind,
        time(record.observed_at, "$.observed_at"),
        native_id,
        usable_id(record.author_id, "$.author_id"),
        handle(record.author_handle),
        short_text(record.author_name),
        long_text(record.author_description),
        short_text(record.author_url),
        short_text(record.author_avatar),
        language_tag(record.author_language),
        author_created_at,
        author_precision,
        record.author_verified,
        record.author_status,
        record.author_followers,
        record.author_following,
        record.author_posts,
        created_at,
        precision,
        source,
        long_text(record.text),
        record.text_truncated,
        language_tag(record.lang),
        short_text(record.url),
        usable_id(record.in_reply_to_id, "$.in_reply_to_id"),
        usable_id(record.in_reply_to_author_id, "$.in_reply_to_author_id"),
        usable_id(record.root_id, "$.root_id"),
        usable_id(record.page_id, "$.page_id"),
        usable_id(record.repost_of_id, "$.repost_of_id"),
        usable_id(record.repost_of_author_id, "$.repost_of_author_id"),
        usable_id(record.quoted_id, "$.quoted_id"),
        distinct_items(record.hashtags, "#"),
        distinct_items(record.urls, ""),
        distinct_items(record.mentions, "@"),
        distinct_items(record.media, ""),
        time(record.edited_at, "$.edited_at"),
        time(record.deleted_at, "$.deleted_at"),
        short_text(record.client_app),
        record.is_ad,
        record.like_count,
        record.reply_count,
        record.repost_count,
        record.quote_count,
        record.view_count,
        record.bookmark_count,
        record.reaction_count,
    )
    if record.known_absent:
        row.known_absent = _known_absent(record.known_absent, row)
    return row


def _profile_row(profile: Profile) -> MappedRecord:
    author_id = required_id(profile.author_id, "$.author_id")
    created_at, precision = author_created(profile)
    row = MappedRecord(
        record_uid=f"{platform_name(profile.platform)}:{author_id}",
        platform=profile.platform,
        kind="account",
        observed_at=time(profile.observed_at, "$.observed_at"),
        author_id=author_id,
        author_handle=handle(profile.author_handle),
        author_name=short_text(profile.author_name),
        author_description=long_text(profile.author_description),
        author_url=short_text(profile.author_url),
        author_avatar=short_text(profile.author_avatar),
        author_language=language_tag(profile.author_language),
        author_created_at=created_at,
        author_created_precision=precision,
        author_verified=profile.author_verified,
        author_status=profile.author_status,
        author_followers=profile.author_followers,
        author_following=profile.author_following,
        author_posts=profile.author_posts,
    )
    if profile.known_absent:
        row.known_absent = _known_absent(profile.known_absent, row)
    return row


def _removal_row(notice: Removal) -> MappedRecord:
    native_id = required_id(notice.id, "$.id")
    return MappedRecord(
        record_uid=f"{platform_name(notice.platform)}:{native_id}",
        platform=notice.platform,
        kind="removal",
        id=native_id,
        author_id=usable_id(notice.author_id, "$.author_id"),
        observed_at=time(notice.observed_at, "$.observed_at"),
        deleted_at=time(notice.deleted_at, "$.deleted_at"),
    )


def _known_absent(names: list[str], row: MappedRecord) -> list[str]:
    """Return the fields that have no value indeed; the others are the word against the data."""
    unknown = sorted(set(names) - _NAMES)
    if unknown:
        raise Rejection(
            "schema", "bad_value", "$.known_absent", f"{unknown[0][:40]!r} is not a field"
        )
    return sorted(name for name in set(names) if not getattr(row, name))


def created(record: CanonicalRecord, native_id: str, kind: str) -> tuple[datetime, str, str]:
    """Return when a post was made, how exact that is, and whether a field or the id says so."""
    if record.created_at is not None and record.created_at.strip():
        moment, precision = parse_time(record.created_at, "$.created_at")
        return moment, record.created_precision or precision, "field"
    derived = post_time(record.platform, native_id, kind)
    if derived is None:
        raise Rejection(
            "schema",
            "missing_field",
            "$.created_at",
            f"there is no time, and ids of {record.platform} do not tell it",
        )
    return derived, "second", "id_derived"


def kind_of(record: CanonicalRecord) -> str:
    """Return the kind a record without one must have, judged by what it refers to."""
    if is_named(record.repost_of_id) or is_named(record.repost_of_author_id):
        return "repost"
    if is_named(record.in_reply_to_id) or is_named(record.in_reply_to_author_id):
        return "reply"
    return "quote" if is_named(record.quoted_id) else "post"


def author_created(record: AuthorFields) -> tuple[datetime | None, str | None]:
    """Return when an account was made, and how exact that is."""
    if record.author_created_at is None or not record.author_created_at.strip():
        return None, None
    moment, precision = parse_time(record.author_created_at, "$.author_created_at")
    return moment, record.author_created_precision or precision
