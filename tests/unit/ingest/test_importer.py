from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from undertow.case import Case
from undertow.errors import CaseError, InputError, VerificationError
from undertow.ingest import (
    CustodyLog,
    EvidenceStore,
    FileReport,
    Limits,
    discard_incomplete,
    ingest,
    ingest_file,
    piece_writer,
)
from undertow.ingest import files as files_module
from undertow.ingest import importer as importer_module
from undertow.ingest import partitions as partitions_module
from undertow.schema import Coverage, Observations, Quarantine, Records

GOOD = {"platform": "x", "id": "1", "created_at": "2023-09-02T10:00:00Z"}


def lines(*ids: str) -> bytes:
    return b"".join(msgspec.json.encode(GOOD | {"id": native_id}) + b"\n" for native_id in ids)


def run(case: Case, *paths: Path, **options: Any) -> list[FileReport]:
    return ingest(case, paths, who="ana", command="undertow ingest", **options)


def rows(case: Case, spec: Any) -> list[dict[str, Any]]:
    table: list[dict[str, Any]] = case.read(spec).arrow.to_pylist()
    return table


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write_file(name: str, content: bytes) -> Path:
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return write_file


def counts(report: FileReport) -> tuple[int, ...]:
    return (
        report.n_records,
        report.n_accepted,
        report.n_duplicate,
        report.n_ignored,
        report.n_quarantined,
    )


def test_tables_of_a_file(case: Case, write) -> None:  # type: ignore[no-untyped-def]
    path = write("a.ndjson", lines("1", "2", "1") + b"\n" + b"no json\n")
    [report] = run(case, path)
    assert counts(report) == (5, 2, 1, 1, 1)
    assert (report.reasons, report.ignored) == ({"invalid_json": 1}, {"blank_line": 1})
    assert report.problem is None
    assert [row["record_uid"] for row in rows(case, Records)] == ["x:1", "x:2", "x:1"]
    observations = rows(case, Observations)
    assert [row["outcome"] for row in observations] == ["accepted", "accepted", "duplicate"]
    assert [row["line"] for row in observations] == [1, 2, 3]
    assert observations[0]["file_name"] == "a.ndjson"
    assert observations[0]["format_id"] == "canonical"
    [bad] = rows(case, Quarantine)
    assert (bad["line"], bad["stage"], bad["reason_code"]) == (5, "decode", "invalid_json")
    assert bad["byte_length"] == len(b"no json")
    by_scope = {row["scope"]: row for row in rows(case, Coverage)}
    assert by_scope["file"]["n_records"] == 5
    assert by_scope["file"]["first_at"].isoformat() == "2023-09-02T10:00:00+00:00"
    assert "canonical fits" in by_scope["file"]["note"]
    assert by_scope["ignored_rule"]["scope_id"] == "blank_line"
    assert EvidenceStore(case.path / "evidence").check(report.sha256) == []


def test_custody_says_who_did_what(case: Case, write) -> None:  # type: ignore[no-untyped-def]
    path = write("a.ndjson", lines("1"))
    [report] = run(case, path)
    run(case, path)
    log = CustodyLog(case.path / "evidence" / "custody.jsonl")
    entries = list(log.entries())[1:]
    assert [entry["action"] for entry in entries] == [
        "stored",
        "ingested",
        "seen_again",
        "ingested",
    ]
    assert {entry["sha256"] for entry in entries} == {report.sha256}
    assert {entry["who"] for entry in entries} == {"ana"}
    assert entries[1]["accepted"] == 1
    assert log.check() == []


def test_the_same_bytes_again_add_nothing(case: Case, write) -> None:  # type: ignore[no-untyped-def]
    content = lines("1", "2") + b"no json\n"
    [first] = run(case, write("a.ndjson", content))
    before = {file: file.read_bytes() for file in case.path.glob("tables/*/*.parquet")}
    [again] = run(case, write("b.ndjson", content))
    assert counts(first) == (3, 2, 0, 0, 1)
    assert counts(again) == (3, 0, 3, 0, 0)
    assert again.is_repeat
    assert {f: f.read_bytes() for f in case.path.glob("tables/*/*.parquet")} == before


