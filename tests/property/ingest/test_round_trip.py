"""Canonical records, through ingest into the tables: nothing is lost, whatever the medium."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undertow.case import Case
from undertow.ingest import Importer, merge_records
from undertow.schema import Engagement, Media, Posts, Records
from undertow.settings import NoSettings

COUNTS = (
    *("author_followers", "author_following", "author_posts", "like_count", "reply_count"),
    *("repost_count", "quote_count", "view_count", "bookmark_count", "reaction_count"),
)
LISTS = {"hashtags": "#", "urls": "", "mentions": "@", "media": ""}
NAMES = ("author_name", "author_url", "author_avatar", "url", "client_app")
IDS = ("author_id", "in_reply_to_id", "root_id", "page_id", "quoted_id")
TIMES = ("created_at", "author_created_at", "edited_at", "deleted_at", "observed_at")

TEXT = st.text(st.characters(codec="utf-8"), max_size=60)
WORD = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=12)
ID = st.from_regex(r"[a-z0-9_:.-]{1,30}", fullmatch=True)
ZONES = st.integers(-14 * 4, 14 * 4).map(lambda q: timezone(timedelta(minutes=15 * q)))
MOMENT = st.datetimes(datetime(1991, 1, 1), datetime(2099, 1, 1), timezones=ZONES).map(
    lambda moment: moment.replace(microsecond=0)
)


@st.composite
def a_record(draw: st.DrawFn) -> dict[str, Any]:
    """Return a record with some of the fields; times are datetimes."""
    optional: dict[str, st.SearchStrategy[Any]] = {
        **{name: st.integers(0, (1 << 63) - 1) for name in COUNTS},
        **{name: st.lists(WORD, max_size=4) for name in LISTS},
        **{name: WORD for name in NAMES},
        **{name: ID for name in IDS},
        **{name: MOMENT for name in TIMES if name != "created_at"},
        "text": TEXT, "author_description": TEXT, "author_handle": WORD,
        "lang": st.sampled_from(["en", "fr", "zh-Hant"]),
        "author_verified": st.booleans(), "is_ad": st.booleans(),
        "author_status": st.sampled_from(["active", "suspended"]),
    }  # fmt: skip
    chosen = draw(st.sets(st.sampled_from(sorted(optional))))
    record = {name: draw(optional[name]) for name in sorted(chosen)}
    absent = sorted(draw(st.sets(st.sampled_from(["quoted_id", "like_count", "author_id"]))))
    required = {"platform": "facebook", "id": draw(ID), "created_at": draw(MOMENT)}
    return record | required | ({"known_absent": absent} if absent else {})


def expected(record: dict[str, Any]) -> dict[str, Any]:
    """Return what the documentation says that a record becomes."""
    found: dict[str, Any] = {}
    for name, value in record.items():
        if name in TIMES:
            found[name] = value.astimezone(UTC)
        elif name in LISTS:
            items = [_clean(item).strip().removeprefix(LISTS[name]) for item in value]
            found[name] = list(dict.fromkeys(item for item in items if item))
        elif name in ("text", "author_description"):
            found[name] = _clean(value)
        elif isinstance(value, str):
            found[name] = _clean(value).strip().removeprefix("@" if "handle" in name else "")
        elif name != "known_absent":
            found[name] = value
    absent = [name for name in record.get("known_absent", ()) if found.get(name) in (None, 0, "")]
    return found | ({"known_absent": absent} if record.get("known_absent") else {})


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\0", ""))


def _as_text(record: dict[str, Any]) -> dict[str, Any]:
    return {n: v.isoformat() if isinstance(v, datetime) else v for n, v in record.items()}


def ndjson(record: dict[str, Any]) -> bytes:
    return json.dumps(_as_text(record), ensure_ascii=False).encode() + b"\n"


def comma_separated(record: dict[str, Any]) -> bytes:
    stream = io.StringIO(newline="")
    cells = {n: json.dumps(v) if isinstance(v, list) else v for n, v in _as_text(record).items()}
    writer = csv.DictWriter(stream, list(cells))
    writer.writeheader()
    writer.writerow(cells)
    return stream.getvalue().encode()


def parquet(record: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    lists = {name: pa.list_(pa.string()) for name in (*LISTS, "known_absent")}
    columns = {
        name: pa.array([value], lists.get(name) or (pa.int64() if name in COUNTS else None))
        for name, value in record.items()
    }
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("written", [ndjson, comma_separated, parquet])
@settings(max_examples=40)
@given(record=a_record())
def test_nothing_is_lost(written: Any, record: dict[str, Any]) -> None:
    if written is comma_separated:  # a cell cannot tell an empty text from none
        record = {n: v for n, v in record.items() if v != "" and not _has_return(v)}
    wanted = expected(record)
    with tempfile.TemporaryDirectory() as folder:
        case = Case.create(Path(folder) / "case", purpose="a test")
        file = Path(folder) / "a"
        file.write_bytes(written(record))
        work = Importer(case, "a", "b", "canonical", n_processes=1)
        report = work.ingest(file)
        work.close()
        assert report.n_accepted == 1, report.reasons
        records = case.read(Records)
    [row] = records.arrow.to_pylist()
    given_fields = {name: row[name] for name in wanted}
    assert given_fields == wanted
    merged = {t.spec: t.arrow.to_pylist() for t in merge_records(records, NoSettings(), rng_seed=0)}
    [post] = merged[Posts]
    assert post["created_at"] == wanted["created_at"]
    for name in ("text", "lang", "url", "edited_at", "deleted_at", "client_app", "is_ad"):
        assert post[name] == wanted.get(name)
    for name in ("hashtags", "urls", "mentions"):
        assert post[name] == wanted.get(name, [])
    assert {row["media_ref"] for row in merged[Media]} == set(wanted.get("media", []))
    counted = {n: wanted[n] for n in COUNTS if n in wanted and n.endswith("_count")}
    if counted:
        [counts] = merged[Engagement]
        assert {name: counts[name] for name in counted} == counted


def _has_return(value: Any) -> bool:
    """Whether a text holds a lone carriage return, which CSV readers take for an end of line."""
    return isinstance(value, str) and "\r" in value
