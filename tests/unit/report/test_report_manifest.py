"""The manifest: every product, and nothing that is not one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from product_case import RowMaker, without_campaign

from undertow.case import Case, file_sha256
from undertow.report import write_manifest, write_report
from undertow.schema import Claims


def test_manifest_lists_every_product(analysed: Case) -> None:
    [page] = write_report(analysed, ["en"], analysed.out / "report")
    (analysed.out / ".draft.tmp").write_text("unfinished")
    (analysed.out / "link").symlink_to(analysed.path / "case.toml")
    (analysed.out / "foreign.eml").write_text("put here by nobody knows whom")
    outside = write_report(analysed, ["fr"], analysed.path.parent / "elsewhere")
    manifest = json.loads(write_manifest(analysed, [page, *outside]).read_text(encoding="utf-8"))
    assert manifest == {
        "claims_sha256": analysed.table_sha256(Claims),
        "files": {"report/report.en.html": file_sha256(page)},
    }


def test_manifest_is_the_same_when_written_again(analysed: Case) -> None:
    product = analysed.out / "é.txt"
    product.write_text("x")
    before = write_manifest(analysed, [product]).read_bytes()
    assert write_manifest(analysed, [product]).read_bytes() == before
    assert write_manifest(analysed, []).read_bytes() == before


def test_writing_one_product_does_not_vouch_for_a_change_of_another(analysed: Case) -> None:
    draft, page, gone = (analysed.out / name for name in ("a.eml", "b.html", "c.eml"))
    for product in (draft, page, gone):
        product.write_text("as written")
    before = listed(write_manifest(analysed, [draft, gone]))
    draft.write_text("edited")
    gone.unlink()
    after = listed(write_manifest(analysed, [page]))
    assert after == {"a.eml": before["a.eml"], "b.html": file_sha256(page)}


def test_products_of_other_claims_are_no_longer_vouched_for(
    analysed: Case, rows_of: RowMaker
) -> None:
    draft, page = analysed.out / "a.eml", analysed.out / "b.html"
    for product in (draft, page):
        product.write_text("as written")
    write_manifest(analysed, [draft])
    without_campaign(analysed, rows_of)
    assert set(listed(write_manifest(analysed, [page]))) == {"b.html"}


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"files": 1}'])
def test_a_manifest_that_cannot_be_read_is_begun_anew(analysed: Case, content: bytes) -> None:
    page = analysed.out / "b.html"
    page.write_text("as written")
    (analysed.out / "manifest.json").write_bytes(content)
    assert set(listed(write_manifest(analysed, [page]))) == {"b.html"}


def listed(manifest: Path) -> dict[str, str]:
    files: dict[str, str] = json.loads(manifest.read_bytes())["files"]
    return files
