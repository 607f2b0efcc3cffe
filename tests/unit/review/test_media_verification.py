"""Media that claims rest on: their bytes hashed again in a case; hash and place in a bundle."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import bundle_scene
import pytest
import warcs
import zips
from claim_scene import table

from undertow import bundle as b
from undertow.case import Case
from undertow.ingest import CustodyLog
from undertow.ingest.evidence import EvidenceStore
from undertow.pipeline import record_source
from undertow.retention.plan import plan
from undertow.review import verify_bundle
from undertow.review.evidence import check_links
from undertow.review.media import check_media
from undertow.schema import Claims, Evidence, MediaFiles, MediaPlaces, Observations, Quarantine

# Pictures are no captures, and content all the same.
PLAIN, PACKED, SERVED = (
    head + name * 3000
    for head, name in ((b"\xff\xd8\xff", b"plain"), (b"\x89PNG", b"packed"), (b"GIF8", b"served"))
)
CLAIM = "k-media"


def uid(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Held:
    """A case with media in three kinds of files, and the stored file of each."""

    case: Case
    files: dict[str, str]


@pytest.fixture
def held(case: Case, tmp_path: Path) -> Held:
    bundle_scene.build(case, tmp_path)
    archive = zips.zipped({"notes.txt": b"x", "media/a.mp4": PACKED})
    web = warcs.warc([warcs.Captured("https://x.example/b.mp4", SERVED, "video/mp4")])
    contents = {"a.mp4": PLAIN, "all.zip": archive, "web.warc": web}
    files = {}
    for name, content in contents.items():
        path = tmp_path / name
        path.write_bytes(content)
        stored = EvidenceStore(case.path / "evidence").add(path)
        fields = {"file": name, "sha256": stored.sha256}
        CustodyLog.of(case).append("media", who="ana", command="undertow ingest", fields=fields)
        files[name] = stored.sha256
    at = web.index(b"WARC/1.1\r\nWARC-Type: response")
    places = [
        (PLAIN, files["a.mp4"], "", 0),
        (PACKED, files["all.zip"], "media/a.mp4", 0),
        (SERVED, files["web.warc"], "", at),
    ]
    case.write(
        table(MediaPlaces, [
            {"media_uid": uid(own), "file_sha256": file, "member": member, "byte_offset": offset}
            for own, file, member, offset in places
        ]),
        table(MediaFiles, [
            {"media_uid": uid(own), "kind": "video", "mime": "video/mp4", "n_bytes": len(own)}
            for own, *_ in places
        ]),
    )  # fmt: skip
    _claim(case)
    return Held(case, files)


def _claim(case: Case) -> None:
    raw = bundle_scene.place_of(case, "x:1")["raw_sha256"]
    uids = [uid(own) for own in (PLAIN, PACKED, SERVED)]
    facts = {
        "kind": "video", "n_posts": 2, "n_accounts": 2, "n_files": 3, "n_exact": 0, "files": [],
        "by_platform": [["x", 2, 2]], "first_at": bundle_scene.POSTED,
        "last_at": bundle_scene.POSTED, "before": None,
    }  # fmt: skip
    claim = {"claim_id": CLAIM, "campaign_id": "c-1", "kind": "media", "n_evidence": 4}
    claim |= {"facts": json.dumps(facts), "scope": "{}", "subject": uids[0]}
    rows = [{"record_uid": "x:1", "raw_sha256": raw}]
    rows += [{"record_uid": own, "raw_sha256": own} for own in uids]
    evidence = [{"claim_id": CLAIM, "evidence_id": f"e-m{i}"} | row for i, row in enumerate(rows)]
    # The same record has one id in every claim.
    evidence[0]["evidence_id"] = "e-x:1"
    case.write(
        table(Claims, [*case.read(Claims).arrow.to_pylist(), claim]),
        table(Evidence, [*case.read(Evidence).arrow.to_pylist(), *evidence]),
    )
    record_source(case, "claims", (Claims, Evidence))
    record_source(case, "media", (MediaFiles, MediaPlaces))


def test_media_are_found_again_by_their_bytes(held: Held) -> None:
    assert check_links(held.case).problems == ()
    outcome = check_media(held.case, frozenset())
    assert (outcome.n_checked, outcome.problems, outcome.falls) == (3, (), frozenset())


@pytest.mark.parametrize(("name", "content"), [("a.mp4", PLAIN), ("all.zip", PACKED),
                                               ("web.warc", SERVED)])  # fmt: skip
def test_a_claim_falls_with_the_bytes_of_its_media(held: Held, name: str, content: bytes) -> None:
    path = EvidenceStore(held.case.path / "evidence").path(held.files[name])
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 3] ^= 0xFF
    path.write_bytes(damaged)
    outcome = check_media(held.case, frozenset())
    assert [problem.where for problem in outcome.problems] == [f"media {uid(content)}"]
    assert outcome.falls == {CLAIM}


def test_what_is_distrusted_bears_nothing(held: Held) -> None:
    assert check_media(held.case, frozenset({held.files["web.warc"]})).falls == {CLAIM}


def test_media_that_lie_nowhere_break_the_link(held: Held) -> None:
    rows = held.case.read(MediaPlaces).arrow.to_pylist()
    held.case.write(table(MediaPlaces, rows[:2]))
    assert check_links(held.case).falls == {CLAIM}


def test_a_bundle_has_hash_and_place_and_never_the_bytes(held: Held, tmp_path: Path) -> None:
    made = bundle_scene.export(held.case, tmp_path / "out", CLAIM)
    report = verify_bundle(made.archive)
    assert report.ok, report.problems
    assert {check.name: check.n_checked for check in report.checks}["media"] == 3
    for path in made.folder.rglob("*"):
        if path.is_file():
            assert not any(own[:200] in path.read_bytes() for own in (PLAIN, PACKED, SERVED))
    part = b.decode((made.folder / b.media_name(uid(PACKED))).read_bytes(), b.MediaPart)
    assert (part.kind, part.n_bytes) == ("video", len(PACKED))
    assert [place.member for place in part.places] == ["media/a.mp4"]
    assert "no bundle holds" in (made.folder / b.README).read_text().replace("\n", " ")


def test_a_bundle_without_media_says_nothing_of_them(held: Held, tmp_path: Path) -> None:
    made = bundle_scene.export(held.case, tmp_path / "out", "k-one")
    assert "media" not in {check.name for check in verify_bundle(made.folder).checks}
    assert not (made.folder / "media").exists()
    assert "media/" not in (made.folder / b.README).read_text()


@pytest.mark.parametrize("change", ["uid", "file", "gone"])
def test_a_claim_falls_with_a_media_part_that_was_changed(
    held: Held, tmp_path: Path, change: str
) -> None:
    made = bundle_scene.export(held.case, tmp_path / "out", CLAIM)
    name = b.media_name(uid(PLAIN))
    path = made.folder / name
    part = b.decode(path.read_bytes(), b.MediaPart)
    if change == "gone":
        path.unlink()
    elif change == "uid":
        part.media_uid = uid(PACKED)
        path.write_bytes(b.encode(part))
    else:
        part.places[0].file_sha256 = "0" * 64
        path.write_bytes(b.encode(part))
    report = verify_bundle(made.folder)
    assert not report.ok
    assert [own.claim_id for own in report.fallen_claims] == [CLAIM]


def test_observations_are_as_they_were(held: Held) -> None:
    """Media are no records: nothing is observed of them."""
    seen = held.case.read(Observations).arrow.column("record_uid").to_pylist()
    assert uid(PLAIN) not in seen


def test_retention_keeps_what_holds_media_that_a_claim_rests_on(held: Held) -> None:
    stated = held.case.path / "case.toml"
    stated.write_text(stated.read_text() + "\n[retention]\ncaptures_days = 1\n")
    case = Case.open(held.case.path)
    for name in ("web.warc", "all.zip"):
        fields = {"file": name, "sha256": held.files[name]}
        CustodyLog.of(case).append("stored", who="ana", command="undertow ingest", fields=fields)
    bad = [
        {"quarantine_id": f"z-{i}", "file_sha256": held.files[name], "byte_length": 9}
        | {"raw_sha256": str(i)}
        for i, name in enumerate(("web.warc", "all.zip"))
    ]
    case.write(table(Quarantine, bad))
    later = datetime.now(UTC) + timedelta(days=9)
    assert not {*held.files.values()} & {*plan(case, later).listing.whole}
    case.write(table(MediaPlaces, []))
    gone = plan(case, later).listing.whole
    assert {held.files["web.warc"], held.files["all.zip"]} <= {*gone}
