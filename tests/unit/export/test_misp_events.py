"""MISP events: read again by PyMISP, nothing is lost, and no tag names what does not exist."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import export_scene
import pytest
from pymisp import MISPEvent

from undertow.case import Case
from undertow.export import write_misp
from undertow.tlp import Tlp


def read(files: list[Path], campaign: str = export_scene.CAMPAIGN) -> MISPEvent:
    [file] = [file for file in files if file.name == f"misp-{campaign}.json"]
    event = MISPEvent()
    event.load_file(str(file))
    return event


def told(event: MISPEvent, template: str) -> dict[str, dict[str, Any]]:
    """Return the objects of a template: comment -> relation -> value."""
    return {
        one.comment: {own.object_relation: own.value for own in one.attributes}
        for one in event.objects
        if one.name == template
    }


@pytest.fixture
def event(scene: Case, tmp_path: Path) -> MISPEvent:
    return read(write_misp(scene, tmp_path / "out", Tlp.amber))


def test_there_is_an_event_for_each_campaign(scene: Case, tmp_path: Path) -> None:
    names = [file.name for file in write_misp(scene, tmp_path / "out")]
    assert names == ["misp-c-1.json", "misp-c-2.json"]


def test_round_trip_loses_no_account_post_or_narrative(event: MISPEvent) -> None:
    accounts = told(event, "user-account")
    assert set(export_scene.CORE) <= set(accounts)
    assert len(accounts) == 4
    posts = told(event, "microblog")
    assert {"x:9001", "x:9002", "youtube:v1"} <= set(posts)
    assert len(posts) == 4
    assert set(told(event, "narrative")) == {"n-1", "n-2"}
    french = [one for one in event.objects if one.name == "language-content"]
    assert {one.get_attributes_by_relation("language")[0].value for one in french} == {"fr"}


def test_round_trip_keeps_who_wrote_what_and_which_narrative_it_is_of(event: MISPEvent) -> None:
    by_id = {one.uuid: one.comment for one in event.objects}
    [post] = [one for one in event.objects if one.comment == "x:9001"]
    refs = {ref.relationship_type: by_id[ref.referenced_uuid] for ref in post.references}
    assert refs == {"authored-by": "x:101", "part-of": "n-1"}


def test_posts_hold_their_words_masked_and_their_id(event: MISPEvent) -> None:
    posts = told(event, "microblog")
    assert posts["x:9001"]["twitter-id"] == "9001"
    text = posts["x:9001"]["post"]
    assert text.startswith("=cmd|'/c calc'!A1 <script>alert(1)</script>")
    assert "hxxps://evil[.]example" in text
    assert len(posts["x:9002"]["post"]) < 600
    assert posts["x:9001"]["link"] == "https://x.com/maple_fox818/status/9001"


def test_below_amber_posts_are_without_words_and_ids(scene: Case, tmp_path: Path) -> None:
    event = read(write_misp(scene, tmp_path / "out", Tlp.clear))
    posts = told(event, "microblog")
    assert len(posts) == 4
    assert all(name.startswith("P-") for name in posts)
    assert {own["post"] for own in posts.values()} == {"[…]"}
    assert {one for own in posts.values() for one in own} == {
        "creation-date", "language", "post", "type",
    }  # fmt: skip
    assert all(name.startswith("A-") for name in told(event, "user-account"))


def test_ids_below_amber_do_not_follow_from_ids_of_platforms(scene: Case, tmp_path: Path) -> None:
    named = {one.uuid for one in read(write_misp(scene, tmp_path / "a", Tlp.amber)).objects}
    hidden = {one.uuid for one in read(write_misp(scene, tmp_path / "c", Tlp.clear)).objects}
    shared = named & hidden
    kinds = {one.name for one in read(write_misp(scene, tmp_path / "a", Tlp.amber)).objects
             if one.uuid in shared and one.name in ("user-account", "microblog")}  # fmt: skip
    # The account at the edge, and its post, go by pseudonym at both levels.
    assert kinds == {"user-account", "microblog"}
    assert len(shared) == 2 + 4


def test_tags_are_those_that_taxonomies_and_the_galaxy_have(event: MISPEvent) -> None:
    assert [tag.name for tag in event.tags] == [
        "tlp:amber",
        'estimative-language:likelihood-probability="very-likely"',
        'estimative-language:confidence-in-analytic-judgment="moderate"',
        # T0150.001 came after the version that the galaxy was made from.
        'misp-galaxy:disarm-techniques="Use Copypasta"',
    ]


def test_links_are_not_for_detection(event: MISPEvent) -> None:
    [link] = event.attributes
    assert (link.type, link.value, link.to_ids) == ("url", export_scene.LINK, False)
    assert not any(own.to_ids for one in event.objects for own in one.attributes)


def test_every_time_is_that_of_the_campaign(scene: Case, tmp_path: Path) -> None:
    [file, _] = write_misp(scene, tmp_path / "out")
    whole = json.loads(file.read_text())["Event"]
    stamps = {whole["timestamp"]}
    for one in whole["Object"]:
        stamps |= {one["timestamp"], *(own["timestamp"] for own in one["Attribute"])}
    assert stamps == {"1692004538"}, "the end of the campaign"
    assert whole["published"] is False


def test_findings_are_reports_in_both_languages(event: MISPEvent) -> None:
    english, french = event.event_reports
    assert "No attribution is made" in english.content
    assert "Aucune attribution n’est faite" in french.content
    assert "Spamouflage" in english.content
    assert "Doppel" not in english.content


def test_open_campaign_lists_no_account_and_no_post(scene: Case, tmp_path: Path) -> None:
    event = read(write_misp(scene, tmp_path / "out"), export_scene.OPEN)
    assert event.objects == []
    assert [tag.name for tag in event.tags] == ["tlp:amber"]
