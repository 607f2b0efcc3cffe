"""Decisions on what the machine found, on both databases, and what products are left with."""

from __future__ import annotations

import json
from typing import Any

import pytest

from undertow.case import Case
from undertow.decisions import DecisionLog
from undertow.errors import InputError, ReviewRequiredError
from undertow.export import csv_files, stix_file, write_evidence
from undertow.notify import drafts_of
from undertow.pseudonyms import Pseudonyms
from undertow.report import gather, write_report
from undertow.rulings import (
    Overlay,
    agreements,
    items,
    open_items,
    read_rulings,
    record_rulings,
    unmask,
)
from undertow.rulings.unmasking import UNMASKED
from undertow.schema import AccountFindings, Accounts, Claims, Table

MEMBER = "x:acc01"


def decide(case: Case, decision: Any, kind: Any, *idents: str, by: str = "Ana Roy", **more: Any):
    return record_rulings(
        case,
        DecisionLog.of(case),
        kind,
        idents,
        decision,
        by=by,
        operator=by.split()[0].lower(),
        reason="I looked",
        **more,
    )


def item_of(case: Case, kind: Any, ident: str):
    return items(read_rulings(DecisionLog.of(case)))[kind, ident]


def test_a_later_decision_of_a_person_takes_the_place_of_the_earlier(reviewed: Case) -> None:
    decide(reviewed, "reject", "claim", "k-03")
    decide(reviewed, "accept", "claim", "k-03", by="Roy, Ana")
    item = item_of(reviewed, "claim", "k-03")
    assert item.outcome == "accept"
    assert [own.decision for own in item.history] == ["reject", "accept"]
    assert not item.is_disputed


def test_the_more_cautious_decision_holds_until_somebody_settles(reviewed: Case) -> None:
    decide(reviewed, "accept", "claim", "k-03")
    decide(reviewed, "reject", "claim", "k-03", by="Bo Lin")
    item = item_of(reviewed, "claim", "k-03")
    assert (item.outcome, item.is_disputed) == ("reject", True)
    decide(reviewed, "accept", "claim", "k-03", by="Cy Doe", settles=True)
    item = item_of(reviewed, "claim", "k-03")
    assert (item.outcome, item.is_disputed, len(item.history)) == ("accept", False, 3)


@pytest.mark.parametrize(
    ("kind", "ident", "reason", "told"),
    [
        ("claim", "k-none", "I looked", "no claim of this name"),
        ("account", "A-000000000000", "I looked", "no account of this name"),
        ("claim", "k-03", " - ", "say why"),
    ],
)
def test_what_cannot_be_decided_is_not_recorded(
    reviewed: Case, kind: Any, ident: str, reason: str, told: str
) -> None:
    log = DecisionLog.of(reviewed)
    with pytest.raises(InputError, match=told):
        record_rulings(
            reviewed, log, kind, ["k-03", ident][kind == "account" :], "reject",
            by="Ana Roy", operator="ana", reason=reason,
        )  # fmt: skip
    assert read_rulings(log) == []


def test_a_rejected_account_is_in_no_product(reviewed: Case, tmp_path: Any) -> None:
    names = Pseudonyms.open(reviewed)
    own = names.of(MEMBER).encode()
    assert own in csv_files(reviewed)["accounts.csv"]
    assert own in stix_file(reviewed)
    decide(reviewed, "reject", "account", names.of(MEMBER))
    assert not any(own in content for content in csv_files(reviewed).values())
    assert own not in stix_file(reviewed)
    assert b"1\xc2\xa0account of these was removed after review" in stix_file(reviewed).replace(
        b"\\u00a0", b"\xc2\xa0"
    )
    for language, words in (("en", "removed after review"), ("fr", "retiré après examen")):
        [path] = write_report(reviewed, [language], tmp_path)
        page = path.read_text()
        assert names.of(MEMBER) not in page
        assert words in page
    assert gather(reviewed).campaigns[0].n_removed == 1


def test_a_doubted_account_is_told_with_the_doubt(reviewed: Case, tmp_path: Any) -> None:
    decide(reviewed, "doubt", "account", MEMBER)
    [path] = write_report(reviewed, ["en"], tmp_path)
    assert Pseudonyms.open(reviewed).of(MEMBER) in path.read_text()
    assert "A person doubts the finding on" in path.read_text()


