"""What the object of an action is, layer by layer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from engines import ENGINE

from undertow.actions import LAYERS, add_claims, build_direct_actions
from undertow.schema import MediaTextUses, PostKeys, Posts, PostText, Table, TemplateUses
from undertow.settings import NoSettings

TEXT_COLUMNS = (
    "text_group",
    "near_group",
    "n_chars",
    "match_key",
    "template",
    "claim_group",
    "words_groups",
)
NOON = datetime(2023, 9, 2, 12, tzinfo=UTC)
Post = dict[str, Any]
Objects = Callable[..., list[list[str]]]


@pytest.fixture
def actions_of(rows_of: Any) -> Callable[..., list[Post]]:
    """Rows of actions from rows of posts; a post may carry its text group."""

    def make(*posts: Post) -> list[Post]:
        plain = {
            "kind": "post",
            "account_uid": "x:me",
            "created_at": NOON,
            "created_precision": "second",
        }
        rows = [{"post_uid": f"x:{i}"} | plain | post for i, post in enumerate(posts)]
        texts = [
            {"post_uid": row["post_uid"]}
            | {name: row.pop(name) for name in TEXT_COLUMNS if name in row}
            for row in rows
        ]
        claims = [
            {"post_uid": text["post_uid"], "claim_group": text.pop("claim_group", None)}
            for text in texts
        ]
        uses = [
            {"post_uid": text["post_uid"], "template": text.pop("template")}
            for text in texts
            if "template" in text
        ]
        spoken = [
            {"post_uid": text["post_uid"], "words_group": group, "media_uid": "m"}
            for text in texts
            for group in text.pop("words_groups", ())
        ]
        table = Table.checked(Posts, rows_of(Posts, *rows))
        direct = build_direct_actions(
            table,
            Table.checked(PostKeys, rows_of(PostKeys, *texts)),
            Table.checked(TemplateUses, rows_of(TemplateUses, *uses)),
            Table.checked(MediaTextUses, rows_of(MediaTextUses, *spoken)),
            NoSettings(),
            engine=ENGINE,
            rng_seed=1,
        )
        post_text = Table.checked(PostText, rows_of(PostText, *claims))
        found = add_claims(direct, table, post_text, NoSettings(), engine=ENGINE, rng_seed=1)
        return found.arrow.to_pylist()

    return make


@pytest.fixture
def objects_of(actions_of: Callable[..., list[Post]]) -> Objects:
    """Objects of each post in one layer."""

    def find(layer: str, *posts: Post) -> list[list[str]]:
        rows = [row for row in actions_of(*posts) if row["layer"] == layer]
        return [
            [row["object_uid"] for row in rows if row["post_uid"] == f"x:{i}"]
            for i in range(len(posts))
        ]

    return find


def test_reply_target(objects_of: Objects) -> None:
    cases: list[tuple[Post, list[str]]] = [
        ({"kind": "reply", "root_uid": "x:r", "parent_uid": "x:p"}, ["post:x:r"]),
        ({"kind": "comment", "root_uid": "x:r"}, ["post:x:r"]),
        ({"kind": "reply", "parent_uid": "x:p"}, ["post:x:p"]),
        ({"kind": "reply", "parent_uid": "x:p", "addressed_account_uid": "x:you"}, ["post:x:p"]),
        ({"kind": "reply", "addressed_account_uid": "x:you"}, ["account:x:you"]),
        ({"kind": "reply"}, []),
        # To oneself: a thread, not an answer.
        ({"kind": "reply", "parent_uid": "x:p", "addressed_account_uid": "x:me"}, []),
        ({"kind": "reply", "addressed_account_uid": "x:me"}, []),
        # Other kinds do not answer, whatever they point at.
        ({"kind": "post", "parent_uid": "x:p"}, []),
        ({"kind": "quote", "parent_uid": "x:p", "quoted_uid": "x:q"}, []),
        ({"kind": "repost", "parent_uid": "x:p", "reposted_uid": "x:q"}, []),
    ]
    posts, expected = zip(*cases, strict=True)
    assert objects_of("reply_target", *posts) == [*expected]


def test_text(objects_of: Objects) -> None:
    kinds = ["post", "comment", "reply", "quote"]
    posts = [{"kind": kind, "text_group": "t-1"} for kind in kinds]
    assert objects_of("text", *posts) == [["t-1"]] * len(kinds)
    assert objects_of("text", *({"kind": kind} for kind in kinds)) == [[]] * len(kinds)


def test_media_text(objects_of: Objects) -> None:
    posts = [{"words_groups": ["n-1"]}, {"words_groups": ["n-1", "n-2"]}, {}]
    assert objects_of("media_text", *posts) == [["n-1"], ["n-1", "n-2"], []]
    assert objects_of("media_text", {"kind": "repost", "words_groups": ["n-1"]}) == [[]]


def test_repost(objects_of: Objects) -> None:
    cases: list[tuple[Post, list[str]]] = [
        ({"kind": "repost", "reposted_uid": "x:q", "text_group": "t-1"}, ["post:x:q"]),
        ({"kind": "repost", "text_group": "t-1"}, ["text:t-1"]),
        ({"kind": "repost"}, []),
        ({"kind": "post", "reposted_uid": "x:q", "text_group": "t-1"}, []),
        ({"kind": "quote", "quoted_uid": "x:q"}, []),
    ]
    posts, expected = zip(*cases, strict=True)
    assert objects_of("repost", *posts) == [*expected]


@pytest.mark.parametrize("layer", ["text", "url", "hashtag"])
def test_a_repost_is_nobodys_original(objects_of: Objects, layer: str) -> None:
    post = {"text_group": "t-1", "urls": ["https://a.ca/x"], "hashtags": ["elxn"]}
    found = objects_of(layer, post | {"kind": "repost"}, post | {"kind": "quote"})
    assert [len(objects) for objects in found] == [0, 1]


SAME = "url:example.ca/a?id=3&b=2"
URLS = {
    "https://example.ca/a?id=3&b=2": SAME,
    "http://example.ca/a?id=3&b=2": SAME,
    "HTTPS://WWW.Example.CA/a?id=3&b=2": SAME,
    "//example.ca/a?id=3&b=2": SAME,
    "example.ca/a?id=3&b=2": SAME,
    "  https://m.example.ca/a?id=3&b=2\n": SAME,
    "https://mobile.example.ca/a?id=3&b=2": SAME,
    "https://example.ca/a/?id=3&b=2": SAME,
    "https://example.ca/a?id=3&b=2#top": SAME,
    "https://example.ca/a?id=3&b=2&utm_source=x": SAME,
    "https://example.ca/a?utm_source=x&id=3&b=2": SAME,
    "https://example.ca/a?id=3&utm_source=x&b=2": SAME,
    "https://example.ca/a?id=3&fbclid=x&gclid=y&b=2": SAME,
    "https://example.ca/a?UTM_Medium=x&id=3&b=2&igshid=": SAME,
    "https://example.ca/a?&id=3&&b=2&": SAME,
    "https://example.ca/a?utm_source=x&utm_campaign=y": "url:example.ca/a",
    "https://example.ca/a?": "url:example.ca/a",
    "https://example.ca/": "url:example.ca",
    "https://example.ca": "url:example.ca",
    "https://example.ca?utm_source=x": "url:example.ca",
    "https://youtu.be/AbC?si=xyz&t=10": "url:youtu.be/AbC?t=10",
    # What is not tracking or not case-insensitive stays.
    "https://example.ca/A": "url:example.ca/A",
    "https://example.ca/a?basic=1": "url:example.ca/a?basic=1",
    "https://example.ca/a?my_utm_source=1": "url:example.ca/a?my_utm_source=1",
    "https://example.ca/a?id=http://www.b.ca/": "url:example.ca/a?id=http://www.b.ca",
    "https://wwwexample.ca/a": "url:wwwexample.ca/a",
    "https://例子.cn/路": "url:例子.cn/路",
    # Nothing that names a place.
    "": None,
    "https://": None,
    "https:///a": None,
    "#top": None,
}


def test_links_that_lead_to_the_same_place_are_one_object(objects_of: Objects) -> None:
    found = objects_of("url", *({"urls": [url]} for url in URLS))
    expected = {url: [uid] if uid else [] for url, uid in URLS.items()}
    assert dict(zip(URLS, found, strict=True)) == expected


def test_several_objects_of_a_post(objects_of: Objects) -> None:
    urls = ["https://a.ca/x", "http://www.a.ca/x/", "https://b.ca", None]
    assert objects_of("url", {"urls": urls}, {}) == [["url:a.ca/x", "url:b.ca"], []]
    tags = ["Elxn44", "ELXN44", " élection ", "ÉLECTION", "", " ", None, "加拿大"]
    assert objects_of("hashtag", {"hashtags": tags}) == [["#elxn44", "#élection", "#加拿大"]]


def test_precision_of_the_time(actions_of: Callable[..., list[Post]]) -> None:
    names = ["second", "minute", "hour", "day", "unheard of"]
    rows = actions_of(*({"text_group": "t-1", "created_precision": name} for name in names))
    assert [row["precision_s"] for row in rows] == [1, 60, 3600, 86400, 86400]


def test_an_action_carries_its_post(actions_of: Callable[..., list[Post]]) -> None:
    (row,) = actions_of({"text_group": "t-1", "created_precision": "minute"})
    assert row == {
        "layer": "text",
        "object_uid": "t-1",
        "account_uid": "x:me",
        "at": NOON,
        "post_uid": "x:0",
        "precision_s": 60,
    }


def test_posts_without_an_author_act_for_nobody(
    actions_of: Callable[..., list[Post]],
) -> None:
    post = {"kind": "reply", "text_group": "t-1", "parent_uid": "x:p", "hashtags": ["a"]}
    rows = actions_of(post | {"account_uid": None}, post, post | {"account_uid": None})
    assert {row["post_uid"] for row in rows} == {"x:1"}
    assert {row["layer"] for row in rows} == {"reply_target", "text", "hashtag"}


def test_repeating_oneself_is_several_actions(
    actions_of: Callable[..., list[Post]],
) -> None:
    rows = actions_of({"text_group": "t-1"}, {"text_group": "t-1"})
    assert [row["post_uid"] for row in rows] == ["x:0", "x:1"]


def test_no_posts(actions_of: Callable[..., list[Post]]) -> None:
    assert actions_of() == []


def test_layers_name_the_columns_they_read() -> None:
    columns = {c.name for spec in (Posts, PostText) for c in spec.columns}
    columns |= {"words_groups"}
    assert all(layer.needs <= columns for layer in LAYERS)
    assert len({layer.name for layer in LAYERS}) == len(LAYERS)
