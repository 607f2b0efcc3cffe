"""A map that was used stays with the case, as evidence, and is found again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from undertow.captures import ingest
from undertow.case import Case
from undertow.errors import InputError
from undertow.ingest import CustodyLog, EvidenceStore
from undertow.ingest.column_map import MapFile, case_formats, open_map, read_map
from undertow.review.verification import verify_case
from undertow.schema import Records

MAP = """
id = "map-town"
description = "posts of the town"
platform = "facebook"
escaping = "plain"
[file]
header = ["Nr", "Day", "Words"]
[fields]
id = "Nr"
text = "Words"
created_at = {column = "Day", format = "%d/%m/%Y %H:%M", zone = "Europe/Paris"}
"""


def town(old: str = "", new: str = "") -> MapFile:
    return read_map(MAP.replace(old, new).encode(), "map.toml")


@pytest.fixture
def put(case: Case, tmp_path: Path):  # type: ignore[no-untyped-def]
    def run(name: str, content: str, **how: Any) -> Any:
        path = tmp_path / name
        path.write_text(content)
        [report] = ingest(case, [path], who="ana", command="test", **how)
        return report

    return run


ROWS = "Nr,Day,Words\n1,02/09/2023 10:00,Bread\n2,29/10/2023 02:30,Twice\n"


def test_it_is_kept_logged_and_verified(case: Case, put) -> None:  # type: ignore[no-untyped-def]
    report = put("a.csv", ROWS, column_map=town())
    assert (report.n_accepted, report.n_quarantined) == (1, 1)
    kept = (case.path / "formats" / "map-town.toml").read_bytes()
    assert kept == MAP.encode()
    log = CustodyLog(case.path / "evidence" / "custody.jsonl")
    [entry] = [entry for entry in log.entries() if entry["action"] == "column_map"]
    assert (entry["format"], entry["sha256"], entry["who"]) == ("map-town", town().sha256, "ana")
    assert EvidenceStore(case.path / "evidence").open(town().sha256).read() == kept
    assert verify_case(case).problems == ()


def test_later_files_are_recognised_by_the_exact_header(case: Case, put) -> None:  # type: ignore[no-untyped-def]
    assert put("first.csv", ROWS).problem is not None
    assert put("first.csv", ROWS, column_map=town()).n_accepted == 1
    later = put("b.csv", ROWS.replace("1,", "3,"))
    assert later.format_id == "map-town"
    assert "exactly the 3 columns" in later.detection[1]
    other = put("c.csv", "Nr,Day,Words,More\n4,02/09/2023 10:00,Bread,x\n")
    assert other.format_id is None
    assert "map-town (30%" in other.problem
    assert (
        put(
            "c.csv", "Nr,Day,Words,More\n4,02/09/2023 10:00,Bread,x\n", format_id="map-town"
        ).n_accepted
        == 1
    )


def test_a_changed_map_reads_anew_and_both_stay_in_evidence(case: Case, put) -> None:  # type: ignore[no-untyped-def]
    put("a.csv", ROWS, column_map=town())
    assert put("a.csv", ROWS).is_repeat
    place = case.path / "formats" / "map-town.toml"
    place.write_text(MAP.replace("Europe/Paris", "America/Toronto"))  # by hand
    report = put("a.csv", ROWS)
    assert not report.is_repeat
    assert report.n_accepted == 2
    [first] = [row for row in case.read(Records).arrow.to_pylist() if row["id"] == "1"]
    assert first["created_at"].isoformat() == "2023-09-02T14:00:00+00:00"
    entries = list(CustodyLog(case.path / "evidence" / "custody.jsonl").entries())
    hashes = [entry["sha256"] for entry in entries if entry["action"] == "column_map"]
    assert hashes == [town().sha256, town("Europe/Paris", "America/Toronto").sha256]
    assert verify_case(case).problems == ()


def test_a_file_without_a_column_of_the_map_is_refused(put) -> None:  # type: ignore[no-untyped-def]
    report = put("a.csv", "Nr,Day\n1,02/09/2023 10:00\n", column_map=town())
    assert report.n_accepted == 0
    assert "reads the columns Words, which the file does not have; it has Nr, Day" in report.problem


def test_an_encoding_and_a_preamble_are_as_the_map_says(case: Case, tmp_path: Path) -> None:
    column_map = town(
        "[file]", '[file]\nencoding = "windows-1252"\nhas_preamble = true\ndelimiter = ";"'
    )
    column_map = read_map(column_map.content.replace(b'"Words"', '"Prénom"'.encode()), "map.toml")
    path = tmp_path / "a.csv"
    path.write_bytes("Export, du 2 mai\n\nNr;Day;Prénom\n1;02/09/2023 10:00;Été\n".encode("cp1252"))
    [report] = ingest(case, [path], who="a", command="b", column_map=column_map)
    assert (report.n_accepted, report.ignored) == (1, {"preamble": 2})
    assert [row["text"] for row in case.read(Records).arrow.to_pylist()] == ["Été"]
    path.write_bytes("Nr;Day;Prénom\n2;02/09/2023 10:00;Été\n".encode("utf-8-sig"))  # a mark wins
    [report] = ingest(case, [path], who="a", command="b")
    assert report.n_accepted == 1


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("map-a.toml", MAP, "the map has the id map-town; name the file so"),
        ("map-town.toml", "id = 1", "id: Input should be a valid string"),
    ],
)
def test_a_bad_map_in_a_case_is_named(case: Case, name: str, content: str, told: str) -> None:
    (case.path / "formats").mkdir()
    (case.path / "formats" / name).write_text(content)
    with pytest.raises(InputError, match=told):
        case_formats(case)


def test_a_map_is_a_file_or_one_that_comes_along(tmp_path: Path) -> None:
    assert open_map(Path("meta-content-library-facebook")).column_map.platform == "facebook"
    with pytest.raises(
        InputError, match=r"undertow formats new FILE.*meta-content-library-facebook"
    ):
        open_map(tmp_path / "none.toml")


def test_facts_of_a_map_are_told(case: Case, put) -> None:  # type: ignore[no-untyped-def]
    put("a.csv", ROWS, column_map=town())
    spec = case_formats(case)["map-town"]
    assert spec.times == "created_at: %d/%m/%Y %H:%M in Europe/Paris"
    assert spec.supplies == {"created_at", "text"}
    assert json.dumps(spec.ids)