def test_a_rejected_claim_is_told_nowhere(reviewed: Case, tmp_path: Any) -> None:
    rows = {row["claim_id"]: row for row in reviewed.read(Claims).arrow.to_pylist()}
    target = next(ident for ident, row in rows.items() if row["subject"] == "t-2")
    assert set(drafts_of(reviewed)) == {"t-1", "t-2", "t-3", "../4"}
    decide(reviewed, "reject", "claim", target)
    assert set(drafts_of(reviewed)) == {"t-1", "t-3", "../4"}
    [path] = write_report(reviewed, ["en"], tmp_path)
    assert target not in path.read_text()
    assert target.encode() not in csv_files(reviewed)["claims.csv"]
    with pytest.raises(InputError, match="rejected on review"):
        write_evidence(reviewed, tmp_path, claim_ids=[target], who="ana", command="undertow")


def test_a_rejected_campaign_is_told_nowhere(reviewed: Case, tmp_path: Any) -> None:
    decide(reviewed, "reject", "campaign", "c-1")
    assert drafts_of(reviewed) == {}
    files = csv_files(reviewed)
    assert [files[name].count(b"\r\n") for name in ("campaigns.csv", "claims.csv")] == [1, 1]
    [path] = write_report(reviewed, ["fr"], tmp_path)
    assert "1\xa0campagne que la machine avait trouvée a été rejetée" in path.read_text()
    kinds = {each["type"] for each in json.loads(stix_file(reviewed))["objects"]}
    assert kinds == {"identity", "marking-definition"}


def test_a_rejected_community_takes_its_campaign_and_members_with_it(reviewed: Case) -> None:
    decide(reviewed, "reject", "community", "g-1")
    overlay = Overlay.of(reviewed)
    assert overlay.rejected["campaign"] == {"c-1"}
    assert len(overlay.rejected["account"]) == 12
    assert len(overlay.rejected["claim"]) == reviewed.n_rows(Claims)


def test_without_the_judgement_on_authenticity_nobody_is_called_inauthentic(
    reviewed: Case, tmp_path: Any
) -> None:
    rows = reviewed.read(Claims).arrow.to_pylist()
    claim = next(row["claim_id"] for row in rows if row["kind"] == "accounts")
    decide(reviewed, "reject", "claim", claim)
    assert b"coordinated_inauthentic" not in csv_files(reviewed)["accounts.csv"]
    assert b"user-account" not in stix_file(reviewed)
    [path] = write_report(reviewed, ["en"], tmp_path)
    assert "Coordinated activity of undetermined authenticity" in path.read_text()


def test_without_that_judgement_nothing_is_told_that_follows_from_it(
    reviewed: Case, tmp_path: Any
) -> None:
    rows = reviewed.read(Claims).arrow.to_pylist()
    claim = next(row["claim_id"] for row in rows if row["kind"] == "accounts")
    beyond = {row["claim_id"] for row in rows if row["kind"] in ("objective", "operation")}
    assert beyond
    decide(reviewed, "reject", "claim", claim)
    [path] = write_report(reviewed, ["en"], tmp_path)
    page = path.read_text()
    assert not [ident for ident in beyond if ident in page]
    assert "seeks to discredit" not in page


def test_a_rejected_narrative_is_in_no_table_of_indicators(reviewed: Case) -> None:
    rows = reviewed.read(Claims).arrow.to_pylist()
    claim, narrative = next(
        (row["claim_id"], row["subject"]) for row in rows if row["kind"] == "narrative"
    )
    decide(reviewed, "reject", "claim", claim)
    assert Overlay.of(reviewed).rejected["narrative"] == {narrative}


def test_who_only_may_be_the_same_person_replaces_nobody(reviewed: Case) -> None:
    log = DecisionLog.of(reviewed)
    decide(reviewed, "reject", "campaign", "c-1", by="Ana Roy")
    decide(reviewed, "accept", "campaign", "c-1", by="Ana")
    assert Overlay.of(reviewed).rejected["campaign"] == {"c-1"}
    assert len(read_rulings(log)) == 2


def test_no_table_changes_by_a_decision(reviewed: Case) -> None:
    before = reviewed.table_sha256(AccountFindings), reviewed.table_sha256(Claims)
    decide(reviewed, "reject", "campaign", "c-1")
    assert (reviewed.table_sha256(AccountFindings), reviewed.table_sha256(Claims)) == before


