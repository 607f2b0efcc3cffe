"""Members that share adverts only, in a community that does something else."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from account_scene import START, Row, Scene
from explanation_scenes import adverts, chatter, minutes, petition

SELLERS = ["x:s0", "x:s1"]


def selling(scene: Scene, *sellers: str, **fields: object) -> Scene:
    """Let accounts join the community of a scene and offer one bargain, each by its own link."""
    for seller in sellers:
        scene.created.setdefault(seller, START - timedelta(days=900))
        scene.community.setdefault(seller, "g-1")
        for n in range(3):
            link = {"urls": [f"https://bargain.example/r/{n}{seller[2:]}"]} | fields
            at = START + minutes(60 * n + 7 * sellers.index(seller))
            scene.act(seller, at, text=f"Look at this {n}", **link)
    return scene


def member_rows(scene: Scene) -> list[Row]:
    return scene.weigh()[1].arrow.to_pylist()


def of(scene: Scene) -> dict[str, bool]:
    """Return whether the reading of each member that has one is undecided."""
    return {row["account_uid"]: row["is_undecided"] for row in member_rows(scene)}


@pytest.mark.parametrize("others", [petition, chatter])
def test_they_are_told_apart(others: object) -> None:
    assert callable(others)
    rows = member_rows(selling(others(), *SELLERS))
    assert [(row["account_uid"], row["is_undecided"]) for row in rows] == [
        (seller, False) for seller in SELLERS
    ]
    assert {(row["explanation"], row["reading"]) for row in rows} == {
        ("commercial_spam", "commercial")
    }
    assert json.loads(rows[0]["facts"])["offer_share"] == 1.0


def test_an_advert_beside_other_things_lets_nobody_go() -> None:
    """A network passes on adverts to look like anybody."""
    scene = petition()
    signer = sorted(scene.community)[0]
    assert of(selling(scene, *SELLERS, signer)) == dict.fromkeys(SELLERS, False)


def test_a_community_of_spammers_has_its_reading_already() -> None:
    assert of(adverts()) == {}


def test_prices_without_known_links_are_undecided() -> None:
    """The words name a price; whether they can be followed was not collected."""
    scene = petition()
    for seller in SELLERS:
        scene.created[seller] = START - timedelta(days=900)
        scene.community[seller] = "g-1"
        for n in range(3):
            text = f"Nur heute: 19,90 € statt 45 €, Nr. {n}"
            scene.act(seller, START + minutes(60 * n), text=text, urls=None)
    assert of(scene) == dict.fromkeys(SELLERS, True)
    for row in scene.posts:
        row["urls"] = row.get("urls") or []
    assert of(scene) == {}


def test_copies_without_known_links_are_no_adverts_of_one_account() -> None:
    """For a community they may be; of one account of many it would excuse anything."""
    scene = selling(petition(), *SELLERS, urls=None)
    assert of(scene) == {}
