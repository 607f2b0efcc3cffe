from __future__ import annotations

import hashlib
import io

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from undertow.ingest.container import ContentError, Limits
from undertow.ingest.detect import detect
from undertow.ingest.formats import FORMATS
from undertow.ingest.outcomes import Accepted, Ignored, Mapped, Rejected

GOOD = {"platform": "x", "id": "1", "created_at": "2023-09-02T10:00:00Z", "text": "Hé"}
HEADER = "platform,id,created_at,text\n"


def line(**changes: object) -> bytes:
    return msgspec.json.encode(GOOD | changes) + b"\n"


def names(outcomes: list[tuple[object, Mapped]]) -> list[str]:
    return [
        outcome.reason_code
        if isinstance(outcome, Rejected)
        else outcome.rule
        if isinstance(outcome, Ignored)
        else outcome.record.record_uid
        if isinstance(outcome, Accepted)
        else "declared"
        for _, outcome in outcomes
    ]


def test_bad_lines_do_not_disturb_good_ones(read) -> None:  # type: ignore[no-untyped-def]
    content = (
        line()
        + line(id="2")[:-9]
        + b"\n"
        + line(id=3)
        + line(id="4", like_count="12K")
        + line(id="5", like_count=-1)
        + b'{"platform":"x","id":"6","created_at":"2023-09-02T10:00:00Z","text":"\xff"}\n'
        + b"<html>\n\n"
        + b'{"platform":"x","text":' + b"[" * 5000 + b"\n"
        + line(id="9", created_at="2023-09-02T10:00:00")
        + line(id=" ")
        + line(id="1.01421E+18")
        + line(id="12")
    )  # fmt: skip
    outcomes = read("canonical", content)
    assert names(outcomes) == [
        "x:1",
        "invalid_json",
        "wrong_type",
        "wrong_type",
        "bad_value",
        "invalid_encoding",
        "invalid_json",
        "blank_line",
        "wrong_type",
        "no_time_zone",
        "missing_field",
        "id_destroyed",
        "x:12",
    ]
    assert outcomes[2][1].json_path == "$.id"
    assert outcomes[3][1].json_path == "$.like_count"
    for where, _ in outcomes:
        raw = content[where.byte_offset : where.byte_offset + where.byte_length]
        assert hashlib.sha256(raw).hexdigest() == where.sha256
        assert raw == content.split(b"\n")[where.line - 1]


def test_deep_nesting_is_rejected(read) -> None:  # type: ignore[no-untyped-def]
    content = line() + b'{"platform":"x","extra":' + b"[" * 100_000 + b"\n"
    assert names(read("canonical", content)) == ["x:1", "nested_too_deep"]


def test_a_byte_order_mark_and_utf_16(read) -> None:  # type: ignore[no-untyped-def]
    text = (line() + line(id="2")).decode()
    for codec in ("utf-8-sig", "utf-16"):
        outcomes = read("canonical", text.encode(codec))
        assert names(outcomes) == ["x:1", "x:2"]
        assert outcomes[0][1].record.text == "Hé"
    assert names(
        read("canonical", (HEADER + "x,1,2023-09-02T10:00:00Z,Hé\n").encode("utf-16"))
    ) == ["x:1"]


def test_a_document_of_several_lines(read) -> None:  # type: ignore[no-untyped-def]
    content = msgspec.json.format(line())
    [(where, outcome)] = read("canonical", content)
    assert outcome.record.record_uid == "x:1"
    assert (where.line, where.byte_offset, where.byte_length) == (None, 0, len(content))


def test_elements_of_a_list_have_their_own_place(read) -> None:  # type: ignore[no-untyped-def]
    content = (
        b"\xef\xbb\xbf[ " + line().strip() + b" ,\n" + line(id=7) + b",1," + line(id="3") + b"]"
    )
    outcomes = read("canonical", content)
    assert names(outcomes) == ["x:1", "wrong_type", "wrong_type", "x:3"]
    for where, _ in outcomes:
        raw = content[where.byte_offset : where.byte_offset + where.byte_length]
        assert hashlib.sha256(raw).hexdigest() == where.sha256
    assert names(read("canonical", b"[]")) == ["no_records"]
    assert names(read("canonical", b"[1, 2")) == ["invalid_json"]


