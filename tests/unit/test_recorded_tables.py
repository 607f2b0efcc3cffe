"""No product is made from tables that are not what their stage recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import bundle_scene
import product_case
import pyarrow as pa
import pytest
from cases import vouch

from undertow import pipeline
from undertow.case import Case
from undertow.cli.products import require_analysis
from undertow.errors import VerificationError
from undertow.export import write_csv, write_gexf, write_misp, write_stix
from undertow.ingest import CustodyLog
from undertow.ingest.vouched import VOUCHED_BY_ANALYSIS
from undertow.notify import write_drafts
from undertow.pipeline import unrecorded
from undertow.report import write_report
from undertow.schema import (
    Campaigns,
    Claims,
    Edges,
    Evidence,
    Observations,
    Posts,
    Table,
    TableSpec,
)

PRODUCTS: dict[str, Callable[[Case, Path], object]] = {
    "report": lambda case, out: write_report(case, ["en"], out),
    "stix": write_stix,
    "csv": write_csv,
    "misp": write_misp,
    "gexf": write_gexf,
    "drafts": write_drafts,
    "evidence": lambda case, out: bundle_scene.export(case, out, "k-one"),
}


@pytest.fixture
def filled(case: Case, rows_of: Any) -> Case:
    return product_case.fill(case, rows_of)


def change(case: Case, spec: type[TableSpec], column: str) -> None:
    """Count one more of something in every row."""
    arrow = case.read(spec).arrow
    more = pa.array([n + 1 for n in arrow.column(column).to_pylist()], pa.int64())
    field = spec.arrow_schema().field(column)
    changed = arrow.set_column(arrow.schema.get_field_index(column), field, more)
    case.write(Table.checked(spec, changed))


@pytest.fixture(params=PRODUCTS)
def product(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def ready(product: str, case: Case, rows_of: Any, tmp_path: Path) -> Case:
    """A case from which the product can be made."""
    if product == "evidence":
        return bundle_scene.build(case, tmp_path)
    return product_case.fill(case, rows_of)


def test_a_table_is_named_until_it_is_recorded(filled: Case) -> None:
    assert unrecorded(filled, [Claims, Campaigns, Claims]) == []
    change(filled, Claims, "n_evidence")
    change(filled, Campaigns, "n_accounts")
    assert unrecorded(filled, [Claims, Campaigns, Edges]) == ["campaigns", "claims"]
    assert unrecorded(vouch(filled), [Claims, Campaigns]) == []


def test_a_table_that_was_never_written_is_not_named(case: Case) -> None:
    assert unrecorded(case, [Claims]) == []


def test_a_table_that_is_gone_or_that_no_row_names_is_named(filled: Case) -> None:
    filled.table_files(Claims)[0].unlink()
    (filled.path / "tables/provenance/posts.parquet").write_bytes(b"damaged")
    assert unrecorded(filled, [Claims, Posts]) == ["claims", "posts"]


def test_each_table_is_hashed_once(filled: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []

    def sha256(case: Case, spec: type[TableSpec]) -> str:
        hashed.append(spec.name)
        return ""

    monkeypatch.setattr(Case, "table_sha256", sha256)
    unrecorded(filled, [Claims, Evidence, Claims])
    assert sorted(hashed) == ["claims", "evidence"]


def test_a_product_looks_at_every_table_that_it_reads(
    product: str, ready: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: set[str] = set()
    read: set[str] = set()
    files, n_rows = Case.table_files, Case.n_rows

    def look(_: Case, specs: Iterable[type[TableSpec]]) -> list[str]:
        looked_at.update(spec.name for spec in specs)
        return []

    def listing(case: Case, spec: type[TableSpec]) -> list[Path]:
        read.add(spec.name)
        return files(case, spec)

    monkeypatch.setattr(pipeline, "unrecorded", look)

    def counting(case: Case, spec: type[TableSpec]) -> int:
        read.add(spec.name)
        return n_rows(case, spec)

    monkeypatch.setattr(Case, "table_files", listing)
    monkeypatch.setattr(Case, "n_rows", counting)
    PRODUCTS[product](ready, tmp_path / "out")
    # The proofs of a bundle lead to the log, whatever table they are computed from.
    assert read - looked_at <= ({"quarantine"} if product == "evidence" else set())


def test_nothing_is_made_from_claims_that_were_changed(
    product: str, ready: Case, tmp_path: Path
) -> None:
    change(ready, Claims, "n_evidence")
    with pytest.raises(VerificationError, match=r"tables/claims: .*undertow verify.*analyze"):
        PRODUCTS[product](ready, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_no_bundle_is_made_from_observations_that_were_changed(case: Case, tmp_path: Path) -> None:
    bundle_scene.build(case, tmp_path)
    case.table_files(Observations)[0].unlink()
    with pytest.raises(VerificationError, match="tables/observations"):
        bundle_scene.export(case, tmp_path / "out")


def test_nothing_is_made_where_the_log_does_not_vouch_for_provenance(filled: Case) -> None:
    require_analysis(filled)
    vouched = VOUCHED_BY_ANALYSIS.fields(filled)
    CustodyLog.of(filled).append("analyze", who="ana", command="", fields=vouched)
    require_analysis(filled)
    change(filled, Claims, "n_evidence")
    vouch(filled)  # whoever changes a table may change what is recorded of it too
    with pytest.raises(VerificationError, match=r"tables/provenance: .*undertow verify.*analyze"):
        require_analysis(filled)
