"""A case verifies as it was made; one changed byte anywhere is found, and what falls is named."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from undertow.case import Case, file_sha256, write_atomically
from undertow.ingest.custody import CustodyLog
from undertow.ingest.evidence import EvidenceStore
from undertow.review import VerificationReport, verify_case
from undertow.schema import (
    Accounts,
    Claims,
    Evidence,
    Observations,
    Posts,
    Quarantine,
    Records,
    Table,
)
from undertow.targets import read_register

Build = Callable[[Path], Case]
EXEMPT = {"case.toml", ".lock"}


@pytest.fixture
def analysed(build: Build, tmp_path: Path) -> Case:
    return build(tmp_path)


def flip(file: Path, position: int, mask: int = 1) -> None:
    content = bytearray(file.read_bytes())
    content[position] ^= mask
    file.write_bytes(content)


def log_manifest(case: Case) -> None:
    sha256 = file_sha256(case.out / "manifest.json")
    fields = {"manifest_sha256": sha256}
    CustodyLog.of(case).append("report", who="é", command="undertow report", fields=fields)


def fallen(report: VerificationReport) -> list[str]:
    return [claim.claim_id for claim in report.fallen_claims]


def stored(case: Case, uid: str) -> Path:
    rows = case.read(Observations).arrow.to_pylist()
    sha256 = next(row["file_sha256"] for row in rows if row["record_uid"] == uid)
    return EvidenceStore(case.path / "evidence").path(sha256)


def test_an_untouched_case_verifies(analysed: Case) -> None:
    report = verify_case(analysed)
    assert report.ok, report.problems
    assert (report.problems, report.fallen_claims) == ((), ())
    assert {check.name: check.n_checked for check in report.checks} == {
        "custody": 3,
        "timestamps": 0,
        "files": 2,
        "provenance": 3,
        "tables": 6,
        "runs": 0,
        "links": 4,
        "records": 3,
        "identity": 2,
        "settings": 3,
        "register": 0,
        "products": 3,
        "decisions": 0,
        "released": 0,
        "retention": 0,
    }


def test_an_empty_case_verifies(case: Case) -> None:
    assert verify_case(case).ok


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_one_changed_byte_is_found(analysed: Case, data: Any) -> None:
    files = sorted(p for p in analysed.path.rglob("*") if p.is_file() and p.name not in EXEMPT)
    file = data.draw(st.sampled_from(files))
    content = file.read_bytes()
    position = data.draw(st.integers(0, len(content) - 1))
    try:
        flip(file, position, data.draw(st.integers(1, 255)))
        report = verify_case(analysed)
        assert not report.ok
        assert report.problems
    finally:
        file.write_bytes(content)


@pytest.mark.parametrize(
    ("uid", "falls"), [("x:1", ["c1", "c2"]), ("x:3", ["c2", "c3"])], ids=["plain", "gzip"]
)
def test_damaged_evidence_fells_the_claims_on_it(
    analysed: Case, uid: str, falls: list[str]
) -> None:
    flip(stored(analysed, uid), 12)
    assert fallen(verify_case(analysed)) == falls


def test_a_damaged_block_leaves_the_others(
    analysed: Case, tmp_path: Path, rows_of: Any, add_evidence: Any, record: Any
) -> None:
    noise = random.Random(1).randbytes(1 << 20)
    first, second = b"first" + noise, b"second"
    file = tmp_path / "large.ndjson"
    file.write_bytes(first + second)
    kept = add_evidence(analysed, file)
    rows = analysed.read(Observations).arrow.to_pylist()
    for row, raw, offset in ((rows[0], first, 0), (rows[1], second, len(first))):
        place = {"byte_offset": offset, "byte_length": len(raw), "file_sha256": kept.sha256}
        row |= place | {"raw_sha256": hashlib.sha256(raw).hexdigest()}
    links = analysed.read(Evidence).arrow.to_pylist()
    for link in links:
        found = next(row for row in rows if row["record_uid"] == link["record_uid"])
        link["raw_sha256"] = found["raw_sha256"]
    analysed.write(
        Table.checked(Observations, rows_of(Observations, *rows)),
        Table.checked(Evidence, rows_of(Evidence, *links)),
    )
    record(analysed, "ingest", (), (Records, Observations, Quarantine))
    record(analysed, "claims", (Posts,), (Claims, Evidence))
    assert verify_case(analysed).ok
    flip(EvidenceStore(analysed.path / "evidence").path(kept.sha256), 1000)
    assert fallen(verify_case(analysed)) == ["c1"]


def test_missing_evidence_fells_the_claims_on_it(analysed: Case) -> None:
    stored(analysed, "x:3").unlink()
    assert fallen(verify_case(analysed)) == ["c2", "c3"]


def test_a_record_captured_twice_stands_on_the_other_capture(
    analysed: Case, tmp_path: Path, rows_of: Any, add_evidence: Any, record: Any
) -> None:
    copy = tmp_path / "copy.ndjson"
    copy.write_bytes(b'\n{"id":3}')
    again = add_evidence(analysed, copy)
    rows = analysed.read(Observations).arrow.to_pylist()
    other = next(row for row in rows if row["record_uid"] == "x:3")
    rows.append(other | {"obs_id": "o4", "file_sha256": again.sha256, "byte_offset": 1})
    analysed.write(Table.checked(Observations, rows_of(Observations, *rows)))
    record(analysed, "ingest", (), (Records, Observations, Quarantine))
    flip(stored(analysed, "x:3"), 12)
    report = verify_case(analysed)
    assert [str(check) for check in report.checks if check.n_problems] == [
        "files: 3 checked, 1 problems",
        "records: 4 checked, 1 problems",
    ]
    assert report.fallen_claims == ()


@pytest.mark.parametrize(
    ("table", "falls"),
    [
        ("records", ["c1", "c2", "c3"]),
        ("observations", ["c1", "c2", "c3"]),
        ("posts", ["c1", "c2", "c3"]),
        ("evidence", ["c1", "c2", "c3"]),
        ("quarantine", []),
    ],
)
def test_a_damaged_table_fells_what_comes_from_it(
    analysed: Case, table: str, falls: list[str]
) -> None:
    flip(analysed.path / "tables" / table / "part-0.parquet", 40)
    report = verify_case(analysed)
    assert not report.ok
    assert fallen(report) == falls


def test_without_claims_none_stands(analysed: Case) -> None:
    file = analysed.path / "tables/claims/part-0.parquet"
    file.write_bytes(b"PAR1" + bytes(100))
    report = verify_case(analysed)
    assert any(problem.effect == "no claim stands" for problem in report.problems)
    assert report.fallen_claims == ()


def test_a_damaged_custody_entry_fells_claims_on_its_file(analysed: Case) -> None:
    log = analysed.path / "evidence/custody.jsonl"
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:2]))
    report = verify_case(analysed)
    assert fallen(report) == ["c2", "c3"]
    assert "custody" in {check.name for check in report.checks if check.n_problems}


def test_products_fall_alone(analysed: Case) -> None:
    flip(analysed.out / "drafts/a.eml", 3)
    (analysed.out / "report.html").unlink()
    report = verify_case(analysed)
    assert [(p.where, p.what) for p in report.problems] == [
        ("out/drafts/a.eml", "is not what was written"),
        ("out/report.html", "is missing"),
    ]
    assert report.fallen_claims == ()


def test_the_manifest_reaches_nothing_outside(analysed: Case) -> None:
    file = analysed.out / "manifest.json"
    manifest = json.loads(file.read_bytes())
    manifest["files"] |= {"../case.toml": "0", "\0": "0"}
    write_atomically(file, json.dumps(manifest).encode())
    faults = [problem.what for problem in verify_case(analysed).problems]
    assert faults == ["cannot be read (ValueError)", "lies outside the folder of products"]


def test_a_case_without_products_needs_no_manifest(analysed: Case) -> None:
    shutil.rmtree(analysed.out)
    assert verify_case(analysed).ok


def test_a_removed_manifest_is_missed(analysed: Case) -> None:
    (analysed.out / "manifest.json").unlink()
    (analysed.out / "drafts/a.eml").write_text("Subject: edited")
    [problem] = verify_case(analysed).problems
    assert (problem.where, problem.what) == (
        "out/manifest.json",
        "the manifest of products is missing",
    )


def test_a_removed_folder_of_products_is_missed_when_the_log_knows_of_it(analysed: Case) -> None:
    log_manifest(analysed)
    assert verify_case(analysed).ok
    shutil.rmtree(analysed.out)
    [problem] = verify_case(analysed).problems
    assert problem.what == "the manifest of products is missing"


def test_a_manifest_made_anew_is_not_the_logged_one(analysed: Case) -> None:
    log_manifest(analysed)
    draft = analysed.out / "drafts/a.eml"
    draft.write_text("Subject: edited")
    file = analysed.out / "manifest.json"
    manifest = json.loads(file.read_bytes())
    manifest["files"]["drafts/a.eml"] = file_sha256(draft)
    write_atomically(file, json.dumps(manifest, indent=2).encode())
    [problem] = verify_case(analysed).problems
    assert problem.what == "is not the one in the custody log"


@pytest.mark.parametrize("name", ["drafts/b.eml", "report.pdf", "new/folder/x"])
def test_a_product_that_no_command_wrote_is_named(analysed: Case, name: str) -> None:
    write_atomically(analysed.out / name, b"not by undertow")
    [problem] = verify_case(analysed).problems
    assert problem.where == f"out/{name}"
    assert "not by undertow" in problem.what


def test_a_link_among_the_products_is_named(analysed: Case) -> None:
    (analysed.out / "drafts/b.eml").symlink_to("a.eml")
    [problem] = verify_case(analysed).problems
    assert problem.where == "out/drafts/b.eml"


@pytest.mark.parametrize("name", ["purpose", "owner"])
def test_a_changed_purpose_or_owner_is_found_until_it_is_on_record(
    analysed: Case, name: str
) -> None:
    log = CustodyLog.of(analysed)
    config = analysed.path / "case.toml"
    old = f'{name} = "{getattr(analysed, name)}"'
    config.write_text(config.read_text().replace(old, f'{name} = "another"'))
    changed = Case.open(analysed.path)
    [problem] = verify_case(changed).problems
    assert problem.where == "case.toml"
    assert problem.what.startswith(f"the {name} is not the one")
    stated = {"purpose": changed.purpose, "owner": changed.owner}
    log.append("amend", who="é", command="", fields=stated)
    assert verify_case(changed).ok


def test_a_case_of_which_nothing_but_its_name_is_left_does_not_verify(analysed: Case) -> None:
    for path in analysed.path.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
    [problem] = verify_case(analysed).problems
    assert problem.where == "evidence/custody.jsonl"
    assert "has no entry of action 'init'" in problem.what


def test_a_log_cut_at_its_end_is_found(analysed: Case) -> None:
    log = CustodyLog.of(analysed)
    log.append("analyze", who="é", command="undertow analyze")
    log.path.write_bytes(b"".join(log.path.read_bytes().splitlines(keepends=True)[:-1]))
    report = verify_case(analysed)
    [problem] = report.problems
    assert problem.what == "the log was cut: 1 entries are missing at its end"
    assert report.fallen_claims == ()


def test_changed_settings_are_found(analysed: Case) -> None:
    config = analysed.path / "case.toml"
    config.write_text(config.read_text() + "seed = 5\n")
    report = verify_case(Case.open(analysed.path))
    assert len(report.problems) == 3
    assert report.fallen_claims == ()


def test_a_changed_register_is_found(analysed: Case) -> None:
    file = analysed.path / "register.csv"
    file.write_text("target_id,name\n1,A B\n")
    analysed.write(read_register(file))
    before = len(verify_case(analysed).problems)
    file.write_text("target_id,name\n1,A C\n")
    assert len(verify_case(analysed).problems) == before + 1


def test_tables_nobody_vouches_for_are_named(analysed: Case, rows_of: Any) -> None:
    analysed.write(Table.checked(Accounts, rows_of(Accounts, {"account_uid": "x:a"})))
    (problem,) = verify_case(analysed).problems
    assert problem.where == "tables/accounts"


def test_a_stage_that_was_not_redone_is_found(analysed: Case, rows_of: Any, record: Any) -> None:
    rows = [*analysed.read(Posts).arrow.to_pylist(), {"post_uid": "x:4"}]
    analysed.write(Table.checked(Posts, rows_of(Posts, *rows)))
    record(analysed, "merge", (Records,), (Posts,))
    report = verify_case(analysed)
    assert [problem.where for problem in report.problems] == ["stage claims"]
    assert fallen(report) == ["c1", "c2", "c3"]


def test_a_provenance_row_under_another_name_is_not_trusted(analysed: Case) -> None:
    ingest = analysed.path / "tables/provenance/ingest.parquet"
    shutil.copy(ingest, ingest.with_name("other.parquet"))
    report = verify_case(analysed)
    assert [problem.where for problem in report.problems] == ["tables/provenance/other.parquet"]
    assert fallen(report) == ["c1", "c2", "c3"]


@pytest.mark.parametrize(
    ("changes", "falls"),
    [
        ({"claim_id": "c9"}, ["c3"]),
        ({"record_uid": "x:other"}, ["c2", "c3"]),
        ({"raw_sha256": "0"}, ["c2", "c3"]),
        ({"evidence_id": "e1"}, ["c1", "c3"]),
    ],
)
def test_broken_links_are_found(
    analysed: Case, rows_of: Any, record: Any, changes: dict[str, str], falls: list[str]
) -> None:
    rows = analysed.read(Evidence).arrow.to_pylist()
    rows[-1] |= changes
    analysed.write(Table.checked(Evidence, rows_of(Evidence, *rows)))
    record(analysed, "claims", (Posts,), (Claims, Evidence))
    report = verify_case(analysed)
    assert fallen(report) == falls