def test_elements_of_a_utf_16_list_are_parts_of_the_whole(read) -> None:  # type: ignore[no-untyped-def]
    content = (b"[" + line() + b"," + line(id=2) + b"]").decode().encode("utf-16")
    outcomes = read("canonical", content)
    assert [outcome.json_path for _, outcome in outcomes] == ["$[0]", "$[1].id"]


def test_a_document_over_the_limit_is_one_record(read) -> None:  # type: ignore[no-untyped-def]
    content = msgspec.json.format(line(text="x" * 1000))
    [(where, outcome)] = read("canonical", content, Limits(document_bytes=500))
    assert outcome.reason_code == "document_too_long"
    assert where.sha256 == hashlib.sha256(content).hexdigest()


def test_csv_rows(read) -> None:  # type: ignore[no-untyped-def]
    content = (
        HEADER
        + 'x,1,2023-09-02T10:00:00Z,"two\r\nlines, and ""quotes"""\r\n'
        + "x,2,2023-09-02T10:00:00Z\n"
        + "\n"
        + "x,3,2023-09-02T10:00:00Z,\n"
    ).encode()
    outcomes = read("canonical", content)
    assert names(outcomes) == ["x:1", "column_count", "blank_line", "x:3"]
    assert outcomes[0][1].record.text == 'two\r\nlines, and "quotes"'
    assert outcomes[3][1].record.text is None
    assert outcomes[0][0].line == 2
    for where, _ in outcomes:
        raw = content[where.byte_offset : where.byte_offset + where.byte_length]
        assert hashlib.sha256(raw).hexdigest() == where.sha256


def test_a_stray_quotation_mark_costs_one_row(read) -> None:  # type: ignore[no-untyped-def]
    rows = [f"x,{n},2023-09-02T10:00:00Z,text\n" for n in range(5)]
    rows[1] = 'x,1,2023-09-02T10:00:00Z,"never closed\n'
    rows[3] = 'x,3,2023-09-02T10:00:00Z,"closed" too early\n'
    assert names(read("canonical", (HEADER + "".join(rows)).encode())) == [
        "x:0",
        "malformed_csv",
        "x:2",
        "malformed_csv",
        "x:4",
    ]


def test_a_stray_mark_before_very_many_rows_costs_one_row(read) -> None:  # type: ignore[no-untyped-def]
    good = [f"x,{n},2023-09-02T10:00:00Z,\n" for n in range(2500)]
    rows = [*good[:3], 'x,bad,2023-09-02T10:00:00Z,"\n', *good[3:]]
    outcomes = read("canonical", (HEADER + "".join(rows)).encode())
    assert names(outcomes) == [
        "x:0",
        "x:1",
        "x:2",
        "malformed_csv",
        *(f"x:{n}" for n in range(3, 2500)),
    ]


def test_a_bad_byte_and_a_long_line_in_csv(read) -> None:  # type: ignore[no-untyped-def]
    content = (
        HEADER.encode()
        + b"x,1,2023-09-02T10:00:00Z,\xff\n"
        + b"x,2,2023-09-02T10:00:00Z,"
        + b"y" * 500
        + b"\nx,3,2023-09-02T10:00:00Z,ok\n"
    )
    assert names(read("canonical", content, Limits(line_bytes=200))) == [
        "invalid_encoding",
        "line_too_long",
        "x:3",
    ]


def test_a_damaged_header_is_kept_and_the_rows_are_read(read) -> None:  # type: ignore[no-untyped-def]
    content = HEADER.encode()[:-1] + b",\xff\nx,1,2023-09-02T10:00:00Z,ok,\n"
    assert names(read("canonical", content)) == ["invalid_encoding", "x:1"]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(read, delimiter: str) -> None:  # type: ignore[no-untyped-def]
    content = (HEADER + "x,1,2023-09-02T10:00:00Z,text\n").replace(",", delimiter)
    assert names(read("canonical", content.encode())) == ["x:1"]


