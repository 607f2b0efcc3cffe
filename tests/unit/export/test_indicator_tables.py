"""The indicators of a case as tables."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from pathlib import Path

import export_scene
import pytest

from undertow.case import Case
from undertow.errors import CaseError
from undertow.export import write_csv
from undertow.export.pack import defanged
from undertow.tlp import Tlp

FILES = [
    "accounts.csv", "campaigns.csv", "claims.csv", "edges.csv", "texts.csv", "urls.csv",
    "disarm.json", "LICENSE.txt", "README.en.txt", "README.fr.txt",
]  # fmt: skip


def records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture
def out(scene: Case, tmp_path: Path) -> Path:
    assert [path.name for path in write_csv(scene, tmp_path / "out", Tlp.amber)] == FILES
    return tmp_path / "out"


def test_only_inauthentic_accounts_are_listed_and_only_the_core_is_named(out: Path) -> None:
    rows = {row["platform"] + row["handle"]: row for row in records(out / "accounts.csv")}
    assert len(rows) == 4
    assert rows["xmaple_fox818"]["native_id"] == "101"
    assert rows["xmaple_fox818"]["account"] == "x:101"
    assert rows["xmaple_fox818"]["created_at"] == "2022-07-03T09:15:16Z"
    edge = rows["facebook"]
    assert edge["native_id"] == ""
    assert edge["account"].startswith("A-")
    assert edge["role"] == "periphery"
    assert edge["created_at"] == "2022-07-03T00:00:00Z"


def test_origin_is_the_strongest_sign_that_counts_against(out: Path) -> None:
    found = {row["account"]: row["origin"] for row in records(out / "accounts.csv")}
    assert found["x:101"] == "new"
    assert found["x:102"] == "hijacked"
    assert next(origin for name, origin in found.items() if name[0] == "A") == "unknown"


def test_formulas_are_neutralised(out: Path) -> None:
    assert "'=HARBOUR(1)" in {row["handle"] for row in records(out / "accounts.csv")}


def test_edges_are_between_listed_accounts_under_the_same_names(out: Path) -> None:
    names = {row["account"] for row in records(out / "accounts.csv")}
    edges = records(out / "edges.csv")
    assert len(edges) == 4
    assert {row[end] for row in edges for end in ("a", "b")} <= names


def test_texts_are_told_by_hash_alone(out: Path) -> None:
    rows = {row["text_id"]: row for row in records(out / "texts.csv")}
    own = rows["x-11"]
    assert (own["n_posts"], own["n_accounts"], own["narratives"]) == ("2", "2", "n-1")
    assert own["example_sha256"] == hashlib.sha256(b"Watch this.").hexdigest()
    assert own["match_key_sha256"] == hashlib.sha256(b"watch this.").hexdigest()
    assert "atch this" not in (out / "texts.csv").read_text()
    assert own["first_seen"] == own["last_seen"] == "2023-08-07T00:00:00Z", "one is not named"
    assert "x-13" not in rows, "a text of an account that may be anybody's"


def test_links_are_defanged_and_those_that_name_somebody_left_out(out: Path) -> None:
    [row] = records(out / "urls.csv")
    assert row["url_defanged"] == "hxxps://lantern[.]example/v/a51c07"
    assert row["url_sha256"] == hashlib.sha256(export_scene.LINK.encode()).hexdigest()
    assert (row["n_accounts"], row["n_posts"]) == ("2", "2")


def test_a_link_is_defanged_so_that_a_person_can_undo_it() -> None:
    assert defanged("http://a.b.example:80/x.y?z=1.2") == "hxxp://a[.]b[.]example:80/x.y?z=1.2"


def test_claims_are_told_in_both_languages(out: Path) -> None:
    rows = {row["kind"]: row for row in records(out / "claims.csv")}
    assert set(rows) == {"accounts", "narrative", "target", "operation", "voice"}
    assert rows["voice"]["subject"] == "", "whose name it is"
    assert "very likely" in rows["accounts"]["en"]
    assert "très probable" in rows["accounts"]["fr"]


def test_whom_a_campaign_aims_at_is_not_told_to_everybody(scene: Case, tmp_path: Path) -> None:
    write_csv(scene, tmp_path / "green", Tlp.green)
    rows = records(tmp_path / "green" / "claims.csv")
    assert {row["kind"] for row in rows} == {"accounts", "narrative", "operation"}


def test_techniques_are_told_with_whose_they_are(out: Path) -> None:
    told = json.loads((out / "disarm.json").read_text())
    assert told["framework"] == "DISARM 1.6"
    found = told["campaigns"][export_scene.CAMPAIGN]
    assert [row["technique_id"] for row in found] == ["T0084.001", "T0150.001"]
    assert told["campaigns"][export_scene.OPEN] == []


def test_readme_says_the_level_and_every_file(out: Path) -> None:
    for language, word in (("en", "organisation"), ("fr", "organisme")):
        text = (out / f"README.{language}.txt").read_text()
        assert "TLP:AMBER" in text
        assert word in text
        assert all(name in text for name in FILES if not name.startswith("README"))


def test_a_case_without_findings_gives_headers_and_says_so(case: Case, tmp_path: Path) -> None:
    write_csv(case, tmp_path / "out")
    assert records(tmp_path / "out" / "accounts.csv") == []
    assert (tmp_path / "out" / "accounts.csv").read_bytes().startswith(b"campaign_id,account,")
    assert "no account is listed" in (tmp_path / "out" / "README.en.txt").read_text()


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
