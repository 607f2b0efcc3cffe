"""A small case with three claims, whose bundle is small enough to change every byte of it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from undertow import captures
from undertow.case import Case
from undertow.export import WrittenBundle, write_evidence
from undertow.ingest import CustodyLog
from undertow.pipeline import record_source
from undertow.schema import Accounts, Claims, Evidence, Observations, Posts, Table

POSTED = "2023-09-02T10:00:00Z"
BYSTANDER = "a bystander's words"
FACTS: dict[str, Any] = {
    "activity": {
        "start": POSTED,
        "end": "2023-09-03T10:00:00Z",
        "n_posts": 2,
        "n_accounts": 2,
        "n_platforms": 1,
        "onset": None,
        "n_before": 0,
        "n_missing": 0,
        "n_open_threads": 0,
        "n_unattributed": 0,
        "n_high": 2,
        "n_officials": 1,
        "n_elsewhere": 0,
        "n_undeclared": 0,
        "n_highest": 2,
    },
    "accounts": {"by_verdict": {"coordinated_inauthentic": 1}, "signals": []},
    "platforms": {"by_platform": [["x", 2, 2]]},
}
# Claim -> kind, and the posts or accounts it rests on.
CLAIMS = {
    "k-one": ("activity", ["x:1", "x:2"]),
    "k-two": ("accounts", ["x:u2"]),
    "k-three": ("platforms", ["x:2", "x:4"]),
}


def post(native_id: str, text: str) -> bytes:
    """Return a record."""
    row = {"platform": "x", "id": native_id, "author_id": f"u{native_id}", "text": text}
    return json.dumps(row | {"created_at": POSTED, "author_created_at": POSTED}).encode()


def build(case: Case, folder: Path) -> Case:
    """Ingest three captures in two runs and write claims on some of their records."""
    plain, packed, document = (folder / name for name in ("a.ndjson", "b.ndjson.gz", "c.json"))
    lines = [post("1", "one"), post("3", BYSTANDER), post("2", "zwei, 二"), b"{broken"]
    plain.write_bytes(b"\n".join(lines) + b"\n")
    packed.write_bytes(gzip.compress(post("1", "one") + b"\n" + post("5", BYSTANDER), mtime=0))
    document.write_bytes(b"[" + post("4", "four") + b"]")
    for paths in ([plain, packed], [document]):
        captures.ingest(case, paths, who="ana", command="undertow ingest")
    raw = {
        row[key]: row["raw_sha256"]
        for spec, key in ((Posts, "post_uid"), (Accounts, "account_uid"))
        for row in case.read(spec).arrow.to_pylist()
    }
    claims = [
        {
            "claim_id": claim_id,
            "campaign_id": "c-1" if claim_id != "k-three" else "c-2",
            "kind": kind,
            "subject": "",
            "facts": json.dumps(FACTS[kind]),
            "likelihood": "likely" if kind == "accounts" else None,
            "confidence": "moderate" if kind == "accounts" else None,
            "confidence_basis": None,
            "value": None,
            "value_low": None,
            "value_high": None,
            "unit": None,
            "scope": "{}",
            "contradicted_by": [],
            "n_evidence": len(uids),
        }
        for claim_id, (kind, uids) in CLAIMS.items()
    ]
    evidence = [
        {"claim_id": claim_id, "evidence_id": f"e-{uid}", "record_uid": uid, "raw_sha256": raw[uid]}
        for claim_id, (_, uids) in CLAIMS.items()
        for uid in uids
    ]
    case.write(
        Table.checked(Claims, pa.Table.from_pylist(claims, schema=Claims.arrow_schema())),
        Table.checked(Evidence, pa.Table.from_pylist(evidence, schema=Evidence.arrow_schema())),
    )
    record_source(case, "claims", (Claims, Evidence))
    return case


def export(case: Case, out: Path, *claim_ids: str, **options: Any) -> WrittenBundle:
    """Write a bundle of claims, all of them when none is named."""
    ids = claim_ids or (() if options.get("campaign_id") else tuple(CLAIMS))
    return write_evidence(case, out, claim_ids=ids, who="ana", command="undertow export", **options)


def place_of(case: Case, uid: str) -> dict[str, Any]:
    """Return an observation of a record."""
    rows = case.read(Observations).arrow.to_pylist()
    return next(row for row in rows if row["record_uid"] == uid)


def n_entries(case: Case) -> int:
    """Return the length of the custody log."""
    return len(list(CustodyLog.of(case).entries()))