def test_what_is_open_begins_with_what_is_least_certain(reviewed: Case, rows_of: Any) -> None:
    own = {"platform": "x", "campaign_id": "c-1", "verdict": "coordinated"}
    values = {"x:a": 0.99, "x:b": 0.52, "x:c": None, "x:d": 0.3}
    rows = [
        own | {"account_uid": uid, "native_id": uid[2:], "inauthenticity": value}
        for uid, value in values.items()
    ]
    reviewed.write(Table.checked(AccountFindings, rows_of(AccountFindings, *rows)))
    found = open_items(reviewed, {})
    assert [own.ident for own in found if own.kind == "account"] == ["x:b", "x:d", "x:a", "x:c"]
    assert found[0].kind == "campaign"


def test_a_second_review_is_open_until_that_person_decided(reviewed: Case) -> None:
    decide(reviewed, "reject", "claim", "k-03")
    known = items(read_rulings(DecisionLog.of(reviewed)))

    def idents(name: str | None) -> list[str]:
        return [own.ident for own in open_items(reviewed, known, name)]

    assert "k-03" not in idents("Ana Roy")
    assert "k-03" not in idents(None)
    assert "k-03" in idents("Bo Lin")


def test_agreement_counts_the_first_decision_of_each(reviewed: Case) -> None:
    for ident, one, other in (
        ("k-00", "accept", "accept"),
        ("k-01", "accept", "reject"),
        ("k-02", "reject", "reject"),
        ("k-03", "accept", "accept"),
    ):
        decide(reviewed, one, "claim", ident)
        decide(reviewed, other, "claim", ident, by="Bo Lin")
    decide(reviewed, "reject", "claim", "k-01")  # changed in knowledge of the other's
    [pair] = agreements(items(read_rulings(DecisionLog.of(reviewed))).values())
    assert (pair.one, pair.other, pair.n, pair.n_equal) == ("Ana Roy", "Bo Lin", 4, 3)
    # Observed 3/4; by chance 3/4 * 2/4 + 1/4 * 2/4 = 1/2.
    assert pair.kappa == pytest.approx(0.5)


def test_unmasking_is_on_record_with_the_reason(reviewed: Case, rows_of: Any) -> None:
    row = {"account_uid": MEMBER, "platform": "x", "native_id": "acc01", "handle": "somebody"}
    reviewed.write(Table.checked(Accounts, rows_of(Accounts, row)))
    log, name = DecisionLog.of(reviewed), Pseudonyms.open(reviewed).of(MEMBER)
    given = {"by": "Ana Roy", "operator": "ana", "reason": "Referral to the platform"}
    with pytest.raises(InputError, match="say why"):
        unmask(reviewed, log, [name], **(given | {"reason": ""}))
    with pytest.raises(InputError, match="A-000000000000: no pseudonym"):
        unmask(reviewed, log, [name, "A-000000000000"], **given)
    assert log.events(UNMASKED) == []
    [found] = unmask(reviewed, log, [name], **given)
    assert (found.account_uid, found.handle) == (MEMBER, "somebody")
    [event] = log.events(UNMASKED)
    assert (event.who, event.operator, event.subject) == ("Ana Roy", "ana", name)
    assert event.body == {"account_uid": MEMBER, "reason": "Referral to the platform"}


@pytest.mark.parametrize(
    ("listed", "may"), [('["ana  ROY"]', True), ('["Bo Lin"]', False), ("[]", False)]
)
def test_only_who_is_listed_may_unmask(
    reviewed: Case, rows_of: Any, listed: str, may: bool
) -> None:
    row = {"account_uid": MEMBER, "platform": "x", "native_id": "acc01"}
    reviewed.write(Table.checked(Accounts, rows_of(Accounts, row)))
    with (reviewed.path / "case.toml").open("a") as file:
        file.write(f"\n[access]\nunmask = {listed}\n")
    case = Case.open(reviewed.path)
    log, name = DecisionLog.of(case), Pseudonyms.open(case).of(MEMBER)
    given = {"by": "Ana Roy", "operator": "ana", "reason": "Referral to the platform"}
    if may:
        assert unmask(case, log, [name], **given)
        return
    with pytest.raises(ReviewRequiredError, match="not among those who may unmask"):
        unmask(case, log, [name], **given)
    assert log.events(UNMASKED) == []
