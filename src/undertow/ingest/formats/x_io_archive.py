"""Format ``x-io-archive``: the CSV files X published about information operations until 2021.

Times carry no zone in these files; the archive documents them as UTC, to the minute.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from undertow.ingest.formats.spec import Example, FormatSpec, Score
from undertow.ingest.outcomes import Accepted, Rejection
from undertow.ingest.plain_text import unescape_once
from undertow.ingest.record import CanonicalRecord, Profile, accept
from undertow.ingest.sample import Sample

_ACCOUNT_COLUMNS = ("userid", "user_screen_name", "account_creation_date")
_TWEET_COLUMNS = ("tweetid", "userid", "tweet_time", "tweet_text")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_COUNT = re.compile(r"(\d{1,18})(?:\.0+)?")
_COMMA = re.compile(r",\s*")
_COMMA_BEFORE_URL = re.compile(r",\s*(?=['\"]?https?://)")


def map_row(cells: Mapping[str, str]) -> tuple[Accepted]:
    """Map one row of a tweets file, or of an accounts file, which has no tweet ids."""
    if "tweetid" not in cells and "tweet_time" not in cells and "tweet_text" not in cells:
        return (accept(_profile(cells)),)
    return (accept(_record(cells)),)


def _profile(cells: Mapping[str, str]) -> Profile:
    created_at = _date(cells)
    return Profile(
        platform="x",
        author_id=_required(cells, "userid"),
        author_handle=cells.get("user_screen_name"),
        author_name=cells.get("user_display_name"),
        author_description=_text(cells, "user_profile_description"),
        author_created_at=created_at,
        author_created_precision="day" if created_at else None,
        author_followers=_count(cells, "follower_count"),
    )


def _record(cells: Mapping[str, str]) -> CanonicalRecord:
    created_at = _date(cells)
    is_repost = cells.get("is_retweet", "").strip().lower() in ("true", "1", "t")
    return CanonicalRecord(
        platform="x",
        id=_required(cells, "tweetid"),
        created_at=_time(cells),
        author_id=cells.get("userid"),
        author_handle=cells.get("user_screen_name"),
        author_name=cells.get("user_display_name"),
        author_description=_text(cells, "user_profile_description"),
        author_created_at=created_at,
        author_created_precision="day" if created_at else None,
        author_followers=_count(cells, "follower_count"),
        kind="repost" if is_repost else None,
        text=_text(cells, "tweet_text"),
        lang=cells.get("tweet_language"),
        in_reply_to_id=cells.get("in_reply_to_tweetid"),
        in_reply_to_author_id=cells.get("in_reply_to_userid"),
        repost_of_id=cells.get("retweet_tweetid"),
        repost_of_author_id=cells.get("retweet_userid"),
        quoted_id=cells.get("quoted_tweet_tweetid"),
        hashtags=_list(cells, "hashtags"),
        urls=_list(cells, "urls", _COMMA_BEFORE_URL),
        mentions=_list(cells, "user_mentions"),
        like_count=_count(cells, "like_count"),
        reply_count=_count(cells, "reply_count"),
        repost_count=_count(cells, "retweet_count"),
    )


def _required(cells: Mapping[str, str], column: str) -> str:
    if column not in cells:
        raise Rejection("schema", "missing_field", f"$.{column}", f"column {column} is empty")
    return cells[column]


def _time(cells: Mapping[str, str]) -> str:
    text = _required(cells, "tweet_time").strip()
    if not _TIME.fullmatch(text):
        raise Rejection(
            "schema",
            "bad_time",
            "$.tweet_time",
            f"{text[:40]!r} is not YYYY-MM-DD hh:mm; a copy rewritten by a spreadsheet cannot be "
            "read safely",
        )
    return f"{text}Z"


def _date(cells: Mapping[str, str]) -> str | None:
    text = cells.get("account_creation_date", "").strip()
    if not text:
        return None
    if not _DATE.fullmatch(text):
        raise Rejection(
            "schema", "bad_time", "$.account_creation_date", f"{text[:40]!r} is not YYYY-MM-DD"
        )
    return f"{text}T00:00:00Z"


def _text(cells: Mapping[str, str], column: str) -> str | None:
    return unescape_once(cells[column]) if column in cells else None


def _count(cells: Mapping[str, str], column: str) -> int | None:
    text = cells.get(column, "").strip()
    if not text:
        return None
    match = _COUNT.fullmatch(text)
    if match is None:
        raise Rejection(
            "schema", "wrong_type", f"$.{column}", f"{text[:40]!r} is not a whole number"
        )
    return int(match[1])


def _list(
    cells: Mapping[str, str], column: str, separator: re.Pattern[str] = _COMMA
) -> list[str] | None:
    """Read ``[a, b]`` or ``['a', 'b']``; an empty cell is not collected, ``[]`` is none."""
    if column not in cells:
        return None
    inner = cells[column].strip().removeprefix("[").removesuffix("]")
    items = (item.strip().strip("'\"") for item in separator.split(inner))
    return [item for item in items if item]


def _probe(sample: Sample) -> Score:
    n_tweet = sum(name in sample.columns for name in _TWEET_COLUMNS)
    n_account = sum(name in sample.columns for name in _ACCOUNT_COLUMNS)
    value = max(n_tweet / len(_TWEET_COLUMNS), 0.9 * n_account / len(_ACCOUNT_COLUMNS))
    names = [n for n in (*_TWEET_COLUMNS, *_ACCOUNT_COLUMNS[1:]) if n in sample.columns]
    return Score(value, f"it has the columns {', '.join(names) or 'of another format'}")


def _examples() -> tuple[Example, ...]:
    tweets = (
        "tweetid,userid,user_display_name,user_screen_name,follower_count,account_creation_date,"
        "tweet_language,tweet_text,tweet_time,in_reply_to_userid,is_retweet,hashtags,urls,"
        "user_mentions,like_count\n"
        "300000000000000001,9001,Ana,ana,12,2017-03-04,en,Good &amp; bad,2018-05-06 07:08,,False,"
        '"[spring, news]",[https://example.org/a],[],3\n'
        '300000000000000002,9001,Ana,ana,12,2017-03-04,fr,"Deux\nlignes",2018-05-06 07:09,9002,'
        "False,[],[],[9002],\n"
        "3.00000E+17,9001,Ana,ana,12,2017-03-04,en,destroyed,2018-05-06 07:10,,False,[],[],[],\n"
    )
    accounts = (
        "userid,user_display_name,user_screen_name,user_reported_location,"
        "user_profile_description,user_profile_url,follower_count,following_count,"
        "account_creation_date,account_language\n"
        "9001,Ana,ana,,Gardener,,12,3,2017-03-04,en\n"
    )
    return (
        Example("tweets.csv", tweets.encode(), 2),
        Example("users.csv", accounts.encode(), 1),
    )


SPEC = FormatSpec(
    format_id="x-io-archive",
    platforms=("x",),
    mapper_version="1",
    description="X information operations archive: tweets or accounts as CSV",
    supplies=frozenset(
        {
            "author_created_at",
            "author_description",
            "author_followers",
            "author_handle",
            "author_id",
            "author_name",
            "created_at",
            "hashtags",
            "in_reply_to_author_id",
            "lang",
            "like_count",
            "mentions",
            "text",
            "urls",
        }
    ),
    never="tweets of other accounts, and most replies to those listed",
    times="no zone; documented as UTC, tweets to the minute, accounts to the day",
    ids="numbers as text; small accounts are hashed",
    markup="entities",
    reference="https://transparency.x.com/en/reports/information-operations",
    probe=_probe,
    get_examples=_examples,
    map_row=map_row,
)
