"""Runs against log and tables, and an ingest that was killed: what is wrong, and what to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from undertow import captures as runner
from undertow.case import Case, write_parquet
from undertow.errors import CaseError, VerificationError
from undertow.ingest import CustodyLog, Importer, importer
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.formats import FORMATS
from undertow.ingest.held import HeldReading
from undertow.ingest.mapping import required
from undertow.ingest.outcomes import Ignored, Mapped
from undertow.ingest.runs import logged_runs, run_path
from undertow.review import Problem, verify_case
from undertow.schema import Coverage, Observations, Quarantine, Records
from undertow.table_store import FolderTables

GOOD = {"platform": "x", "id": "1", "created_at": "2023-09-02T10:00:00Z"}


@pytest.fixture
def captures(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "a.ndjson", tmp_path / "b.ndjson"]
    for number, path in enumerate(paths):
        path.write_text(json.dumps(GOOD | {"id": str(number)}) + "\n")
    return paths


@pytest.fixture
def ingested(case: Case, captures: list[Path]) -> Case:
    run(case, *captures)
    return case


def run(case: Case, *paths: Path) -> None:
    runner.ingest(case, paths, who="ana", command="undertow ingest")


def kill(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def problems(case: Case) -> list[Problem]:
    return list(verify_case(case).problems)


def test_a_run_verifies(ingested: Case) -> None:
    report = verify_case(ingested)
    assert report.ok, report.problems
    assert {check.name: check.n_checked for check in report.checks}["runs"] == 1


@pytest.mark.parametrize("stage", ["run_stages", "record_source", "record_run"])
@pytest.mark.parametrize("n_before", [0, 1])
def test_an_interrupted_ingest_is_to_be_done_again(
    case: Case, captures: list[Path], monkeypatch: pytest.MonkeyPatch, stage: str, n_before: int
) -> None:
    if n_before:
        run(case, captures[0])
    with monkeypatch.context() as patch:
        patch.setattr(runner, stage, kill)
        with pytest.raises(KeyboardInterrupt):
            run(case, *captures)
    found = problems(case)
    assert found[0].what == "an ingest was interrupted before its end"
    for problem in found:
        assert "restore" not in problem.effect
        if problem.what != "has no provenance row that vouches for it":
            assert "`undertow ingest` again with the same captures" in problem.effect
    run(case, *captures)
    assert verify_case(case).ok


def test_an_ingest_killed_while_it_reads_is_to_be_done_again(
    ingested: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "c.ndjson"
    other.write_text(json.dumps(GOOD | {"id": "9"}) + "\n")
    with monkeypatch.context() as patch:
        patch.setattr(Importer, "_read", kill)
        with pytest.raises(KeyboardInterrupt):
            run(ingested, other)
    [problem] = problems(ingested)
    assert problem.what == "an ingest was interrupted before its end"
    assert problem.where == f"evidence/custody.jsonl:{CustodyLog.of(ingested).last()['seq']}"
    run(ingested, other)
    assert verify_case(ingested).ok


def change_a_place(case: Case) -> str:
    """Change where a record lies, and let every other check be content with it."""
    file = case.table_files(Observations)[0]
    table = pq.read_table(file, schema=Observations.arrow_schema())
    index = table.schema.get_field_index("raw_sha256")
    write_parquet(table.set_column(index, "raw_sha256", pa.array(["0" * 64])), file)
    runner.record_source(case, "ingest", (Records, Observations, Quarantine, Coverage))
    return file.stem


def test_tables_that_are_not_those_of_the_run_are_found(ingested: Case) -> None:
    stem = change_a_place(ingested)
    [problem, forged] = problems(ingested)
    assert forged.where == "tables/provenance"
    assert problem.where == f"tables/observations/{stem}.parquet"
    assert "not those of the run in entry 6" in problem.what
    assert "remove it and run `undertow ingest` again" in problem.effect


def change_a_text(case: Case) -> str:
    """Change what a post says, and let the provenance be content with it."""
    file = case.table_files(Records)[0]
    table = pq.read_table(file, schema=Records.arrow_schema())
    index = table.schema.get_field_index("text")
    write_parquet(table.set_column(index, "text", pa.array(["Never said"])), file)
    runner.record_source(case, "ingest", (Records, Observations, Quarantine, Coverage))
    return file.stem


def test_a_text_that_is_not_what_was_read_is_found(ingested: Case) -> None:
    stem = change_a_text(ingested)
    [problem, *others] = [p for p in problems(ingested) if p.where.startswith("tables/*")]
    assert not others
    assert problem.where == f"tables/*/{stem}*.parquet"


def test_no_ingest_vouches_for_what_somebody_changed(
    ingested: Case, captures: list[Path], tmp_path: Path
) -> None:
    stem = change_a_text(ingested)
    other = tmp_path / "c.ndjson"
    other.write_text(json.dumps(GOOD | {"id": "9"}) + "\n")
    for paths in ([other], captures):
        with pytest.raises(CaseError, match=rf"tables/\*/{stem}\*.parquet"):
            run(ingested, *paths)
    with pytest.raises(CaseError, match="not as the ingest"):
        runner.retry_quarantine(ingested, who="ana", command="undertow quarantine --retry")
    (ingested.table_dir(Records) / f"{stem}.parquet").unlink()
    run(ingested, *captures, other)
    assert verify_case(ingested).ok
    assert "Never said" not in ingested.read(Records).arrow.column("text").to_pylist()


def test_a_retry_that_was_killed_is_no_tampering(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text(json.dumps(GOOD) + "\nnot JSON\n")
    run(case, path)
    for stage in (importer, "publish"), (runner, "record_run"):
        with monkeypatch.context() as patch:
            patch.setattr(*stage, kill)
            with pytest.raises(KeyboardInterrupt):
                runner.retry_quarantine(case, who="ana", command="undertow quarantine --retry")
        assert next(p.what for p in problems(case)) == "an ingest was interrupted before its end"
        run(case, path)
        assert verify_case(case).ok


def test_an_interrupted_file_is_not_forgotten_when_another_is_ingested(
    case: Case, captures: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Importer, "_read", kill)
        with pytest.raises(KeyboardInterrupt):
            run(case, captures[0])
    run(case, captures[1])
    assert [p.what for p in problems(case)] == ["an ingest was interrupted before its end"]
    runner.retry_quarantine(case, who="ana", command="undertow quarantine --retry")
    assert verify_case(case).ok
    assert case.n_rows(Records) == 2


def test_a_killed_retry_loses_nothing(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text(json.dumps(GOOD) + "\nnot JSON\n")
    run(case, path)

    def remove_and_die(store: FolderTables, moves: Any, remove: Any = ()) -> None:
        replace(store, [], remove)
        kill()

    replace = FolderTables.replace
    for module, name, dies in (
        (Importer, "_read", kill),
        (importer, "publish", kill),
        (FolderTables, "replace", remove_and_die),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, dies)
            with pytest.raises(KeyboardInterrupt):
                runner.retry_quarantine(case, who="ana", command="undertow quarantine --retry")
        runner.retry_quarantine(case, who="ana", command="undertow quarantine --retry")
        assert verify_case(case).ok
        assert case.n_rows(Records) == 1


def test_a_retry_of_damaged_evidence_leaves_what_was_read(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text(json.dumps(GOOD) + "\nnot JSON\n")
    run(case, path)
    [sha256] = EvidenceStore(case.path / "evidence").hashes()
    stored = EvidenceStore(case.path / "evidence").path(sha256)
    raw = bytearray(stored.read_bytes())
    raw[len(raw) // 3] ^= 1
    stored.write_bytes(raw)
    with pytest.raises((CaseError, VerificationError)):
        runner.retry_quarantine(case, who="ana", command="undertow quarantine --retry")
    assert case.n_rows(Records) == 1


def test_reading_one_way_then_another_then_the_first_verifies(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text("".join(json.dumps(GOOD | {"id": n}) + "\n" for n in "12"))
    spec = FORMATS["canonical"]

    def without_the_second(raw: bytes) -> Iterable[Mapped]:
        return (Ignored("second"),) if b'"2"' in raw else required(spec.map_json)(raw)

    other = replace(spec, mapper_version="next", map_json=without_the_second, decode_line=None)
    for now, n_records in ((spec, 2), (other, 1), (spec, 2)):
        formats = FORMATS | {"canonical": now}
        monkeypatch.setattr(runner, "formats_for_ingest", lambda *_, f=formats, **__: f)
        run(case, path)
        assert case.n_rows(Records) == n_records
        assert verify_case(case).ok


def test_doing_what_is_said_mends_it(ingested: Case, captures: list[Path]) -> None:
    stem = change_a_place(ingested)
    (ingested.table_dir(Observations) / f"{stem}.parquet").unlink()
    run(ingested, *captures)
    assert verify_case(ingested).ok


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (lambda path: path.unlink(), "the run cannot be read"),
        (lambda path: path.write_bytes(path.read_bytes() + b"x\n"), "a line of the run"),
        (lambda path: path.write_bytes(b""), "the run is not the one that was logged"),
    ],
)
def test_a_damaged_run_is_named(
    ingested: Case, damage: Callable[[Path], object], what: str
) -> None:
    [(seq, root)] = logged_runs(ingested)
    damage(run_path(ingested, root))
    [problem] = problems(ingested)
    assert what in problem.what
    assert problem.where == f"evidence/custody.jsonl:{seq}"


def test_a_run_that_is_not_in_the_log_is_named(ingested: Case) -> None:
    foreign = run_path(ingested, "0" * 64)
    foreign.write_bytes(b"")
    [problem] = problems(ingested)
    assert problem.where == f"evidence/runs/{foreign.name}"


def test_a_cut_log_and_head_leave_a_run_nobody_names(ingested: Case, tmp_path: Path) -> None:
    log = CustodyLog.of(ingested)
    kept = log.path.read_bytes(), log.head.read_bytes()
    other = tmp_path / "c.ndjson"
    other.write_text(json.dumps(GOOD | {"id": "9"}) + "\n")
    run(ingested, other)
    log.path.write_bytes(kept[0])
    log.head.write_bytes(kept[1])
    places = {problem.where.split("/")[1] for problem in problems(ingested)}
    n_files = len(list(EvidenceStore(ingested.path / "evidence").hashes()))
    assert n_files == 3
    assert "runs" in places


def test_a_file_read_anew_by_a_later_mapper_is_held_against_its_last_run(
    ingested: Case, captures: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HeldReading, "is_current", lambda *_: False)
    run(ingested, captures[0])
    assert len(list(logged_runs(ingested))) == 2
    assert verify_case(ingested).ok


def test_evidence_that_is_gone_is_missed_though_no_record_came_of_it(
    case: Case, tmp_path: Path
) -> None:
    path = tmp_path / "a.ndjson"
    path.write_text("not JSON\n" * 3)
    run(case, path)
    store = EvidenceStore(case.path / "evidence")
    [sha256] = store.hashes()
    store.path(sha256).unlink()
    assert [p.where for p in problems(case)] == [f"evidence/{sha256[:2]}/{sha256}.zst"]


@pytest.mark.parametrize(
    "place",
    [
        "evidence/notes.txt",
        "evidence/zz/x.zst",
        "evidence/0d/x.txt",
        "evidence/0d/" + "0" * 64 + ".zst",
        "evidence/custody.jsonl.bak",
        "tables/foo/a.parquet",
        "tables/posts/readme.txt",
    ],
)
def test_what_undertow_did_not_put_there_is_named(ingested: Case, place: str) -> None:
    path = ingested.path / place
    path.parent.mkdir(exist_ok=True)
    path.write_text("x")
    known = {problem.where for problem in problems(ingested)}
    assert any(place.startswith(where) for where in known), known


def test_ingesting_the_source_again_mends_damaged_evidence(
    ingested: Case, captures: list[Path]
) -> None:
    store = EvidenceStore(ingested.path / "evidence")
    for sha256 in store.hashes():
        raw = bytearray(store.path(sha256).read_bytes())
        raw[len(raw) // 2] ^= 1
        store.path(sha256).write_bytes(raw)
    assert not verify_case(ingested).ok
    run(ingested, *captures)
    assert verify_case(ingested).ok


@pytest.mark.parametrize("sha256", ["/etc/passwd", "../../x", "*", 7, None, ["a"], {}])
@pytest.mark.parametrize("action", ["stored", "ingested"])
def test_an_odd_entry_of_the_log_stops_no_ingest(
    ingested: Case, captures: list[Path], action: str, sha256: Any
) -> None:
    log = CustodyLog.of(ingested)
    entry = {"action": action, "sha256": sha256, "partitions_sha256": "x", "file": 1}
    with log.path.open("a") as file:
        file.write(json.dumps(entry) + "\n" + json.dumps(entry | {"seq": "one"}) + "\n")
    run(ingested, *captures)
    assert not verify_case(ingested).ok
