"""What the examples of all formats are merged to, against a reviewed file.

Write the file anew with ``--update-golden`` and review the difference.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from undertow.case import Case
from undertow.ingest import ingest, merge_records
from undertow.ingest.formats import FORMATS
from undertow.schema import Coverage, Quarantine, Records
from undertow.settings import NoSettings

GOLDEN = Path(__file__).with_name("merged_examples.json")


def _plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out what is missing, and hashes of bytes that a Parquet writer may change."""
    return [
        {
            name: value
            for name, value in row.items()
            if value not in (None, []) and not name.endswith(("sha256", "_id", "_count"))
        }
        for row in rows
    ]


def test_merged_examples(case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for spec in FORMATS.values():
        for example in spec.get_examples():
            (folder / f"{spec.format_id}.{example.name}").write_bytes(example.content)
    reports = ingest(case, [folder], who="a", command="b")
    assert all(report.problem is None for report in reports)
    accounts, _, posts, _, _ = merge_records(case.read(Records), NoSettings(), rng_seed=1)
    tables = {
        "accounts": accounts,
        "posts": posts,
        "coverage": case.read(Coverage),
        "quarantine": case.read(Quarantine),
    }
    found = {name: _plain(table.arrow.to_pylist()) for name, table in tables.items()}
    for name in ("coverage", "quarantine"):  # ordered by the hashes that are left out
        found[name].sort(key=lambda row: sorted((k, str(v)) for k, v in row.items()))
    text = json.dumps(found, indent=1, ensure_ascii=False, default=str, sort_keys=True) + "\n"
    if request.config.getoption("--update-golden", default=False):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")
