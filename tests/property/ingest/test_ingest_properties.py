"""Ingest loses nothing, whatever the bytes; merging does not see the order of records."""

from __future__ import annotations

import hashlib
import io
import random
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from undertow.case import Case
from undertow.ingest import EvidenceStore, Limits, ingest_file, merge_records
from undertow.ingest.container import Container, ContentError
from undertow.ingest.formats import FORMATS
from undertow.ingest.outcomes import Declared, Rejected
from undertow.ingest.physical import Line, split_lines, without_end
from undertow.ingest.reading import Capture
from undertow.ingest.seekable import SeekableReader, SeekableWriter
from undertow.schema import Observations, Quarantine, Records, Table
from undertow.settings import NoSettings

EXAMPLES = [(spec, example.content) for spec in FORMATS.values() for example in spec.get_examples()]
LIMITS = Limits(line_bytes=4000)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """An example of a format with bytes changed, cut out, doubled or put in."""
    spec, content = draw(st.sampled_from(EXAMPLES))
    raw = bytearray(content)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(raw)))
        end = draw(st.integers(start, min(len(raw), start + 40)))
        junk = st.sampled_from(
            [b"", b"\n", b'"', b"\xff", b"\0", b"{", b"[", b",", b"null", b"1e999"]
        )
        raw[start:end] = draw(st.one_of(junk, st.binary(max_size=8), st.just(bytes(raw[:end]))))
    return spec.format_id, bytes(raw)


def capture(content: bytes) -> Capture | None:
    stored = io.BytesIO()
    writer = SeekableWriter(stored)
    writer.write(content)
    writer.finish()
    try:
        return Capture.open(SeekableReader(stored), hashlib.sha256(content).hexdigest(), LIMITS)
    except ContentError:
        return None


@settings(max_examples=150)
@given(damaged())
def test_damage_never_raises_and_every_physical_record_ends_somehow(
    case: tuple[str, bytes],
) -> None:
    format_id, content = case
    opened = capture(content)
    if opened is None or not opened.can_be(FORMATS[format_id]):
        return
    reached = n_gaps = 0
    for where, outcomes in opened.read(FORMATS[format_id], LIMITS):
        ended = [outcome for outcome in outcomes if not isinstance(outcome, Declared)]
        assert ended
        if opened.container.compression is None:
            raw = content[where.byte_offset : where.byte_offset + where.byte_length]
            assert hashlib.sha256(raw).hexdigest() == where.sha256
        if where.line is not None:
            # Between two records there is nothing but line ends, and the header of a CSV file.
            n_gaps += bool(
                content[reached : where.byte_offset].strip(b"\r\n\0\xff\xfe\xef\xbb\xbf")
            )
            reached = where.byte_offset + where.byte_length
        for outcome in ended:
            assert not (isinstance(outcome, Rejected) and outcome.reason_code == "mapper_failed")
    if reached:
        n_gaps += bool(content[reached:].strip(b"\r\n\0"))
    assert n_gaps <= (opened.sample.layout == "csv")


