"""STIX objects beyond the golden bundle: narratives, channels, operations, and judgements."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import export_scene
import pytest
import stix2validator
from cases import vouch

from undertow.assessments import propose, read_assessments, sign, withdraw
from undertow.assessments.statement import as_bilingual, as_statement
from undertow.case import Case
from undertow.export import write_stix
from undertow.export.stix.attributed import actor_objects
from undertow.export.stix.making import Maker
from undertow.schema import Campaigns, CampaignSigns, Table
from undertow.tlp import Tlp

STATEMENT: dict[str, Any] = {
    "campaign": export_scene.CAMPAIGN,
    "likelihood": "roughly_even",
    "confidence": "low",
    "actor": {"en": "the Bureau", "fr": "le Bureau"},
    "evidence": [
        {
            "basis": "external", "source": "A report", "date": "2023-10-23",
            "en": "It says so", "fr": "Il le dit",
        },
    ],
    "assumption": [{"en": "It is right", "fr": "Il a raison"}],
    "dissent": [{"by": "Third Desk", "en": "Too little", "fr": "Trop peu"}],
}  # fmt: skip


def objects(case: Case, out: Path, tlp: Tlp = Tlp.amber) -> list[dict[str, Any]]:
    """Return the objects of the bundle, which is valid."""
    text = write_stix(case, out, tlp).read_text("utf-8")
    options = stix2validator.ValidationOptions(
        version="2.1", silent=True, enforce_refs=True, strict=True,
        disabled="uuid-check,account-type,relationship-types,extref-hashes",
    )  # fmt: skip
    assert [str(one) for one in stix2validator.validate_string(text, options).errors] == []
    found: list[dict[str, Any]] = json.loads(text)["objects"]
    return found


def of_type(found: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [one for one in found if one["type"] == kind]


def ties(found: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    kinds = {one["id"]: one["type"] for one in found}
    return {
        (kinds[one["source_ref"]], one["relationship_type"], kinds[one["target_ref"]])
        for one in of_type(found, "relationship")
    }


def judged(case: Case, **changes: Any) -> str:
    log = export_scene.log_of(case)
    statement = as_statement({**STATEMENT, **changes}, "a test")
    return propose(case, log, statement, by="Ana Roy", operator="ana").assessment_id


def test_campaign_uses_narratives_and_channels(scene: Case, tmp_path: Path) -> None:
    found = objects(scene, tmp_path)
    assert {one["name"] for one in of_type(found, "narrative")} == {
        "Narrative n-1",
        "Narrative n-2",
    }
    assert ("campaign", "uses", "narrative") in ties(found)
    [channel] = of_type(found, "channel")
    assert channel["name"] == "lantern-clips9 on YouTube"
    assert ("channel", "related-to", "user-account") in ties(found)
    defined = {one["id"] for one in of_type(found, "extension-definition")}
    for one in (*of_type(found, "narrative"), channel):
        assert set(one["extensions"]) <= defined


def test_channel_goes_by_pseudonym_below_amber(scene: Case, tmp_path: Path) -> None:
    [channel] = of_type(objects(scene, tmp_path, Tlp.green), "channel")
    assert channel["name"].startswith("A-")


def test_narrative_masks_whom_its_words_name(scene: Case, tmp_path: Path) -> None:
    [own] = [o for o in of_type(objects(scene, tmp_path), "narrative") if o["name"].endswith("n-1")]
    assert "=cmd|'/c calc'!A1 <script>" in own["description"]
    assert "“[…]”" in own["description"], "who is said to have done it"


def test_known_operation_is_a_resemblance_and_no_attribution(scene: Case, tmp_path: Path) -> None:
    found = objects(scene, tmp_path)
    [operation] = of_type(found, "intrusion-set")
    assert operation["name"] == "Spamouflage"
    assert ("campaign", "related-to", "intrusion-set") in ties(found)
    assert not any(kind == "attributed-to" for _, kind, _ in ties(found))
    [note] = [one for one in of_type(found, "note") if one["abstract"] == "operation"]
    assert "chances are roughly even" in note["content"]
    assert "It names no actor" in note["content"]
    assert operation["id"] in note["object_refs"]
    assert of_type(found, "threat-actor") == []


def test_actor_is_told_once_a_second_person_signed(scene: Case, tmp_path: Path) -> None:
    ident = judged(scene)
    found = objects(scene, tmp_path / "proposed")
    assert of_type(found, "threat-actor") == []
    log = export_scene.log_of(scene)
    signed = sign(scene, log, ident, by="Bo Lin", operator="bo")
    found = objects(scene, tmp_path / "signed")
    [actor] = of_type(found, "threat-actor")
    assert actor["name"] == "the Bureau"
    assert actor["created"][:19] == signed.signed_at[:19]
    [tie] = [o for o in of_type(found, "relationship") if o["relationship_type"] == "attributed-to"]
    assert "The chances are roughly even" in tie["description"]
    assert "onfidence" not in tie["description"]
    assert tie["confidence"] == 15
    [note] = [one for one in of_type(found, "note") if one["abstract"] == "actor"]
    assert note["authors"] == ["Ana Roy", "Bo Lin"]
    assert "A report" in note["content"]
    [opinion] = of_type(found, "opinion")
    assert (opinion["opinion"], opinion["object_refs"]) == ("disagree", [tie["id"]])
    [campaign] = [one for one in of_type(found, "campaign") if one["name"].endswith("c-1")]
    assert "is a judgement of people" in campaign["description"]
    french = {one["object_ref"] for one in of_type(found, "language-content")}
    assert {one["id"] for one in (actor, tie, note, opinion)} <= french


def test_actor_is_told_no_more_once_withdrawn(scene: Case, tmp_path: Path) -> None:
    ident = judged(scene)
    log = export_scene.log_of(scene)
    sign(scene, log, ident, by="Bo Lin", operator="bo")
    withdraw(log, ident, as_bilingual("Retracted", "Rétracté", "why"), by="Bo Lin", operator="bo")
    assert of_type(objects(scene, tmp_path), "threat-actor") == []


def test_actor_is_told_no_more_where_the_tables_bear_it_no_more(
    scene: Case, rows_of: Any, tmp_path: Path
) -> None:
    sign_row = {"campaign_id": export_scene.CAMPAIGN, "sign": "new_account", "state": "shown"}
    signs = rows_of(CampaignSigns, sign_row | {"sign_group": "accounts"})
    scene.write(Table.checked(CampaignSigns, signs))
    vouch(scene)
    ident = judged(
        scene,
        likelihood="likely",
        evidence=[
            *STATEMENT["evidence"],
            {"basis": "accounts", "en": "New accounts", "fr": "Comptes neufs"},
        ],
    )
    sign(scene, export_scene.log_of(scene), ident, by="Bo Lin", operator="bo")
    assert len(of_type(objects(scene, tmp_path / "before"), "threat-actor")) == 1
    scene.write(Table.empty(CampaignSigns))
    vouch(scene)
    assert of_type(objects(scene, tmp_path / "after"), "threat-actor") == []


def test_ids_stay_when_the_campaign_goes_on(scene: Case, rows_of: Any, tmp_path: Path) -> None:
    before = {one["id"] for one in objects(scene, tmp_path / "before")}
    rows = scene.read(Campaigns).arrow.to_pylist()
    more = [
        row | {"n_posts": row["n_posts"] + 1, "end": row["end"].replace(day=20)} for row in rows
    ]
    scene.write(Table.checked(Campaigns, rows_of(Campaigns, *more)))
    vouch(scene)
    assert {one["id"] for one in objects(scene, tmp_path / "after")} == before


def test_an_actor_without_a_signature_cannot_be_made(scene: Case) -> None:
    judged(scene)
    [own] = read_assessments(scene, export_scene.log_of(scene))
    maker = Maker("identity--x", "marking-definition--x", "c-1", export_scene.START)
    for each in (own, dataclasses.replace(own, state="signed", objection="too much")):
        with pytest.raises(ValueError, match="is not signed, or stands no more"):
            actor_objects(maker, {"id": "campaign--x"}, each)
