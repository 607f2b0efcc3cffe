"""A small analysed case, made by hand: two captures, one of them compressed, and three claims."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from cases import log_init

from undertow.case import Case, file_sha256, write_atomically
from undertow.ingest.custody import CustodyLog
from undertow.ingest.evidence import EvidenceStore, StoredFile
from undertow.schema import (
    Claims,
    Evidence,
    Observations,
    Posts,
    Provenance,
    Quarantine,
    Records,
    Table,
    TableSpec,
)
from undertow.settings import NoSettings

CAPTURES = {"plain.ndjson": [b'{"id":1}', b'{"id":2}'], "packed.ndjson.gz": [b'{"id":3}']}
CLAIMS = {"c1": [1], "c2": [2, 3], "c3": [3]}

Build = Callable[[Path], Case]


@pytest.fixture
def build(rows_of: Any) -> Build:
    """Make the case in a folder that does not exist yet."""

    def make(folder: Path) -> Case:
        case = log_init(Case.create(folder / "case", purpose="a test"))
        observed = capture(case, folder)
        spec_rows: dict[type[TableSpec], list[dict[str, Any]]] = {
            Records: [
                {k: row[k] for k in ("file_sha256", "record_no", "raw_sha256", "record_uid")}
                for row in observed.values()
            ],
            Quarantine: [{"quarantine_id": "q"}],
            Observations: list(observed.values()),
            Posts: [{"post_uid": row["record_uid"]} for row in observed.values()],
            Claims: [
                {"claim_id": claim, "kind": "activity", "campaign_id": "k", "n_evidence": len(ids)}
                for claim, ids in CLAIMS.items()
            ],
            Evidence: [
                {"claim_id": claim, "evidence_id": f"e{n}"}
                | {k: observed[n][k] for k in ("record_uid", "raw_sha256")}
                for claim, ids in CLAIMS.items()
                for n in ids
            ],
        }
        case.write(*(Table.checked(spec, rows_of(spec, *rows)) for spec, rows in spec_rows.items()))
        record_run(case, "ingest", (), (Records, Observations, Quarantine))
        record_run(case, "merge", (Records,), (Posts,))
        record_run(case, "claims", (Posts,), (Claims, Evidence))
        write_products(case)
        return case

    return make


def capture(case: Case, folder: Path) -> dict[int, dict[str, Any]]:
    """Store the captures and return the observation of each record."""
    observed: dict[int, dict[str, Any]] = {}
    for name, lines in CAPTURES.items():
        content = b"\n".join(lines) + b"\n"
        file = folder / name
        file.write_bytes(gzip.compress(content, mtime=0) if name.endswith("gz") else content)
        stored = keep(case, file)
        for line in lines:
            number = json.loads(line)["id"]
            observed[number] = {
                "obs_id": f"o{number}",
                "record_uid": f"x:{number}",
                "raw_sha256": hashlib.sha256(line).hexdigest(),
                "file_sha256": stored.sha256,
                "record_no": number,
                "byte_offset": content.index(line),
                "byte_length": len(line),
            }
    return observed


def keep(case: Case, file: Path) -> StoredFile:
    """Store a file and log it."""
    stored = EvidenceStore(case.path / "evidence").add(file)
    CustodyLog(case.path / "evidence/custody.jsonl").append(
        "ingest",
        who="é",
        command="undertow ingest",
        at=datetime(2023, 9, 1, tzinfo=UTC),
        fields={"file_sha256": stored.sha256, "file_name": file.name},
    )
    return stored


@pytest.fixture
def add_evidence() -> Callable[[Case, Path], StoredFile]:
    """Store a file and log it."""
    return keep


@pytest.fixture
def record() -> Callable[..., None]:
    """Write the provenance row of a stage."""
    return record_run


def record_run(
    case: Case, stage: str, inputs: tuple[type[TableSpec], ...], outputs: tuple[Any, ...]
) -> None:
    row = {
        "stage": stage,
        "stage_version": "1",
        "code_version": "0",
        "settings_sha256": NoSettings().digest(),
        "seed": case.settings.seed,
        "inputs": [f"{spec.name}={case.table_sha256(spec)}" for spec in inputs],
        "outputs": [f"{spec.name}={case.table_sha256(spec)}" for spec in outputs],
    }
    rows = pa.Table.from_pylist([row], schema=Provenance.arrow_schema())
    case.write_provenance(Table.checked(Provenance, rows))


def write_products(case: Case) -> None:
    write_atomically(case.out / "report.html", b"<p>report</p>")
    write_atomically(case.out / "drafts/a.eml", b"Subject: draft\n")
    files = {name: file_sha256(case.out / name) for name in ("drafts/a.eml", "report.html")}
    manifest = {"claims_sha256": case.table_sha256(Claims), "files": files}
    write_atomically(case.out / "manifest.json", json.dumps(manifest, indent=2).encode())
