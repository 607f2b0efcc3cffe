"""Format ``telegram-export``: the ``result.json`` that Telegram Desktop exports.

One chat, or an account with all its chats; of the latter only the messages are read. ``date`` is
the local time of the computer that exported, so only ``date_unixtime`` counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw, Struct

from undertow.ingest.formats.signature import record_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.formats.telegram_objects import ID_NOTE, PLATFORM, chat_of, post_id
from undertow.ingest.formats.values import whole_number
from undertow.ingest.outcomes import Ignored, Mapped, Rejection, rejected
from undertow.ingest.record import CanonicalRecord, Count, Id, Item, Name, Text, accept
from undertow.ingest.times import epoch_text

_NOT_INCLUDED = "("  # "(File not included. Change data exporting settings to download.)"


class Entity(Struct):
    """A part of a text that is more than text."""

    type: str
    text: Text
    href: Item | None = None


class Reaction(Struct):
    """How often one reaction was given."""

    count: Count


class Message(Struct):
    """A message; ``from_`` is null when the account was deleted."""

    id: int
    type: str
    date_unixtime: str | int | None = None
    edited_unixtime: str | int | None = None
    from_: Name | None = msgspec.field(default=None, name="from")
    from_id: Id | None = None
    text: str | list[str | Entity] = ""
    forwarded_from: Name | msgspec.UnsetType | None = msgspec.UNSET
    forwarded_from_id: Id | None = None
    reply_to_message_id: int | None = None
    reply_to_peer_id: Id | None = None
    photo: Item | None = None
    file: Item | None = None
    reactions: list[Reaction] | None = None


class Chat(Struct):
    """A chat with its messages."""

    id: int
    messages: list[Raw]


class Chats(Struct):
    """The chats of an account."""

    chats: list[Raw] = msgspec.field(name="list")


class Export(Struct):
    """An export: of one chat, or of an account."""

    id: int | None = None
    messages: list[Raw] | None = None
    chats: Chats | None = None
    left_chats: Chats | None = None


_decode_export = msgspec.json.Decoder(Export).decode
_decode_chat = msgspec.json.Decoder(Chat).decode
_decode_message = msgspec.json.Decoder(Message).decode


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map an export: one outcome a message, and one for a chat that cannot be read."""
    export = _decode_export(raw)
    if export.messages is not None:
        if export.id is None:
            raise Rejection("schema", "missing_field", "$.id", "the chat has no id")
        yield from _messages(Chat(export.id, export.messages), "$")
        return
    if export.chats is None and export.left_chats is None:
        raise Rejection("schema", "missing_field", "$.messages", "neither messages nor chats")
    for name, chats in (("chats", export.chats), ("left_chats", export.left_chats)):
        for index, part in enumerate(chats.chats if chats is not None else ()):
            place = f"$.{name}.list[{index}]"
            try:
                chat = _decode_chat(part)
            except (ValueError, RecursionError) as error:
                yield rejected(error, place)
                continue
            yield from _messages(chat, place)


def _messages(chat: Chat, place: str) -> Iterator[Mapped]:
    for index, part in enumerate(chat.messages):
        where = f"{place}.messages[{index}]"
        try:
            yield _message(_decode_message(part), str(chat.id), where)
        except (ValueError, RecursionError, Rejection) as error:
            yield rejected(error, where)


def _message(message: Message, chat_id: str, where: str) -> Mapped:
    if message.type == "service":
        return Ignored("service_message", where)
    if message.type not in ("message", "unsupported"):
        raise Rejection("schema", "unknown_kind", "$.type", f"{message.type[:40]!r} is unknown")
    return accept(_record(message, chat_id), where)


def _record(message: Message, chat_id: str) -> CanonicalRecord:
    parts = message.text if isinstance(message.text, list) else [message.text]
    entities = [part for part in parts if isinstance(part, Entity)]
    is_forwarded = message.forwarded_from is not msgspec.UNSET
    answered = _answered(message, chat_id)
    return CanonicalRecord(
        platform=PLATFORM,
        id=post_id(chat_id, message.id),
        created_at=_time(message.date_unixtime, "$.date_unixtime"),
        edited_at=_edited(message),
        author_id=message.from_id,
        author_name=message.from_,
        kind="repost" if is_forwarded else "reply" if answered else "post",
        text="".join(part.text if isinstance(part, Entity) else part for part in parts),
        in_reply_to_id=answered,
        page_id=chat_id,
        repost_of_author_id=message.forwarded_from_id,
        urls=[e.href or e.text for e in entities if e.type in ("link", "text_link")],
        hashtags=[entity.text for entity in entities if entity.type == "hashtag"],
        mentions=[entity.text for entity in entities if entity.type == "mention"],
        media=_media(message),
        reaction_count=_reactions(message),
        known_absent=["author_name"] if message.from_id and message.from_ is None else None,
    )


