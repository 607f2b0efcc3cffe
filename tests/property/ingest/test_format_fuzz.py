"""Every format survives damage to its own examples: no mapper fails, no record is lost."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from undertow.case import Case
from undertow.errors import SourceFormatError
from undertow.ingest import Limits, ingest_file
from undertow.ingest.container import ContentError
from undertow.ingest.formats import FORMATS, FormatSpec
from undertow.ingest.outcomes import Accepted, Declared, Rejected
from undertow.ingest.reading import Capture
from undertow.ingest.seekable import SeekableReader, SeekableWriter
from undertow.schema import Observations, Quarantine, Records

LIMITS = Limits(line_bytes=200_000)
MARK = "\ue000"  # stands for a hostile value until the JSON is written
TWIN = "\ue001"  # ends a key that is the one before it, again, once the JSON is written
HOSTILE_JSON = (
    "null",
    "true",
    "0",
    "-1",
    "1.5",
    "1e308",
    "1e999",
    "1" + "0" * 400,
    "9223372036854775807",
    "9223372036854775808",
    '"999999999999亿"',
    "NaN",
    '""',
    '" "',
    '"0"',
    r'"\ud800"',
    r'"\u0000x\udc00"',
    json.dumps("é" * 100_000),
    '"2023-02-30T25:61:61Z"',
    '"2023-09-02T10:00:00"',
    '"1.01421E+18"',
    "\"<a href='x'><b &#x110000; &#0;\"",
    "[]",
    "{}",
    "[null]",
    '{"id":{"id":[]}}',
    "[" * 200 + "]" * 200,
    '{"a":' * 200 + "1" + "}" * 200,
)
HOSTILE_CELLS = (
    *("", " ", "0", "-1", "1.5", "1e999", "NaN", "null", "true", "1,234", "１２", "²", "\ufeff"),
    *("9" * 400, "9" * 5_000, "2023-02-30 25:61", "[", "[1]", "['", "{}", "|", "=1+1", "\0", "é"),
    *("[" * 200, "1.01421E+18", "a\r\nb", '"', "x" * 200_000, "&#x110000;", "https://[", "#@"),
)
HOSTILE_COLUMNS: tuple[pa.Array, ...] = (
    *(pa.array([value]) for value in (None, -1, 2**63 - 1, 1.5, float("nan"), float("inf"))),
    *(pa.array([value]) for value in ("", "x", True, [], [1], [None], [["a"]], {"a": 1}, b"\xff")),
    pa.array([b"\xff"]).view(pa.string()),
    pa.array([2**64 - 1], pa.uint64()),
    pa.array(["a"]).dictionary_encode(),
    pa.array([Decimal("1.5")]),
    pa.array([2**31 - 1], pa.date32()),
    *(pa.array([at], pa.timestamp(unit)) for at in (-(2**62), 2**62) for unit in ("us", "ns")),
    *(pa.array([at], pa.timestamp("s", "UTC")) for at in (-1, 2**50)),
    pa.array([0], pa.timestamp("us", "Mars/Olympus")),
    *(pa.array([2**62], pa.duration(unit)) for unit in ("s", "ns")),
    pa.array([-1], pa.time64("us")),
)
HOSTILE_BYTES = (
    *(b"\n", b'"', b"\\", b"\xff", b"\0", b"{", b"]", b",", b"null", b"1e999", b"<", b"&#0;"),
    *(b"\r\n\r\n", b"]]>", b"<!--", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"\xed\xa0\x80"),
)


def _replace(value: Any, path: tuple[Any, ...], mark: str | None) -> Any:
    """Return JSON with the value at a path replaced, or left out where there is no mark."""
    if not path:
        return mark
    holder = value
    for step in path[:-1]:
        holder = holder[step]
    if mark is None:
        del holder[path[-1]]
    else:
        holder[path[-1]] = mark
    return value


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    return [path, *(inner for key, item in items for inner in _paths(item, (*path, key)))]


def _documents(content: bytes) -> tuple[str, list[Any]]:
    """Return what stands before a document, and the documents: one, or one a line."""
    text = content.decode()
    before = "" if text[0] in "[{" else text[: text.index("=") + 1]
    try:
        return before, [json.loads(text[len(before) :].rstrip().removesuffix(";"))]
    except json.JSONDecodeError:
        return "", [json.loads(line) for line in text.splitlines() if line.strip()]


def write_json(before: str, documents: list[Any]) -> bytes:
    """Return documents as text, marks replaced by the hostile values they stand for."""
    text = "\n".join(json.dumps(document, ensure_ascii=False) for document in documents)
    written = re.sub(f'"{MARK}(\\d+)"', lambda found: HOSTILE_JSON[int(found[1])], text)
    return (before + written.replace(TWIN, "") + "\n").encode()


@st.composite
def damaged_json(draw: st.DrawFn, content: bytes) -> bytes:
    """JSON with some values replaced by hostile ones, left out, or given twice."""
    before, documents = _documents(content)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(_paths(documents)[1:]))
        chosen = draw(st.integers(-6, len(HOSTILE_JSON) - 1))
        if isinstance(path[-1], str) and draw(st.integers(0, 9)) == 0:
            path = (*path[:-1], path[-1] + TWIN)
            chosen = max(chosen, 0)
        documents = _replace(documents, path, None if chosen < 0 else f"{MARK}{chosen}")
        if not documents:
            break
    return write_json(before, documents)


@st.composite
def damaged_csv(draw: st.DrawFn, content: bytes) -> bytes:
    """CSV with cells replaced, shuffled or emptied, or a row cut short."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    text = content.decode(encoding)
    delimiter = "\t" if "\t" in text.split("\n", 1)[0] else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    for _ in range(draw(st.integers(1, 3))):
        row = draw(st.sampled_from([row for row in rows if row]))
        cell = draw(st.integers(0, len(row) - 1))
        match draw(st.integers(0, 6)):
            case 0:
                row[:] = draw(st.permutations(row))
            case 6:
                order = draw(st.permutations(range(len(row))))
                rows = [[one[i] for i in order] if len(one) == len(row) else one for one in rows]
            case 1:
                del row[cell]
                if not row:
                    row.append("")
            case _:
                row[cell] = draw(st.sampled_from(HOSTILE_CELLS))
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode(encoding)


