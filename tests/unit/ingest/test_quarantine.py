"""What is in quarantine, and reading it again."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from undertow import captures
from undertow.case import Case
from undertow.ingest import Importer, quarantine_reasons, retry
from undertow.ingest.formats import FORMATS
from undertow.ingest.outcomes import Mapped
from undertow.review import verify_case
from undertow.schema import Observations, Posts, Quarantine, Records

CANONICAL = FORMATS["canonical"]
GOOD = '{"platform":"facebook","id":"%s","created_at":"2023-09-02T10:00:00Z"}\n'
LINES = GOOD % "a" + GOOD % "b" + "broken\n" + GOOD % "c"


def faulty(raw: bytes) -> Iterable[Mapped]:
    """Map as the format does, but fail on the post b."""
    if b'"b"' in raw:
        raise ZeroDivisionError
    assert CANONICAL.map_json is not None
    return CANONICAL.map_json(raw)


@pytest.fixture
def held(case: Case, tmp_path: Path) -> Case:
    """A case that read a file with a faulty mapper."""
    file = tmp_path / "posts.ndjson"
    file.write_text(LINES)
    formats = {"canonical": replace(CANONICAL, map_json=faulty, mapper_version="0")}
    work = Importer(case, "a", "b", formats=formats)
    assert work.ingest(file).n_quarantined == 2
    work.close()
    return case


def uids(case: Case) -> list[str]:
    return sorted(case.read(Records).arrow.column("record_uid").to_pylist())


def test_reasons_have_a_count_a_place_and_the_bytes(held: Case) -> None:
    found = {reason.reason_code: reason for reason in quarantine_reasons(held)}
    assert set(found) == {"mapper_failed", "invalid_json"}
    assert found["invalid_json"].raw == b"broken"
    assert found["invalid_json"].place == "posts.ndjson:3"
    assert (found["mapper_failed"].n_records, found["mapper_failed"].stage) == (1, "map")
    assert found["mapper_failed"].raw == (GOOD % "b").encode()[:-1]


def test_the_bytes_of_a_damaged_file_are_left_out(held: Case) -> None:
    for file in (held.path / "evidence").glob("*/*.zst"):
        file.write_bytes(b"damaged")
    assert {reason.raw for reason in quarantine_reasons(held)} == {b""}


def test_after_a_fix_only_what_is_broken_stays(held: Case) -> None:
    [report] = retry(held, who="a", command="b")
    assert (report.n_accepted, report.n_quarantined) == (3, 1)
    assert uids(held) == ["facebook:a", "facebook:b", "facebook:c"]
    assert held.read(Quarantine).arrow.column("reason_code").to_pylist() == ["invalid_json"]
    versions = set(held.read(Observations).arrow.column("mapper_version").to_pylist())
    assert versions == {CANONICAL.mapper_version}


def test_a_case_with_nothing_in_quarantine_is_left_alone(case: Case) -> None:
    assert retry(case, who="a", command="b") == []


def test_members_of_archives_are_named_and_read_again(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("in/posts.ndjson", LINES)
    work = Importer(case, "a", "b")
    work.ingest(path)
    work.close()
    [reason] = quarantine_reasons(case)
    assert (reason.place, reason.raw) == ("a.zip!/in/posts.ndjson:3", b"broken")
    [report] = retry(case, who="a", command="b")
    assert (report.n_accepted, report.n_quarantined) == (3, 1)


def test_the_whole_case_follows_and_verifies(held: Case) -> None:
    captures.retry_quarantine(held, who="a", command="b")
    assert held.n_rows(Posts) == 3
    assert verify_case(held).ok


def test_a_record_of_two_files_is_first_in_one_of_them(held: Case, tmp_path: Path) -> None:
    other = tmp_path / "other.ndjson"
    other.write_text(GOOD % "a" + GOOD % "b")
    work = Importer(held, "a", "b")
    work.ingest(other)
    work.close()
    retry(held, who="a", command="b")
    rows = held.read(Observations).arrow.to_pylist()
    first = [row["record_uid"] for row in rows if row["outcome"] == "accepted"]
    assert sorted(first) == ["facebook:a", "facebook:b", "facebook:c"]
    assert len(rows) == 5
