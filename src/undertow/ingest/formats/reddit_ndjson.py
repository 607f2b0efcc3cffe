"""Format ``reddit-ndjson``: comments and submissions of Reddit dumps, one JSON object a line.

Fields: Pushshift and Arctic Shift dumps. The account name is the account id: Reddit names are
unique and never change hands, while ``author_fullname`` is missing from older dumps, so that using
it would split an account in two.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct, field

from undertow.ingest.formats.spec import Example, FormatSpec, Score
from undertow.ingest.outcomes import Mapped, Rejection
from undertow.ingest.plain_text import find_urls, unescape_once
from undertow.ingest.record import CanonicalRecord, Count, Id, Name, Text, accept
from undertow.ingest.sample import Sample
from undertow.ingest.times import epoch_text

_GONE = frozenset({"[deleted]", "[removed]", "[ Removed by Reddit ]"})


class Meta(Struct):
    """What Arctic Shift adds: the time of its second visit."""

    retrieved_2nd_on: float | None = None


class Thing(Struct):
    """A comment (it has a body) or a submission (it has a title)."""

    id: Id
    created_utc: float | str
    author: Name | None = None
    body: Text | None = None
    title: Text | None = None
    selftext: Text | None = None
    link_id: Id | None = None
    parent_id: Id | None = None
    url: str | None = None
    is_self: bool | None = None
    num_comments: Count | None = None
    crosspost_parent: Id | None = None
    edited: bool | float | None = None
    retrieved_on: float | None = None
    meta: Meta | None = field(default=None, name="_meta")


_decode = msgspec.json.Decoder(Thing).decode


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one comment or submission."""
    thing = _decode(raw)
    if thing.link_id is not None:
        yield accept(_comment(thing))
    elif thing.title is not None or thing.selftext is not None:
        yield accept(_submission(thing))
    else:
        raise Rejection(
            "schema", "missing_field", "$", "neither link_id (a comment) nor title (a submission)"
        )


def _comment(thing: Thing) -> CanonicalRecord:
    text = _text(thing.body)
    is_reply = (thing.parent_id or "").startswith("t1_")
    return CanonicalRecord(
        platform="reddit",
        id=_fullname("t1_", thing.id),
        created_at=_created(thing),
        observed_at=_observed(thing),
        author_id=_author(thing),
        author_handle=_author(thing),
        kind="reply" if is_reply else "comment",
        text=text,
        in_reply_to_id=thing.parent_id or thing.link_id,
        root_id=thing.link_id,
        urls=find_urls(text) if text is not None else None,
    )


def _submission(thing: Thing) -> CanonicalRecord:
    parts = [_text(thing.title), _text(thing.selftext)]
    text = "\n\n".join(part for part in parts if part)
    urls = find_urls(text)
    if thing.is_self is False and thing.url and thing.url.startswith("http"):
        urls.insert(0, unescape_once(thing.url))
    return CanonicalRecord(
        platform="reddit",
        id=_fullname("t3_", thing.id),
        created_at=_created(thing),
        observed_at=_observed(thing),
        author_id=_author(thing),
        author_handle=_author(thing),
        kind="repost" if thing.crosspost_parent else "post",
        text=text or None,
        repost_of_id=thing.crosspost_parent,
        urls=urls,
        reply_count=thing.num_comments,
    )


def _fullname(prefix: str, native_id: str) -> str:
    return native_id if native_id.startswith(prefix) else prefix + native_id


def _author(thing: Thing) -> str | None:
    return None if thing.author in _GONE else thing.author


def _text(text: str | None) -> str | None:
    """Return a text; the mark left in place of a deleted one was never published."""
    return None if text is None or text.strip() in _GONE else unescape_once(text)


def _created(thing: Thing) -> str:
    try:
        seconds = float(thing.created_utc)
    except ValueError as error:
        raise Rejection(
            "schema", "bad_time", "$.created_utc", f"{str(thing.created_utc)[:40]!r} is no time"
        ) from error
    return epoch_text(seconds, "$.created_utc")


def _observed(thing: Thing) -> str | None:
    visits = (thing.retrieved_on, thing.meta.retrieved_2nd_on if thing.meta else None)
    latest = max((visit for visit in visits if visit), default=None)
    return None if latest is None else epoch_text(latest, "$.retrieved_on")


def _fits(value: dict[str, Any]) -> bool:
    is_comment = "link_id" in value and "body" in value
    is_submission = "title" in value and ("is_self" in value or "selftext" in value)
    return "created_utc" in value and "subreddit" in value and (is_comment or is_submission)


def _probe(sample: Sample) -> Score:
    if sample.layout not in ("lines", "document"):
        return Score(0.0, "it is not JSON")
    if sample.objects:
        share = sample.share(_fits)
        return Score(
            share,
            f"{share:.0%} of {len(sample.objects)} sampled records have created_utc, subreddit "
            "and a body with link_id or a title",
        )
    named = sorted({"created_utc", "subreddit", "author"} & sample.keys)
    return Score(0.27 * len(named), f"the first 64 KiB name {', '.join(named) or 'no field of it'}")


def _examples() -> tuple[Example, ...]:
    submission = {
        "id": "aa1", "author": "ana", "created_utc": 1693650000, "subreddit": "example",
        "title": "Bread &amp; roses", "selftext": "", "is_self": False,
        "url": "https://example.org/bread", "num_comments": 2, "retrieved_on": 1693660000,
    }  # fmt: skip
    comment = {
        "id": "bb1", "author": "[deleted]", "created_utc": "1693650100", "subreddit": "example",
        "link_id": "t3_aa1", "parent_id": "t3_aa1", "body": "[deleted]", "edited": False,
    }  # fmt: skip
    reply = comment | {
        "id": "bb2", "author": "bo", "parent_id": "t1_bb1", "body": "Well said",
        "edited": 1693650900,
    }  # fmt: skip
    lines = b"".join(msgspec.json.encode(thing) + b"\n" for thing in (submission, comment, reply))
    return (Example("reddit.ndjson", lines, 3),)


SPEC = FormatSpec(
    format_id="reddit-ndjson",
    platforms=("reddit",),
    mapper_version="1",
    description="Reddit comments and submissions as in the public dumps, one JSON object a line",
    supplies=frozenset(
        {
            "author_handle",
            "author_id",
            "created_at",
            "in_reply_to_id",
            "observed_at",
            "reply_count",
            "root_id",
            "text",
            "urls",
        }
    ),
    never="when an account was made; who voted; views",
    times="seconds since 1970",
    ids="base 36 with a type prefix; account names",
    markup="entities",
    reference="https://github.com/ArthurHeitmann/arctic_shift",
    probe=_probe,
    get_examples=_examples,
    map_json=map_json,
)
