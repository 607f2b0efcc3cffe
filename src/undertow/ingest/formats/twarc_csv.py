r"""Format ``twarc-csv``: tweets or users of the X API v2 as CSV, as a plug-in of twarc writes them.

Columns: https://github.com/DocNow/twarc-csv. Line breaks in texts are written as ``\n``. Reposts
carry the text and the counts of the original. Lists are JSON in a cell; their items are objects, or
plain texts where twarc shortened them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from undertow.ingest.formats.signature import column_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.formats.values import whole_number
from undertow.ingest.id_times import post_time
from undertow.ingest.outcomes import Accepted, Rejection
from undertow.ingest.plain_text import unescape_once
from undertow.ingest.record import AccountStatus, CanonicalRecord, Profile, accept

_TWEET_COLUMNS = ("id", "author_id", "text", "conversation_id", "public_metrics.retweet_count")
_USER_COLUMNS = ("id", "username", "public_metrics.followers_count", "pinned_tweet_id")
_ID = re.compile(r"\d{1,20}", re.ASCII)
_COUNT = re.compile(r"(\d{1,18})(?:\.0)?", re.ASCII)
_FACTS = {"True": True, "False": False}
_decode_list = msgspec.json.Decoder(list[Any]).decode


def map_row(cells: Mapping[str, str]) -> tuple[Accepted]:
    """Map one row of a file of tweets, or of users, which have a user name and no text."""
    if "username" in cells and "text" not in cells:
        return (accept(_profile(cells)),)
    return (accept(_record(cells)),)


def _profile(cells: Mapping[str, str]) -> Profile:
    profile = Profile(
        platform="x",
        author_id=_required_id(cells),
        observed_at=cells.get("__twarc.retrieved_at"),
    )
    _put_author(profile, cells, "")
    return profile


def _record(cells: Mapping[str, str]) -> CanonicalRecord:
    native_id = _required_id(cells)
    root_id = _id(cells, "conversation_id")
    repost_of_id = _id(cells, "referenced_tweets.retweeted.id")
    reply_to_id = _id(cells, "referenced_tweets.replied_to.id")
    versions = _list(cells, "edit_history_tweet_ids")
    record = CanonicalRecord(
        platform="x",
        id=native_id,
        created_at=cells.get("created_at"),
        observed_at=cells.get("__twarc.retrieved_at"),
        author_id=_id(cells, "author_id"),
        kind="repost" if repost_of_id else None,
        text=_text(cells, "text"),
        lang=cells.get("lang"),
        in_reply_to_id=reply_to_id,
        in_reply_to_author_id=_id(cells, "in_reply_to_user_id") if reply_to_id else None,
        root_id=root_id if root_id != native_id else None,
        repost_of_id=repost_of_id,
        repost_of_author_id=_id(cells, "retweeted_user_id"),
        quoted_id=_id(cells, "referenced_tweets.quoted.id"),
        hashtags=_items(cells, "entities.hashtags", "tag"),
        urls=_links(cells),
        mentions=_items(cells, "entities.mentions", "username"),
        media=_items(cells, "attachments.media", "url", "preview_image_url", "media_key"),
        edited_at=_edited_at(versions),
        client_app=cells.get("source"),
        known_absent=["edited_at"] if versions is not None and len(versions) == 1 else None,
    )
    _put_author(record, cells, "author.")
    if repost_of_id is None:
        record.like_count = _count(cells, "public_metrics.like_count")
        record.reply_count = _count(cells, "public_metrics.reply_count")
        record.repost_count = _count(cells, "public_metrics.retweet_count")
        record.quote_count = _count(cells, "public_metrics.quote_count")
        record.view_count = _count(cells, "public_metrics.impression_count")
        record.bookmark_count = _count(cells, "public_metrics.bookmark_count")
    return record


def _put_author(given: CanonicalRecord | Profile, cells: Mapping[str, str], prefix: str) -> None:
    given.author_handle = cells.get(f"{prefix}username")
    given.author_name = cells.get(f"{prefix}name")
    given.author_description = _text(cells, f"{prefix}description")
    given.author_avatar = cells.get(f"{prefix}profile_image_url")
    given.author_created_at = cells.get(f"{prefix}created_at")
    given.author_verified = _fact(cells, f"{prefix}verified")
    given.author_status = _status(_fact(cells, f"{prefix}protected"))
    given.author_followers = _count(cells, f"{prefix}public_metrics.followers_count")
    given.author_following = _count(cells, f"{prefix}public_metrics.following_count")
    given.author_posts = _count(cells, f"{prefix}public_metrics.tweet_count")


def _status(is_protected: bool | None) -> AccountStatus | None:
    if is_protected is None:
        return None
    return "protected" if is_protected else "active"


def _required_id(cells: Mapping[str, str]) -> str:
    native_id = _id(cells, "id")
    if native_id is None:
        raise Rejection("schema", "missing_field", "$.id", "column id is empty")
    return native_id


def _id(cells: Mapping[str, str], column: str) -> str | None:
    """Return an id; a column with gaps may have been rewritten as rounded numbers."""
    text = cells.get(column, "").strip()
    if text and not _ID.fullmatch(text):
        raise Rejection(
            "semantic",
            "id_destroyed",
            f"$.{column}",
            f"{text[:40]!r} is no id; a program that rounds numbers may have written it",
        )
    return text or None


def _text(cells: Mapping[str, str], column: str) -> str | None:
    if column not in cells:
        return None
    return unescape_once(cells[column].replace("\\n", "\n"))


def _count(cells: Mapping[str, str], column: str) -> int | None:
    text = cells.get(column)
    match = _COUNT.fullmatch(text) if text else None
    return whole_number(match[1] if match else text, f"$.{column}")


def _fact(cells: Mapping[str, str], column: str) -> bool | None:
    text = cells.get(column)
    if text is not None and text not in _FACTS:
        raise Rejection(
            "schema", "wrong_type", f"$.{column}", f"{text[:40]!r} is not True or False"
        )
    return None if text is None else _FACTS[text]


def _list(cells: Mapping[str, str], column: str) -> list[Any] | None:
    if column not in cells:
        return None
    try:
        return _decode_list(cells[column])
    except (ValueError, RecursionError) as error:
        raise Rejection(
            "schema", "bad_value", f"$.{column}", f"{cells[column][:40]!r} is not a JSON list"
        ) from error


def _items(cells: Mapping[str, str], column: str, *names: str) -> list[str] | None:
    """Return the items of a list: texts, or the first field of those named that an object has."""
    values = _list(cells, column)
    if values is None:
        return None
    found = (
        next((value[name] for name in names if value.get(name)), None)
        if isinstance(value, dict)
        else value
        for value in values
    )
    return [item for item in found if isinstance(item, str)]


def _links(cells: Mapping[str, str]) -> list[str] | None:
    """Return the links; the tweet's own pictures have a media key, or are cut to a short form."""
    values = _list(cells, "entities.urls")
    if values is None:
        return None
    kept = [v for v in values if not (isinstance(v, dict) and "media_key" in v)]
    names = ("unwound_url", "expanded_url", "url")
    shown = {"entities.urls": msgspec.json.encode(kept).decode()}
    return [url for url in _items(shown, "entities.urls", *names) or () if "://" in url]


