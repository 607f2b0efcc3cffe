"""What in a case was published before."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from account_scene import START, table
from media_rows import media_table

from undertow.attribution import match_knowledge
from undertow.schema import (
    Accounts,
    Claims,
    DirectActions,
    Evidence,
    Hypotheses,
    HypothesisEvidence,
    KnowledgeMatches,
    KnownIndicators,
    KnownObservables,
    Media,
    MediaFacts,
    MediaHashes,
    MediaSightings,
    OperationEvidence,
    OperationLinks,
    Posts,
    PostText,
    Table,
)
from undertow.settings import MediaSettings
from undertow.stages import STAGES

PDQ = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"
HEADLINE = "the rising cost of nothing in the town of nowhere"


def known(*rows: tuple[str, str, str]) -> Table[KnownObservables]:
    return table(
        KnownObservables,
        [{"kind": kind, "platform": platform, "value": value} for kind, platform, value in rows],
        operation_id="net",
        published_as="",
        procedure="",
        note="",
        file_name="f",
        file_sha256="0",
        place=1,
    )


ACTS = [
    ("x:10", "url", "url:news.evil.example/a"),
    ("x:11", "url", "url:notevil.example/a?x=1"),
    ("x:11", "hashtag", "#tag"),
]


def found(
    wanted: Table[KnownObservables],
    acts: list[tuple[str, str, str]] = ACTS,
    keys: dict[str, str] | None = None,
) -> set[tuple[Any, ...]]:
    accounts: list[dict[str, Any]] = [
        {"account_uid": "x:1", "platform": "x", "native_id": "1", "handle": "Bob"},
        {"account_uid": "youtube:UCa", "platform": "youtube", "native_id": "UCa", "handle": "@Ann"},
        {"account_uid": "facebook:1", "platform": "facebook", "native_id": "1"},
    ]
    posts: list[dict[str, Any]] = [
        {"post_uid": "x:10", "account_uid": "x:1", "platform": "x", "native_id": "10"},
        {"post_uid": "x:11", "account_uid": "x:1", "platform": "x", "native_id": "11"},
        {"post_uid": "x:12", "account_uid": None, "platform": "x", "native_id": "12"},
    ]
    keys = keys or {
        "x:10": HEADLINE + " again",
        "x:11": "a" + HEADLINE,
        "x:12": "关于无名镇的报告都在这里",
    }
    empty: dict[str, Any] = {"urls": [], "hashtags": [], "mentions": []}
    plain = {"created_at": START, "created_precision": "second", "created_source": "field"}
    return {
        tuple(row.values())[1:]
        for row in match_knowledge(
            wanted,
            table(Accounts, accounts, n_posts=1, raw_sha256=""),
            table(Posts, posts, kind="post", text="", raw_sha256="", **plain, **empty),
            table(
                PostText, [{"post_uid": u, "match_key": k, "n_chars": 9} for u, k in keys.items()]
            ),
            table(
                DirectActions,
                [{"post_uid": p, "layer": layer, "object_uid": o} for p, layer, o in acts],
                account_uid="x:1",
                at=START,
                precision_s=1,
            ),
            table(Media, [{"post_uid": "x:10", "media_ref": "A" * 32}]),
            table(
                MediaSightings,
                [{"post_uid": "x:11", "media_uid": "b" * 64}],
                media_ref="https://x.example/a.mp4",
                via="url",
            ),
            media_table(
                MediaFacts,
                [{"media_uid": "b" * 64, "source": "file", "name": "md5", "value": "c" * 32}],
            ),
            media_table(
                MediaHashes,
                [
                    {"media_uid": "b" * 64, "frame": 0, "quality": 90, "pdq": PDQ},
                    {"media_uid": "b" * 64, "frame": 1, "quality": 9, "pdq": "f" * 64},
                ],
            ),
            MediaSettings(),
            rng_seed=0,
        ).arrow.to_pylist()
    }


def test_accounts_by_handle_and_id_of_their_platform() -> None:
    wanted = known(
        ("account", "x", "bob"),
        ("account_id", "youtube", "UCa"),
        ("account", "x", "ann"),
        ("account", "x", "1"),
        ("account_id", "x", "bob"),
    )
    assert found(wanted) == {
        ("account", "x", "bob", "x:1", ""),
        ("account_id", "youtube", "UCa", "youtube:UCa", ""),
    }


def flipped(value: str, n_bits: int) -> str:
    return f"{int(value, 16) ^ ((1 << n_bits) - 1):064x}"


def test_pictures_are_known_by_what_they_look_like() -> None:
    near, far = flipped(PDQ, 31), flipped(PDQ, 32)
    wanted = known(("picture", "", near), ("picture", "", far), ("picture", "", "f" * 64))
    assert found(wanted) == {("picture", "", near, "x:1", "x:11")}


def test_files_that_are_held_are_known_by_their_bytes() -> None:
    wanted = known(("file", "", "c" * 32), ("file", "", "b" * 64), ("file", "", PDQ))
    assert found(wanted) == {
        ("file", "", "c" * 32, "x:1", "x:11"),
        ("file", "", "b" * 64, "x:1", "x:11"),
    }


def test_an_account_without_a_handle_may_have_a_name_for_an_id() -> None:
    assert found(known(("account", "facebook", "1"))) == {
        ("account", "facebook", "1", "facebook:1", "")
    }


def test_links_lead_to_known_accounts_and_posts() -> None:
    wanted = known(("account", "telegram", "chan"), ("post", "x", "999"))
    acts = [
        ("x:10", "url", "url:t.me/chan"),
        ("x:11", "url", "url:twitter.com/somebody/status/999"),
    ]
    assert found(wanted, acts) == {
        ("account", "telegram", "chan", "x:1", "x:10"),
        ("post", "x", "999", "x:1", "x:11"),
    }


@pytest.mark.parametrize(
    ("link", "site"),
    [
        ("evil.example:8080/a", "evil.example"),
        ("user@evil.example/a", "evil.example"),
        ("EVIL.EXAMPLE./q", "evil.example"),
        ("bücher.example/a", "xn--bcher-kva.example"),
        ("a.b.evil.co.uk/q", "evil.co.uk"),
    ],
)
def test_a_site_is_known_however_it_is_written(link: str, site: str) -> None:
    rows = found(known(("domain", "", site)), [("x:10", "url", f"url:{link}")])
    assert rows == {("domain", "", site, "x:1", "x:10")}


def test_an_id_is_one_platform_s_only() -> None:
    assert found(known(("account_id", "facebook", "1"))) == {
        ("account_id", "facebook", "1", "facebook:1", "")
    }


def test_posts_links_sites_tags_and_files() -> None:
    wanted = known(
        ("post", "x", "12"),
        ("link", "", "news.evil.example/a"),
        ("domain", "", "evil.example"),
        ("hashtag", "", "tag"),
        ("file", "", "a" * 32),
        ("file", "", "b" * 64),
    )
    assert found(wanted) == {
        ("post", "x", "12", "", "x:12"),
        ("link", "", "news.evil.example/a", "x:1", "x:10"),
        ("domain", "", "evil.example", "x:1", "x:10"),
        ("hashtag", "", "tag", "x:1", "x:11"),
        ("file", "", "a" * 32, "x:1", "x:10"),
        ("file", "", "b" * 64, "x:1", "x:11"),
    }


def test_texts_hold_a_published_text_whole() -> None:
    wanted = known(("text", "", HEADLINE), ("text", "", "无名镇的报告"))
    assert found(wanted) == {
        ("text", "", HEADLINE, "x:1", "x:10"),
        ("text", "", "无名镇的报告", "", "x:12"),
    }


def test_a_word_goes_on_in_every_script() -> None:
    wanted = known(("text", "", "вознаграждены сами и навсегда"))
    keys = {"x:10": "вознаграждены сами и навсегда да", "x:11": "вознаграждены сами и навсегдаа"}
    assert {row[-1] for row in found(wanted, keys=keys)} == {"x:10"}


def test_nothing_known_finds_nothing() -> None:
    assert found(known()) == set()
    assert found(known(("domain", "", "other.example"))) == set()


def test_no_verdict_reads_what_is_known() -> None:
    """What was published of an operation accuses nobody in a case."""
    known = {KnownObservables, KnownIndicators}
    for stage in STAGES:
        if not known.isdisjoint(stage.inputs):
            known |= {*stage.outputs}
    told = {KnowledgeMatches, OperationLinks, OperationEvidence, Hypotheses, HypothesisEvidence}
    # Claims tell it, and no stage reads them.
    assert known - {KnownObservables, KnownIndicators} == told | {Claims, Evidence}


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [("domain", "", "evil.example"), ("account", "x", "bob"), ("text", "", HEADLINE)]
    assert found(known(*rows)) == found(known(*reversed(rows)))
    assert isinstance(known(*rows).arrow, pa.Table)
