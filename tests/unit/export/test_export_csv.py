"""The CSV files of a case."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import pytest
from cases import vouch

from undertow.case import Case
from undertow.errors import CaseError
from undertow.export import write_csv
from undertow.schema import AccountFindings, Campaigns, Claims, Edges, Table


def records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_files_hold_their_tables(case: Case, rows_of: Any, tmp_path: Path) -> None:
    finding = {"account_uid": "x:@1", "native_id": "@1", "reasons": ["-copied", "new"]}
    case.write(
        Table.checked(AccountFindings, rows_of(AccountFindings, finding)),
        Table.checked(Edges, rows_of(Edges, {"a": "x:1", "b": "x:2", "q_value": 1e-9})),
    )
    vouch(case)
    written = write_csv(case, tmp_path / "out")
    assert [path.name for path in written] == [
        "accounts.csv",
        "campaigns.csv",
        "claims.csv",
        "edges.csv",
    ]
    tables = {path.name: records(path) for path in written}
    [account] = tables["accounts.csv"]
    assert account["native_id"] == "'@1"
    assert account["reasons"] == "'-copied|new"
    assert account["inauthenticity"] == ""
    assert tables["edges.csv"][0]["q_value"] == "1e-9"
    assert tables["campaigns.csv"] == tables["claims.csv"] == []


def test_a_case_without_findings_gives_headers(case: Case, tmp_path: Path) -> None:
    headers = [path.read_bytes() for path in write_csv(case, tmp_path)]
    specs = (AccountFindings, Campaigns, Claims, Edges)
    assert headers == [(",".join(c.name for c in s.columns) + "\r\n").encode() for s in specs]


def test_a_full_disk_is_told_and_leaves_the_files_of_before(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = write_csv(case, tmp_path / "out")
    for path in written:
        path.write_text("before")
    room = iter([None, None])

    def sync(_: int) -> None:
        if next(room, OSError) is OSError:
            raise OSError(27, "File too large")

    monkeypatch.setattr(os, "fsync", sync)
    with pytest.raises(CaseError, match=r"claims\.csv: .*File too large; make room .*--out"):
        write_csv(case, tmp_path / "out")
    assert {path.name: path.read_text() for path in (tmp_path / "out").iterdir()} == {
        path.name: "before" for path in written
    }
