"""Pages of a collection tell when they were collected, also when they are read again."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from undertow import captures
from undertow.case import Case
from undertow.ingest import CustodyLog, EvidenceStore
from undertow.schema import ProfileChanges, Records

POST = {"platform": "x", "id": "1", "created_at": "2023-09-02T10:00:00Z", "author_id": "7"}
FIRST, SECOND = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC)


def collected(case: Case, folder: Path, more: str = "", **pages: datetime) -> list[Path]:
    """Write a page for each handle, with the log that a collection leaves."""
    paths, lines = [], []
    for handle, at in pages.items():
        path = folder / f"{handle}.json"
        path.write_text(json.dumps(POST | {"author_handle": handle}) + more)
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        lines.append(json.dumps({"sha256": sha256, "fetched_at": at.isoformat(), "status": 200}))
        paths.append(path)
    log = folder / "pages.jsonl"
    log.write_text("\n".join(lines) + "\n")
    fields: dict[str, str | int | None]
    fields = {"pages_log_sha256": hashlib.sha256(log.read_bytes()).hexdigest()}
    CustodyLog.of(case).append("collected", who="ana", command="undertow collect", fields=fields)
    EvidenceStore(case.path / "evidence").add(log)
    return paths


def test_a_name_that_changed_between_pages_is_history(case: Case, tmp_path: Path) -> None:
    paths = collected(case, tmp_path, zed=FIRST, abe=SECOND)
    captures.ingest(case, paths, who="ana", command="b", format_id="canonical")
    [change] = case.read(ProfileChanges).arrow.to_pylist()
    assert (change["old_value"], change["new_value"]) == ("zed", "abe")
    assert (change["last_seen_at"], change["seen_at"]) == (FIRST, SECOND)


def test_a_page_read_again_was_collected_when_it_was(case: Case, tmp_path: Path) -> None:
    broken = "\nno JSON\n"
    collected(case, tmp_path, broken, zed=FIRST)
    paths = collected(case, tmp_path, broken, zed=SECOND)  # the same bytes once more
    captures.ingest(case, paths, who="ana", command="b", format_id="canonical")
    [report] = captures.retry_quarantine(case, who="ana", command="b")
    assert report.n_quarantined == 1
    assert case.read(Records).arrow.column("observed_at").to_pylist() == [FIRST]


def test_a_damaged_log_tells_nothing(case: Case, tmp_path: Path) -> None:
    [path] = collected(case, tmp_path, zed=FIRST)
    store = EvidenceStore(case.path / "evidence")
    [sha256] = store.hashes()
    store.path(sha256).write_bytes(b"damaged")
    captures.ingest(case, [path], who="ana", command="b", format_id="canonical")
    assert case.read(Records).arrow.column("observed_at").to_pylist() == [None]
