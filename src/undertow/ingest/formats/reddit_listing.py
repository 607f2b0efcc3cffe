"""Format ``reddit-listing``: responses of the Reddit API, such as a page of comments with replies.

Fields: https://www.reddit.com/dev/api. Reddit leaves out the deeper and the later replies and says
how many: those numbers go to coverage. Texts have HTML entities unless ``raw_json=1`` was asked
for, as PRAW does; the HTML beside the texts of a response tells which, for all of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw, Struct

from undertow.ingest.formats.pages import one
from undertow.ingest.formats.reddit_objects import (
    ABSENT,
    FIELDS,
    Account,
    Thing,
    account_profile,
    thing_record,
)
from undertow.ingest.formats.signature import record_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.outcomes import Accepted, Declared, Ignored, Mapped, Rejected, Rejection
from undertow.ingest.record import Count, Id, accept

_HTML = re.compile(rb'"(?:body|selftext)_html"\s*:\s*"\s*(&lt;|<|\\u003[cC])')
_MAX_DEPTH = 32
_OTHERS = {
    "t4": "private_message",
    "t5": "subreddit",
    "UserList": "list_of_accounts",
    "TrophyList": "trophies",
    "wikipage": "wiki_page",
}


class Envelope(Struct):
    """A thing with its kind, or the answer to a request for more comments (``json``)."""

    kind: str | None = None
    data: Raw = ABSENT
    json: Raw = ABSENT


class Listing(Struct):
    """Things in order."""

    children: list[Raw]


class MoreThings(Struct):
    """Comments asked for by their ids."""

    things: list[Raw]


class MoreAnswer(Struct):
    """The answer to a request for more comments."""

    data: MoreThings


class NestedThing(Thing):
    """A comment with its replies: a listing, or an empty text."""

    replies: Raw = ABSENT


class More(Struct):
    """What stands for comments that were left out; without ids, there is at least one."""

    parent_id: Id
    count: Count = 0
    children: list[Id] = []


class _Place(NamedTuple):
    """Where things stand: whether texts are as typed, and how deep."""

    is_raw: bool | None
    depth: int = 0


_decode = msgspec.json.Decoder(Envelope).decode
_decode_thing = msgspec.json.Decoder(NestedThing).decode


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one listing, or one thing."""
    match = _HTML.search(raw)
    place = _Place(None if match is None else match[1] != b"&lt;")
    envelope = _decode(raw)
    if bytes(envelope.json):
        answer = msgspec.json.decode(envelope.json, type=MoreAnswer)
        yield from _things(answer.data.things, "$.json.data.things", place)
    else:
        left_out: list[More] = []
        yield from _thing(Raw(raw), "$", place, left_out)
        for more in left_out:
            yield Declared("reddit", more.parent_id, max(1, len(more.children)))


def _things(children: Iterable[Raw], path: str, place: _Place) -> Iterator[Mapped]:
    """Map things side by side, and say how many answers their parents have in all."""
    n_delivered: Counter[str | None] = Counter()
    left_out: list[More] = []
    mapper = partial(_thing, place=place, left_out=left_out)
    for index, child in enumerate(children):
        here = f"{path}[{index}]"
        for outcome in one(mapper, child, here):
            if isinstance(outcome, Accepted) and outcome.json_path == f"{here}.data":
                n_delivered[outcome.record.in_reply_to_id] += 1
            yield outcome
    for more in left_out:
        n_left_out = max(1, len(more.children))
        yield Declared("reddit", more.parent_id, n_delivered[more.parent_id] + n_left_out)


def _thing(raw: Raw, path: str, place: _Place, left_out: list[More]) -> Iterator[Mapped]:
    envelope = _decode(raw)
    kind, path = envelope.kind, f"{path}.data"
    if kind == "Listing":
        if place.depth == _MAX_DEPTH:
            yield Rejected("decode", "nested_too_deep", path, "replies to replies without end")
            return
        listing = msgspec.json.decode(envelope.data, type=Listing)
        below = place._replace(depth=place.depth + 1)
        yield from _things(listing.children, f"{path}.children", below)
    elif kind in ("t1", "t3"):
        yield from one(partial(_post, place=place), envelope.data, path)
    elif kind == "more":
        left_out.append(msgspec.json.decode(envelope.data, type=More))
        yield Ignored("left_out_comments", path)
    elif kind == "t2":
        yield from one(_account, envelope.data, path)
    elif kind in _OTHERS:
        yield Ignored(_OTHERS[kind], path)
    else:
        raise Rejection("schema", "unknown_kind", "$.kind", f"{str(kind)[:40]!r} is no known kind")


