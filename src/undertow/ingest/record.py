"""The canonical record: what every format is mapped to, and how it is checked.

A mapper gives a :class:`CanonicalRecord` or a :class:`Profile`; :func:`accept` makes the row of
the table ``records`` of it. An absent field means "not collected", which is never zero.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from undertow.ingest.outcomes import Accepted, Rejection
from undertow.ingest.plain_text import clean
from undertow.ingest.times import parse_time

Id = Annotated[str, Meta(max_length=512)]
Name = Annotated[str, Meta(max_length=2_000)]
Time = Annotated[str, Meta(max_length=64)]
Text = Annotated[str, Meta(max_length=400_000)]
Item = Annotated[str, Meta(max_length=8_000)]
Items = Annotated[list[Item], Meta(max_length=2_000)]
Count = Annotated[int, Meta(ge=0, le=(1 << 63) - 1)]
Platform = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_.-]{0,31}$")]
Kind = Literal["post", "comment", "reply", "repost", "quote"]
Precision = Literal["second", "minute", "hour", "day"]
ProfilePrecision = Literal["second", "minute", "hour", "day", "estimate"]

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,3}")


class CanonicalRecord(msgspec.Struct, kw_only=True, gc=False):
    """A post, comment, reply, repost or quote, with its author as shown beside it."""

    platform: Platform
    id: Id
    created_at: Time
    observed_at: Time | None = None
    author_id: Id | None = None
    author_handle: Name | None = None
    author_name: Name | None = None
    author_description: Text | None = None
    author_created_at: Time | None = None
    author_created_precision: ProfilePrecision | None = None
    author_followers: Count | None = None
    created_precision: Precision | None = None
    kind: Kind | None = None
    text: Text | None = None
    lang: Name | None = None
    in_reply_to_id: Id | None = None
    in_reply_to_author_id: Id | None = None
    root_id: Id | None = None
    repost_of_id: Id | None = None
    repost_of_author_id: Id | None = None
    quoted_id: Id | None = None
    hashtags: Items | None = None
    urls: Items | None = None
    mentions: Items | None = None
    media: Items | None = None
    like_count: Count | None = None
    reply_count: Count | None = None
    repost_count: Count | None = None
    view_count: Count | None = None


class Profile(msgspec.Struct, kw_only=True, gc=False):
    """An account as its profile shows it."""

    platform: Platform
    author_id: Id
    observed_at: Time | None = None
    author_handle: Name | None = None
    author_name: Name | None = None
    author_description: Text | None = None
    author_created_at: Time | None = None
    author_created_precision: ProfilePrecision | None = None
    author_followers: Count | None = None


class MappedRecord(msgspec.Struct, gc=False):
    """A row of the table ``records``, from the column ``observed_at`` on, in column order."""

    record_uid: str
    observed_at: datetime | None
    platform: str
    id: str | None
    author_id: str | None
    author_handle: str | None
    author_name: str | None
    author_description: str | None
    author_created_at: datetime | None
    author_created_precision: str | None
    author_followers: int | None
    created_at: datetime | None
    created_precision: str | None
    created_source: str | None
    kind: str
    text: str | None
    lang: str | None
    in_reply_to_id: str | None
    in_reply_to_author_id: str | None
    root_id: str | None
    repost_of_id: str | None
    repost_of_author_id: str | None
    quoted_id: str | None
    hashtags: list[str] | None
    urls: list[str] | None
    mentions: list[str] | None
    media: list[str] | None
    like_count: int | None
    reply_count: int | None
    repost_count: int | None
    view_count: int | None


def accept(record: CanonicalRecord | Profile, json_path: str = "$") -> Accepted:
    """Check and clean a record.

    Parameters
    ----------
    record : CanonicalRecord or Profile
        Types are as declared; limits are checked where the fields were decoded.
    json_path : str
        Place of the record inside its physical record.

    Returns
    -------
    Accepted
        Ids without surrounding blanks, blank optional fields null, text in Unicode normal form C
        without NUL, times in UTC.

    Raises
    ------
    Rejection
        A required id is blank, an id was destroyed by a spreadsheet, or a time cannot be used.
    """
    if isinstance(record, Profile):
        return Accepted(_profile_row(record), json_path)
    return Accepted(_post_row(record), json_path)


def _post_row(record: CanonicalRecord) -> MappedRecord:
    native_id = _required_id(record.id, "$.id")
    created_at, precision = parse_time(record.created_at, "$.created_at")
    author_created_at, author_precision = _author_created(record)
    return MappedRecord(
        f"{record.platform}:{native_id}",
        _time(record.observed_at, "$.observed_at"),
        record.platform,
        native_id,
        _id(record.author_id, "$.author_id"),
        _handle(record.author_handle),
        _short(record.author_name),
        _text(record.author_description),
        author_created_at,
        author_precision,
        record.author_followers,
        created_at,
        record.created_precision or precision,
        "field",
        record.kind or _kind(record),
        _text(record.text),
        _language(record.lang),
        _id(record.in_reply_to_id, "$.in_reply_to_id"),
        _id(record.in_reply_to_author_id, "$.in_reply_to_author_id"),
        _id(record.root_id, "$.root_id"),
        _id(record.repost_of_id, "$.repost_of_id"),
        _id(record.repost_of_author_id, "$.repost_of_author_id"),
        _id(record.quoted_id, "$.quoted_id"),
        _items(record.hashtags, "#"),
        _items(record.urls),
        _items(record.mentions, "@"),
        _items(record.media),
        record.like_count,
        record.reply_count,
        record.repost_count,
        record.view_count,
    )


def _profile_row(profile: Profile) -> MappedRecord:
    author_id = _required_id(profile.author_id, "$.author_id")
    created_at, precision = _author_created(profile)
    nothing = dict.fromkeys(MappedRecord.__struct_fields__)
    known = {
        "record_uid": f"{profile.platform}:{author_id}",
        "observed_at": _time(profile.observed_at, "$.observed_at"),
        "platform": profile.platform,
        "author_id": author_id,
        "author_handle": _handle(profile.author_handle),
        "author_name": _short(profile.author_name),
        "author_description": _text(profile.author_description),
        "author_created_at": created_at,
        "author_created_precision": precision,
        "author_followers": profile.author_followers,
        "kind": "account",
    }
    return MappedRecord(**(nothing | known))  # type: ignore[arg-type]


def _kind(record: CanonicalRecord) -> str:
    """Return the kind a record without one must have, judged by what it refers to."""
    if record.repost_of_id or record.repost_of_author_id:
        return "repost"
    if record.in_reply_to_id or record.in_reply_to_author_id:
        return "reply"
    return "quote" if record.quoted_id else "post"


def _author_created(record: CanonicalRecord | Profile) -> tuple[datetime | None, str | None]:
    if record.author_created_at is None or not record.author_created_at.strip():
        return None, None
    moment, precision = parse_time(record.author_created_at, "$.author_created_at")
    return moment, record.author_created_precision or precision


def _time(text: str | None, path: str) -> datetime | None:
    return parse_time(text, path)[0] if text and text.strip() else None


def _required_id(value: str, path: str) -> str:
    native_id = _id(value, path)
    if native_id is None:
        raise Rejection("schema", "missing_field", path, "the id is blank")
    return native_id


def _id(value: str | None, path: str) -> str | None:
    """Return a usable id; a blank one is no id, or all such accounts would become one."""
    if value is None:
        return None
    native_id = clean(value).strip()
    if "E+" in native_id and native_id.replace(".", "").replace("E+", "").isdigit():
        raise Rejection(
            "semantic",
            "id_destroyed",
            path,
            f"{native_id!r}: a spreadsheet rounded this id and its last digits are lost",
        )
    return native_id or None


def _short(value: str | None) -> str | None:
    return (clean(value).strip() or None) if value else None


def _handle(value: str | None) -> str | None:
    handle = _short(value)
    return handle.removeprefix("@") or None if handle else None


def _text(value: str | None) -> str | None:
    return clean(value) if value is not None else None


def _items(values: list[str] | None, prefix: str = "") -> list[str] | None:
    """Return the distinct items in the order given, without blanks and without their mark."""
    if not values:
        return values
    items = (clean(value).strip().removeprefix(prefix) for value in values)
    return list(dict.fromkeys(item for item in items if item))


def _language(tag: str | None) -> str | None:
    """Return a language tag (BCP 47); a source may write anything there, and it is printed."""
    return tag if tag and _LANGUAGE_TAG.fullmatch(tag) else None
