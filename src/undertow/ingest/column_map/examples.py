"""An invented file that fits a map, for its conformance and for people to look at."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from undertow.ingest.column_map import rules as r
from undertow.ingest.column_map.local_times import offset, zone
from undertow.ingest.column_map.model import ColumnMap
from undertow.ingest.formats.spec import Example

_FIRST = datetime(2023, 9, 22, 14, 5, 7, tzinfo=UTC)
_N_ROWS = 2
_WORDS = {
    "platform": "facebook",
    "kind": "post",
    "lang": "en",
    "author_language": "en",
    "author_status": "active",
    "author_handle": "ana",
    "author_name": "Ana",
    "url": "https://social.example/posts/1",
    "author_url": "https://social.example/ana",
    "author_avatar": "https://social.example/ana.jpg",
}
_LISTS = {
    "urls": ["https://example.org/a", "https://example.org/b"],
    "media": ["https://example.org/a.jpg", "https://example.org/b.jpg"],
}
_TEXTS = {"entities": "Bread &amp; roses", "html": "<p>Bread &amp; roses</p>"}


def examples_of(column_map: ColumnMap) -> tuple[Example, ...]:
    """Return an invented CSV file and an invented Parquet file of two posts."""
    rows = [_row(column_map, number) for number in range(1, _N_ROWS + 1)]
    content = _csv(column_map, rows)
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), buffer)
    return (
        Example("example.csv", content, _N_ROWS),
        Example("example.parquet", buffer.getvalue(), _N_ROWS),
    )


def _csv(column_map: ColumnMap, rows: list[dict[str, str]]) -> bytes:
    shape = column_map.file
    header = list(shape.header or column_map.columns)
    text = io.StringIO()
    if shape.has_preamble:
        text.write("Export of posts\n\n")
    writer = csv.writer(text, delimiter=shape.delimiter or ",", lineterminator="\n")
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return text.getvalue().encode(shape.encoding or "utf-8", errors="replace")


def _row(column_map: ColumnMap, number: int) -> dict[str, str]:
    """Return a row in which every column that is read holds something."""
    header = column_map.file.header or column_map.columns
    row = dict.fromkeys(header, "")
    rules = column_map.rules
    for name, rule in reversed(rules.items()):  # the id comes last, so that it is kept
        for position, column in enumerate(rule.columns_read):
            value = _value(name, rule, number, column_map.escaping, position)
            row[column] = f"{rule.strip_start}{value}{rule.strip_end}"
    for column in {column for rule in rules.values() for column in rule.columns_read}:
        links = [
            rule
            for rule in rules.values()
            if isinstance(rule, r.IdRule | r.NameRule) and rule.extract and rule.column == column
        ]
        if links:
            row[column] = _link(links, number)
    return row


def _value(name: str, rule: r.ColumnRule, number: int, escaping: str, position: int) -> str:
    """Return what a cell of a rule may hold."""
    if isinstance(rule, r.IdRule):
        return str(1000 + number)
    if isinstance(rule, r.TimeRule):
        return _time(rule, number, position)
    if isinstance(rule, r.CountRule):
        return f"1{rule.thousands}234" if rule.thousands else str(number)
    if isinstance(rule, r.FlagRule):
        return rule.true[0]
    if isinstance(rule, r.ListRule):
        items = _LISTS.get(name, ["spring", "bread"])
        return msgspec.json.encode(items).decode() if rule.json_list else _join(rule, items)
    if isinstance(rule, r.NameRule):
        return _listed(rule) or _WORDS[name]
    return _WORDS.get(name) or _TEXTS.get(escaping, "Bread and roses")


def _join(rule: r.ListRule, items: list[str]) -> str:
    return (rule.separator or ",").join(items)


def _listed(rule: r.NameRule) -> str | None:
    return next((value for value, meaning in rule.values.items() if meaning != "ignore"), None)


def _time(rule: r.TimeRule, number: int, position: int) -> str:
    moment = _FIRST + timedelta(minutes=number)
    if rule.format in ("epoch_s", "epoch_ms"):
        return str(int(moment.timestamp()) * (1000 if rule.format == "epoch_ms" else 1))
    word = next(iter(rule.zones), "")
    there = offset(rule.zones[word]) if word else zone(rule.zone or "UTC")
    moment = moment.astimezone(there)
    if rule.format == "iso":
        text = moment.isoformat(sep=" ")
    else:
        text = f"{moment.strftime(rule.format)}{' ' if word else ''}{word}"
    if not rule.columns:
        return text
    parts = text.split(" ", len(rule.columns) - 1)
    return parts[position] if position < len(parts) else ""


def _link(rules: list[r.IdRule | r.NameRule], number: int) -> str:
    """Return a link out of which every rule takes its part."""
    host, path, query = "social.example", "", ""
    last = str(1000 + number)
    for rule in rules:
        how, _, argument = (rule.extract or "").partition(":")
        if how == "host" and isinstance(rule, r.NameRule):
            host = _listed(rule) or host
        elif how == "segment_after":
            path += f"/{argument}/{last}"
        elif how == "query":
            query += f"{'&' if query else '?'}{argument}={last}"
    return f"https://{host}{path or '/' + last}{query}"