def _account(raw: Raw, path: str) -> Iterator[Mapped]:
    yield accept(account_profile(msgspec.json.decode(raw, type=Account)), path)


def _post(raw: Raw, path: str, place: _Place) -> Iterator[Mapped]:
    """Map a comment or submission, what it crossposts, and the replies to it."""
    thing = _decode_thing(raw)
    origins = thing.crosspost_parent_list or []
    origin = None
    try:
        origin = _decode_thing(origins[0]) if origins else None
    except (ValueError, RecursionError):
        pass  # it is rejected below, as a record of its own
    yield accept(thing_record(thing, origin, place.is_raw), path)

    def map_origin(item: Raw, place_of_item: str) -> Iterator[Mapped]:
        yield accept(thing_record(_decode_thing(item), None, place.is_raw), place_of_item)

    for index, item in enumerate(origins):
        yield from one(map_origin, item, f"{path}.crosspost_parent_list[{index}]")
    if bytes(thing.replies) not in (b"", b'""', b"null"):
        yield from one(partial(_thing, place=place, left_out=[]), thing.replies, f"{path}.replies")


def _fits(value: dict[str, Any]) -> bool:
    answer = value.get("json")
    if isinstance(answer, dict):
        return "things" in (answer.get("data") or {})
    kinds = ("Listing", "t1", "t2", "t3", "more", *_OTHERS)
    return value.get("kind") in kinds and isinstance(value.get("data"), dict)


def _examples() -> tuple[Example, ...]:
    submission = {
        "id": "aa1", "name": "t3_aa1", "author": "ana", "created_utc": 1693650000.0,
        "subreddit": "example", "title": "Bread &amp; roses", "selftext": "", "is_self": False,
        "selftext_html": None, "url": "https://i.example/bread.jpg", "num_comments": 9,
        "permalink": "/r/example/comments/aa1/bread/", "edited": False,
        "is_reddit_media_domain": True,
    }  # fmt: skip
    crosspost = submission | {
        "id": "aa2", "author": "bo", "subreddit": "baking", "crosspost_parent": "t3_aa1",
        "crosspost_parent_list": [submission],
    }  # fmt: skip
    reply = {
        "id": "bb2", "author": "bo", "created_utc": 1693650200.0, "subreddit": "example",
        "link_id": "t3_aa1", "parent_id": "t1_bb1", "body": "Tea &lt;3",
        "body_html": '&lt;div class="md"&gt;&lt;p&gt;Tea &amp;lt;3&lt;/p&gt;&lt;/div&gt;',
        "edited": 1693650900.0, "replies": "",
    }  # fmt: skip
    more = {"count": 3, "parent_id": "t1_bb1", "id": "bb3", "children": ["bb3", "bb4"], "depth": 1}
    comment = reply | {
        "id": "bb1", "author": "[deleted]", "parent_id": "t3_aa1", "body": "[removed]",
        "edited": False, "replies": _listing(("t1", reply), ("more", more)),
    }  # fmt: skip
    account = {
        "name": "ana", "id": "7", "created_utc": 1577836800.0,
        "icon_img": "https://i.example/ana.png?a=1&amp;b=2",
    }  # fmt: skip
    suspended = {"name": "cy", "is_suspended": True}
    pair = [_listing(("t3", submission)), _listing(("t1", comment))]
    accounts = [{"kind": "t2", "data": data} for data in (account, suspended)]
    return (
        Example("comments.json", msgspec.json.encode(pair), 3),
        Example("new.json", msgspec.json.encode(_listing(("t3", crosspost))), 2),
        Example("accounts.jsonl", b"\n".join(map(msgspec.json.encode, accounts)), 2),
    )


def _listing(*things: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    children = [{"kind": kind, "data": data} for kind, data in things]
    return {"kind": "Listing", "data": {"after": None, "children": children}}


SPEC = FormatSpec(
    format_id="reddit-listing",
    platforms=("reddit",),
    mapper_version="1",
    description="Reddit API: listings, pages of comments with their replies, accounts",
    supplies=FIELDS | {"author_avatar", "author_status"},
    never="when it was collected; what was removed or deleted; who voted; views",
    times="seconds since 1970",
    ids="base 36 with a type prefix; account and subreddit names",
    markup="entities",
    reference="https://www.reddit.com/dev/api",
    probe=record_signature(
        _fits,
        "kind Listing, t1, t2, t3 or more, with data",
        ("kind", "children", "subreddit", "created_utc"),
    ),
    get_examples=_examples,
    map_json=map_json,
)
