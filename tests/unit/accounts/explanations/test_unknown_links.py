"""Links that were not collected: what rests on them is undecided, and nobody is accused."""

from __future__ import annotations

from typing import Any

import pytest
from account_scene import Scene, table
from explanation_scenes import adverts, newsroom, petition

from undertow.schema import AccountSignals


def undecided(scene: Scene) -> set[str]:
    """Weigh the explanations of a community of which every sixth was made with others, ahead."""
    members = sorted(scene.community)
    rows = [
        {"account_uid": member, "value": 4.0 if i % 6 == 0 else 1.0, "log_lr": 3.0 * (i % 6 == 0)}
        for i, member in enumerate(members)
    ]
    plain = {"signal": "creation_batch", "p_value": 1e-9, "community_id": "g-1"}
    plain |= {"community_share": 0.2, "control_share": 0.0, "n_control": 60, "innocent": ""}
    signals = table(AccountSignals, rows, evidence=[], **plain)
    found = scene.explanations(signals).arrow.to_pylist()
    assert not [row for row in found if row["is_undecided"] and row["holds"]]
    return {row["explanation"] for row in found if row["is_undecided"]}


def with_links(scene: Scene, **fields: Any) -> Scene:
    """Return the scene with its lists of links replaced."""
    scene.posts = [row | fields for row in scene.posts]
    return scene


@pytest.mark.parametrize("known_absent", [None, ["hashtags"]])
def test_headlines_whose_links_were_not_collected_may_be_syndication(
    known_absent: list[str] | None,
) -> None:
    assert undecided(newsroom(24)) == set()
    scene = with_links(newsroom(24), urls=None, known_absent=known_absent)
    assert "syndication" in undecided(scene)


def test_texts_whose_links_were_not_collected_may_be_adverts() -> None:
    assert undecided(adverts()) == set()
    assert "commercial_spam" in undecided(with_links(adverts(), urls=None))


@pytest.mark.parametrize("told", [{"urls": []}, {"urls": None, "known_absent": ["urls"]}])
@pytest.mark.parametrize("scene", [newsroom, adverts])
def test_texts_that_are_known_to_have_no_link_are_decided(scene: Any, told: dict[str, Any]) -> None:
    assert undecided(with_links(scene(), **told)) == set()


def test_what_no_link_could_change_is_decided() -> None:
    """Letters to officials are no headlines and no adverts."""
    assert undecided(with_links(petition(), urls=None)) == set()
