"""Archives in a case: each member in its own format, every one accounted for."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from zips import assembled, entry, zipped

from undertow.case import Case
from undertow.cli.ingest import print_report
from undertow.ingest import EvidenceStore, FileReport, Limits, ingest, ingest_file
from undertow.ingest.container import ContentError
from undertow.ingest.content import file_content
from undertow.ingest.formats import FORMATS
from undertow.schema import Coverage, Observations, Quarantine, Records

GOOD = {"platform": "x", "id": "1", "created_at": "2023-09-02T10:00:00Z"}
IO_ARCHIVE = FORMATS["x-io-archive"].get_examples()[1].content


def lines(*ids: str) -> bytes:
    return b"".join(msgspec.json.encode(GOOD | {"id": native_id}) + b"\n" for native_id in ids)


def parquet(*ids: str) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([GOOD | {"id": native_id} for native_id in ids]), buffer)
    return buffer.getvalue()


def rows(case: Case, spec: Any) -> list[dict[str, Any]]:
    table: list[dict[str, Any]] = case.read(spec).arrow.to_pylist()
    return table


@pytest.fixture
def take(case: Case, tmp_path: Path) -> Callable[..., FileReport]:
    """Ingest bytes as a file."""

    def ingest_bytes(content: bytes, name: str = "a.zip", **options: Any) -> FileReport:
        path = tmp_path / name
        path.write_bytes(content)
        if "limits" in options:
            return ingest_file(case, path, who="a", command="b", **options)
        [report] = ingest(case, [path], who="a", command="b", **options)
        return report

    return ingest_bytes


MEMBERS = {
    "data/2.json.gz": gzip.compress(lines("2", "1") + b"bad\n"),
    "data/1.json": lines("1"),
    "data/3.json.bz2": bz2.compress(lines("3")),
    "data/4.json.xz": lzma.compress(lines("4")),
    "data/5.parquet": parquet("5"),
    "data/users.csv": IO_ARCHIVE,
    "data/window.js": b"window.YTD.a.part0 = [" + lines("6") + b"]",
    "data/": b"",
    "assets/app.js": b"function f() { return 1; }",
    "assets/style.css": b"body {}",
    "media/a.JPG": b"\xff\xd8\xff",
    "__MACOSX/data/._1.json": b"\0\5",
    "page.html": b"<html>Read me</html>",
    "notes.txt": b"a note\n",
}


def test_members_have_their_own_formats(case: Case, take) -> None:  # type: ignore[no-untyped-def]
    report = take(zipped(MEMBERS))
    assert report.problem is None
    assert report.formats == ("canonical", "x-io-archive")
    assert report.detection == ("it is a ZIP archive with 14 members",)
    assert (report.n_records, report.n_accepted, report.n_duplicate) == (16, 7, 1)
    assert report.ignored == {"media_file": 1, "member_not_data": 4}
    assert report.reasons == {"html": 1, "invalid_json": 1, "unrecognised_format": 1}
    observed = rows(case, Observations)
    assert [(row["member"], row["format_id"]) for row in observed] == [
        ("data/1.json", "canonical"),
        ("data/2.json.gz", "canonical"),
        ("data/2.json.gz", "canonical"),
        ("data/3.json.bz2", "canonical"),
        ("data/4.json.xz", "canonical"),
        ("data/5.parquet", "canonical"),
        ("data/users.csv", "x-io-archive"),
        ("data/window.js", "canonical"),
    ]
    assert [row["outcome"] == "duplicate" for row in observed] == [False] * 2 + [True] + [False] * 5
    assert {row["file_sha256"] for row in observed} == {report.sha256}
    assert len(case.table_files(Records)) == 1
    assert {row["member"] for row in rows(case, Quarantine)} == {
        "data/2.json.gz",
        "notes.txt",
        "page.html",
    }


def test_members_in_reports_and_coverage(case: Case, take) -> None:  # type: ignore[no-untyped-def]
    report = take(zipped(MEMBERS))
    by_name = {member.name: member for member in report.members}
    packed = by_name["data/2.json.gz"]
    assert (packed.n_accepted, packed.n_duplicate, packed.n_quarantined) == (1, 1, 1)
    assert any("canonical fits" in reason for reason in packed.detection)
    assert by_name["page.html"].format_id is None
    assert "log-in" in by_name["page.html"].detection[0]
    coverage = rows(case, Coverage)
    members = {row["scope_id"]: row for row in coverage if row["scope"] == "member"}
    assert set(members) == set(by_name)
    assert members["data/users.csv"]["format_id"] == "x-io-archive"
    [whole] = [row for row in coverage if row["scope"] == "file"]
    assert whole["format_id"] is None
    ignored = sum(row["n_records"] for row in coverage if row["scope"] == "ignored_rule")
    assert whole["n_records"] == sum(row["n_records"] for row in members.values()) + ignored


def test_places_lead_to_the_bytes(case: Case, take) -> None:  # type: ignore[no-untyped-def]
    inner = zipped({"b.json.gz": gzip.compress(lines("8"))})
    report = take(zipped(MEMBERS | {"inner.zip": inner}))
    assert "inner.zip!/b.json.gz" in {row["member"] for row in rows(case, Observations)}
    with EvidenceStore(case.path / "evidence").open(report.sha256) as source:
        for row in rows(case, Observations) + rows(case, Quarantine):
            content = b"".join(file_content(source, row["member"]))
            raw = content[row["byte_offset"] : row["byte_offset"] + row["byte_length"]]
            if row.get("reason_code") in ("html", "unrecognised_format"):
                continue  # the whole member as it is stored in the archive
            assert hashlib.sha256(raw).hexdigest() == row["raw_sha256"]
        with pytest.raises(ContentError, match="no member"):
            next(file_content(source, "gone.json"))


def test_the_same_archive_again_adds_nothing(take) -> None:  # type: ignore[no-untyped-def]
    known = {name: content for name, content in MEMBERS.items() if name.startswith("data")}
    first = take(zipped(known))
    again = take(zipped(known), "b.zip")
    assert again.is_repeat
    assert again.n_duplicate == again.n_records == first.n_records
    assert not take(zipped(known), "c.zip", format_id="canonical").is_repeat


def test_a_named_format_is_for_the_members_it_reads(take) -> None:  # type: ignore[no-untyped-def]
    report = take(
        zipped({"a.json": b'{"a": 1}\n', "users.csv": IO_ARCHIVE}), format_id="youtube-api"
    )
    assert {m.name: m.format_id for m in report.members} == {
        "a.json": "youtube-api",
        "users.csv": "x-io-archive",
    }


def test_members_that_are_refused_are_kept_one_by_one(case: Case, take) -> None:  # type: ignore[no-untyped-def]
    local, listed = entry(b"a.json", lines("1"))
    broken = local[:-9] + bytes(9), listed
    archive = assembled(
        broken,
        entry(b"../b.json", lines("2")),
        entry(b"c.json", b"?", flags=0x801),
        entry(b"d.json", lines("4")),
    )
    report = take(archive)
    assert report.n_accepted == 1
    assert report.reasons == {"damaged_member": 1, "encrypted_member": 1, "unsafe_member_name": 1}
    for row in rows(case, Quarantine):
        if row["reason_code"] == "damaged_member":
            continue  # found out in the middle of its content
        raw = archive[row["byte_offset"] : row["byte_offset"] + row["byte_length"]]
        assert hashlib.sha256(raw).hexdigest() == row["raw_sha256"]


def test_archives_that_are_refused_whole(case: Case, take) -> None:  # type: ignore[no-untyped-def]
    cut = take(zipped({"a.json": lines("1")})[:-9])
    assert cut.reasons == {"truncated_zip": 1}
    assert "cut short" in cut.problem
    empty = take(zipped({}))
    assert (empty.n_records, empty.problem) == (0, "the archive is empty; get it again")
    assert len(rows(case, Quarantine)) == 1


def test_archives_nest_once(take) -> None:  # type: ignore[no-untyped-def]
    deep = zipped(
        {"b.zip": zipped({"c.zip": zipped({"d.json": lines("1")}), "e.json": lines("2")})}
    )
    report = take(deep)
    assert (report.n_accepted, report.reasons) == (1, {"nested_archive": 1})
    bad_inside = take(zipped({"b.zip": zipped({"c": b"1"})[:-5], "d.json": lines("2")}))
    assert bad_inside.reasons == {"truncated_zip": 1}


def test_members_together_may_not_expand_too_far(take) -> None:  # type: ignore[no-untyped-def]
    long = msgspec.json.encode(GOOD | {"text": "y" * 100_000}) + b"\n"
    packed = gzip.compress(long * 10)
    limits = Limits(expansion=1000, expansion_from_bytes=4 << 20)
    report = take(zipped({f"{n:02}.json.gz": packed for n in range(200)}), limits=limits)
    assert report.reasons["expands_too_far"] > 100
    assert report.n_accepted == 1


def test_a_named_encoding(case: Case, take) -> None:  # type: ignore[no-untyped-def]
    content = f"platform,id,created_at,text\nx,1,{GOOD['created_at']},café\n".encode("cp1252")
    archive = zipped({"a.csv": content, "b.json": lines("2")})
    before = take(archive)
    assert before.reasons == {"invalid_encoding": 1}
    assert "--encoding" in rows(case, Quarantine)[0]["message"]
    after = take(archive, encoding="windows-1252")
    assert (after.n_accepted, after.reasons) == (2, {})
    assert rows(case, Records)[0]["text"] == "café"
    assert {row["encoding"] for row in rows(case, Coverage) if row["scope"] == "file"} == {"cp1252"}
    assert take(archive, encoding="windows-1252").is_repeat
    assert take(archive).is_repeat
    assert not take(archive, encoding="cp1250").is_repeat


def test_a_line_a_member_but_not_thousands(take, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    members = {f"{number:03}.json": lines(str(number)) for number in range(30)}
    print_report(take(zipped(members | {"z.txt": b"a note"})))
    printed = " ".join(capsys.readouterr().out.split())
    assert "a.zip: canonical it is a ZIP archive with 31 members z.txt: not read" in printed
    assert "018.json: canonical, 1 of 1 record read" in printed
    assert "019.json" not in printed
    assert "and 11 more" in printed
