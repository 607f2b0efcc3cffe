"""Nothing of a canonical record is lost between a file and the merged tables."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from undertow.case import Case
from undertow.ingest import ingest_file, merge_records
from undertow.schema import Records
from undertow.settings import NoSettings

Row = dict[str, Any]

REFERENCES = (
    *("in_reply_to_id", "in_reply_to_author_id", "root_id", "page_id", "repost_of_id"),
    *("repost_of_author_id", "quoted_id"),
)
LINES = ("author_name", "author_url", "author_avatar", "url", "client_app")
TEXTS = ("text", "author_description")
LANGUAGES = ("lang", "author_language")
LISTS = {"hashtags": "#", "mentions": "@", "urls": "", "media": ""}
TIMES = ("created_at", "author_created_at", "edited_at", "deleted_at", "observed_at")
FACTS = ("author_verified", "text_truncated", "is_ad")
ENGAGED = (
    *("like_count", "reply_count", "repost_count", "quote_count", "view_count"),
    *("bookmark_count", "reaction_count"),
)
COUNTS = (*ENGAGED, "author_followers", "author_following", "author_posts")
PRECISIONS = ("created_precision", "author_created_precision")
PROFILE = {
    "handle": "author_handle",
    "display_name": "author_name",
    "description": "author_description",
    "url": "author_url",
    "avatar": "author_avatar",
    "language": "author_language",
    "verified": "author_verified",
    "status": "author_status",
    "followers": "author_followers",
    "following": "author_following",
    "n_posts": "author_posts",
}
FIELDS = (
    *("kind", "author_id", "author_handle", "author_status", *REFERENCES, *LINES, *TEXTS),
    *(*LANGUAGES, *LISTS, *TIMES, *FACTS, *COUNTS),
)

_samples = st.sampled_from(
    (
        *(
            "plain",
            "大家好",
            "مرحبا بالجميع",
            "שלום",
            "Привет",
            "नमस्ते",
            "e\u0301te\u0301",
            "👩‍👩‍👧 🏳️‍🌈",
            "\u202eabc\u202c",
        ),
        *("a\r\nb\rc\nd", "nul\0led", "\0", " blank ", "", '"quoted", ; | \t', "\ufeffx", "\u2028"),
        *("[1]", "#tag", "@ana", "## a", "a|b", "&amp;lt;", "<b>", "=1+1", "NaN", "null", "\u212b"),
    )
)
_text = st.one_of(
    _samples, st.text(max_size=30), st.builds("".join, st.lists(_samples, max_size=4))
)
_zone = st.integers(-14 * 60, 14 * 60).map(lambda n: timezone(timedelta(minutes=n)))
_moment = st.datetimes(datetime(1991, 1, 1), datetime(2099, 1, 1), timezones=_zone)
_time = st.builds(
    lambda moment, unit: moment.isoformat(timespec=unit),
    _moment,
    st.sampled_from(["microseconds", "seconds", "minutes", "hours"]),
)
_count = st.one_of(st.sampled_from([0, 1, 2**31, 2**53 + 1, 2**63 - 1]), st.integers(0, 2**63 - 1))
_precision = st.sampled_from(["second", "minute", "hour", "day", "estimate"])
# A reference must not name one of the records themselves: those begin with a digit.
_reference = st.one_of(st.sampled_from([" ", "\0"]), _text.map(lambda text: f" r{text}x\n"))


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    """Records as a source may write them; each has an id and an author of its own."""
    optional = {
        "author_handle": _text,
        "author_status": st.sampled_from(["active", "suspended", "deleted", "protected"]),
        "kind": st.sampled_from(["post", "comment", "reply", "repost", "quote"]),
        **dict.fromkeys(REFERENCES, _reference),
        **dict.fromkeys((*LINES, *TEXTS), _text),
        **dict.fromkeys(LANGUAGES, st.sampled_from(["en", "zh-Hans", "pt_BR"])),
        **dict.fromkeys(LISTS, st.lists(_text, max_size=4)),
        **dict.fromkeys(TIMES[1:], _time),
        **dict.fromkeys(FACTS, st.booleans()),
        **dict.fromkeys(COUNTS, _count),
        **dict.fromkeys(PRECISIONS, _precision),
    }
    made = []
    for number in range(draw(st.integers(1, 4))):
        row = draw(st.fixed_dictionaries({"created_at": _time}, optional=optional))
        row |= {"platform": "facebook", "id": f" {number}{draw(_text)}p\t"}
        if draw(st.booleans()):
            row["author_id"] = f"{number}{draw(_text)}a "
        missing = [name for name in FIELDS if name not in row]
        row["known_absent"] = draw(st.lists(st.sampled_from(missing or ["text"]), max_size=6))
        row["known_absent"] = [n for n in row["known_absent"] if n in missing and n != "kind"]
        made.append(row)
    return made


def as_ndjson(source: list[Row]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in source)


def as_csv(source: list[Row]) -> bytes:
    names = list(dict.fromkeys(name for row in source for name in row))
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(names)
    for row in source:
        table.writerow([_cell(row.get(name)) for name in names])
    return written.getvalue().encode()


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list | bool) else value


def as_parquet(source: list[Row]) -> bytes:
    types = {name: pa.int64() for name in COUNTS} | {name: pa.bool_() for name in FACTS}
    types |= {name: pa.list_(pa.string()) for name in (*LISTS, "known_absent")}
    types["edited_at"] = pa.timestamp("us", tz="+02:00")
    names = list(dict.fromkeys(name for row in source for name in row))
    schema = pa.schema([(name, types.get(name, pa.string())) for name in names])
    typed = [
        row | {"edited_at": datetime.fromisoformat(row["edited_at"])} if "edited_at" in row else row
        for row in source
    ]
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(typed, schema=schema), buffer)
    return buffer.getvalue()


def _normal(text: str) -> str:
    return normalize("NFC", text.replace("\0", ""))


def expected(row: Row, *, blank_is_absent: bool) -> Row:
    """Return a record as documented: NFC without NUL, ids stripped, marks dropped, times in UTC."""
    want: Row = dict.fromkeys(FIELDS) | {"platform": "facebook", "created_precision": None}
    for name, value in row.items():
        if name in ("id", "author_id", *REFERENCES, *LINES):
            value = _normal(value).strip() or None
        elif name == "author_handle":
            value = _normal(value).strip().removeprefix("@") or None
        elif name in TEXTS:
            value = None if blank_is_absent and not value else _normal(value)
        elif name in LISTS:
            items = [_normal(item).strip().removeprefix(LISTS[name]) for item in value]
            value = [item for n, item in enumerate(items) if item and item not in items[:n]]
        elif name in TIMES:
            value = datetime.fromisoformat(value).astimezone(UTC)
        want[name] = value
    for name in ("created", "author_created"):
        told = {19: "second", 16: "minute", 13: "hour", 26: "second"}
        time = row.get(f"{name}_at")
        stated = row.get(f"{name}_precision") or (time and told[len(time) - len("+00:00")])
        want[f"{name}_precision"] = stated if time else None
    if not want["kind"]:
        is_reply = want["in_reply_to_id"] or want["in_reply_to_author_id"]
        other = "reply" if is_reply else "quote" if want["quoted_id"] else "post"
        is_repost = want["repost_of_id"] or want["repost_of_author_id"]
        want["kind"] = "repost" if is_repost else other
    want["known_absent"] = sorted(set(row["known_absent"])) or None
    return want


def _uid(native_id: str | None) -> str | None:
    return None if native_id is None else f"facebook:{native_id}"


def check_post(post: Row, want: Row) -> None:
    same = ("kind", "created_at", "created_precision", *FACTS[1:], "text", "lang", "url")
    for name in (*same, "edited_at", "deleted_at", "client_app"):
        assert post[name] == want[name], name
    for name in ("urls", "hashtags", "mentions"):
        assert post[name] == want[name], name
    uids = {
        "account_uid": "author_id",
        "parent_uid": "in_reply_to_id",
        "root_uid": "root_id",
        "page_uid": "page_id",
        "reposted_uid": "repost_of_id",
        "quoted_uid": "quoted_id",
        "addressed_account_uid": "in_reply_to_author_id",
        "reposted_account_uid": "repost_of_author_id",
    }
    for column, name in uids.items():
        assert post[column] == _uid(want[name]), column
    of_others = ("observed_at", "media", *COUNTS)
    absent = [n for n in want["known_absent"] or [] if n not in of_others]
    absent = [n for n in absent if not n.startswith("author_") or n == "author_id"]
    assert post["known_absent"] == absent


def check_account(tables: dict[str, list[Row]], want: Row) -> None:
    uid = _uid(want["author_id"])
    found = [row for row in tables["accounts"] if row["account_uid"] == uid]
    shots = [row for row in tables["account_snapshots"] if row["account_uid"] == uid]
    assert len(found) == (uid is not None)
    given_profile = {column: want[field] for column, field in PROFILE.items()}
    is_shown = uid is not None and any(value is not None for value in given_profile.values())
    assert [{name: shot[name] for name in PROFILE} for shot in shots] == [given_profile] * is_shown
    for account in found:
        for column in ("handle", "display_name", "verified", "status", "followers", "following"):
            assert account[column] == given_profile[column], column
        assert account["created_at"] == want["author_created_at"]
        assert account["created_precision"] == want["author_created_precision"]
        assert account["first_seen"] == account["last_seen"] == want["created_at"]
        of_profile = {*PROFILE.values(), "author_created_at"}
        assert account["known_absent"] == [
            name for name in want["known_absent"] or [] if name in of_profile
        ]


def check_engagement(tables: dict[str, list[Row]], want: Row) -> None:
    uid = _uid(want["id"])
    absent = [name for name in want["known_absent"] or [] if name in ENGAGED]
    counts = {name: want[name] for name in ENGAGED}
    is_told = bool(absent) or any(value is not None for value in counts.values())
    found = [row for row in tables["engagement"] if row["post_uid"] == uid]
    assert len(found) == is_told
    for row in found:
        assert {name: row[name] for name in ENGAGED} == counts
        assert row["observed_at"] == want["observed_at"]
        assert row["known_absent"] == absent
    media = {row["media_ref"] for row in tables["media"] if row["post_uid"] == uid}
    assert media == set(want["media"] or [])


@pytest.mark.parametrize("write", [as_ndjson, as_csv, as_parquet])
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(source=rows())
def test_nothing_is_lost(write: Callable[[list[Row]], bytes], source: list[Row]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        case, path = Case.create(Path(folder) / "case", purpose="a test"), Path(folder) / "file"
        path.write_bytes(write(source))
        report = ingest_file(case, path, who="a", command="b", format_id="canonical")
        assert (report.n_records, report.n_accepted) == (len(source), len(source)), report
        records = case.read(Records)
        merged = merge_records(records, NoSettings(), rng_seed=1)
        tables = {table.spec.name: table.arrow.to_pylist() for table in merged}
        assert len(tables["posts"]) == len(source)
        wanted = [expected(row, blank_is_absent=write is as_csv) for row in source]
        for read, want in zip(records.arrow.to_pylist(), wanted, strict=True):
            assert {name: read[name] for name in want} == want
            [post] = [row for row in tables["posts"] if row["post_uid"] == _uid(want["id"])]
            check_post(post, want)
            check_account(tables, want)
            check_engagement(tables, want)
