"""An ingest into an object store, killed after any operation there, is set right by the next."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from cases import log_init
from dying_files import DyingFiles, Killed

from undertow.captures import ingest
from undertow.case import Case
from undertow.ingest import CustodyLog
from undertow.review import verify_case
from undertow.schema import TABLES, Records
from undertow.table_store import ObjectTables

STRIDE = 7
MERGED = ("posts", "accounts", "media", "engagement", "records", "observations", "quarantine")


@pytest.fixture
def captures(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "a.ndjson", tmp_path / "b.ndjson"]
    for path in paths:
        rows = [
            {"platform": "x", "id": f"{path.stem}{n}", "created_at": "2023-09-02T10:00:00Z"}
            for n in range(3)
        ]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "not JSON\n")
    return paths


def with_files(case: Case, files: DyingFiles, root: Path) -> Case:
    """Return the case with its tables in ``root``, reached through ``files``."""
    return replace(case, store=ObjectTables("mem://b/p", case.path / "tables", files.at(root)))


def remote_case(folder: Path) -> tuple[Case, Path]:
    case = log_init(Case.create(folder / "case", purpose="a test"))
    store = with_files(case, DyingFiles(), folder / "bucket").store
    assert isinstance(store, ObjectTables)
    store.make()
    return case, folder / "bucket"


def test_killed_after_any_operation(tmp_path: Path, captures: list[Path]) -> None:
    undisturbed = log_init(Case.create(tmp_path / "undisturbed", purpose="a test"))
    ingest(undisturbed, captures, who="t", command="t")
    for n_operations in count(0, STRIDE):
        case, root = remote_case(tmp_path / str(n_operations))
        is_killed = False
        try:
            dying = with_files(case, DyingFiles(n_operations), root)
            ingest(dying, captures, who="t", command="t")
        except Killed:
            is_killed = True
        left = with_files(case, DyingFiles(), root)
        for spec in TABLES.values():
            left.read(spec)
        again = with_files(case, DyingFiles(), root)
        ingest(again, captures, who="t", command="t")
        for name in MERGED:
            spec = TABLES[name]
            assert again.table_sha256(spec) == undisturbed.table_sha256(spec), (n_operations, name)
        assert again.n_rows(Records) == 6
        assert CustodyLog.of(again).check() == []
        report = verify_case(with_files(case, DyingFiles(), root))
        assert report.ok, (n_operations, report)
        if not is_killed:
            assert n_operations > 5 * STRIDE
            return
