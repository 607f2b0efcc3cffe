"""Telegram: ids outside their chat, times of the clock of the world, parts of texts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from undertow.ingest.outcomes import Accepted, Declared, Ignored, Rejected

MESSAGE = {"id": 5, "type": "message", "date": "2023-09-02T12:00:00", "date_unixtime": "1693648800",
           "from": "Ana", "from_id": "user7", "text": "hi"}  # fmt: skip
TELETHON = {"_": "Message", "id": 5, "peer_id": {"_": "PeerChannel", "channel_id": 9},
            "date": "2023-09-02T10:00:00+00:00", "message": "hi"}  # fmt: skip


@pytest.fixture
def desktop(read):  # type: ignore[no-untyped-def]
    def run(*messages: Any, **chat: Any) -> list[Any]:
        whole = {"name": "c", "type": "private_group", "id": 9, "messages": list(messages), **chat}
        return [o for _, o in read("telegram-export", json.dumps(whole, indent=1).encode())]

    return run


@pytest.fixture
def telethon(read):  # type: ignore[no-untyped-def]
    return lambda *messages: [o for _, o in read("telegram-telethon", list(messages))]


def test_the_same_number_in_two_chats_is_two_messages(desktop) -> None:  # type: ignore[no-untyped-def]
    [first], [second] = desktop(MESSAGE), desktop(MESSAGE, id=10)
    assert (first.record.id, second.record.id) == ("9/5", "10/5")
    assert first.record.page_id == "9"


def test_local_times_are_never_read(desktop) -> None:  # type: ignore[no-untyped-def]
    [good] = desktop(MESSAGE | {"date": "1999-01-01T00:00:00"})
    assert good.record.created_at.isoformat() == "2023-09-02T10:00:00+00:00"
    [bad] = desktop({k: v for k, v in MESSAGE.items() if k != "date_unixtime"})
    assert isinstance(bad, Rejected)
    assert bad.reason_code == "no_time_zone"
    assert "current Telegram Desktop" in bad.message


def test_a_deleted_account_keeps_its_id_and_has_no_name(desktop) -> None:  # type: ignore[no-untyped-def]
    [gone] = desktop(MESSAGE | {"from": None})
    assert (gone.record.author_id, gone.record.known_absent) == ("user7", ["author_name"])


def test_answers_may_be_in_another_chat(desktop) -> None:  # type: ignore[no-untyped-def]
    [here, there, bad] = desktop(
        MESSAGE | {"reply_to_message_id": 3},
        MESSAGE | {"reply_to_message_id": 3, "reply_to_peer_id": "channel44"},
        MESSAGE | {"reply_to_message_id": 3, "reply_to_peer_id": "someone"},
    )
    assert (here.record.in_reply_to_id, there.record.in_reply_to_id) == ("9/3", "44/3")
    assert here.record.kind == "reply"
    assert bad.json_path == "$.messages[2].reply_to_peer_id"


def test_forwards_name_whom_they_can(desktop) -> None:  # type: ignore[no-untyped-def]
    [named, hidden] = desktop(
        MESSAGE | {"forwarded_from": "News", "forwarded_from_id": "channel3"},
        MESSAGE | {"forwarded_from": None},
    )
    assert (named.record.kind, named.record.repost_of_author_id) == ("repost", "channel3")
    assert (hidden.record.kind, hidden.record.repost_of_author_id) == ("repost", None)


def test_texts_in_parts(desktop) -> None:  # type: ignore[no-untyped-def]
    parts = ["a ", {"type": "bold", "text": "b"}, {"type": "link", "text": "https://e.example"},
             {"type": "text_link", "text": "c", "href": "https://f.example"}]  # fmt: skip
    [found, plain] = desktop(MESSAGE | {"text": parts}, MESSAGE | {"text": "&amp; <b>"})
    assert found.record.text == "a bhttps://e.examplec"
    assert found.record.urls == ["https://e.example", "https://f.example"]
    assert (plain.record.text, plain.record.urls) == ("&amp; <b>", [])


def test_files_that_were_left_out_are_not_named(desktop) -> None:  # type: ignore[no-untyped-def]
    out = "(File not included. Change data exporting settings to download.)"
    [named, left_out, none] = desktop(
        MESSAGE | {"photo": "photos/1.jpg", "file": out}, MESSAGE | {"photo": out}, MESSAGE
    )
    media = [each.record.media for each in (named, left_out, none)]
    assert media == [["photos/1.jpg"], None, []]


def test_reactions_are_counted_only_where_they_are_shown(desktop) -> None:  # type: ignore[no-untyped-def]
    [some, none] = desktop(MESSAGE | {"reactions": [{"count": 2}, {"count": 1}]}, MESSAGE)
    assert (some.record.reaction_count, none.record.reaction_count) == (3, None)
    [beyond] = desktop(MESSAGE | {"reactions": [{"count": 2**62}, {"count": 2**62}]})
    assert (beyond.reason_code, beyond.json_path) == ("wrong_type", "$.messages[0].reactions")


def test_one_bad_message_takes_no_other_with_it(desktop) -> None:  # type: ignore[no-untyped-def]
    kinds = [
        type(outcome)
        for outcome in desktop(
            MESSAGE, 7, MESSAGE | {"id": "5"}, MESSAGE | {"text": {"a": 1}}, {"type": "message"},
            MESSAGE | {"type": "poem"}, MESSAGE | {"date_unixtime": "9" * 30},
            MESSAGE | {"type": "service"}, MESSAGE | {"from": "x" * 3000},
        )
    ]  # fmt: skip
    assert kinds == [Accepted, *[Rejected] * 6, Ignored, Rejected]


def test_an_account_gives_its_messages_and_nothing_else(read) -> None:  # type: ignore[no-untyped-def]
    chat = {"id": 9, "type": "private_group", "messages": [MESSAGE]}
    export = {
        "personal_information": {"phone_number": "0"},
        "contacts": {"list": [{"first_name": "Bo"}]},
        "chats": {"list": [chat, {"id": 10}]},
        "left_chats": {"list": [chat | {"id": 11}]},
    }
    found = [o for _, o in read("telegram-export", json.dumps(export).encode())]
    assert [getattr(o, "json_path", None) for o in found] == [
        "$.chats.list[0].messages[0]", "$.chats.list[1]", "$.left_chats.list[0].messages[0]",
    ]  # fmt: skip
    assert [type(o) for o in found] == [Accepted, Rejected, Accepted]


def test_telethon_times_kinds_and_authors(telethon) -> None:  # type: ignore[no-untyped-def]
    [text, number, channel, chat, service, other, no_chat, no_zone] = telethon(
        TELETHON | {"from_id": {"user_id": 7}},
        TELETHON | {"date": 1693648800.0, "_": None, "_type": "Message"},
        TELETHON | {"post": True},
        {"_type": "Message", "id": 5, "date": 1693648800, "_chat": {"id": 12}},
        TELETHON | {"_": "MessageService"},
        TELETHON | {"_": "User"},
        {"_": "Message", "id": 5, "date": 1693648800},
        TELETHON | {"date": "2023-09-02 10:00:00"},
    )
    assert text.record.created_at == number.record.created_at == chat.record.created_at
    assert (text.record.author_id, channel.record.author_id) == ("user7", "channel9")
    assert number.record.author_id is None
    assert (text.record.id, chat.record.id) == ("9/5", "12/5")
    assert service == Ignored("service_message")
    assert (other.reason_code, no_chat.reason_code) == ("unknown_kind", "missing_field")
    assert no_zone.reason_code == "no_time_zone"


def test_entities_are_counted_in_utf16(telethon) -> None:  # type: ignore[no-untyped-def]
    entities = [
        {"_": "MessageEntityHashtag", "offset": 3, "length": 4},
        {"_type": "MessageEntityUrl", "offset": 8, "length": 17},
        {"_": "MessageEntityBold", "offset": -5, "length": 900},
        {"_": "MessageEntityMention", "offset": 900, "length": 4},
    ]
    [marked, found] = telethon(
        TELETHON | {"message": "🥖 #pan https://e.example", "entities": entities},
        TELETHON | {"message": "see https://e.example #pan"},
    )
    assert (marked.record.hashtags, marked.record.urls) == (["pan"], ["https://e.example"])
    assert marked.record.mentions == []
    assert (found.record.hashtags, found.record.urls) == (["pan"], ["https://e.example"])
    assert found.record.mentions is None


def test_telethon_forwards_answers_and_declared_counts(telethon) -> None:  # type: ignore[no-untyped-def]
    [forward, answer, declared, comments] = telethon(
        TELETHON | {"fwd_from": {"from_id": {"channel_id": 3}, "channel_post": 8}},
        TELETHON
        | {"reply_to": {"reply_to_msg_id": 2, "reply_to_top_id": 1}, "replies": {"replies": 4}},
        TELETHON | {"replies": {"replies": 6, "comments": True}},
    )
    assert (forward.record.repost_of_id, forward.record.repost_of_author_id) == ("3/8", "channel3")
    assert (answer.record.in_reply_to_id, answer.record.root_id) == ("9/2", "9/1")
    assert declared == Declared("telegram", "9/5", 4)
    assert comments.record.reply_count == 6  # they are in another chat: no thread is declared
