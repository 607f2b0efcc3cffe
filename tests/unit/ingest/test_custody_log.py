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
        (lambda ls: [ls[0], b"[" * 200_000 + b"\n", ls[2]], 2),
        (lambda ls: [*ls[:2], ls[2][:-20]], 3),
    ],
)
def test_every_change_is_found(log: CustodyLog, change, seq: int) -> None:  # type: ignore[no-untyped-def]
    write(log, 3)
    log.path.write_bytes(b"".join(change(lines(log))))
    assert log.check()[0].seq == seq


def test_an_append_after_a_kill_accounts_for_the_cut_line(log: CustodyLog) -> None:
    write(log, 1)
    head = log.head.read_bytes()
    write(log, 1)
    log.path.write_bytes(log.path.read_bytes()[:-20])
    log.head.write_bytes(head)  # it is written after the log: a kill leaves it behind
    assert [problem.message[:34] for problem in log.check()] == [
        "the last entry is incomplete: a pr"
    ]
    write(log, 1)
    assert log.check() == []
    assert [entry["action"] for entry in log.entries()] == ["stored", "recovered", "stored"]
    cut = lines(log)[1]
    log.path.write_bytes(log.path.read_bytes().replace(cut, b"{other}\n"))
    assert log.check()[0].message == "the entry cannot be read"


@pytest.mark.parametrize("n_kept", [0, 1, 2])
def test_entries_cut_off_at_the_end_are_missed_and_stay_so(log: CustodyLog, n_kept: int) -> None:
    write(log, 3)
    log.path.write_bytes(b"".join(lines(log)[:n_kept]))
    [problem] = log.check()
    assert problem.message == f"the log was cut: {3 - n_kept} entries are missing at its end"
    write(log, 2)
    assert [entry["action"] for entry in log.entries()][n_kept:] == ["cut", "stored", "stored"]
    assert [problem.message for problem in log.check()] == [
        "entries up to 3 were missing when this one was written"
    ]


def test_entries_written_anew_do_not_fit_the_head(log: CustodyLog) -> None:
    write(log, 3)
    head = log.head.read_bytes()
    log.path.unlink()
    log.head.unlink()
    log.append("stored", who="eve", command="ingest", at=AT)
    write(log, 3)
    log.head.write_bytes(head)
    assert "custody.head names another entry" in log.check()[0].message
    write(log, 1)
    assert "cut" in [entry["action"] for entry in log.entries()]


@pytest.mark.parametrize("content", [None, b"", b"3\n", b"\xff", b"0 %064d\n" % 0])
def test_a_head_that_is_gone_is_missed(log: CustodyLog, content: bytes | None) -> None:
    write(log, 3)
    log.head.unlink()
    if content is not None:
        log.head.write_bytes(content)
    [problem] = log.check()
    assert problem.message.startswith("custody.head")
    write(log, 1)
    assert log.check() == []


def test_a_head_left_behind_by_a_kill_is_no_problem(log: CustodyLog) -> None:
    write(log, 1)
    head = log.head.read_bytes()
    write(log, 1)
    log.head.write_bytes(head)
    assert log.check() == []
    assert log.last() == list(log.entries())[-1]
    write(log, 1)
    assert log.head.read_bytes().startswith(b"3 ")
    assert log.check() == []


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
