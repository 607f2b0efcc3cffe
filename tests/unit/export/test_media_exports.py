"""Media in exports: by hash alone, with findings and their basis, and never under a file's name."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import export_scene
import media_scene
import pytest
import stix2validator
from media_scene import COPY, FIRST, HOSTILE, MIRROR, PICTURE
from pymisp import MISPEvent

from undertow.case import Case
from undertow.export import referral_of, write_csv, write_misp, write_stix
from undertow.rulings import keep_hash_only, record_media_finding
from undertow.tlp import Tlp

CARRIED = {
    "x:9001": ("x:101", "x", FIRST, 0),
    "x:9002": ("x:102", "x", FIRST, 2),
    "youtube:v1": ("youtube:UCcore1", "youtube", COPY, 3),
    "facebook:55_66": (export_scene.EDGE, "facebook", MIRROR, 4),
    "x:9003": (export_scene.OPEN_MEMBER, "x", PICTURE, 5),
}
WHY = "Another face; =cmd() @bystander"


@pytest.fixture
def held(scene: Case) -> Case:
    made = media_scene.add_to(scene, CARRIED)
    log = export_scene.log_of(made)
    record_media_finding(
        made, log, COPY, says="manipulated", basis="original", original=FIRST, reason=WHY,
        by="Ana Roy", operator="ana",
    )  # fmt: skip
    keep_hash_only(made, log, MIRROR, reason="An address", by="Ana Roy", operator="ana")
    return made


def rows(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode(), newline="")))


def test_media_are_listed_by_hash_with_what_was_found(held: Case, tmp_path: Path) -> None:
    write_csv(held, tmp_path, Tlp.amber)
    found = {row["sha256"]: row for row in rows((tmp_path / "media.csv").read_bytes())}
    assert set(found) == {FIRST, COPY, MIRROR}, "what one account posted is not told"
    first = found[FIRST]
    assert (first["n_posts"], first["n_accounts"], first["platforms"]) == ("2", "2", "x")
    assert (first["pdq"], first["kind"], first["duration_s"]) == ("1" * 64, "video", "12.5")
    assert found[COPY]["findings"] == "likely-manipulated:original"
    assert {row["is_hash_only"] for row in found.values()} == {"true"}
    assert "media.csv" in (tmp_path / "README.en.txt").read_text()


def test_times_are_days_below_amber(held: Case, tmp_path: Path) -> None:
    write_csv(held, tmp_path, Tlp.green)
    found = rows((tmp_path / "media.csv").read_bytes())
    assert {row["first_seen"] for row in found} == {"2023-08-07T00:00:00Z"}


def test_without_media_there_is_no_table_of_them(scene: Case, tmp_path: Path) -> None:
    assert "media.csv" not in {path.name for path in write_csv(scene, tmp_path)}
    assert "media" not in (tmp_path / "README.en.txt").read_text()
    assert set(referral_of(scene, "x").files) == {
        "accounts.csv", "posts.csv", "letter.en.txt", "letter.fr.txt",
    }  # fmt: skip


def test_no_name_of_a_file_and_no_byte_of_it_leaves(held: Case, tmp_path: Path) -> None:
    jpeg = media_scene.write_thumbnail(held, FIRST)
    for tlp in (Tlp.green, Tlp.red):
        out = tmp_path / tlp.value
        written = [*write_csv(held, out, tlp), *write_misp(held, out, tlp)]
        for path in [*written, write_stix(held, out, tlp)]:
            content = path.read_bytes()
            assert jpeg not in content
            assert b"third_party" not in content
            assert HOSTILE.encode() not in content


def test_a_referral_tells_what_was_uploaded_to_that_platform(held: Case) -> None:
    own = referral_of(held, "x").files
    assert [(row["post_id"], row["sha256"]) for row in rows(own["media.csv"])] == [
        ("9001", FIRST),
        ("9002", FIRST),
    ]
    assert COPY not in b"".join(own.values()).decode()
    tube = referral_of(held, "youtube").files
    (row,) = rows(tube["media.csv"])
    assert (row["sha256"], row["findings"]) == (COPY, "likely-manipulated:original")
    for letter in ("letter.en.txt", "letter.fr.txt"):
        assert "media.csv" in own[letter].decode()


def stix(case: Case, out: Path) -> list[dict[str, Any]]:
    text = write_stix(case, out, Tlp.amber).read_text("utf-8")
    options = stix2validator.ValidationOptions(
        version="2.1", silent=True, enforce_refs=True, strict=True,
        disabled="uuid-check,account-type,relationship-types,extref-hashes,hash-algo",
    )  # fmt: skip
    assert [str(one) for one in stix2validator.validate_string(text, options).errors] == []
    found: list[dict[str, Any]] = json.loads(text)["objects"]
    return found


def test_stix_has_a_file_by_its_hashes_and_a_note_on_what_was_found(
    held: Case, tmp_path: Path
) -> None:
    found = stix(held, tmp_path)
    files = {one["hashes"]["SHA-256"]: one for one in found if one["type"] == "file"}
    assert set(files) == {FIRST, COPY, MIRROR}
    assert all("name" not in one for one in files.values())
    (note,) = (one for one in found if one.get("abstract") == "media finding")
    assert note["object_refs"] == [files[COPY]["id"]]
    assert "It is likely (55–80%)" in note["content"]
    assert FIRST[:12] in note["content"]
    (reuse,) = (one for one in found if one.get("abstract") == "media")
    assert {one["id"] for one in files.values()} <= set(reuse["object_refs"])


def test_stix_tells_pdq_of_pictures(scene: Case, tmp_path: Path) -> None:
    shared = {"x:9001": ("x:101", "x", PICTURE, 0), "x:9002": ("x:102", "x", PICTURE, 1)}
    carried = {**shared, "youtube:v1": ("youtube:UCcore1", "youtube", COPY, 3)}
    found = stix(media_scene.add_to(scene, carried), tmp_path)
    (own,) = (one for one in found if one["type"] == "file")
    assert own["hashes"] == {"SHA-256": PICTURE, "PDQ": "c" * 64}


def test_misp_has_a_file_object_without_a_name(held: Case, tmp_path: Path) -> None:
    (path,) = (p for p in write_misp(held, tmp_path, Tlp.amber) if p.name == "misp-c-1.json")
    event = MISPEvent()
    event.load_file(str(path))
    files = {
        own["sha256"]: own
        for one in event.objects
        if one.name == "file"
        for own in [{a.object_relation: a.value for a in one.attributes}]
    }
    assert set(files) == {FIRST, COPY, MIRROR}
    assert files[FIRST]["text"] == f"PDQ: {'1' * 64}"
    assert "filename" not in files[FIRST]
    assert any("was manipulated" in own.content for own in event.EventReport)
