"""Format ``canonical``: undertow's own record as JSON lines, CSV or Parquet."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from undertow.ingest.formats.spec import Example, FormatSpec, Score
from undertow.ingest.outcomes import Accepted, Rejection
from undertow.ingest.record import FIELDS, CanonicalRecord, accept
from undertow.ingest.sample import Sample

REQUIRED = ("platform", "id", "created_at")
LISTS = ("hashtags", "urls", "mentions", "media", "known_absent")
COUNTS = tuple(
    name
    for name in FIELDS
    if name.endswith("_count") or name in ("author_followers", "author_following", "author_posts")
)
FACTS = ("author_verified", "text_truncated", "is_ad")
_FIELDS = frozenset(CanonicalRecord.__struct_fields__)
_EXACT_FLOAT = 1 << 53
_DIGITS = re.compile(r"\d{1,19}")
_decode = msgspec.json.Decoder(CanonicalRecord).decode


def map_json(raw: bytes) -> tuple[Accepted]:
    """Map one JSON object."""
    return (accept(_decode(raw)),)


def map_row(cells: Mapping[str, str]) -> tuple[Accepted]:
    """Map one CSV row; a list is a JSON array or values separated by ``|``."""
    fields: dict[str, Any] = {name: cell for name, cell in cells.items() if name in _FIELDS}
    for name in COUNTS:
        if name in fields:
            fields[name] = _count(fields[name].strip(), name)
    for name in LISTS:
        if name in fields:
            fields[name] = _list(fields[name].strip(), name)
    for name in FACTS:
        if name in fields:
            fields[name] = _fact(fields[name].strip(), name)
    return (accept(msgspec.convert(fields, CanonicalRecord)),)


def map_object(row: Mapping[str, Any]) -> tuple[Accepted]:
    """Map one Parquet row; timestamps must carry a zone."""
    fields = {name: _plain(name, row[name]) for name in row if name in _FIELDS}
    fields = {name: value for name, value in fields.items() if value is not None}
    return (accept(msgspec.convert(fields, CanonicalRecord)),)


def _plain(name: str, value: Any) -> Any:
    """Return a Parquet value as JSON would hold it."""
    if isinstance(value, datetime):
        return (value if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    if name in COUNTS and isinstance(value, float):
        # pandas writes counts with gaps as floating point, and the gaps as NaN.
        if math.isnan(value):
            return None
        return int(value) if value.is_integer() and abs(value) < _EXACT_FLOAT else value
    return value


def _count(text: str, name: str) -> int:
    if not _DIGITS.fullmatch(text):
        raise Rejection("schema", "wrong_type", f"$.{name}", f"{text[:40]!r} is not a whole number")
    return int(text)


def _fact(text: str, name: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise Rejection("schema", "wrong_type", f"$.{name}", f"{text[:40]!r} is not true or false")
    return text.lower() == "true"


def _list(text: str, name: str) -> list[str]:
    if not text.startswith("["):
        return text.split("|") if text else []
    try:
        return msgspec.json.decode(text, type=list[str])
    except ValueError as error:
        raise Rejection(
            "schema", "bad_value", f"$.{name}", f"{text[:40]!r} is not a JSON array of texts"
        ) from error


def _probe(sample: Sample) -> Score:
    if sample.columns or sample.layout in ("csv", "parquet"):
        n_named = sum(name in sample.columns for name in REQUIRED)
        value = 1.0 if n_named == len(REQUIRED) else 0.2 * n_named
        return Score(value, f"{n_named} of the columns {', '.join(REQUIRED)} are there")
    if sample.objects:
        share = sample.share(lambda record: all(name in record for name in REQUIRED))
        return Score(
            share,
            f"{share:.0%} of {len(sample.objects)} sampled records have {', '.join(REQUIRED)}",
        )
    n_named = sum(name in sample.keys for name in REQUIRED)
    return Score(
        0.27 * n_named, f"{n_named} of {', '.join(REQUIRED)} are named in the first 64 KiB"
    )


def _examples() -> tuple[Example, ...]:
    records = tuple(_example_records())
    lines = b"".join(msgspec.json.encode(record) + b"\n" for record in (*records, _full_record()))
    header = ("platform", "id", "author_id", "created_at", "text", "hashtags", "like_count")
    rows = [",".join(header)]
    for record in records:
        rows.append(
            f"{record['platform']},{record['id']},{record['author_id']},{record['created_at']},"
            f'"{record["text"]}",{"|".join(record["hashtags"])},'
        )
    return (
        Example("canonical.ndjson", lines, len(records) + 1),
        Example("canonical.csv", "\n".join(rows).encode(), len(records)),
        Example("canonical.parquet", _parquet(records), len(records)),
    )


def _example_records() -> Iterator[dict[str, Any]]:
    for number, text in enumerate(("Bonjour, tout le monde", "大家好", "Good morning, all")):
        yield {
            "platform": "facebook",
            "id": f"post{number}",
            "author_id": f"author{number % 2}",
            "created_at": f"2023-09-02T10:0{number}:00-04:00",
            "text": text,
            "hashtags": ["hello", "bonjour"],
        }


def _full_record() -> dict[str, Any]:
    """Return a record in which every field has a value or is known to have none."""
    counts = {name: number for number, name in enumerate(COUNTS)}
    times = dict.fromkeys(("author_created_at", "edited_at", "observed_at"), "2023-09-03T10:00Z")
    return {
        **counts,
        **times,
        **dict.fromkeys(FACTS, False),
        "platform": "facebook",
        "id": "post9",
        "created_at": "2023-09-02T10:09:00-04:00",
        "kind": "quote",
        "text": "Look at this: https://example.org/a @bo",
        "lang": "en",
        "url": "https://facebook.example/post9",
        "author_id": "author9",
        "author_handle": "ana",
        "author_name": "Ana",
        "author_description": "Gardener",
        "author_url": "https://facebook.example/ana",
        "author_avatar": "https://facebook.example/ana.jpg",
        "author_language": "en",
        "author_status": "active",
        "quoted_id": "post1",
        "page_id": "page1",
        "urls": ["https://example.org/a"],
        "mentions": ["bo"],
        "hashtags": [],
        "media": [],
        "client_app": "Web",
        "known_absent": [
            "in_reply_to_id",
            "in_reply_to_author_id",
            "root_id",
            "repost_of_id",
            "repost_of_author_id",
            "deleted_at",
        ],
    }


def _parquet(records: tuple[dict[str, Any], ...]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(records)), buffer)
    return buffer.getvalue()


SPEC = FormatSpec(
    format_id="canonical",
    platforms=(),
    mapper_version="1",
    description="undertow's own record: JSON lines, CSV or Parquet",
    supplies=frozenset(FIELDS),
    never="nothing that the file does not hold",
    times="ISO 8601 with a zone, to the hour or finer",
    ids="as the platform gives them, always text",
    markup="plain",
    reference="docs/formats.md",
    probe=_probe,
    get_examples=_examples,
    map_json=map_json,
    decode_line=_decode,
    map_row=map_row,
    map_object=map_object,
)
