"""What an export may name."""

from __future__ import annotations

import dataclasses

import export_scene
import pytest

from undertow.case import Case
from undertow.export.disclosure import Disclosure, disclosure
from undertow.tlp import Tlp


@pytest.fixture
def told(scene: Case) -> Disclosure:
    return disclosure(scene, Tlp.amber)


@pytest.mark.parametrize("tlp", list(Tlp))
def test_core_accounts_alone_are_named_and_from_amber_on(scene: Case, tlp: Tlp) -> None:
    named = disclosure(scene, tlp).named
    expected = set(export_scene.CORE) if tlp in (Tlp.amber, Tlp.amber_strict, Tlp.red) else set()
    assert named == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/bystander_99",
        "https://twitter.com/bystander_99/status/17?s=20",
        "https://x.com/someone-unknown/status/17",
        "https://mobile.twitter.com/Bystander_Old1",
        "https://www.youtube.com/@stranger",
        "https://www.reddit.com/user/stranger/comments/1",
        "https://drawn_in_33.medium.com/essay",
        "https://news.example/?by=edge_person77",
        "https://news.example/u/%62ystander_99",
        "https://t.me/strangers_channel/12",
        "https://user:secret@news.example/",
        "https://news.example/" + "a" * 3000,
        "javascript:alert(1)",
        "https://[::1",
        "",
    ],
)
def test_links_that_name_somebody_are_not_told(told: Disclosure, url: str) -> None:
    assert told.link(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://lantern.example/v/a51c07",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://x.com/maple_fox818/status/9001",
        "https://x.com/hashtag/vote",
        "https://news.example/2023/09/story.html?id=7#top",
    ],
)
def test_other_links_are(told: Disclosure, url: str) -> None:
    assert told.link(url) == url


def test_texts_name_nobody(told: Disclosure) -> None:
    text = told.text("Zoé Roy and edge_person77, by drawn_in_33.medium.com: @any @maple_fox818")
    assert text == "[…] and […], by […]: @[…] @[…]"


@pytest.mark.parametrize(
    "said",
    [
        "jean.dupont", "Jean.Dupont.", "@jean.dupont", "(jean.dupont)", "alice.bsky.social,",
        "kmarlowe_", "ｋｍａｒｌｏｗｅ", "zoe\u0301lea", "user-name-1.",
    ],
)  # fmt: skip
def test_handles_with_dots_and_in_other_letters_are_masked(told: Disclosure, said: str) -> None:
    handles = {"jean.dupont", "alice.bsky.social", "kmarlowe", "zoélea", "user-name-1"}
    for more in (
        dataclasses.replace(told, telling=told.telling | handles),
        dataclasses.replace(told, is_removed=lambda word: word in handles),
    ):
        masked = more.text(f"says {said} to all")
        assert not [
            part for part in ("jean", "alice", "marlowe", "ｋ", "lea", "user") if part in masked
        ]
        assert masked.endswith("to all")


def test_a_handle_that_is_a_word_masks_no_word(told: Disclosure) -> None:
    more = dataclasses.replace(told, hidden=told.hidden | {"peace"})
    assert more.text("peace now") == "peace now"
    telling = dataclasses.replace(more, telling=told.telling | {"peace"})
    assert telling.text("Peace now") == "[…] now"


def test_a_handle_that_was_deleted_is_told_nowhere(told: Disclosure) -> None:
    more = dataclasses.replace(told, is_removed=lambda word: word == "gone_99")
    assert more.text("as Gone_99 says") == "as […] says"
    assert more.link("https://news.example/?by=gone_99") is None


def test_ids_of_posts_that_hold_the_id_of_a_page_are_not_told(told: Disclosure) -> None:
    assert told.tells_post("x:101", "9001")
    assert not told.tells_post("x:101", "100200300_9001")
    assert not told.tells_post(export_scene.EDGE, "9001")
