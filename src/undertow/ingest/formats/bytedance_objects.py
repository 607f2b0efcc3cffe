"""Objects that the web programs of TikTok and Douyin have in common, as far as they are read."""

from __future__ import annotations

from msgspec import Struct, field

from undertow.ingest.formats.values import NumberId, WholeNumber, id_text, whole_number
from undertow.ingest.record import Item, Name, Text
from undertow.ingest.times import epoch_text


class Address(Struct):
    """Where a file lies, for some hours; the first address is enough."""

    url_list: list[Item] = field(default_factory=list)

    @property
    def first(self) -> str | None:
        """The first address, if there is one."""
        return self.url_list[0] if self.url_list else None


class User(Struct):
    """Who posted or commented."""

    uid: NumberId | None = None
    unique_id: Name | None = None
    nickname: Name | None = None
    signature: Text | None = None
    avatar_thumb: Address | None = None
    follower_count: WholeNumber | None = None


class Extra(Struct):
    """A part of a text: a hashtag or an account."""

    hashtag_name: Name | None = None
    user_id: NumberId | None = None
    sec_uid: Name | None = None


def hashtags_of(extras: list[Extra] | None) -> list[str] | None:
    """Return the hashtags of a text."""
    return None if extras is None else [e.hashtag_name for e in extras if e.hashtag_name]


def mentions_of(extras: list[Extra] | None) -> list[str] | None:
    """Return the accounts named in a text: their numbers, else what their addresses show."""
    if extras is None:
        return None
    named = (id_text(extra.user_id) or extra.sec_uid for extra in extras)
    return [name for name in named if name]


def created_text(seconds: int | str | None, path: str) -> str | None:
    """Return seconds since 1970, written as a number or digits, as a time."""
    value = whole_number(seconds, path)
    return None if value is None else epoch_text(value, path)


def language(code: str | None) -> str | None:
    """Return the language a text was taken for; ``un`` says that it could not be told."""
    return None if code in (None, "", "un") else code
