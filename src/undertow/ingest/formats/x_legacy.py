"""Tweets and users as the X API v1.1 writes them; archives and the web pages of X still do.

Numbers in ``id`` fields lose digits in many programs, so only the ids written as text are read.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import UNSET, Raw, Struct, UnsetType, field

from undertow.ingest.formats.values import WholeNumber, known_absent, whole_number
from undertow.ingest.outcomes import Rejection
from undertow.ingest.plain_text import html_to_text, unescape_once
from undertow.ingest.record import AccountStatus, CanonicalRecord, Count, Id, Item, Name, Text
from undertow.ingest.times import named_month_text

ABSENT = Raw()
_Reference: TypeAlias = Id | UnsetType | None


class LegacyUser(Struct):
    """A user; the web pages of X sometimes deliver it empty."""

    id_str: Id | None = None
    screen_name: Name | None = None
    name: Name | None = None
    description: Text | None = None
    created_at: Name | None = None
    profile_image_url_https: Item | None = None
    lang: Name | None = None
    verified: bool | None = None
    protected: bool | None = None
    followers_count: Count | None = None
    friends_count: Count | None = None
    statuses_count: Count | None = None


class LegacyLink(Struct):
    """A link in a text."""

    expanded_url: Item | None = None
    url: Item | None = None


class LegacyTag(Struct):
    """A hashtag."""

    text: Item | None = None


class LegacyMention(Struct):
    """A user named in a text."""

    screen_name: Item | None = None
    id_str: Id | None = None


class LegacyMedium(Struct):
    """A picture or video."""

    media_url_https: Item | None = None


class LegacyEntities(Struct):
    """What a text refers to."""

    urls: list[LegacyLink] = field(default_factory=list)
    hashtags: list[LegacyTag] = field(default_factory=list)
    user_mentions: list[LegacyMention] = field(default_factory=list)
    media: list[LegacyMedium] = field(default_factory=list)


class ExtendedTweet(Struct):
    """The whole of a text that streams cut to 140 characters."""

    full_text: Text | None = None
    entities: LegacyEntities | None = None
    extended_entities: LegacyEntities | None = None


class LegacyTweet(Struct):
    """A tweet; the text is in the first of three places that has it."""

    id_str: Id | None = None
    created_at: Name | None = None
    full_text: Text | None = None
    text: Text | None = None
    truncated: bool | None = None
    extended_tweet: ExtendedTweet | None = None
    entities: LegacyEntities | None = None
    extended_entities: LegacyEntities | None = None
    user: LegacyUser | None = None
    user_id_str: Id | None = None
    in_reply_to_status_id_str: _Reference = UNSET
    in_reply_to_user_id_str: _Reference = UNSET
    quoted_status_id_str: Id | None = None
    is_quote_status: bool | None = None
    conversation_id_str: Id | None = None
    retweeted_status: Raw = ABSENT
    quoted_status: Raw = ABSENT
    lang: Name | None = None
    source: Item | None = None
    favorite_count: WholeNumber | None = None
    retweet_count: WholeNumber | None = None
    reply_count: WholeNumber | None = None
    quote_count: WholeNumber | None = None
    bookmark_count: WholeNumber | None = None
    deleted_at: Name | None = None


NOBODY = LegacyUser()


def legacy_record(
    tweet: LegacyTweet, author: LegacyUser, original: LegacyTweet | None = None
) -> CanonicalRecord:
    """Return the canonical record of a tweet.

    Parameters
    ----------
    tweet : LegacyTweet
        The tweet.
    author : LegacyUser
        Its author; empty when not delivered.
    original : LegacyTweet or None
        The tweet reposted; its text is shown whole, while that of the repost is cut.

    Raises
    ------
    Rejection
        The id as text is missing, or a time or count is none.
    """
    if tweet.id_str is None:
        raise Rejection("schema", "missing_field", "$.id_str", "the id as text is missing")
    record = CanonicalRecord(
        platform="x",
        id=tweet.id_str,
        created_at=legacy_time(tweet.created_at, "$.created_at"),
        author_id=author.id_str or tweet.user_id_str,
        lang=tweet.lang,
        in_reply_to_id=tweet.in_reply_to_status_id_str or None,
        in_reply_to_author_id=tweet.in_reply_to_user_id_str or None,
        root_id=tweet.conversation_id_str if tweet.conversation_id_str != tweet.id_str else None,
        quoted_id=tweet.quoted_status_id_str,
        client_app=html_to_text(tweet.source) if tweet.source else None,
        deleted_at=legacy_time(tweet.deleted_at, "$.deleted_at"),
        known_absent=_absent(tweet),
    )
    _put_author(record, author)
    _put_text(record, original or tweet)
    if original is None:
        _put_counts(record, tweet)
    else:
        record.kind = "repost"
        record.repost_of_id = original.id_str
        record.repost_of_author_id = (original.user or NOBODY).id_str or original.user_id_str
    return record


def legacy_time(text: str | None, path: str) -> str | None:
    """Return a time as ISO 8601; archives write some of them so already."""
    return text if not text or text[:1].isdigit() else named_month_text(text, path)


def legacy_status(user: LegacyUser) -> AccountStatus | None:
    """Return what a delivered user shows of its status."""
    if user.protected is None:
        return None
    return "protected" if user.protected else "active"


def _put_author(record: CanonicalRecord, user: LegacyUser) -> None:
    record.author_handle = user.screen_name
    record.author_name = user.name
    record.author_description = (
        None if user.description is None else unescape_once(user.description)
    )
    record.author_created_at = legacy_time(user.created_at, "$.user.created_at")
    record.author_avatar = user.profile_image_url_https
    record.author_language = user.lang
    record.author_verified = user.verified
    record.author_status = legacy_status(user)
    record.author_followers = user.followers_count
    record.author_following = user.friends_count
    record.author_posts = user.statuses_count


def _put_text(record: CanonicalRecord, shown: LegacyTweet) -> None:
    """Put the text shown on a record, with what it refers to."""
    whole = shown.extended_tweet or ExtendedTweet()
    text = whole.full_text or shown.full_text
    record.text_truncated = shown.truncated if text is None else False
    text = shown.text if text is None else text
    record.text = None if text is None else unescape_once(text)
    entities = whole.entities or shown.entities
    if entities is None:
        return
    record.hashtags = [tag.text for tag in entities.hashtags if tag.text]
    record.mentions = [user.screen_name for user in entities.user_mentions if user.screen_name]
    links = (link.expanded_url or link.url for link in entities.urls)
    record.urls = [link for link in links if link]
    # The first list of media holds only the first of several pictures.
    pictures = whole.extended_entities or shown.extended_entities or entities
    record.media = [medium.media_url_https for medium in pictures.media if medium.media_url_https]


def _put_counts(record: CanonicalRecord, tweet: LegacyTweet) -> None:
    """Put the counts on a record; those shown on a repost belong to the original."""
    record.like_count = whole_number(tweet.favorite_count, "$.favorite_count")
    record.repost_count = whole_number(tweet.retweet_count, "$.retweet_count")
    record.reply_count = whole_number(tweet.reply_count, "$.reply_count")
    record.quote_count = whole_number(tweet.quote_count, "$.quote_count")
    record.bookmark_count = whole_number(tweet.bookmark_count, "$.bookmark_count")


def _absent(tweet: LegacyTweet) -> list[str]:
    """Name what a tweet says it has not: a null is written, and a thread begins with its id."""
    absent = known_absent(
        in_reply_to_id=tweet.in_reply_to_status_id_str,
        in_reply_to_author_id=tweet.in_reply_to_user_id_str,
    )
    if tweet.conversation_id_str is not None and tweet.conversation_id_str == tweet.id_str:
        absent += ["in_reply_to_id", "root_id"]
    if tweet.is_quote_status is False:
        absent.append("quoted_id")
    return absent