def _edited_at(versions: list[Any] | None) -> str | None:
    """Return when the last version was made, as the id of that version tells."""
    if versions is None or len(versions) < 2:
        return None
    moment = post_time("x", str(versions[-1]), "post")
    return None if moment is None else moment.isoformat()


def _examples() -> tuple[Example, ...]:
    tweets = (
        "id,conversation_id,referenced_tweets.replied_to.id,referenced_tweets.retweeted.id,"
        "referenced_tweets.quoted.id,author_id,in_reply_to_user_id,retweeted_user_id,created_at,"
        "text,lang,source,public_metrics.impression_count,public_metrics.reply_count,"
        "public_metrics.retweet_count,public_metrics.quote_count,public_metrics.like_count,"
        "public_metrics.bookmark_count,edit_history_tweet_ids,entities.hashtags,"
        "entities.mentions,entities.urls,attachments.media,author.id,author.created_at,"
        "author.username,author.name,author.description,author.profile_image_url,"
        "author.protected,author.public_metrics.followers_count,"
        "author.public_metrics.following_count,author.public_metrics.tweet_count,"
        "author.verified,__twarc.retrieved_at\n"
        '1697921000000000100,1697921000000000100,,,,7,,,2023-09-02T10:34:46.000Z,"Bread &amp; '
        'roses\\nfor all",en,X Web App,90,0,1,1,3,2,"[""1697920900000000100"", '
        '""1697921000000000100""]","[{""tag"": ""bread""}]","[""@bo""]","[{""url"": '
        '""https://t.co/a"", ""expanded_url"": ""https://example.org/a""}]","[{""url"": '
        '""https://pic.example/1.jpg""}]",7,2020-01-01T00:00:00.000Z,ana,Ana,Gardens,'
        "https://pic.example/ana.jpg,False,12,30,400,False,2023-09-03T00:00:00+00:00\n"
        "1697921100000000101,1697921100000000101,,1697921000000000100,,8,,7,"
        '2023-09-02T10:35:10.000Z,"Bread &amp; roses\\nfor all",en,X Web App,,0,1,1,3,2,,,,,,8,'
        "2021-01-01T00:00:00.000Z,bo,Bo,,,False,2.0,,,False,2023-09-03T00:00:00+00:00\n"
        "1697921200000000102,1697921000000000100,1697921000000000100,,1697920000000000055,9,7,,"
        "2023-09-02T10:35:34.000Z,Lovely,en,X Web App,,,,,,,,,,,,9,,cy,,,,,,,,,\n"
    )
    users = (
        "id,created_at,username,name,description,pinned_tweet_id,profile_image_url,protected,"
        "public_metrics.followers_count,public_metrics.following_count,"
        "public_metrics.tweet_count,verified,__twarc.retrieved_at\n"
        "7,2020-01-01T00:00:00.000Z,ana,Ana,Gardens,,https://pic.example/ana.jpg,False,12,30,400,"
        "False,2023-09-03T00:00:00+00:00\n"
    )
    return (
        Example("tweets.csv", tweets.encode(), 3),
        Example("users.csv", users.encode(), 1),
    )


SPEC = FormatSpec(
    format_id="twarc-csv",
    platforms=("x",),
    mapper_version="1",
    description="X API v2 as CSV: tweets or users as written by twarc-csv",
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
            "author_verified",
            "bookmark_count",
            "client_app",
            "created_at",
            "edited_at",
            "hashtags",
            "in_reply_to_author_id",
            "in_reply_to_id",
            "lang",
            "like_count",
            "media",
            "mentions",
            "observed_at",
            "quote_count",
            "quoted_id",
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
    never="what a tweet was asked for and has not: an empty cell is either",
    times="ISO 8601, UTC; that of an edit from the id of the last version",
    ids="numbers as text",
    markup="entities",
    reference="https://github.com/DocNow/twarc-csv",
    probe=column_signature(_TWEET_COLUMNS, _USER_COLUMNS),
    get_examples=_examples,
    map_row=map_row,
)
