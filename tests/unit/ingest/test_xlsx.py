from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from zips import zipped

from undertow.ingest import xlsx_reader
from undertow.ingest.container import ContentError, Limits
from undertow.ingest.detect import detect
from undertow.ingest.formats import FORMATS, CsvDialect
from undertow.ingest.outcomes import Accepted, Ignored, Rejected

CANONICAL = FORMATS["canonical"]
HEADER = ("platform", "id", "created_at", "text")
TIME = "2023-09-02T10:00:00Z"
LIMITS = Limits()


def workbook(**sheets: Sequence[Sequence[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with bytes of one of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    return zipped(parts | {part: parts[part].replace(old, new)})


def names(outcomes: list[Any]) -> list[str]:
    return [
        outcome.record.record_uid
        if isinstance(outcome, Accepted)
        else outcome.rule
        if isinstance(outcome, Ignored)
        else outcome.reason_code
        for outcome in outcomes
    ]


def test_rows_of_a_sheet_are_read_as_those_of_csv(open_bytes, read) -> None:  # type: ignore[no-untyped-def]
    content = workbook(Posts=[HEADER, ("x", "1", TIME, "a"), (), ("x", 2, TIME), ("x", "3", "no")])
    found = detect(open_bytes(content), "a.xlsx", FORMATS)
    assert found.spec is CANONICAL
    assert found.evidence[0] == "it is an XLSX workbook"
    read_rows = read("canonical", content)
    assert names([o for _, o in read_rows]) == ["x:1", "blank_line", "x:2", "bad_time"]
    assert [o.json_path for _, o in read_rows if not isinstance(o, Ignored)] == [
        "$.Posts[2]",
        "$.Posts[4]",
        "$.Posts[5].created_at",
    ]
    assert {(w.line, w.byte_offset, w.byte_length) for w, _ in read_rows} == {
        (None, 0, len(content))
    }


def test_cells_are_text_as_stored(open_bytes) -> None:  # type: ignore[no-untyped-def]
    row = (17, 1.5, 1e18, True, datetime(2023, 9, 2, 10, 30), None, "=1+1", "1.0")
    content = workbook(A=[[f"c{n}" for n in range(len(row))], row])
    content = changed(
        content, "xl/worksheets/sheet1.xml", b"<v>17</v>", b"<v>1234567890123456789</v>"
    )
    given: list[dict[str, str]] = []
    spec = replace(CANONICAL, map_row=lambda cells: given.append(dict(cells)) or ())  # type: ignore[func-returns-value]
    for _, outcomes in open_bytes(content).read(spec, LIMITS):
        list(outcomes)
    [cells] = given
    assert cells == {
        "c0": "1234567890123456789",
        "c1": "1.5",
        "c2": "1E+18",
        "c3": "TRUE",
        "c4": "2023-09-02T10:30:00",
        "c7": "1.0",
    }


def test_ids_that_a_spreadsheet_rounded_are_found_out(read) -> None:  # type: ignore[no-untyped-def]
    rows = [HEADER, ("x", 1.0142123456789e18, TIME), ("x", 123456789012345.0, TIME)]
    outcomes = [o for _, o in read("canonical", workbook(A=rows))]
    assert names(outcomes) == ["id_destroyed", "x:123456789012345"]


def test_sheets_with_another_header_are_left_out(open_bytes, read) -> None:  # type: ignore[no-untyped-def]
    content = workbook(
        About_this=[("a report",), ("of", "2023")],
        Empty=[],
        Posts=[HEADER, ("x", "1", TIME)],
        More_posts=[HEADER, ("x", "2", TIME)],
    )
    outcomes = [o for _, o in read("canonical", content)]
    assert names(outcomes) == ["other_sheet", "other_sheet", "x:1", "x:2"]
    assert outcomes[3].json_path == "$['More posts'][2]"
    assert detect(open_bytes(content), "a", FORMATS).spec is CANONICAL


def test_a_preamble_in_a_sheet(open_bytes) -> None:  # type: ignore[no-untyped-def]
    spec = replace(CANONICAL, csv_dialect=CsvDialect(preamble=("platform", "id")))
    content = workbook(A=[("Report", "x"), ("Query",), HEADER, ("x", "1", TIME, "a", "b")])
    capture = open_bytes(content)
    assert detect(capture, "a", {"canonical": spec}).spec is spec
    outcomes = [o for _, given in capture.read(spec, LIMITS) for o in given]
    assert names(outcomes) == ["preamble", "preamble", "column_count"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (workbook(A=[]), "empty"),
        (zipped({"a.json": b"{}"}), "unsupported_container"),
        (zipped({"[Content_Types].xml": b"<", "xl/workbook.xml": b"<"}), "damaged_xlsx"),
    ],
    ids=["empty", "archive", "damaged"],  # the bytes hold the time
)
def test_workbooks_that_are_refused(open_bytes, content: bytes, reason: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ContentError) as caught:
        open_bytes(content)
    assert caught.value.reason_code == reason


def test_limits(open_bytes, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    content = workbook(A=[HEADER, *(("x", str(n), TIME) for n in range(20))])
    with pytest.raises(ContentError) as caught:
        open_bytes(content, Limits(held_bytes=1000))
    assert caught.value.reason_code == "document_too_long"
    monkeypatch.setattr(xlsx_reader, "_MAX_CELLS", 30)
    outcomes = [o for _, given in open_bytes(content).read(CANONICAL, LIMITS) for o in given]
    assert names(outcomes)[-1] == "too_many_cells"
    assert sum(isinstance(outcome, Accepted) for outcome in outcomes) == 10


def test_entities_are_not_expanded(open_bytes) -> None:  # type: ignore[no-untyped-def]
    content = workbook(A=[HEADER, ("x", "1", TIME, "text")])
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    levels = [b'<!ENTITY l0 "ha ha ha ha ha ha">'] + [
        b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10)
    ]
    bomb = b"<!DOCTYPE worksheet [" + b"".join(levels) + b"]>"
    inside = parts[sheet].replace(
        b"<sheetData>", b"<sheetData><row><c t='str'><v>&l9;</v></c></row>"
    )
    parts[sheet] = bomb + inside
    with pytest.raises(ContentError) as caught:
        open_bytes(zipped(parts))
    assert caught.value.reason_code == "damaged_xlsx"


def test_damage_in_a_later_row_is_told(open_bytes) -> None:  # type: ignore[no-untyped-def]
    rows = [HEADER, *(("x", str(n), TIME) for n in range(300))]
    content = changed(workbook(A=rows), "xl/worksheets/sheet1.xml", b'<row r="200"', b'<row r="200')
    outcomes = [o for _, given in open_bytes(content).read(CANONICAL, LIMITS) for o in given]
    assert names(outcomes)[-1] == "damaged_xlsx"
    assert isinstance(outcomes[-1], Rejected)
    assert sum(isinstance(outcome, Accepted) for outcome in outcomes) > 50
