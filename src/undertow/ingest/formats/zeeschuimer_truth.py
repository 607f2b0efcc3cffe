"""Format ``zeeschuimer-truth``: Truth Social posts captured with Zeeschuimer, from 4CAT, or bare.

Objects are those of Mastodon. Truth Social is one server, so its numbers are the ids. Zeeschuimer
takes the markup out of a text when it captures it: paragraphs are lost then, and links are only
what is written out. A content that begins with a paragraph is markup still.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw

from undertow.ingest.formats import zeeschuimer
from undertow.ingest.formats.mastodon_objects import (
    TRUTH_SOCIAL,
    Account,
    Identity,
    Quote,
    Status,
    inner_posts,
    is_truth_social,
    names_truth_social,
    record_of,
)
from undertow.ingest.formats.pages import is_there, one
from undertow.ingest.formats.spec import Example, FormatSpec, Score
from undertow.ingest.outcomes import Declared, Mapped
from undertow.ingest.record import accept
from undertow.ingest.sample import Sample

SOURCE = "truthsocial.com"
_captured = zeeschuimer.item_signature(SOURCE)


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one post, with those inside it."""
    keys = msgspec.json.decode(raw.replace(b"\0", b""), type=dict[str, Raw]).keys()
    if "account" in keys and "__import_meta" not in keys:
        yield from one(_map_post, Raw(raw), "$")
        return
    item = zeeschuimer.open_item(raw)

    def mapped(data: Raw, path: str) -> Iterator[Mapped]:
        return _map_post(data, path, item.observed_at)

    yield from one(mapped, Raw(item.data), item.path)


def _map_post(raw: Raw, path: str, observed_at: str | None = None) -> Iterator[Mapped]:
    status = msgspec.json.decode(raw, type=Status)
    shown = status
    if is_there(status.reblog):
        shown = msgspec.json.decode(status.reblog, type=Status)
    is_html = (shown.content or "").lstrip().startswith(("<p>", "<p "))
    record = record_of(status, shown, _names(status, shown), is_html=is_html)
    record.observed_at = observed_at
    yield accept(record, path)
    if status.replies_count and shown is status:
        yield Declared("truthsocial", status.id, status.replies_count)

    def mapped(data: Raw, place: str) -> Iterator[Mapped]:
        return _map_post(data, place, observed_at)

    for place, post in inner_posts(status):
        yield from one(mapped, post, path + place)


def _names(status: Status, shown: Status) -> Identity:
    is_repost = shown is not status
    return Identity(
        platform="truthsocial",
        id=status.id,
        author_id=status.account.id,
        author_handle=_handle(status.account),
        in_reply_to_id=status.in_reply_to_id or None,
        in_reply_to_author_id=status.in_reply_to_account_id,
        repost_of_id=shown.id if is_repost else None,
        repost_of_author_id=shown.account.id if is_repost else None,
        quoted_id=None if is_repost else status.quote_id or _quoted(status),
        mentions=[mention.id or mention.acct or "" for mention in shown.mentions],
    )


def _quoted(status: Status) -> str | None:
    if not is_there(status.quote):
        return None
    quote = msgspec.json.decode(status.quote, type=Quote)
    if not is_there(quote.account):
        return quote.quoted_status_id
    return msgspec.json.decode(status.quote, type=Status).id


def _handle(account: Account) -> str | None:
    return account.username or account.acct


def _probe(sample: Sample) -> Score:
    captured = _captured(sample)
    if sample.objects:
        share = sample.share(_is_bare)
    else:
        share = 0.8 if names_truth_social(sample) else 0.0
    if share <= captured.value:
        return captured
    return Score(share, f"{share:.0%} of the sampled records are posts at {TRUTH_SOCIAL}")


def _is_bare(value: dict[str, Any]) -> bool:
    return "account" in value and "content" in value and is_truth_social(value)


def _examples() -> tuple[Example, ...]:
    ana = {
        "id": "107000000000000001",
        "username": "ana",
        "acct": "ana",
        "url": f"https://{SOURCE}/@ana",
        "display_name": "Ana",
        "note": "<p>Gardener</p>",
        "created_at": "2022-03-05T08:09:10.000Z",
        "avatar": f"https://static.{SOURCE}/ana.jpg",
        "verified": False,
        "suspended": False,
        "followers_count": 20,
        "following_count": 30,
        "statuses_count": 400,
    }
    bo = ana | {"id": "107000000000000002", "username": "bo", "acct": "bo", "suspended": True}
    post: dict[str, Any] = {
        "id": "111000000000000001",
        "uri": f"https://{SOURCE}/users/ana/statuses/111000000000000001",
        "url": f"https://{SOURCE}/@ana/111000000000000001",
        "created_at": "2023-09-02T10:00:00.000Z",
        "edited_at": None,
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "quote_id": None,
        "quote": None,
        "reblog": None,
        "language": "en",
        "content": "Tea for all, says @bo: https://example.org/tea 1 < 2",
        "mentions": [{"id": bo["id"], "username": "bo", "acct": "bo"}],
        "tags": [{"name": "tea"}],
        "media_attachments": [{"type": "image", "url": f"https://static.{SOURCE}/tea.jpg"}],
        "application": {"name": "Truth Social"},
        "account": ana,
        "sponsored": False,
        "replies_count": 1,
        "reblogs_count": 1,
        "favourites_count": 2,
    }
    answer = post | {
        "id": "111000000000000002",
        "edited_at": "2023-09-02T11:00:00.000Z",
        "in_reply_to_id": post["id"],
        "in_reply_to_account_id": ana["id"],
        "account": bo,
        "replies_count": 0,
    }
    quote = post | {"id": "111000000000000003", "quote_id": post["id"], "quote": post}
    repost = post | {"id": "111000000000000004", "account": bo, "reblog": post, "content": ""}
    bare = post | {"content": '<p>One</p><p><a href="https://example.org/tea">tea</a></p>'}
    return (
        *zeeschuimer.examples(SOURCE, [post, answer, quote, repost], 6),
        Example("bare.jsonl", msgspec.json.encode(bare) + b"\n", 1),
    )


SPEC = FormatSpec(
    format_id="zeeschuimer-truth",
    platforms=("truthsocial",),
    mapper_version="2",
    description="Truth Social posts captured with Zeeschuimer, exported from 4CAT, or of its API",
    supplies=frozenset(
        {
            "author_avatar",
            "author_created_at",
            "author_description",
            "author_followers",
            "author_following",
            "author_handle",
            "author_id",
            "author_name",
            "author_posts",
            "author_status",
            "author_url",
            "author_verified",
            "client_app",
            "created_at",
            "edited_at",
            "hashtags",
            "in_reply_to_author_id",
            "in_reply_to_id",
            "is_ad",
            "lang",
            "like_count",
            "media",
            "mentions",
            "observed_at",
            "quoted_id",
            "reply_count",
            "repost_count",
            "repost_of_author_id",
            "repost_of_id",
            "text",
            "url",
            "urls",
        }
    ),
    never="view counts; paragraphs and shortened links of texts that Zeeschuimer captured",
    times="ISO 8601, UTC, to the millisecond",
    ids="numbers as text",
    markup="html",
    reference="https://github.com/digitalmethodsinitiative/zeeschuimer",
    probe=_probe,
    get_examples=_examples,
    map_json=map_json,
)
