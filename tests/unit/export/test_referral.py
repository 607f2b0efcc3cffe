"""A referral: one platform, named accounts, and nothing before a second person approved."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import export_scene
import pytest
from cases import vouch

from undertow.case import Case
from undertow.decisions import DecisionLog
from undertow.errors import InputError, ReviewRequiredError
from undertow.export import (
    approval_of,
    approve_referral,
    draft_referral,
    referral_of,
    withdraw_referral,
    write_draft,
    write_referral,
)
from undertow.schema import Accounts, Table
from undertow.tlp import Tlp


@pytest.fixture
def log(scene: Case) -> DecisionLog:
    return export_scene.log_of(scene)


def table(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode(), newline="")))


def test_only_the_named_accounts_of_the_platform_are_told(scene: Case) -> None:
    own = referral_of(scene, "x")
    accounts = table(own.files["accounts.csv"])
    assert [row["account_id"] for row in accounts] == ["101", "102"]
    assert accounts[0]["url"] == "https://x.com/i/user/101"
    assert accounts[0]["record_sha256"] == "a" * 64
    assert accounts[1]["handle"] == "'=HARBOUR(1)"
    posts = table(own.files["posts.csv"])
    assert [(row["post_id"], row["account_id"]) for row in posts] == [
        ("9001", "101"),
        ("9002", "102"),
    ]
    assert posts[0]["record_sha256"] == "c" * 64


def test_letter_claims_nothing_about_rules_or_actors(scene: Case) -> None:
    letter = referral_of(scene, "youtube").files["letter.en.txt"].decode()
    assert "1\u00a0account on YouTube was found" in letter
    assert "We do not say which of your rules" in " ".join(letter.split())
    assert "http" not in letter
    assert "lantern" not in letter
    french = referral_of(scene, "youtube").files["letter.fr.txt"].decode()
    assert "YouTube" in french


def test_edge_of_the_network_is_not_referred(scene: Case) -> None:
    with pytest.raises(InputError, match="platform facebook: no account of it is in the core"):
        referral_of(scene, "facebook")


def test_level_that_names_nobody_is_refused(scene: Case) -> None:
    with pytest.raises(InputError, match="--tlp green: a referral names accounts"):
        referral_of(scene, "x", Tlp.green)


def test_nothing_is_written_without_approval(scene: Case, log: DecisionLog, tmp_path: Path) -> None:
    own = referral_of(scene, "x")
    with pytest.raises(ReviewRequiredError, match="not approved"):
        write_referral(log, own, tmp_path / "out")
    draft_referral(log, own, by="Ana Roy", operator="ana")
    with pytest.raises(ReviewRequiredError, match="not approved"):
        write_referral(log, own, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("by", "operator", "message"),
    [
        ("Roy, Ana", "bo", "may be the same person"),
        ("ANA ROY", "bo", "may be the same person"),
        ("Bo Lin", "ana", "at this login"),
    ],
)
def test_who_drafted_cannot_approve(
    scene: Case, log: DecisionLog, by: str, operator: str, message: str
) -> None:
    own = referral_of(scene, "x")
    made = draft_referral(log, own, by="Ana Roy", operator="ana")
    with pytest.raises(ReviewRequiredError, match=message):
        approve_referral(log, own, made.seq, by=by, operator=operator)
    assert approval_of(log, own) is None


def test_approved_referral_is_written_the_same_each_time(
    scene: Case, log: DecisionLog, tmp_path: Path
) -> None:
    own = referral_of(scene, "x")
    made = draft_referral(log, own, by="Ana Roy", operator="ana")
    assert draft_referral(log, own, by="Ana Roy", operator="ana").seq == made.seq
    approve_referral(log, own, made.seq, by="Bo Lin", operator="ana", shares_login=True)
    one = write_referral(log, own, tmp_path / "one")
    other = write_referral(log, referral_of(scene, "x"), tmp_path / "other")
    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in other]
    letter = (tmp_path / "one" / "letter.en.txt").read_text()
    assert "Prepared by Ana Roy" in letter
    assert "approved by Bo Lin" in letter


def test_an_approval_that_was_taken_back_stands_no_more(
    scene: Case, log: DecisionLog, tmp_path: Path
) -> None:
    own = referral_of(scene, "x")
    made = draft_referral(log, own, by="Ana Roy", operator="ana")
    approve_referral(log, own, made.seq, by="Bo Lin", operator="bo")
    with pytest.raises(
        ReviewRequiredError, match="youtube: no referral to it; there are drafts to x"
    ):
        withdraw_referral(log, "youtube", by="Ana Roy", operator="ana")
    assert approval_of(log, own) is not None
    withdraw_referral(log, "x", by="Ana Roy", operator="ana")
    with pytest.raises(ReviewRequiredError, match="not approved"):
        write_referral(log, own, tmp_path / "out")
    approve_referral(log, own, made.seq, by="Bo Lin", operator="bo")
    assert write_referral(log, own, tmp_path / "out")


def test_a_draft_holds_all_that_would_be_told_and_says_that_it_is_one(
    scene: Case, tmp_path: Path
) -> None:
    own = referral_of(scene, "x")
    files = write_draft(own, tmp_path / "draft")
    assert {file.name for file in files} == own.files.keys()
    assert (tmp_path / "draft" / "accounts.csv").read_bytes() == own.files["accounts.csv"]
    assert (tmp_path / "draft" / "letter.en.txt").read_text().startswith("DRAFT – not approved")
    assert (tmp_path / "draft" / "letter.fr.txt").read_text().startswith("ÉBAUCHE")


def test_approval_is_of_one_platform(scene: Case, log: DecisionLog) -> None:
    made = draft_referral(log, referral_of(scene, "x"), by="Ana Roy", operator="ana")
    with pytest.raises(ReviewRequiredError, match="no draft of a referral to youtube"):
        approve_referral(log, referral_of(scene, "youtube"), made.seq, by="Bo Lin", operator="bo")


def test_approval_ends_when_the_case_says_something_else(
    scene: Case, log: DecisionLog, rows_of: Any, tmp_path: Path
) -> None:
    own = referral_of(scene, "x")
    made = draft_referral(log, own, by="Ana Roy", operator="ana")
    approve_referral(log, own, made.seq, by="Bo Lin", operator="bo")
    rows = scene.read(Accounts).arrow.to_pylist()
    renamed = [row | {"handle": "renamed_1"} if row["native_id"] == "101" else row for row in rows]
    scene.write(Table.checked(Accounts, rows_of(Accounts, *renamed)))
    vouch(scene)
    changed = referral_of(scene, "x")
    with pytest.raises(ReviewRequiredError, match="not approved as it is"):
        write_referral(log, changed, tmp_path / "out")
    with pytest.raises(ReviewRequiredError, match="says something else"):
        approve_referral(log, changed, made.seq, by="Bo Lin", operator="bo")