def _answered(message: Message, chat_id: str) -> str | None:
    """Return the id of the message answered, which may be in another chat."""
    if message.reply_to_message_id is None:
        return None
    peer = message.reply_to_peer_id
    chat = chat_id if peer is None else chat_of(peer, "$.reply_to_peer_id")
    return post_id(chat, message.reply_to_message_id)


def _media(message: Message) -> list[str] | None:
    """Return the files as the export names them; None when they are there but were left out."""
    files = [file for file in (message.photo, message.file) if file]
    named = [file for file in files if not file.startswith(_NOT_INCLUDED)]
    return None if files and not named else named


def _reactions(message: Message) -> int | None:
    if message.reactions is None:
        return None
    return whole_number(sum(reaction.count for reaction in message.reactions), "$.reactions")


def _edited(message: Message) -> str | None:
    if message.edited_unixtime is None:
        return None
    return _time(message.edited_unixtime, "$.edited_unixtime")


def _time(seconds: str | int | None, path: str) -> str:
    if seconds is None:
        raise Rejection(
            "schema",
            "no_time_zone",
            path,
            "there is only a local time; export again with a current Telegram Desktop",
        )
    text = str(seconds)
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise Rejection("schema", "bad_time", path, f"{text[:40]!r} is no number of seconds")
    return epoch_text(int(text), path)


def _is_chat(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("messages"), list):
        return False
    messages = [item for item in value["messages"][:50] if isinstance(item, dict)]
    is_like = ("date" in item and "type" in item and "id" in item for item in messages)
    return "id" in value and "type" in value and all(is_like)


def _fits(value: dict[str, Any]) -> bool:
    chats = value.get("chats")
    if isinstance(chats, dict) and isinstance(chats.get("list"), list):
        return all(map(_is_chat, chats["list"][:50]))
    return _is_chat(value)


def _examples() -> tuple[Example, ...]:
    plain = {
        "id": 11, "type": "message", "date": "2023-09-02T12:00:00", "date_unixtime": "1693648800",
        "edited": "2023-09-02T12:05:00", "edited_unixtime": "1693649100",
        "from": "Town news", "from_id": "channel500", "photo": "photos/photo_1.jpg",
        "text": [
            "Bread & roses ", {"type": "hashtag", "text": "#bread"}, " ",
            {"type": "text_link", "text": "more", "href": "https://example.org/more"}, " by ",
            {"type": "mention", "text": "@ana"},
        ],
        "text_entities": [],
        "reactions": [{"type": "emoji", "count": 3, "emoji": "👍"}],
    }  # fmt: skip
    answer = {
        "id": 12, "type": "message", "date": "2023-09-02T12:10:00", "date_unixtime": "1693649400",
        "from": None, "from_id": "user77", "reply_to_message_id": 11, "text": "Well said",
        "text_entities": [{"type": "plain", "text": "Well said"}],
    }  # fmt: skip
    forward = {
        "id": 13, "type": "message", "date": "2023-09-02T12:11:00", "date_unixtime": "1693649460",
        "from": "Bo", "from_id": "user78", "forwarded_from": "Other news",
        "forwarded_from_id": "channel600", "text": "Good morning",
        "file": "(File not included. Change data exporting settings to download.)",
    }  # fmt: skip
    service = {
        "id": 10, "type": "service", "date": "2023-09-01T12:00:00", "date_unixtime": "1693562400",
        "actor": "Town news", "actor_id": "channel500", "action": "create_channel", "text": "",
    }  # fmt: skip
    chat = {"name": "Town news", "type": "public_channel", "id": 500,
            "messages": [service, plain, answer, forward]}  # fmt: skip
    account = {
        "about": "Here is the data you requested.",
        "personal_information": {"first_name": "Bo"},
        "chats": {"about": "All chats", "list": [chat | {"id": 501}]},
        "left_chats": {"about": "Left", "list": [chat | {"id": 502, "messages": [plain]}]},
    }
    return (
        Example("result.json", msgspec.json.format(msgspec.json.encode(chat), indent=1), 3),
        Example("account.json", msgspec.json.format(msgspec.json.encode(account), indent=1), 4),
    )


SPEC = FormatSpec(
    format_id="telegram-export",
    platforms=(PLATFORM,),
    mapper_version="1",
    description="Telegram Desktop export (result.json): one chat, or an account with all its chats",
    supplies=frozenset(
        {
            "author_id",
            "author_name",
            "created_at",
            "edited_at",
            "hashtags",
            "in_reply_to_id",
            "media",
            "mentions",
            "page_id",
            "reaction_count",
            "repost_of_author_id",
            "text",
            "urls",
        }
    ),
    never="handles; views; which message was forwarded; deleted messages; when an account was made",
    times="seconds since 1970; the local times beside them are not read",
    ids=ID_NOTE,
    markup="plain",
    reference="https://telegram.org/blog/export-and-more",
    probe=record_signature(
        _fits,
        "messages (of a chat, or of a list of chats) with id, type and date",
        ("messages", "date_unixtime", "from_id", "text_entities"),
    ),
    get_examples=_examples,
    map_json=map_json,
)