def test_a_record_of_another_file_is_a_duplicate(case: Case, write) -> None:  # type: ignore[no-untyped-def]
    [first] = run(case, write("a.ndjson", lines("1", "2")))
    packed = write("b.json.gz", gzip.compress(lines("2", "3")))
    second, third = run(case, packed, write("c", lines("3")))
    assert [report.n_accepted for report in (first, second, third)] == [2, 1, 0]
    assert len(rows(case, Records)) == 5


def test_a_file_is_read_anew_in_another_format(case: Case, write) -> None:  # type: ignore[no-untyped-def]
    path = write("a.json", b'{"id":"1"}\n{"id":"2"}\n')
    [unknown] = run(case, path)
    assert unknown.problem is not None
    assert "--format" in unknown.problem
    assert counts(unknown) == (1, 0, 0, 0, 1)
    [named] = run(case, path, format_id="canonical")
    assert counts(named) == (2, 0, 0, 0, 2)
    [other] = run(case, path, format_id="reddit-ndjson")
    assert counts(other) == (2, 0, 0, 0, 2)
    assert {row["format_id"] for row in rows(case, Quarantine)} == {"reddit-ndjson"}
    [kept] = run(case, path)
    assert kept.is_repeat


def test_a_new_mapper_reads_anew(case: Case, write, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    path = write("a.json", lines("1"))
    run(case, path)
    formats = dict(files_module.FORMATS)
    formats["canonical"] = replace(formats["canonical"], mapper_version="next")
    monkeypatch.setattr(files_module, "FORMATS", formats)
    [report] = run(case, path)
    assert not report.is_repeat
    assert counts(report) == (1, 1, 0, 0, 0)
    assert rows(case, Observations)[0]["mapper_version"] == "next"


@pytest.mark.parametrize(
    ("content", "reason", "n"),
    [
        (b"", None, 0),
        (b"<!doctype html><html></html>", "html", 1),
        (bytes(range(256)) * 9, "binary", 1),
        (b"PK\x03\x04" + bytes(99), "truncated_zip", 1),
        (b"7z\xbc\xaf\x27\x1c" + bytes(99), "unsupported_container", 1),
        (gzip.compress(lines("1"), mtime=0)[:10], "truncated_gzip", 1),
        (b"nothing we know\n", "unrecognised_format", 1),
    ],
)
def test_a_file_that_cannot_be_read_is_kept(case: Case, write, content, reason, n) -> None:  # type: ignore[no-untyped-def]
    bad, good = run(case, write("a", content), write("b", lines("1")))
    assert bad.problem
    assert counts(bad) == (n, 0, 0, 0, n)
    assert good.n_accepted == 1
    assert [row["reason_code"] for row in rows(case, Quarantine)] == ([reason] if reason else [])
    for row in rows(case, Quarantine):
        assert row["raw_sha256"] == row["file_sha256"] == bad.sha256
        assert row["byte_length"] == len(content)
    coverage = {row["file_sha256"]: row for row in rows(case, Coverage)}
    assert coverage[bad.sha256]["format_id"] is None
    assert coverage[bad.sha256]["note"] == bad.problem
    assert bad.sha256 in set(EvidenceStore(case.path / "evidence").hashes())


def test_threads_that_declare_more_than_they_deliver(case: Case, write) -> None:  # type: ignore[no-untyped-def]
    snippet = {"publishedAt": "2023-09-02T10:00:00Z", "textOriginal": "t"}
    replies = [{"id": f"c1.{n}", "snippet": snippet | {"parentId": "c1"}} for n in range(2)]
    thread = {
        "snippet": {
            "videoId": "v",
            "topLevelComment": {"id": "c1", "snippet": snippet},
            "totalReplyCount": 5,
        },
        "replies": {"comments": [*replies, replies[0]]},
    }
    page = {"kind": "youtube#commentThreadListResponse", "items": [thread, thread]}
    run(case, write("a.json", msgspec.json.encode(page)))
    [row] = [row for row in rows(case, Coverage) if row["scope"] == "thread"]
    assert row["scope_id"] == "youtube:c1"
    assert (row["n_records"], row["n_declared"], row["n_missing"]) == (2, 5, 3)


def test_content_cut_short_keeps_what_came_before(case: Case, write) -> None:  # type: ignore[no-untyped-def]
    content = lines(*(str(number) for number in range(5000)))
    [report] = run(case, write("a.gz", gzip.compress(content)[:-2000]))
    assert report.n_accepted > 1000
    assert report.reasons == {"truncated_gzip": 1}
    [row] = rows(case, Quarantine)
    assert (row["stage"], row["line"]) == ("container", report.n_accepted + 1)


def test_folders_are_walked_in_order(case: Case, write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    write("b/2.json", lines("2"))
    write("a.json", lines("1"))
    write(".hidden", lines("9"))
    (tmp_path / "in" / "link.json").symlink_to(tmp_path / "in" / "a.json")
    reports = run(case, tmp_path)
    assert [report.path.name for report in reports] == ["a.json", "2.json"]


def test_wrong_arguments_touch_nothing(case: Case, write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = write("a.json", lines("1"))
    with pytest.raises(InputError, match="no such file"):
        run(case, path, tmp_path / "gone")
    with pytest.raises(InputError, match="nonsense"):
        run(case, path, format_id="nonsense")
    assert list(EvidenceStore(case.path / "evidence").hashes()) == []


def test_an_unreadable_file_is_reported(case: Case, write, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    first, second = write("a.json", lines("1")), write("b.json", lines("2"))
    whole = Path.open

    def refused(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self.name == "a.json":
            raise PermissionError(13, "Permission denied")
        return whole(self, *args, **kwargs)

    monkeypatch.setattr(Path, "open", refused)
    bad, good = run(case, first, second)
    assert bad.problem is not None
    assert "Permission denied" in bad.problem
    assert counts(bad) == (0, 0, 0, 0, 0)
    assert good.n_accepted == 1


def test_progress_is_reported(case: Case, write, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(importer_module, "_PROGRESS_EVERY", 2)
    path = write("a.json", lines("1", "2", "3"))
    seen: list[tuple[Path, int, int]] = []
    run(case, path, on_progress=lambda *step: seen.append(step))
    size = path.stat().st_size
    assert seen == [(path, size, size), (path, size, size)]


def test_batches_make_the_same_tables(case: Case, write, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    path = write("a.json", lines("1", "2", "1", "3", "2") + b"bad\n")
    run(case, path)
    whole = {spec: case.read(spec).arrow for spec in (Records, Observations, Quarantine)}
    monkeypatch.setattr(piece_writer, "_BATCH_ROWS", 1)
    partitions_module.discard(case, rows(case, Coverage)[0]["file_sha256"])
    run(case, path)
    assert {spec: case.read(spec).arrow for spec in whole} == whole


@pytest.mark.parametrize("n_renamed", [0, 1, 2, 3])
def test_a_kill_while_committing_is_undone(  # type: ignore[no-untyped-def]
    case: Case, write, monkeypatch: pytest.MonkeyPatch, n_renamed: int
) -> None:
    run(case, write("first.json", lines("1")))
    path = write("a.json", lines("1", "2"))
    renamed: list[Path] = []
    rename = Path.replace

    def killed(self: Path, target: Path) -> Path:
        if target.suffix == ".parquet":
            if len(renamed) == n_renamed:
                raise KeyboardInterrupt
            renamed.append(target)
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        patch.setattr(importer_module, "discard_drafts", lambda case: None)
        with pytest.raises(KeyboardInterrupt):
            run(case, path)
    assert len(discard_incomplete(case)) == (n_renamed > 0)
    assert not [f for f in case.path.rglob("*") if f.name.endswith(".tmp")]
    assert len(rows(case, Records)) == 1
    [report] = run(case, path)
    assert not report.is_repeat
    assert counts(report) == (2, 1, 1, 0, 0)


def test_a_missing_partition_is_made_again(case: Case, write) -> None:  # type: ignore[no-untyped-def]
    path = write("a.json", lines("1", "2"))
    run(case, path)
    [coverage] = case.table_files(Coverage)
    coverage.unlink()
    [report] = run(case, path)
    assert counts(report) == (2, 2, 0, 0, 0)
    [coverage] = case.table_files(Coverage)
    coverage.write_bytes(b"damaged")
    [report] = run(case, path)
    assert counts(report) == (2, 2, 0, 0, 0)


def test_a_full_disk_leaves_no_partition(
    case: Case, write, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    def full(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(importer_module, "publish", full)
    with pytest.raises(CaseError, match="No space left"):
        run(case, write("a.json", lines("1")))
    assert [f.name for f in case.path.glob("tables/*/*")] == []


def test_lost_records_are_a_fault() -> None:
    with pytest.raises(VerificationError, match="3 records were read but 2 accounted for"):
        FileReport(Path("a"), n_records=3, n_accepted=2).check()


def test_every_kind_of_damage_in_one_file(case: Case, write) -> None:  # type: ignore[no-untyped-def]
    content = (
        lines("1")[:-9]
        + b"\n<html><body>error 500</body></html>\n"
        + lines("2")
        + b'{"platform":"x","id":3,"created_at":"2023-09-02T10:00:00Z"}\n'
        + b'{"platform":"x","id":"4","created_at":"2023-09-02T10:00:00Z","text":"\xff"}\n'
        + b'{"platform":"x","id":"5","text":"'
        + b"y" * (1 << 20)
        + b'"}\n'
        + lines("6")
    )
    report = ingest_file(
        case, write("a", content), who="a", command="b", limits=Limits(line_bytes=1000)
    )
    assert counts(report) == (7, 2, 0, 0, 5)
    assert report.reasons == {
        "invalid_encoding": 1,
        "invalid_json": 2,
        "line_too_long": 1,
        "wrong_type": 1,
    }
    assert [row["record_uid"] for row in rows(case, Records)] == ["x:2", "x:6"]


def test_a_line_of_200_mb_streams(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "long.ndjson"
    with path.open("wb") as file:
        file.write(lines("1") + b'{"platform":"x","text":"')
        for _ in range(200):
            file.write(b"z" * (1 << 20))
        file.write(b'"}\n' + lines("2"))
    [report] = run(case, path)
    assert counts(report) == (3, 2, 0, 0, 1)
    [row] = rows(case, Quarantine)
    assert (row["reason_code"], row["line"]) == ("line_too_long", 2)
    assert row["byte_length"] == (200 << 20) + len(b'{"platform":"x","text":""}')


def test_a_wrong_format_does_not_undo_a_reading(case: Case, write) -> None:  # type: ignore[no-untyped-def]
    path = write("a.json", lines("1", "2"))
    run(case, path)
    report = ingest_file(case, path, who="a", command="b", format_id="x-api-v2")
    assert report.problem == "nothing can be read as x-api-v2; what was read as canonical stays"
    assert [row["record_uid"] for row in rows(case, Records)] == ["x:1", "x:2"]
    assert rows(case, Quarantine) == []
    [again] = run(case, path)
    assert again.is_repeat
    assert again.problem is None


def test_a_post_is_no_duplicate_of_the_notice_that_it_is_gone(case: Case, write) -> None:  # type: ignore[no-untyped-def]
    uri = "at://did:plc:a/app.bsky.feed.post/3k9"
    commit = {"operation": "delete", "collection": "app.bsky.feed.post", "rkey": "3k9", "rev": "1"}
    event = {"did": "did:plc:a", "time_us": 1_706_572_800_000_000, "kind": "commit"}
    notice = write("a.ndjson", msgspec.json.encode(event | {"commit": commit}) + b"\n")
    post = GOOD | {"platform": "bluesky", "id": uri}
    run(case, notice)
    [report] = run(case, write("b.ndjson", msgspec.json.encode(post) + b"\n"))
    assert (report.n_accepted, report.n_duplicate) == (1, 0)
    [again] = run(case, write("c.ndjson", msgspec.json.encode(post | {"text": "x"}) + b"\n"))
    assert (again.n_accepted, again.n_duplicate) == (0, 1)
    assert sorted(row["kind"] for row in rows(case, Records)) == ["post", "post", "removal"]


def test_a_table_without_rows_is_told(case: Case, write) -> None:  # type: ignore[no-untyped-def]
    path = write("a.csv", b"platform,id,created_at,text\n")
    [report] = run(case, path, format_id="canonical")
    assert (report.problem, report.n_records, report.ignored) == (None, 1, {"no_records": 1})
