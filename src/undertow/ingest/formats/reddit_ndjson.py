"""Format ``reddit-ndjson``: comments and submissions of Reddit dumps, one JSON object a line.

Fields: Pushshift and Arctic Shift dumps, and objects of the API written without their envelope. A
submission that is crossposted along is a record of its own. What was gone on a visit has the time
of that visit as that of its deletion.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw

from undertow.ingest.formats.pages import each
from undertow.ingest.formats.reddit_objects import FIELDS, Thing, thing_record
from undertow.ingest.formats.signature import record_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.outcomes import Mapped
from undertow.ingest.record import accept

_decode = msgspec.json.Decoder(Thing).decode


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one comment or submission, and the submission that it crossposts."""
    thing = _decode(raw)
    origins = thing.crosspost_parent_list or ()
    yield accept(thing_record(thing, _origin(origins[0]) if origins else None))
    yield from each(
        lambda item, path: (accept(thing_record(_decode(item)), path),),
        origins,
        "$.crosspost_parent_list",
    )


def _origin(raw: Raw) -> Thing | None:
    """Return the submission crossposted, if it can be read."""
    try:
        return _decode(raw)
    except (ValueError, RecursionError):
        return None


def _fits(value: dict[str, Any]) -> bool:
    is_comment = "link_id" in value and "body" in value
    is_submission = "title" in value and ("is_self" in value or "selftext" in value)
    return "created_utc" in value and "subreddit" in value and (is_comment or is_submission)


def _examples() -> tuple[Example, ...]:
    submission = {
        "id": "aa1", "author": "ana", "created_utc": 1693650000, "subreddit": "example",
        "title": "Bread &amp; roses", "selftext": "", "is_self": True, "edited": False,
        "url": "https://www.reddit.com/r/example/comments/aa1/bread/", "num_comments": 2,
        "permalink": "/r/example/comments/aa1/bread/", "retrieved_on": 1693660000,
        "author_created_utc": 1577836800, "is_reddit_media_domain": False,
    }  # fmt: skip
    crosspost = submission | {
        "id": "aa2", "author": "bo", "created_utc": 1693650050, "subreddit": "baking",
        "is_self": False, "crosspost_parent": "t3_aa1", "crosspost_parent_list": [submission],
    }  # fmt: skip
    comment = {
        "id": "bb1", "author": "[deleted]", "created_utc": "1693650100", "subreddit": "example",
        "link_id": "t3_aa1", "parent_id": "t3_aa1", "body": "[deleted]", "edited": False,
        "retrieved_on": 1693660000,
    }  # fmt: skip
    reply = comment | {
        "id": "bb2", "author": "bo", "parent_id": "t1_bb1", "body": "Well said",
        "edited": 1693650900,
        "_meta": {"retrieved_2nd_on": 1693789600, "was_deleted_later": True},
    }  # fmt: skip
    things = (submission, crosspost, comment, reply)
    lines = b"".join(msgspec.json.encode(thing) + b"\n" for thing in things)
    return (Example("reddit.ndjson", lines, 5),)


SPEC = FormatSpec(
    format_id="reddit-ndjson",
    platforms=("reddit",),
    mapper_version="2",
    description="Reddit comments and submissions as in the public dumps, one JSON object a line",
    supplies=FIELDS | {"deleted_at", "observed_at"},
    never="who voted, or how many for and against; views; when an account was made, mostly",
    times="seconds since 1970; of a deletion that of the visit that found it",
    ids="base 36 with a type prefix; account and subreddit names",
    markup="entities",
    reference="https://github.com/ArthurHeitmann/arctic_shift",
    probe=record_signature(
        _fits,
        "created_utc, subreddit and a body with link_id or a title",
        ("created_utc", "subreddit", "author"),
    ),
    get_examples=_examples,
    map_json=map_json,
)
