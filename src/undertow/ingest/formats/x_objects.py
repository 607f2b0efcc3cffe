"""Objects of the X API v2, as far as they are read; other fields are kept in the evidence."""

from __future__ import annotations

from msgspec import Raw, Struct, field

from undertow.ingest.record import Count, Id, Item, Name, Text, Time

ABSENT = Raw()


class UserMetrics(Struct):
    """Counts of a user."""

    followers_count: Count | None = None
    following_count: Count | None = None
    tweet_count: Count | None = None


NO_USER_METRICS = UserMetrics()


class User(Struct):
    """A user object; deleted and protected users come without an id."""

    id: Id | None = None
    username: Name | None = None
    name: Name | None = None
    created_at: Time | None = None
    description: Text | None = None
    profile_image_url: Item | None = None
    verified: bool | None = None
    protected: bool | None = None
    public_metrics: UserMetrics | None = None


class Link(Struct):
    """A link in a text; one with a media key is the tweet's own picture."""

    url: str | None = None
    expanded_url: str | None = None
    unwound_url: str | None = None
    media_key: str | None = None


class Tag(Struct):
    """A hashtag."""

    tag: str | None = None


class Mention(Struct):
    """A user named in a text."""

    username: str | None = None


class Entities(Struct):
    """What a text refers to."""

    urls: list[Link] = field(default_factory=list)
    hashtags: list[Tag] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)


class Note(Struct):
    """The whole of a text longer than 280 characters."""

    text: Text | None = None
    entities: Entities | None = None


class MediaItem(Struct):
    """A picture or video."""

    media_key: str | None = None
    url: str | None = None
    preview_image_url: str | None = None


class Attachments(Struct):
    """Keys of media, and in flattened tweets the media themselves."""

    media_keys: list[str] = field(default_factory=list)
    media: list[MediaItem] = field(default_factory=list)


class TweetMetrics(Struct):
    """Counts of a tweet."""

    retweet_count: Count | None = None
    reply_count: Count | None = None
    like_count: Count | None = None
    quote_count: Count | None = None
    bookmark_count: Count | None = None
    impression_count: Count | None = None


NO_METRICS = TweetMetrics()


class Reference(Struct):
    """Another tweet this one replies to, quotes or reposts."""

    type: str
    id: Id


class Twarc(Struct):
    """What twarc notes about a request."""

    retrieved_at: Time | None = None
    url: str | None = None


class Tweet(Struct):
    """A tweet object, flattened or not; what only other objects have tells them apart."""

    id: Id
    created_at: Time | None = None
    text: Text | None = None
    author_id: Id | None = None
    conversation_id: Id | None = None
    in_reply_to_user_id: Id | None = None
    lang: Name | None = None
    source: Name | None = None
    referenced_tweets: list[Raw] = field(default_factory=list)
    entities: Entities | None = None
    note_tweet: Note | None = None
    attachments: Attachments | None = None
    public_metrics: TweetMetrics | None = None
    edit_history_tweet_ids: list[Id] | None = None
    author: User | None = None
    username: Raw = ABSENT
    owner_id: Raw = ABSENT
    dm_conversation_id: Raw = ABSENT
    in_reply_to_user: Raw = ABSENT
    twarc: Twarc | None = field(default=None, name="__twarc")


class Includes(Struct):
    """Objects delivered beside the tweets asked for."""

    users: list[Raw] = field(default_factory=list)
    tweets: list[Raw] = field(default_factory=list)
    media: list[Raw] = field(default_factory=list)


class Problem(Struct):
    """An object that was asked for and not given."""

    resource_type: str | None = None
    resource_id: Id | None = None
    detail: str | None = None


class Envelope(Struct):
    """A page (``data`` and company), a flattened tweet (``id``), or a notice (``action``)."""

    data: Raw = ABSENT
    includes: Includes | None = None
    errors: list[Raw] = field(default_factory=list)
    meta: Raw = ABSENT
    id: Raw = ABSENT
    action: Raw = ABSENT
    twarc: Twarc | None = field(default=None, name="__twarc")
