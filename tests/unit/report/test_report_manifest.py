"""The manifest: every product, and nothing that is not one."""

from __future__ import annotations

import json
from pathlib import Path

from undertow.case import Case, file_sha256
from undertow.report import write_manifest, write_report
from undertow.schema import Claims


def test_manifest_lists_every_product(analysed: Case) -> None:
    [page] = write_report(analysed, ["en"], analysed.out / "report")
    (analysed.out / ".draft.tmp").write_text("unfinished")
    (analysed.out / "link").symlink_to(analysed.path / "case.toml")
    manifest = json.loads(write_manifest(analysed).read_text(encoding="utf-8"))
    assert manifest == {
        "claims_sha256": analysed.table_sha256(Claims),
        "files": {"report/report.en.html": file_sha256(page)},
    }


def test_manifest_is_the_same_when_written_again(analysed: Case) -> None:
    (analysed.out / "é.txt").write_text("x")
    first: Path = write_manifest(analysed)
    before = first.read_bytes()
    assert write_manifest(analysed).read_bytes() == before