@st.composite
def damaged_parquet(draw: st.DrawFn, content: bytes) -> bytes:
    """Parquet of which a column holds other values than it should."""
    table = pq.read_table(io.BytesIO(content))
    column = draw(st.integers(0, table.num_columns - 1))
    values = draw(st.sampled_from(HOSTILE_COLUMNS)).take([0] * table.num_rows)
    table = table.set_column(column, table.column_names[column], values)
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


@st.composite
def damaged_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    """Bytes cut off anywhere, changed, put in or taken out."""
    raw = bytearray(content)
    if draw(st.integers(0, 3)) == 0:
        return bytes(raw[: draw(st.integers(0, len(raw)))])
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(raw)))
        end = draw(st.integers(start, min(len(raw), start + 12)))
        raw[start:end] = draw(st.one_of(st.sampled_from(HOSTILE_BYTES), st.binary(max_size=4)))
    return bytes(raw)


@st.composite
def damaged(draw: st.DrawFn, spec: FormatSpec) -> bytes:
    """An example of a format, damaged in its bytes or in what they say."""
    example = draw(st.sampled_from(spec.get_examples()))
    medium = _open(example.content).sample.medium
    by_medium = {"json": damaged_json, "csv": damaged_csv, "parquet": damaged_parquet}
    ways = [damaged_bytes, *[by_medium[medium]] * 3] if medium in by_medium else [damaged_bytes]
    return draw(draw(st.sampled_from(ways))(example.content))


def _open(content: bytes) -> Capture:
    stored = io.BytesIO()
    writer = SeekableWriter(stored)
    writer.write(content)
    writer.finish()
    return Capture.open(SeekableReader(stored), hashlib.sha256(content).hexdigest(), LIMITS)


def check_reading(spec: FormatSpec, content: bytes) -> None:
    """Read a damaged file; fail when a record is lost, unfit for its table, or not foreseen."""
    try:
        capture = _open(content)
        if not capture.can_be(spec):
            return
        reading = capture.read(spec, LIMITS)
    except (ContentError, SourceFormatError):
        return
    rows = []
    for where, outcomes in reading:
        ended = list(outcomes)
        assert any(not isinstance(outcome, Declared) for outcome in ended)
        for outcome in ended:
            if isinstance(outcome, Declared):
                assert 0 <= outcome.n_declared < 1 << 63
            if isinstance(outcome, Accepted):
                rows.append(msgspec.structs.asdict(outcome.record))
            if isinstance(outcome, Rejected):
                assert outcome.reason_code != "mapper_failed", (where, outcome)
    # What was accepted fits the table: whole numbers in 64 bits, text that UTF-8 can hold.
    pa.Table.from_pylist(rows, schema=Records.arrow_schema())


@pytest.mark.parametrize("spec", FORMATS.values(), ids=FORMATS)
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_damage_is_unforeseen(spec: FormatSpec, data: st.DataObject) -> None:
    check_reading(spec, data.draw(damaged(spec)))


@pytest.mark.parametrize("spec", FORMATS.values(), ids=FORMATS)
@settings(max_examples=2, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_damaged_file_is_ingested_and_adds_up(spec: FormatSpec, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        case, path = Case.create(Path(folder) / "case", purpose="a test"), Path(folder) / "file"
        path.write_bytes(data.draw(damaged(spec)))
        report = ingest_file(case, path, who="a", command="b", format_id=spec.format_id)
        ended = (report.n_accepted, report.n_duplicate, report.n_ignored, report.n_quarantined)
        assert report.n_records == sum(ended)
        assert report.n_records or report.problem
        assert "mapper_failed" not in report.reasons
        assert sum(report.reasons.values()) == report.n_quarantined
        assert sum(report.ignored.values()) == report.n_ignored
        assert case.read(Quarantine).n_rows == report.n_quarantined
        outcomes = case.read(Observations).arrow.column("outcome").to_pylist()
        assert outcomes.count("accepted") == report.n_accepted
        assert outcomes.count("duplicate") == report.n_duplicate
        assert case.read(Records).n_rows == report.n_accepted + report.n_duplicate