def test_twice_named_columns_are_refused(open_bytes) -> None:  # type: ignore[no-untyped-def]
    capture = open_bytes(b"platform,id,id,created_at\nx,1,2,2023-09-02T10:00:00Z\n")
    for format_id in (None, "canonical"):
        with pytest.raises(ContentError, match="id more than once"):
            detect(capture, "a.csv", FORMATS, format_id)


def parquet(rows: list[dict[str, object]], **types: pa.DataType) -> bytes:
    table = pa.Table.from_pylist(rows)
    for name, kind in types.items():
        index = table.schema.get_field_index(name)
        table = table.set_column(index, name, table.column(name).cast(kind))
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def test_parquet_rows_are_parts_of_the_file(read) -> None:  # type: ignore[no-untyped-def]
    content = parquet([GOOD | {"like_count": 2.0}, GOOD | {"id": "2", "like_count": float("nan")}])
    outcomes = read("canonical", content)
    assert names(outcomes) == ["x:1", "x:2"]
    assert [outcome.json_path for _, outcome in outcomes] == ["$[0]", "$[1]"]
    assert [outcome.record.like_count for _, outcome in outcomes] == [2, None]
    assert {where.sha256 for where, _ in outcomes} == {hashlib.sha256(content).hexdigest()}


def test_parquet_times_and_types(read) -> None:  # type: ignore[no-untyped-def]
    rows = [GOOD | {"created_at": "2023-09-02T10:00:00.000000001"}]
    with_zone = parquet([GOOD], created_at=pa.timestamp("ns", "UTC"))
    [(_, outcome)] = read("canonical", with_zone)
    assert outcome.record.created_at.isoformat() == "2023-09-02T10:00:00+00:00"
    assert names(read("canonical", parquet(rows, created_at=pa.timestamp("ns")))) == [
        "no_time_zone"
    ]
    assert names(read("canonical", parquet([GOOD | {"id": 12345}]))) == ["wrong_type"]
    assert names(read("canonical", parquet([GOOD | {"like_count": 2.5}]))) == ["wrong_type"]


def test_a_time_that_cannot_be_takes_no_other_row_with_it(read) -> None:  # type: ignore[no-untyped-def]
    for unit, beyond in (("us", 2**62), ("s", 2**50), ("ms", -(2**60))):
        kind = pa.timestamp(unit, "UTC")
        at = pa.array([1_693_648_800, beyond, None], pa.int64()).cast(kind)
        table = pa.table({"platform": ["x"] * 3, "id": ["1", "2", "3"], "text": ["a"] * 3})
        buffer = io.BytesIO()
        pq.write_table(table.append_column("created_at", at), buffer)
        outcomes = read("canonical", buffer.getvalue())
        assert len(outcomes) == 3
        _, beyond_time = outcomes[1]
        assert (beyond_time.reason_code, beyond_time.json_path) == ("bad_value", "$[1]")
        assert "bad_value" not in names([outcomes[0], outcomes[2]])


def test_parquet_times_in_a_zone_that_is_not_known_are_moments_all_the_same(read) -> None:  # type: ignore[no-untyped-def]
    content = parquet([GOOD | {"created_at": 1_693_648_800_000_000}])
    at = pa.array([1_693_648_800_000_000]).cast(pa.timestamp("us", "Mars/Olympus"))
    table = pq.read_table(io.BytesIO(content)).drop_columns("created_at")
    buffer = io.BytesIO()
    pq.write_table(table.append_column("created_at", at), buffer)
    [(_, outcome)] = read("canonical", buffer.getvalue())
    assert outcome.record.created_at.isoformat() == "2023-09-02T10:00:00+00:00"


def test_damaged_parquet_is_one_record(read) -> None:  # type: ignore[no-untyped-def]
    content = parquet([GOOD])
    assert names(read("canonical", content[:-9] + b"12345PAR1")) == ["damaged_parquet"]
    assert names(read("canonical", content, Limits(held_bytes=1))) == ["row_group_too_long"]
