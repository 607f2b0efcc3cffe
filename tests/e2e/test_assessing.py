"""A judgement on an actor from the file that a person wrote to the report that tells it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import product_case
import pytest
from cases import vouch

from undertow.assessments import read_assessments
from undertow.case import Case
from undertow.decisions import DecisionLog
from undertow.schema import CampaignSigns, Claims, Hypotheses, Table

Run = Callable[..., Any]

STATEMENT = """\
campaign = "c-1"
likelihood = "likely"
confidence = "moderate"
[actor]
en = "Example Org"
fr = "l’Organisation Exemple"
[[evidence]]
basis = "external"
source = "A report"
date = 2023-10-23
en = "It says so"
fr = "Il le dit"
[[evidence]]
basis = "accounts"
en = "They were made together"
fr = "Ils ont été créés ensemble"
[[assumption]]
en = "The report is independent"
fr = "Le rapport est indépendant"
"""
RESPONSE = """\
campaign = "c-1"
date = 2023-10-24
language = "en"
text = "There is no direct evidence"
source = "A briefing"
claims = ["{claim}"]
[by]
en = "The embassy"
fr = "L’ambassade"
"""


@pytest.fixture
def judged(case: Case, rows_of: Any) -> Case:
    """A case whose campaign shows accounts made together, and in which imitation does not lead."""
    product_case.fill(case, rows_of)
    own = {"campaign_id": "c-1"}
    sign = own | {"sign": "creation_batch", "sign_group": "accounts", "state": "shown"}
    case.write(
        Table.checked(CampaignSigns, rows_of(CampaignSigns, sign)),
        Table.checked(
            Hypotheses, rows_of(Hypotheses, own | {"hypothesis": "imitation", "rank": 2})
        ),
    )
    return vouch(case)


def report(run: Run, case: Case) -> str:
    done = run("report", case.path, "--lang", "en")
    assert done.returncode == 0, done.stderr
    return (case.path / "out" / "report" / "report.en.html").read_text(encoding="utf-8")


def test_from_a_statement_to_the_report(judged: Case, tmp_path: Path, run: Run) -> None:
    file = tmp_path / "statement.toml"
    file.write_text(STATEMENT)
    proposed = run("assess", "propose", judged.path, file, "--by", "Ana", UNDERTOW_OPERATOR="ana")
    assert proposed.returncode == 0, proposed.stderr
    assert (
        "The evidence bears almost certainly at most, with moderate confidence" in proposed.stdout
    )
    [found] = read_assessments(judged, DecisionLog.of(judged))
    ident = found.assessment_id[:12]
    assert "Example Org" not in report(run, judged)
    for by, login in (("Ana", "bo"), ("Bo", "ana")):
        refused = run("assess", "sign", judged.path, ident, "--by", by, UNDERTOW_OPERATOR=login)
        assert refused.returncode == 1
    signed = run("assess", "sign", judged.path, ident, "--by", "Bo", UNDERTOW_OPERATOR="bo")
    assert signed.returncode == 0, signed.stderr
    assert "It is likely (55–80%) that Example Org is behind this campaign." in report(run, judged)
    claim = product_case.rows()[Claims][0]["claim_id"]
    (tmp_path / "response.toml").write_text(RESPONSE.format(claim=claim))
    kept = run("assess", "respond", judged.path, tmp_path / "response.toml", "--by", "Ana")
    assert kept.returncode == 0, kept.stderr
    assert "There is no direct evidence" in report(run, judged)
    reason = ("--en", "It was retracted", "--fr", "Elle a été rétractée")
    done = run("assess", "withdraw", judged.path, ident, "--by", "Bo", *reason)
    assert done.returncode == 0, done.stderr
    page = report(run, judged)
    assert "makes no attribution" in page
    assert "It was retracted" in page
    listed = run("assess", "list", judged.path, "--format", "json").stdout
    assert '"state": "withdrawn"' in listed or '"state":"withdrawn"' in listed
    # Every step is on record, and the custody log knows of the last.
    kinds = [event.action for event in DecisionLog.of(judged).sound_events()]
    assert kinds == [
        "opened", "actor_proposed", "actor_signed", "response_recorded", "actor_withdrawn",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"likely"', '"certain"', "likelihood 'certain': unknown"),
        ('"moderate"', '"high"', "moderate confidence at most"),
        ('basis = "accounts"', 'basis = "published"', "nothing of this kind was found"),
        ('"c-1"', '"c-9"', "no campaign of this name"),
        ("They were made", "This proves that they were made", "'proves' claims more"),
    ],
)
def test_what_is_not_borne_is_refused_in_one_line(
    judged: Case, tmp_path: Path, run: Run, old: str, new: str, told: str
) -> None:
    (tmp_path / "statement.toml").write_text(STATEMENT.replace(old, new))
    done = run("assess", "propose", judged.path, tmp_path / "statement.toml", "--by", "Ana")
    assert done.returncode == 1
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert DecisionLog.of(judged).events() == []