@settings(max_examples=12)
@given(st.lists(damaged(), min_size=1, max_size=3))
def test_counts_and_tables_of_damaged_files_agree(files: list[tuple[str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        opened = Case.create(Path(folder) / "case", purpose="a test")
        reports = {}
        for number, (_, content) in enumerate(files):
            path = Path(folder) / f"{number}"
            path.write_bytes(content)
            report = ingest_file(opened, path, who="a", command="b", limits=LIMITS)
            report.check()
            if not report.is_repeat:
                reports[report.sha256] = report
        outcomes = opened.read(Observations).arrow.column("outcome").to_pylist()
        of_their_own = ("account", "removal")
        uids = {
            (row["record_uid"], row["kind"] if row["kind"] in of_their_own else "post")
            for row in opened.read(Records).arrow.select(["record_uid", "kind"]).to_pylist()
        }
        last = reports.values()
        assert opened.read(Quarantine).n_rows == sum(report.n_quarantined for report in last)
        assert outcomes.count("duplicate") == sum(report.n_duplicate for report in last)
        assert outcomes.count("accepted") == sum(report.n_accepted for report in last) == len(uids)


@given(st.binary(max_size=300), st.integers(1, 50), st.integers(0, 40))
def test_lines_put_together_are_the_content(content: bytes, size: int, limit: int) -> None:
    blocks = iter([content[i : i + size] for i in range(0, len(content), size)])
    lines = list(split_lines(blocks, Container(None, "utf-8", 0), Limits(line_bytes=limit)))
    expected = content.split(b"\n")
    if expected[-1] == b"":
        expected.pop()
    assert len(lines) == len(expected)
    for line, raw in zip(lines, expected, strict=True):
        if isinstance(line, Line):
            has_end = line.raw.endswith(b"\n")
            assert without_end(line.raw, "utf-8") == (raw.removesuffix(b"\r") if has_end else raw)
            assert content[line.offset :].startswith(line.raw)
        else:
            assert line.byte_length > limit
            part = content[line.byte_offset : line.byte_offset + line.byte_length]
            assert hashlib.sha256(part).hexdigest() == line.sha256


@given(st.binary(min_size=1, max_size=400), st.data())
def test_any_flipped_bit_of_stored_evidence_is_found(content: bytes, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "a"
        source.write_bytes(content)
        store = EvidenceStore(Path(folder) / "evidence")
        sha256 = store.add(source).sha256
        stored = bytearray(store.path(sha256).read_bytes())
        place = data.draw(st.integers(0, len(stored) - 1))
        stored[place] ^= 1 << data.draw(st.integers(0, 7))
        store.path(sha256).write_bytes(stored)
        assert store.check(sha256) != []


def _record(source: random.Random, number: int) -> dict[str, Any]:
    def maybe(value: Any) -> Any:
        return value if source.random() < 0.6 else None

    native_id = str(source.randrange(8))
    is_profile = source.random() < 0.2
    author = str(source.randrange(4))
    start = datetime(2023, 9, 1, tzinfo=UTC)
    row = {
        "record_uid": f"x:{author if is_profile else native_id}",
        "raw_sha256": f"raw{source.randrange(12)}",
        "observed_at": maybe(start + timedelta(days=source.randrange(3))),
        "platform": "x",
        "id": None if is_profile else native_id,
        "author_id": author if is_profile else maybe(author),
        "author_handle": maybe(f"h{source.randrange(3)}"),
        "author_created_at": maybe(start - timedelta(days=source.randrange(3))),
        "author_created_precision": source.choice(["day", "second"]),
        "author_followers": maybe(source.randrange(3)),
        "kind": "account" if is_profile else source.choice(["post", "reply"]),
        "created_at": None if is_profile else start + timedelta(hours=source.randrange(3)),
        "created_precision": None if is_profile else source.choice(["minute", "second"]),
        "created_source": None if is_profile else "field",
        "text": maybe(f"t{source.randrange(3)}"),
        "in_reply_to_id": maybe(str(source.randrange(8))),
        "hashtags": maybe([f"h{source.randrange(3)}"]),
        "media": maybe([f"m{source.randrange(3)}"]),
        "like_count": maybe(source.randrange(3)),
    }
    return row


def _merged(rows: list[dict[str, Any]], source: random.Random) -> list[pa.Table]:
    placed = [
        row | {"file_sha256": f"file{source.randrange(3)}", "record_no": number}
        for number, row in enumerate(rows)
    ]
    arrow = pa.Table.from_pylist(placed, schema=Records.arrow_schema())
    tables = merge_records(Table.checked(Records, arrow), NoSettings(), rng_seed=1)
    return [table.arrow for table in tables]


@settings(max_examples=12)
@given(st.integers(0, 2**32), st.integers(1, 60))
def test_merging_sees_neither_order_nor_files(seed: int, n: int) -> None:
    source = random.Random(seed)
    rows = [_record(source, number) for number in range(n)]
    first = _merged(rows, source)
    source.shuffle(rows)
    assert _merged(rows, source) == first
    again = rows + source.sample(rows, n // 2)
    assert _merged(again, source) == first


def test_order_of_files_does_not_change_posts() -> None:
    def posts(pairs: list[tuple[int, ...]]) -> pa.Table:
        with tempfile.TemporaryDirectory() as folder:
            opened = Case.create(Path(folder) / "case", purpose="a test")
            for name, pair in enumerate(pairs):
                path = Path(folder) / f"{name}.ndjson"
                path.write_bytes(b"".join(_line(number) for number in pair))
                ingest_file(opened, path, who="a", command="b")
            return merge_records(opened.read(Records), NoSettings(), rng_seed=1)[2].arrow

    assert posts([(0, 1), (1, 2)]) == posts([(1,), (2, 1), (0,)])


def _line(number: int) -> bytes:
    record = {"platform": "x", "id": str(number), "created_at": "2023-09-02T10:00:00Z"}
    return msgspec.json.encode(record | {"text": f"text {number}"}) + b"\n"
