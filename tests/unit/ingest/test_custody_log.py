from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from undertow.errors import CaseError
from undertow.ingest.custody import CustodyLog

AT = datetime(2023, 9, 2, 10, tzinfo=UTC)


@pytest.fixture
def log(tmp_path: Path) -> CustodyLog:
    return CustodyLog(tmp_path / "custody.jsonl")


def write(log: CustodyLog, n: int) -> None:
    for number in range(n):
        log.append("stored", who="ana", command="ingest", at=AT, fields={"file": f"f{number}"})


def lines(log: CustodyLog) -> list[bytes]:
    return log.path.read_bytes().splitlines(keepends=True)


def test_entries_form_a_chain(log: CustodyLog) -> None:
    write(log, 3)
    entries = list(log.entries())
    assert [entry["seq"] for entry in entries] == [1, 2, 3]
    assert entries[0]["prev_hash"] == "0" * 64
    assert [entry["prev_hash"] for entry in entries[1:]] == [e["hash"] for e in entries[:-1]]
    assert entries[0]["at"] == "2023-09-02T10:00:00+00:00"
    assert log.check() == []


def test_no_log_is_no_problem(log: CustodyLog) -> None:
    assert log.check() == []
    assert list(log.entries()) == []


def test_the_time_is_taken_when_none_is_given(log: CustodyLog) -> None:
    entry = log.append("stored", who="ana", command="ingest")
    assert datetime.fromisoformat(entry["at"]).tzinfo is not None


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        (lambda ls: [ls[0], ls[1].replace(b'"f1"', b'"f9"'), ls[2]], 2),
        (lambda ls: [ls[0], ls[2]], 2),
        (lambda ls: [ls[1], ls[0], ls[2]], 1),
        (lambda ls: [ls[0], b"{}\n", ls[2]], 2),
        (lambda ls: [ls[0], b"no json\n", ls[2]], 2),
        (lambda ls: [*ls[:2], ls[2][:-20]], 3),
    ],
)
def test_every_change_is_found(log: CustodyLog, change, seq: int) -> None:  # type: ignore[no-untyped-def]
    write(log, 3)
    log.path.write_bytes(b"".join(change(lines(log))))
    assert log.check()[0].seq == seq


def test_an_append_after_a_kill_accounts_for_the_cut_line(log: CustodyLog) -> None:
    write(log, 2)
    log.path.write_bytes(log.path.read_bytes()[:-20])
    assert "incomplete" in log.check()[0].message
    write(log, 1)
    assert log.check() == []
    assert [entry["action"] for entry in log.entries()] == ["stored", "recovered", "stored"]
    cut = lines(log)[1]
    log.path.write_bytes(log.path.read_bytes().replace(cut, b"{other}\n"))
    assert log.check()[0].message == "the entry cannot be read"


def test_a_line_cut_before_its_end_mark_is_whole(log: CustodyLog) -> None:
    write(log, 2)
    log.path.write_bytes(log.path.read_bytes()[:-1])
    assert log.check() == []
    write(log, 1)
    assert log.check() == []
    assert len(list(log.entries())) == 3


def test_a_long_log_is_continued_from_its_end(log: CustodyLog) -> None:
    for number in range(40):
        log.append("stored", who="ana", command="x" * 3000, at=AT, fields={"file": f"f{number}"})
    assert log.path.stat().st_size > 1 << 16
    assert log.check() == []
    assert [entry["seq"] for entry in log.entries()] == list(range(1, 41))


def test_its_own_fields_cannot_be_given(log: CustodyLog) -> None:
    with pytest.raises(ValueError, match="hash"):
        log.append("stored", who="ana", command="ingest", fields={"hash": "x"})


def test_an_unwritable_log_raises(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CaseError, match="custody"):
        CustodyLog(tmp_path / "file" / "custody.jsonl").append("stored", who="a", command="b")


def test_lines_are_canonical_json(log: CustodyLog) -> None:
    log.append("stored", who="Zoé", command="ingest", at=AT)
    [line] = lines(log)
    entry = json.loads(line)
    text = json.dumps(entry, sort_keys=True, separators=(",", ":"))
    assert line == text.encode() + b"\n"
