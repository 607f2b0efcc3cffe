"""From drafts to a release that two people signed, by the command line, and back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from undertow.case import Case, file_sha256
from undertow.schema import Campaigns, Claims

Run = Callable[..., Any]

ANA, BO = ("--by", "Ana Roy"), ("--by", "Bo Lin")
OPINION = '[{part}]\nby = "{by}"\ndate = 2023-10-20\nagrees = {agrees}\nfinding = "Read it all"\n'


def checklist(folder: Path, agrees: str = "true", red: str = "Ron Red") -> Path:
    parts = (("legal_privacy", "Lea Law"), ("red_team", red), ("harm_review", "Hal Harm"))
    file = folder / "checklist.toml"
    file.write_text("".join(OPINION.format(part=p, by=by, agrees=agrees) for p, by in parts))
    return file


@pytest.fixture
def case(analysed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(analysed, tmp_path / "case"))


@pytest.fixture
def pages_only(run: Run, case: Path) -> Path:
    """The case without the report on paper: a proposal makes all that lies there, twice."""
    for paper in (case / "out/report").glob("*.pdf"):
        paper.unlink()
    done = run("report", case, "--format", "html")
    assert done.returncode == 0, done.stderr
    return case


def accept_all(run: Run, case: Path) -> None:
    campaigns = Case.open(case).read(Campaigns).arrow.column("campaign_id").to_pylist()
    assert campaigns
    done = run("review", "accept", case, "campaign", *campaigns, *ANA, "--reason", "I read it")
    assert done.returncode == 0, done.stderr


def proposed(run: Run, case: Path, tmp_path: Path) -> str:
    done = run("release", "propose", case, checklist(tmp_path), *ANA)
    assert done.returncode == 0, done.stderr
    return json.loads(run("release", "status", case, "--format", "json").stdout)[-1]["release_id"]


def test_what_two_people_signed_loses_the_mark_of_a_draft(
    run: Run, case: Path, tmp_path: Path
) -> None:
    pages = {n: case / "out/report" / f"report.{n}.html" for n in ("en", "fr")}
    note = case / "out/export/README.txt"
    assert "DRAFT" in pages["en"].read_text()
    assert "ÉBAUCHE" in pages["fr"].read_text()
    assert {"DRAFT", "ÉBAUCHE"} <= set(note.read_text().split())
    accept_all(run, case)
    ident = proposed(run, case, tmp_path)
    assert not (case / "released").exists()

    same = run("release", "approve", case, ident, "--by", "Roy, Ana", UNDERTOW_OPERATOR="bo")
    assert "may be the same person" in same.stderr
    assert "at this login" in run("release", "approve", case, ident, *BO).stderr
    done = run("release", "approve", case, ident, *BO, UNDERTOW_OPERATOR="bo")
    assert done.returncode == 0, done.stderr
    for file in (*pages.values(), note):
        assert not {"DRAFT", "ÉBAUCHE"} & set(file.read_text().split())
    [row] = json.loads(run("release", "status", case, "--format", "json").stdout)
    assert (row["state"], row["proposed_by"], row["approved_by"]) == (
        "released",
        "Ana Roy",
        "Bo Lin",
    )
    assert run("verify", case).returncode == 0

    # The same case gives what was signed; another decision gives a draft again.
    assert run("report", case).returncode == 0
    assert "DRAFT" not in pages["en"].read_text()
    claim = Case.open(case).read(Claims).arrow.column("claim_id")[0].as_py()
    run("review", "reject", case, "claim", claim, *BO, "--reason", "Not shown")
    assert run("report", case).returncode == 0
    assert "DRAFT" in pages["en"].read_text()

    released = case / "released" / ident[:12] / "report" / "report.fr.html"
    released.write_bytes(released.read_bytes()[:-1] + b"!")
    changed = run("verify", case)
    assert changed.returncode == 1
    assert f"released/{ident[:12]}/report/report.fr.html" in changed.stderr
    lost = run("release", "write", case, ident)
    assert "not what was proposed" in lost.stderr


def test_a_release_is_withdrawn_with_a_correction_that_the_report_tells(
    run: Run, pages_only: Path, tmp_path: Path
) -> None:
    case = pages_only
    accept_all(run, case)
    ident = proposed(run, case, tmp_path)
    run("release", "approve", case, ident, *BO, "--shared-login")
    why = ("--en", "Two accounts are of people", "--fr", "Deux comptes sont ceux de personnes")
    done = run("release", "withdraw", case, ident, *BO, *why)
    assert done.returncode == 0, done.stderr
    for language, mark, words in (("en", "DRAFT", why[1]), ("fr", "ÉBAUCHE", why[3])):
        page = (case / "out/report" / f"report.{language}.html").read_text()
        assert mark in page
        assert words in page
    [row] = json.loads(run("release", "status", case, "--format", "json").stdout)
    assert (row["state"], row["correction"]) == ("withdrawn", why[1])
    assert run("verify", case).returncode == 0


def test_every_objection_refuses_a_release(run: Run, pages_only: Path, tmp_path: Path) -> None:
    case = pages_only

    def refused(file: Path) -> str:
        done = run("release", "propose", case, file, *ANA)
        assert done.returncode == 1
        return str(done.stderr)

    assert "nobody accepted it" in refused(checklist(tmp_path))
    accept_all(run, case)
    assert "Lea Law does not agree" in refused(checklist(tmp_path, agrees="false"))
    assert "red_team: Ana M. Roy argues against" in refused(checklist(tmp_path, red="Ana M. Roy"))
    example = tmp_path / "example.toml"
    example.write_text(run("release", "checklist").stdout)
    assert "still says what the example says" in refused(example)

    page = case / "out/report/report.fr.html"
    kept = page.read_bytes()
    page.unlink()
    assert "no edition in fr" in refused(checklist(tmp_path))
    page.write_bytes(kept)
    claims = Case.open(case).read(Claims).arrow.to_pylist()
    judged = next(row["claim_id"] for row in claims if row["likelihood"])
    counted = next(row["claim_id"] for row in claims if row["kind"] == "target")
    run("review", "reject", case, "claim", counted, *BO, "--reason", "Not shown")
    assert "not what the case says now" in refused(checklist(tmp_path))
    run("review", "doubt", case, "claim", judged, *BO, "--reason", "Not sure of it")
    assert f"{judged}: somebody doubts it" in refused(checklist(tmp_path))
    assert json.loads(run("release", "status", case, "--format", "json").stdout) == []
    assert not (case / "released").exists()


def test_what_changes_between_proposal_and_approval_is_not_released(
    run: Run, pages_only: Path, tmp_path: Path
) -> None:
    case = pages_only
    accept_all(run, case)
    ident = proposed(run, case, tmp_path)
    counted = Case.open(case).read(Claims).arrow.column("claim_id").to_pylist()[-1]
    run("review", "reject", case, "claim", counted, *BO, "--reason", "Not shown")
    for command in (
        ("report", case, "--format", "html"),
        ("export", case, "csv"),
        ("export", case, "stix"),
    ):
        assert run(*command).returncode == 0
    before = file_sha256(case / "out/report/report.en.html")
    done = run("release", "approve", case, ident, *BO, "--shared-login")
    assert done.returncode == 1
    assert "not what was proposed" in done.stderr
    assert file_sha256(case / "out/report/report.en.html") == before
