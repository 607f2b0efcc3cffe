"""Format ``telegram-telethon``: messages as Telethon gives them, one JSON object a line.

A message as a dictionary, with ``_`` or, in files of tools that build on it, ``_type`` for its
kind, and often the sender and the chat beside it (``_sender``, ``_chat``). Times are written as
seconds since 1970 or as ISO 8601 with a zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct, field

from undertow.ingest.formats.signature import record_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.formats.telegram_objects import ID_NOTE, PLATFORM, post_id
from undertow.ingest.formats.values import whole_number
from undertow.ingest.outcomes import Declared, Ignored, Mapped, Rejection
from undertow.ingest.plain_text import find_hashtags, find_urls
from undertow.ingest.record import CanonicalRecord, Count, Item, Name, Text, accept
from undertow.ingest.times import epoch_text

_KINDS = {"Message": True, "MessageService": False, "MessageEmpty": False}


class Peer(Struct):
    """A person, a group or a channel, by the one of its ids that is set."""

    user_id: int | None = None
    chat_id: int | None = None
    channel_id: int | None = None

    @property
    def number(self) -> int | None:
        """Its number among its kind."""
        ids = (self.user_id, self.chat_id, self.channel_id)
        return next((number for number in ids if number is not None), None)

    @property
    def uid(self) -> str | None:
        """Its id among all: what it is, and its number."""
        if self.number is None:
            return None
        kind = "user" if self.user_id is not None else "chat" if self.chat_id is not None else ""
        return f"{kind or 'channel'}{self.number}"


class Party(Struct):
    """What is said of a sender or a chat."""

    id: int | None = None
    username: Name | None = None
    title: Name | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    verified: bool | None = None

    @property
    def name(self) -> str | None:
        """Name as shown."""
        names = (self.first_name, self.last_name)
        return self.title or " ".join(name for name in names if name) or None


class Forward(Struct):
    """Where a forwarded message came from."""

    from_id: Peer | None = None
    channel_post: int | None = None


class Answered(Struct):
    """Which message is answered, and which one opened the thread."""

    reply_to_msg_id: int | None = None
    reply_to_top_id: int | None = None
    reply_to_peer_id: Peer | None = None


class Entity(Struct):
    """A part of a text, in UTF-16 units, that is more than text."""

    offset: int
    length: int
    kind: str | None = field(default=None, name="_")
    type: str | None = field(default=None, name="_type")
    url: Item | None = None


class Replies(Struct):
    """How many answers a message has; comments of a channel are in another chat."""

    replies: Count
    comments: bool | None = None


class Reaction(Struct):
    """How often one reaction was given."""

    count: Count


class Reactions(Struct):
    """All reactions."""

    results: list[Reaction]


class Message(Struct):
    """A message."""

    id: int
    kind: str | None = field(default=None, name="_")
    type: str | None = field(default=None, name="_type")
    date: float | str | None = None
    edit_date: float | str | None = None
    message: Text | None = None
    post: bool | None = None
    peer_id: Peer | None = None
    from_id: Peer | None = None
    fwd_from: Forward | None = None
    reply_to: Answered | None = None
    entities: list[Entity] | None = None
    views: Count | None = None
    forwards: Count | None = None
    replies: Replies | None = None
    reactions: Reactions | None = None
    sender: Party | None = field(default=None, name="_sender")
    chat: Party | None = field(default=None, name="_chat")


_decode = msgspec.json.Decoder(Message).decode


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one message."""
    message = _decode(raw)
    kind = message.kind or message.type or ""
    if kind not in _KINDS:
        raise Rejection("schema", "unknown_kind", "$._", f"{kind[:40]!r} is no message")
    if not _KINDS[kind]:
        yield Ignored("service_message" if kind == "MessageService" else "empty_message")
        return
    record = _record(message)
    yield accept(record)
    if message.replies is not None and not message.replies.comments:
        yield Declared(PLATFORM, record.id, message.replies.replies)


def _record(message: Message) -> CanonicalRecord:
    chat_id = _chat_id(message)
    text = message.message
    urls, hashtags, mentions = _found(message)
    sender = message.sender or Party()
    answered = message.reply_to or Answered()
    answered_chat = str(answered.reply_to_peer_id.number) if answered.reply_to_peer_id else chat_id
    forward = message.fwd_from
    is_answer = answered.reply_to_msg_id is not None
    return CanonicalRecord(
        platform=PLATFORM,
        id=post_id(chat_id, message.id),
        created_at=_time(message.date, "$.date"),
        edited_at=_time(message.edit_date, "$.edit_date"),
        author_id=_author(message, chat_id),
        author_handle=sender.username,
        author_name=sender.name,
        author_verified=sender.verified,
        kind="repost" if forward is not None else "reply" if is_answer else "post",
        text=text,
        page_id=chat_id,
        in_reply_to_id=_post(answered_chat, answered.reply_to_msg_id),
        root_id=_post(answered_chat, answered.reply_to_top_id),
        repost_of_id=_forwarded(forward),
        repost_of_author_id=forward.from_id.uid if forward and forward.from_id else None,
        urls=urls,
        hashtags=hashtags,
        mentions=mentions,
        view_count=message.views,
        repost_count=message.forwards,
        reply_count=message.replies.replies if message.replies else None,
        reaction_count=_reactions(message),
    )


