"""Format ``x-archive``: files of the archive that X gives people of their own account.

Files are scripts that assign a list: ``window.YTD.tweets.part0 = [{"tweet": {...}}]``. Numbers are
text. The tweets do not say whose they are: that is in ``account.js``, which has no tweets. Reposts
are not marked either; a text that begins with ``RT @name:`` and names that account there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Raw, Struct

from undertow.ingest.formats.pages import one
from undertow.ingest.formats.spec import Example, FormatSpec, Score
from undertow.ingest.formats.x_legacy import ABSENT, NOBODY, LegacyTweet, legacy_record
from undertow.ingest.outcomes import Ignored, Mapped
from undertow.ingest.record import CanonicalRecord, Id, Name, Profile, Time, accept
from undertow.ingest.sample import Sample

_REPOST = re.compile(r"RT @(\w{1,50}): ")
_VARIABLE = re.compile(r"window\.YTD\.(\w+)\.part\d+")


class Account(Struct, rename="camel"):
    """The account whose archive it is."""

    account_id: Id
    username: Name | None = None
    account_display_name: Name | None = None
    created_at: Time | None = None


class Element(Struct):
    """An element of a file: a tweet (bare in old archives), the account, or something else."""

    tweet: Raw = ABSENT
    account: Account | None = None
    id_str: Raw = ABSENT


_decode = msgspec.json.Decoder(Element).decode
_decode_tweet = msgspec.json.Decoder(LegacyTweet).decode


def map_json(raw: bytes) -> Iterable[Mapped]:
    """Map one element of a file; what is no public post is left out."""
    element = _decode(raw)
    if element.account is not None:
        account = element.account
        profile = Profile(
            platform="x",
            author_id=account.account_id,
            author_handle=account.username,
            author_name=account.account_display_name,
            author_created_at=account.created_at,
        )
        return (accept(profile, "$.account"),)
    if bytes(element.tweet):
        return one(_tweet, element.tweet, "$.tweet")
    if bytes(element.id_str):
        return one(_tweet, Raw(raw), "$")
    return (Ignored("not_a_post"),)


def _tweet(raw: Raw, path: str) -> Iterable[Mapped]:
    return (accept(_record(_decode_tweet(raw)), path),)


def _record(tweet: LegacyTweet) -> CanonicalRecord:
    record = legacy_record(tweet, NOBODY)
    text = record.text or ""
    match = _REPOST.match(text)
    named = tweet.entities.user_mentions if tweet.entities else []
    if match is None or not named or (named[0].screen_name or "").lower() != match[1].lower():
        return record
    record.kind = "repost"
    record.repost_of_author_id = named[0].id_str
    record.text = text[match.end() :]
    record.text_truncated = text.endswith("…")
    # The archive repeats the counts of the original.
    record.like_count = record.repost_count = None
    return record


def _probe(sample: Sample) -> Score:
    match = _VARIABLE.fullmatch(sample.variable)
    if match is not None:
        return Score(1.0, f"it is a script that assigns {match[0]}, as archives of X do")
    return Score(0.0, "it does not assign window.YTD")


def _examples() -> tuple[Example, ...]:
    tweet = {
        "id": "1697921000000000100",
        "id_str": "1697921000000000100",
        "created_at": "Sat Sep 02 10:34:46 +0000 2023",
        "full_text": "Bread &amp; roses #bread",
        "truncated": False,
        "source": '<a href="https://x.example" rel="nofollow">X Web App</a>',
        "entities": {
            "urls": [],
            "hashtags": [{"text": "bread", "indices": ["18", "24"]}],
            "user_mentions": [],
        },
        "extended_entities": {"media": [{"media_url_https": "https://pic.example/1.jpg"}]},
        "lang": "en",
        "favorite_count": "3",
        "retweet_count": "1",
    }
    reply = tweet | {
        "id_str": "1697921200000000102",
        "in_reply_to_status_id_str": "1697920000000000055",
        "in_reply_to_user_id_str": "9",
        "created_at": "Sat Sep 02 10:35:34 +0000 2023",
    }
    repost = tweet | {
        "id_str": "1697921100000000101",
        "created_at": "Sat Sep 02 10:35:10 +0000 2023",
        "full_text": "RT @cy: Warm bread at the fair",
        "entities": {
            "urls": [{"url": "https://t.co/a", "expanded_url": "https://example.org/a"}],
            "hashtags": [],
            "user_mentions": [{"screen_name": "cy", "id_str": "9", "indices": ["3", "6"]}],
        },
    }
    deleted = tweet | {
        "id_str": "1697921300000000103",
        "created_at": "Sat Sep 02 10:35:58 +0000 2023",
        "deleted_at": "Sun Sep 03 08:00:00 +0000 2023",
    }
    account = {
        "email": "ana@example.org",
        "username": "ana",
        "accountId": "7",
        "createdAt": "2020-01-01T00:00:00.000Z",
        "accountDisplayName": "Ana",
    }
    files: dict[str, list[dict[str, Any]]] = {
        "tweets": [{"tweet": item} for item in (tweet, reply, repost)],
        "deleted_tweets": [{"tweet": deleted}],
        "tweet": [tweet],
        "account": [{"account": account}],
    }
    return tuple(
        Example(
            f"{name}.js",
            f"window.YTD.{name}.part0 = ".encode()
            + msgspec.json.format(msgspec.json.encode(items)),
            len(items),
        )
        for name, items in files.items()
    )


SPEC = FormatSpec(
    format_id="x-archive",
    platforms=("x",),
    mapper_version="1",
    description="X archive of one's own account: tweets.js, deleted-tweets.js, account.js",
    supplies=frozenset(
        {
            "author_created_at",
            "author_handle",
            "author_id",
            "author_name",
            "client_app",
            "created_at",
            "deleted_at",
            "hashtags",
            "in_reply_to_author_id",
            "in_reply_to_id",
            "lang",
            "like_count",
            "media",
            "mentions",
            "repost_count",
            "repost_of_author_id",
            "text",
            "text_truncated",
            "urls",
        }
    ),
    never="the author of the tweets; which tweet a repost repeats; what others wrote",
    times="Wed Oct 10 20:19:24 +0000 2018, UTC; of the account ISO 8601, UTC",
    ids="numbers as text",
    markup="entities",
    reference="https://help.x.com/en/managing-your-account/how-to-download-your-x-archive",
    probe=_probe,
    get_examples=_examples,
    map_json=map_json,
)