def _chat_id(message: Message) -> str:
    number = message.peer_id.number if message.peer_id is not None else None
    if number is None and message.chat is not None:
        number = message.chat.id
    if number is None:
        raise Rejection(
            "schema", "missing_field", "$.peer_id", "without its chat a message has no id"
        )
    return str(number)


def _author(message: Message, chat_id: str) -> str | None:
    """Return who wrote; what a channel posts without a name is its own."""
    if message.from_id is not None:
        return message.from_id.uid
    return f"channel{chat_id}" if message.post else None


def _post(chat_id: str, message_id: int | None) -> str | None:
    return None if message_id is None else post_id(chat_id, message_id)


def _forwarded(forward: Forward | None) -> str | None:
    """Return the post that was forwarded; only those of channels are named."""
    if forward is None or forward.from_id is None or forward.channel_post is None:
        return None
    return post_id(str(forward.from_id.number), forward.channel_post)


def _reactions(message: Message) -> int | None:
    if message.reactions is None:
        return None
    total = sum(reaction.count for reaction in message.reactions.results)
    return whole_number(total, "$.reactions")


def _found(message: Message) -> tuple[list[str] | None, list[str] | None, list[str] | None]:
    """Return links, hashtags and mentions: those marked in the text, or else found in it."""
    text = message.message
    if text is None:
        return None, None, None
    if message.entities is None:
        return find_urls(text), find_hashtags(text), None
    units = text.encode("utf-16-le", "surrogatepass")
    found: dict[str, list[str]] = {"Url": [], "Hashtag": [], "Mention": []}
    for entity in message.entities:
        kind = (entity.kind or entity.type or "").removeprefix("MessageEntity")
        if kind == "TextUrl" and entity.url:
            found["Url"].append(entity.url)
        elif kind in found and entity.offset >= 0 and entity.length > 0:
            part = units[2 * entity.offset : 2 * (entity.offset + entity.length)]
            found[kind].append(part.decode("utf-16-le", "replace"))
    return found["Url"], found["Hashtag"], found["Mention"]


def _time(value: float | str | None, path: str) -> str | None:
    return epoch_text(value, path) if isinstance(value, float) else value


def _fits(value: dict[str, Any]) -> bool:
    kind = value.get("_", value.get("_type"))
    is_kind = isinstance(kind, str) and kind in _KINDS
    return is_kind and "id" in value and ("peer_id" in value or "_chat" in value)


def _examples() -> tuple[Example, ...]:
    channel = {"_": "PeerChannel", "channel_id": 500}
    post = {
        "_": "Message", "id": 11, "peer_id": channel, "date": "2023-09-02T10:00:00+00:00",
        "edit_date": "2023-09-02 10:05:00+00:00", "message": "🥖 & roses #bread @ana more",
        "post": True, "from_id": None, "fwd_from": None, "reply_to": None, "views": 90,
        "forwards": 2, "replies": {"_": "MessageReplies", "replies": 1, "comments": False},
        "reactions": {"_": "MessageReactions", "results": [{"_": "ReactionCount", "count": 3}]},
        "entities": [
            {"_": "MessageEntityHashtag", "offset": 11, "length": 6},
            {"_": "MessageEntityMention", "offset": 18, "length": 4},
            {"_": "MessageEntityTextUrl", "offset": 23, "length": 4, "url": "https://example.org/m"},
        ],
    }  # fmt: skip
    answer = {
        "_type": "Message", "id": 12, "peer_id": {"_type": "PeerChannel", "channel_id": 500},
        "date": 1693649400.0, "message": "Well said", "from_id": {"user_id": 77},
        "reply_to": {"reply_to_msg_id": 11, "reply_to_top_id": 11},
        "_sender": {"id": 77, "username": "bo", "first_name": "Bo", "last_name": None,
                    "verified": False},
        "_chat": {"id": 500, "title": "Town news"},
    }  # fmt: skip
    forward = answer | {
        "id": 13, "date": 1693649460, "reply_to": None, "message": "Good morning",
        "fwd_from": {"from_id": {"channel_id": 600}, "channel_post": 4},
    }  # fmt: skip
    service = {
        "_": "MessageService", "id": 10, "peer_id": channel, "date": "2023-09-01T10:00:00+00:00",
        "action": {"_": "MessageActionChannelCreate", "title": "Town news"},
    }  # fmt: skip
    lines = b"".join(msgspec.json.encode(m) + b"\n" for m in (service, post, answer, forward))
    return (Example("telethon.ndjson", lines, 3),)


SPEC = FormatSpec(
    format_id="telegram-telethon",
    platforms=(PLATFORM,),
    mapper_version="1",
    description="Telegram messages as Telethon and tools that build on it write them, one a line",
    supplies=frozenset(
        {
            "author_handle",
            "author_id",
            "author_name",
            "author_verified",
            "created_at",
            "edited_at",
            "hashtags",
            "in_reply_to_id",
            "mentions",
            "page_id",
            "reaction_count",
            "reply_count",
            "repost_count",
            "repost_of_author_id",
            "repost_of_id",
            "root_id",
            "text",
            "urls",
            "view_count",
        }
    ),
    never="files; deleted messages; members who only read; when an account was made",
    times="seconds since 1970, or ISO 8601 with a zone",
    ids=ID_NOTE,
    markup="plain",
    reference="https://docs.telethon.dev/en/stable/modules/custom.html",
    probe=record_signature(
        _fits,
        "the kind Message in _ or _type, an id and a chat",
        ("peer_id", "fwd_from", "_sender"),
    ),
    get_examples=_examples,
    map_json=map_json,
)
